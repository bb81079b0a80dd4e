package audio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrTakeNeedsFFmpeg says that a recording is AAC, which phones and Safari make, and
// that there is no ffmpeg to read it.
var ErrTakeNeedsFFmpeg = errors.New("a recording in AAC (M4A, MP4) needs ffmpeg, which is not installed: send WAV, WebM Opus, Ogg Opus or FLAC")

// ErrRefused is in the chain of what a Converter says where a source is at fault, and
// not the machine that should convert it.
var ErrRefused = errors.New("it cannot be converted")

// TakeRefused says of an error of DecodeTakeWith that the recording is at fault, so
// that another try would end the same.
func TakeRefused(err error) bool {
	for _, refusal := range []error{
		ErrTakeDamaged, ErrTakeEmpty, ErrTakeTooLong, ErrTakeTooLarge, ErrUnknownFormat, ErrTakeNeedsFFmpeg,
		ErrNotWAV, ErrWAVDamaged, ErrWAVUnsupported,
	} {
		if errors.Is(err, refusal) {
			return true
		}
	}
	return false
}

// takeTime bounds the conversion of one recording.
const takeTime = time.Minute

// DecodeTakeWith is DecodeTake for AAC too: as such a file, or in MP4. conv
// converts it within the same limits and at most a minute; nil is none. An error that
// is no [TakeRefused] is the machine's: no room for a copy, a program that was killed.
func DecodeTakeWith(ctx context.Context, conv Converter, data []byte) (Signal, TakeFormat, error) {
	container, demuxer := otherTake(data)
	if container == "" || len(data) > MaxTakeBytes {
		return DecodeTake(data)
	}
	f := TakeFormat{Container: container}
	if conv == nil {
		return Signal{}, f, ErrTakeNeedsFFmpeg
	}
	limited, cancel := context.WithTimeout(ctx, takeTime)
	defer cancel()
	s, err := convertTake(limited, conv, data, demuxer, &f)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return s, f, err
}

// otherTake names the containers of recordings that DecodeTake does not read, and
// what ffmpeg calls them.
func otherTake(data []byte) (container, demuxer string) {
	switch format := sniff(data[:min(len(data), 64)], false); {
	case len(data) < 16:
	case format == "mov":
		return "mp4", format
	case format == "aac":
		return format, format
	}
	return "", ""
}

func convertTake(ctx context.Context, conv Converter, data []byte, demuxer string, f *TakeFormat) (Signal, error) {
	pcm, err := conv.Decode(ctx, bytes.NewReader(data), int64(len(data)), demuxer)
	if err != nil {
		return Signal{}, converted(err)
	}
	defer pcm.Close()
	f.Codec, f.Rate, f.Channels = "aac", pcm.Format().Rate, pcm.Format().Channels
	sink := takeSink{maxSeconds: MaxTakeSeconds}
	if err := sink.open(f.Rate); err != nil {
		return Signal{}, err
	}
	err = EachBlock(pcm, func(block []float32) error { return sink.write(block, f.Channels) })
	if err != nil {
		return Signal{}, converted(err)
	}
	return sink.finish()
}

// converted calls a recording damaged where the converter can make nothing of it.
// What went wrong on the machine stays what it is.
func converted(err error) error {
	if errors.Is(err, ErrRefused) || errors.Is(err, ErrRate) {
		return fmt.Errorf("%w: %w", ErrTakeDamaged, err)
	}
	return err
}
