package audio

import (
	"bytes"
	"errors"
	"fmt"
)

// Limits of a take.
const (
	MaxTakeBytes   = 16 << 20
	MaxTakeSeconds = 600

	maxTakeRate = 48000 // faster audio is resampled to this
)

// Errors of DecodeTake; they come wrapped with what was seen and where.
var (
	ErrUnknownFormat = errors.New("audio format not recognised: send WAV, WebM Opus, Ogg Opus or FLAC")
	ErrTakeTooLarge  = errors.New("recording larger than 16 MiB")
	ErrTakeTooLong   = errors.New("recording longer than 10 minutes")
	ErrTakeDamaged   = errors.New("damaged recording")
	ErrTakeEmpty     = errors.New("recording without any sound")
)

// TakeFormat says what a take was before decoding.
type TakeFormat struct {
	Container string // "wav", "webm", "ogg", "flac"; by DecodeTakeWith "mp4", "aac"
	Codec     string // "pcm", "opus", "flac", "aac"
	Rate      int    // of the source; 48000 for Opus
	Channels  int
	Damaged   int // packets that could not be decoded and were replaced by silence
}

// DecodeTake decodes one recording, told apart by content, into mono: channels are
// averaged, an Opus pre-skip and end padding are dropped, and rates above 48 kHz
// are resampled to 48 kHz. Opus comes out at 48 kHz. Hard limits are 16 MiB of
// input and 10 minutes of sound. For AAC there is DecodeTakeWith.
func DecodeTake(data []byte) (s Signal, f TakeFormat, err error) {
	return decodeTake(data, MaxTakeSeconds)
}

func decodeTake(data []byte, maxSeconds int) (s Signal, f TakeFormat, err error) {
	if len(data) > MaxTakeBytes {
		return Signal{}, TakeFormat{}, fmt.Errorf("%w: %d bytes", ErrTakeTooLarge, len(data))
	}
	// The decoders of other people parse hostile bytes: whatever they trip over is
	// this recording's fault and must not end the server.
	defer func() {
		if r := recover(); r != nil {
			s, err = Signal{}, fmt.Errorf("%w: decoder gave up: %v", ErrTakeDamaged, r)
		}
	}()
	sink := takeSink{maxSeconds: maxSeconds}
	switch {
	case hasPrefix(data, "RIFF") && hasPrefix(data[min(8, len(data)):], "WAVE"), hasPrefix(data, "RF64"):
		f, err = decodeWAVTake(&sink, data)
	case hasPrefix(data, "\x1a\x45\xdf\xa3"):
		f, err = decodeWebM(&sink, data)
	case hasPrefix(data, "OggS"):
		f, err = decodeOgg(&sink, data)
	case hasPrefix(data, "fLaC"):
		f, err = decodeFLAC(&sink, data)
	default:
		if container, _ := otherTake(data); container != "" {
			return Signal{}, TakeFormat{Container: container}, ErrTakeNeedsFFmpeg
		}
		return Signal{}, TakeFormat{}, fmt.Errorf("%w (it starts with % x)", ErrUnknownFormat, data[:min(len(data), 8)])
	}
	if err != nil {
		return Signal{}, f, err
	}
	s, err = sink.finish()
	return s, f, err
}

func hasPrefix(data []byte, prefix string) bool {
	return len(data) >= len(prefix) && string(data[:len(prefix)]) == prefix
}

// takeSink gathers what a decoder delivers as mono at 48 kHz or less, within the
// limit of length.
type takeSink struct {
	maxSeconds int
	rate       int // of the result; 0 before open
	resampler  *Resampler
	mono       []float32
	out        []float32
}

func (t *takeSink) open(rate int) error {
	if err := CheckRate(rate); err != nil {
		return fmt.Errorf("%w: %w", ErrTakeDamaged, err)
	}
	t.rate = min(rate, maxTakeRate)
	if rate > maxTakeRate {
		t.resampler = NewResampler(rate, maxTakeRate, 1)
	}
	return nil
}

// write takes interleaved frames.
func (t *takeSink) write(interleaved []float32, channels int) error {
	t.mono = mixDown(t.mono[:0], interleaved, channels)
	return t.writeMono(t.mono)
}

// read takes all that a reader has.
func (t *takeSink) read(pcm PCMReader) error {
	channels := pcm.Format().Channels
	err := EachBlock(pcm, func(block []float32) error { return t.write(block, channels) })
	if err != nil && !errors.Is(err, ErrTakeTooLong) {
		return fmt.Errorf("%w: %w", ErrTakeDamaged, err)
	}
	return err
}

func (t *takeSink) writeMono(mono []float32) error {
	if t.resampler != nil {
		mono = t.resampler.Write(mono)
	}
	t.out = append(t.out, mono...)
	if len(t.out) > t.maxSeconds*t.rate {
		return ErrTakeTooLong
	}
	return nil
}

// trimEnd drops the last n frames; it is for sources that need no resampling.
func (t *takeSink) trimEnd(n int) {
	t.out = t.out[:max(0, len(t.out)-max(n, 0))]
}

func (t *takeSink) finish() (Signal, error) {
	if t.resampler != nil {
		t.out = append(t.out, t.resampler.Flush()...)
	}
	if len(t.out) == 0 {
		return Signal{}, ErrTakeEmpty
	}
	return Signal{Rate: t.rate, Samples: t.out}, nil
}

func decodeWAVTake(sink *takeSink, data []byte) (TakeFormat, error) {
	w, err := OpenWAV(bytes.NewReader(data), int64(len(data)))
	if errors.Is(err, ErrRate) {
		err = fmt.Errorf("%w: %w", ErrTakeDamaged, err)
	}
	if err != nil {
		return TakeFormat{Container: "wav"}, err
	}
	f := TakeFormat{Container: "wav", Codec: "pcm", Rate: w.Format().Rate, Channels: w.Format().Channels}
	if err := sink.open(w.Format().Rate); err != nil {
		return f, err
	}
	return f, sink.read(w)
}
