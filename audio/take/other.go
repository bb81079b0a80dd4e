package take

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/audio/wav"
)

// ErrNeedsFFmpeg says that a recording is AAC, which phones and Safari make, or a WAV
// file that is no PCM, and that there is no ffmpeg to read it.
var ErrNeedsFFmpeg = errors.New("a recording in AAC (M4A, MP4) or in WAV that is no PCM needs ffmpeg, which is not installed: send WAV, WebM Opus, Ogg Opus or FLAC")

// Refused says of an error of DecodeWith that the recording is at fault, so
// that another try would end the same.
func Refused(err error) bool {
	for _, refusal := range []error{
		ErrDamaged, ErrEmpty, ErrTooLong, ErrTooLarge, ErrUnknownFormat, ErrNeedsFFmpeg,
		wav.ErrNotWAV, wav.ErrDamaged, wav.ErrUnsupported,
	} {
		if errors.Is(err, refusal) {
			return true
		}
	}
	return false
}

// convertTime bounds the conversion of one recording.
const convertTime = time.Minute

// DecodeWith is Decode for AAC too, as such a file or in MP4, and for WAV files that are
// no PCM (µ-law, ADPCM). conv
// converts it within the same limits and at most a minute; nil is none. An error that
// is no [Refused] is the machine's: no room for a copy, a program that was killed.
func DecodeWith(ctx context.Context, conv audio.Converter, data []byte) (dsp.Signal, Format, error) {
	container, demuxer := sniffAAC(data)
	if container == "" || len(data) > MaxBytes {
		s, f, err := Decode(data)
		if !errors.Is(err, wav.ErrUnsupported) {
			return s, f, err
		}
		if conv == nil {
			return s, f, fmt.Errorf("%w: %w", err, ErrNeedsFFmpeg)
		}
		container, demuxer = "wav", "wav" // of µ-law, ADPCM and others
	}
	f := Format{Container: container}
	if conv == nil {
		return dsp.Signal{}, f, ErrNeedsFFmpeg
	}
	limited, cancel := context.WithTimeout(ctx, convertTime)
	defer cancel()
	s, err := convert(limited, conv, data, demuxer, &f)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return s, f, err
}

// sniffAAC names the containers of recordings that Decode does not read, and
// what ffmpeg calls them.
func sniffAAC(data []byte) (container, demuxer string) {
	switch format := audio.Sniff(data[:min(len(data), 64)], false); {
	case len(data) < 16:
	case format == "mov":
		return "mp4", format
	case format == "aac":
		return format, format
	}
	return "", ""
}

func convert(ctx context.Context, conv audio.Converter, data []byte, demuxer string, f *Format) (dsp.Signal, error) {
	pcm, err := conv.Decode(ctx, bytes.NewReader(data), int64(len(data)), demuxer)
	if err != nil {
		return dsp.Signal{}, converted(err)
	}
	defer pcm.Close()
	f.Codec, f.Rate, f.Channels = codecOf(demuxer), pcm.Format().Rate, pcm.Format().Channels
	sink := sink{maxSeconds: MaxSeconds}
	if err := sink.open(f.Rate); err != nil {
		return dsp.Signal{}, err
	}
	err = dsp.EachBlock(pcm, func(block []float32) error { return sink.write(block, f.Channels) })
	if err != nil {
		return dsp.Signal{}, converted(err)
	}
	return sink.finish()
}

// codecOf says what a converted recording held, as far as is known.
func codecOf(demuxer string) string {
	if demuxer == "wav" {
		return "other"
	}
	return "aac"
}

// converted calls a recording damaged where the converter can make nothing of it.
// What went wrong on the machine stays what it is.
func converted(err error) error {
	if errors.Is(err, audio.ErrRefused) || errors.Is(err, dsp.ErrRate) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}
