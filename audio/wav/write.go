package wav

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"gendu/audio/dsp"
)

// HeaderBytes is the length of the header that this package writes.
const HeaderBytes = 44

// Header is the 44-byte header of a 16-bit PCM WAV file of so many frames. A
// length beyond what RIFF can say (4 GiB) is written as 0xFFFFFFFF: up to the end.
func Header(rate, channels int, frames int64) []byte {
	data := uint32(math.MaxUint32)
	riff := data
	if bytes := frames * int64(channels) * 2; bytes <= math.MaxUint32-36 {
		data, riff = uint32(bytes), uint32(bytes)+36
	}
	le := binary.LittleEndian
	h := make([]byte, 0, HeaderBytes)
	h = append(h, "RIFF"...)
	h = le.AppendUint32(h, riff)
	h = append(h, "WAVEfmt "...)
	h = le.AppendUint32(h, 16)
	h = le.AppendUint16(h, formatInt)
	h = le.AppendUint16(h, uint16(channels))
	h = le.AppendUint32(h, uint32(rate))
	h = le.AppendUint32(h, uint32(rate*channels*2))
	h = le.AppendUint16(h, uint16(channels*2))
	h = le.AppendUint16(h, 16)
	h = append(h, "data"...)
	return le.AppendUint32(h, data)
}

// Writer writes 16-bit PCM WAV: rounded to nearest, clamped at full scale.
type Writer struct {
	w              io.Writer
	rate, channels int
	frames         int64
	clipped        int64
	buffer         []byte
}

// NewWriter writes a header and returns the writer of what follows. When w can
// seek, Close puts the true length into the header; otherwise it stays 0xFFFFFFFF,
// which means up to the end of the stream.
func NewWriter(w io.Writer, rate, channels int) (*Writer, error) {
	if rate < 1 || channels < 1 || channels > maxChannels {
		return nil, fmt.Errorf("%w: %d channels at %d Hz", ErrUnsupported, channels, rate)
	}
	if _, err := w.Write(Header(rate, channels, math.MaxInt32*2)); err != nil {
		return nil, err
	}
	return &Writer{w: w, rate: rate, channels: channels}, nil
}

// Write writes whole interleaved frames.
func (w *Writer) Write(interleaved []float32) error {
	if len(interleaved)%w.channels != 0 {
		return errors.New("audio: WAVWriter.Write: not whole frames")
	}
	w.buffer = appendInt16(w.buffer[:0], interleaved)
	for _, v := range interleaved {
		if v > 1 || v < -1 {
			w.clipped++
		}
	}
	if _, err := w.w.Write(w.buffer); err != nil {
		return err
	}
	w.frames += int64(len(interleaved) / w.channels)
	return nil
}

func appendInt16(dst []byte, samples []float32) []byte {
	for _, v := range samples {
		dst = binary.LittleEndian.AppendUint16(dst, uint16(dsp.ToInt16(v)))
	}
	return dst
}

// Frames is the number of frames written.
func (w *Writer) Frames() int64 { return w.frames }

// Clipped is the number of samples that lay beyond full scale and were clamped.
func (w *Writer) Clipped() int64 { return w.clipped }

// Close completes the header; it does not close the underlying writer.
func (w *Writer) Close() error {
	seeker, ok := w.w.(io.WriteSeeker)
	if !ok {
		return nil
	}
	end, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		// Pipes have a Seek that fails; they keep the streaming length.
		return nil //nolint:nilerr // see above
	}
	start := end - w.frames*int64(w.channels)*2 - HeaderBytes
	if _, err := seeker.Seek(start, io.SeekStart); err != nil {
		return err
	}
	if _, err := seeker.Write(Header(w.rate, w.channels, w.frames)); err != nil {
		return err
	}
	_, err = seeker.Seek(end, io.SeekStart)
	return err
}

// Encode is a whole signal as a 16-bit mono WAV file.
func Encode(s dsp.Signal) []byte {
	out := make([]byte, 0, HeaderBytes+2*len(s.Samples))
	out = append(out, Header(s.Rate, 1, int64(len(s.Samples)))...)
	return appendInt16(out, s.Samples)
}
