package take

import (
	"bytes"
	"errors"
	"fmt"

	"gendu/audio/dsp"
	"gendu/audio/wav"
)

// Limits of a take.
const (
	MaxBytes   = 16 << 20
	MaxSeconds = 600

	maxRate = 48000 // faster audio is resampled to this
)

// Errors of Decode; they come wrapped with what was seen and where.
var (
	ErrUnknownFormat = errors.New("audio format not recognised: send WAV, WebM Opus, Ogg Opus or FLAC")
	ErrTooLarge      = errors.New("recording larger than 16 MiB")
	ErrTooLong       = errors.New("recording longer than 10 minutes")
	ErrDamaged       = errors.New("damaged recording")
	ErrEmpty         = errors.New("recording without any sound")
)

// Format says what a take was before decoding.
type Format struct {
	Container string // "wav", "webm", "ogg", "flac"; by DecodeWith "mp4", "aac"
	Codec     string // "pcm", "opus", "flac", "aac"
	Rate      int    // of the source; 48000 for Opus
	Channels  int
	Damaged   int // packets that could not be decoded and were replaced by silence
}

// Decode decodes one recording, told apart by content, into mono: channels are
// averaged, an Opus pre-skip and end padding are dropped, and rates above 48 kHz
// are resampled to 48 kHz. Opus comes out at 48 kHz. Hard limits are 16 MiB of
// input and 10 minutes of sound. For AAC there is DecodeWith.
func Decode(data []byte) (s dsp.Signal, f Format, err error) {
	return decode(data, MaxSeconds)
}

func decode(data []byte, maxSeconds int) (s dsp.Signal, f Format, err error) {
	if len(data) > MaxBytes {
		return dsp.Signal{}, Format{}, fmt.Errorf("%w: %d bytes", ErrTooLarge, len(data))
	}
	// The decoders of other people parse hostile bytes: whatever they trip over is
	// this recording's fault and must not end the server.
	defer func() {
		if r := recover(); r != nil {
			s, err = dsp.Signal{}, fmt.Errorf("%w: decoder gave up: %v", ErrDamaged, r)
		}
	}()
	sink := sink{maxSeconds: maxSeconds}
	switch {
	case hasPrefix(data, "RIFF") && hasPrefix(data[min(8, len(data)):], "WAVE"), hasPrefix(data, "RF64"), hasPrefix(data, "BW64"):
		f, err = decodeWAV(&sink, data)
	case hasPrefix(data, "\x1a\x45\xdf\xa3"):
		f, err = decodeWebM(&sink, data)
	case hasPrefix(data, "OggS"):
		f, err = decodeOgg(&sink, data)
	case hasPrefix(data, "fLaC"):
		f, err = decodeFLAC(&sink, data)
	default:
		if container, _ := sniffAAC(data); container != "" {
			return dsp.Signal{}, Format{Container: container}, ErrNeedsFFmpeg
		}
		return dsp.Signal{}, Format{}, fmt.Errorf("%w (it starts with % x)", ErrUnknownFormat, data[:min(len(data), 8)])
	}
	if err != nil {
		return dsp.Signal{}, f, err
	}
	s, err = sink.finish()
	return s, f, err
}

func hasPrefix(data []byte, prefix string) bool {
	return len(data) >= len(prefix) && string(data[:len(prefix)]) == prefix
}

// sink gathers what a decoder delivers as mono at 48 kHz or less, within the
// limit of length.
type sink struct {
	maxSeconds int
	rate       int // of the result; 0 before open
	resampler  *dsp.Resampler
	mono       []float32
	out        []float32
}

func (t *sink) open(rate int) error {
	if err := dsp.CheckRate(rate); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	t.rate = min(rate, maxRate)
	if rate > maxRate {
		t.resampler = dsp.NewResampler(rate, maxRate, 1)
	}
	return nil
}

// write takes interleaved frames.
func (t *sink) write(interleaved []float32, channels int) error {
	t.mono = dsp.MixDown(t.mono[:0], interleaved, channels)
	return t.writeMono(t.mono)
}

// read takes all that a reader has.
func (t *sink) read(pcm dsp.PCMReader) error {
	channels := pcm.Format().Channels
	err := dsp.EachBlock(pcm, func(block []float32) error { return t.write(block, channels) })
	if err != nil && !errors.Is(err, ErrTooLong) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

func (t *sink) writeMono(mono []float32) error {
	if t.resampler != nil {
		mono = t.resampler.Write(mono)
	}
	t.out = append(t.out, mono...)
	if len(t.out) > t.maxSeconds*t.rate {
		return ErrTooLong
	}
	return nil
}

// trimEnd drops the last n frames; it is for sources that need no resampling.
func (t *sink) trimEnd(n int) {
	t.out = t.out[:max(0, len(t.out)-max(n, 0))]
}

func (t *sink) finish() (dsp.Signal, error) {
	if t.resampler != nil {
		t.out = append(t.out, t.resampler.Flush()...)
	}
	if len(t.out) == 0 {
		return dsp.Signal{}, ErrEmpty
	}
	return dsp.Signal{Rate: t.rate, Samples: t.out}, nil
}

func decodeWAV(sink *sink, data []byte) (Format, error) {
	w, err := wav.Open(bytes.NewReader(data), int64(len(data)))
	if errors.Is(err, dsp.ErrRate) {
		err = fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return Format{Container: "wav"}, err
	}
	f := Format{Container: "wav", Codec: "pcm", Rate: w.Format().Rate, Channels: w.Format().Channels}
	if err := sink.open(w.Format().Rate); err != nil {
		return f, err
	}
	return f, sink.read(w)
}
