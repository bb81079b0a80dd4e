package dsp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// ErrPitchDamaged answers what DecodePitch cannot read; it comes wrapped with the
// byte offset.
var ErrPitchDamaged = errors.New("damaged pitch track")

const (
	pitchMagic    = "GPT1"
	pitchHeader   = 12
	pitchUnits    = 32 // per Hz: 60 Hz is kept to 0.5 cents
	pitchMaxHopUS = 1000000
)

// Encode is the file form, little-endian: the four bytes "GPT1", uint32 hop in
// microseconds, uint32 number of frames n, then n uint16 of frequency in 1/32 Hz
// (0 = unvoiced, at most 2047.97 Hz) and n bytes of voicing in 1/255. An hour
// takes 1.1 MB. The uint16 start at byte 12, so that a browser can lay a
// Uint16Array over them.
func (t PitchTrack) Encode() []byte {
	n := min(len(t.Hz), len(t.Voicing))
	out := appendPitchHeader(make([]byte, 0, pitchHeader+3*n), t.HopMS, n)
	return appendVoicing(appendHz(out, t.Hz[:n]), t.Voicing[:n])
}

func appendPitchHeader(out []byte, hopMS float64, n int) []byte {
	out = append(out, pitchMagic...)
	out = binary.LittleEndian.AppendUint32(out, uint32(math.Round(hopMS*1000)))
	return binary.LittleEndian.AppendUint32(out, uint32(n))
}

func appendHz(out []byte, hz []float32) []byte {
	for _, v := range hz {
		out = binary.LittleEndian.AppendUint16(out, uint16(scaled(v, pitchUnits, math.MaxUint16)))
	}
	return out
}

func appendVoicing(out []byte, voicing []float32) []byte {
	for _, v := range voicing {
		out = append(out, byte(scaled(v, 255, 255)))
	}
	return out
}

// PitchWriter writes what Encode gives while the track grows, so that of a day of
// sound only the voicing is held. After an error it does nothing more.
type PitchWriter struct {
	w       writerAt
	hz      []byte // not yet written
	voicing []byte
	n       int
	err     error
}

// writerAt is what a PitchWriter needs of a file.
type writerAt interface {
	io.Writer
	io.WriterAt
}

// NewPitchWriter writes to an empty file, beginning with room for the header.
func NewPitchWriter(w writerAt) *PitchWriter {
	_, err := w.Write(make([]byte, pitchHeader))
	return &PitchWriter{w: w, err: err}
}

// Add writes the next frames of the track.
func (p *PitchWriter) Add(t PitchTrack) {
	const block = 64 << 10
	p.hz, p.voicing, p.n = appendHz(p.hz, t.Hz), appendVoicing(p.voicing, t.Voicing), p.n+len(t.Hz)
	if len(p.hz) >= block {
		p.write(p.hz)
		p.hz = p.hz[:0]
	}
}

func (p *PitchWriter) write(b []byte) {
	if p.err == nil {
		_, p.err = p.w.Write(b)
	}
}

// Finish writes the rest and the header. The error is the first of the file's.
func (p *PitchWriter) Finish(hopMS float64) error {
	p.write(p.hz)
	p.write(p.voicing)
	if p.err == nil {
		_, p.err = p.w.WriteAt(appendPitchHeader(nil, hopMS, p.n), 0)
	}
	return p.err
}

// scaled is round(v*scale) within 0 and top; NaN counts as 0.
func scaled(v float32, scale, top float64) float64 {
	x := math.Round(float64(v) * scale)
	if !(x > 0) {
		return 0
	}
	return min(x, top)
}

// DecodePitch reads what Encode wrote.
func DecodePitch(b []byte) (PitchTrack, error) {
	if len(b) < pitchHeader || string(b[:4]) != pitchMagic {
		return PitchTrack{}, fmt.Errorf("%w: no %s header at byte 0", ErrPitchDamaged, pitchMagic)
	}
	hop, n := binary.LittleEndian.Uint32(b[4:]), uint64(binary.LittleEndian.Uint32(b[8:]))
	if hop < 1 || hop > pitchMaxHopUS {
		return PitchTrack{}, fmt.Errorf("%w: hop of %d µs at byte 4", ErrPitchDamaged, hop)
	}
	if uint64(len(b)-pitchHeader) != 3*n {
		return PitchTrack{}, fmt.Errorf("%w: %d frames claimed at byte 8, %d bytes follow", ErrPitchDamaged, n, len(b)-pitchHeader)
	}
	t := PitchTrack{HopMS: float64(hop) / 1000, Hz: make([]float32, n), Voicing: make([]float32, n)}
	hz, voicing := b[pitchHeader:pitchHeader+2*n], b[pitchHeader+2*n:]
	for i := range t.Hz {
		t.Hz[i] = float32(binary.LittleEndian.Uint16(hz[2*i:])) / pitchUnits
		t.Voicing[i] = float32(voicing[i]) / 255
	}
	return t, nil
}
