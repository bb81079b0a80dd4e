package audiotest

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
)

// Join joins parts of a file.
func Join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// ID3v2 is a tag of the given version with the frames given.
func ID3v2(version byte, flags byte, frames ...[]byte) []byte {
	body := Join(frames...)
	return append([]byte{'I', 'D', '3', version, 0, flags, byte(len(body) >> 21 & 127), byte(len(body) >> 14 & 127), byte(len(body) >> 7 & 127), byte(len(body) & 127)}, body...)
}

// ID3Part is a frame of an ID3v2.3 tag.
func ID3Part(id string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32([]byte(id), uint32(len(body)))
	return append(append(b, 0, 0), body...)
}

// ID3Title is a text frame of an ID3v2.3 tag, in UTF-8.
func ID3Title(id, text string) []byte { return ID3Part(id, append([]byte{3}, text...)) }

// ID3v1 is a tag of 128 bytes with a title.
func ID3v1(title string) []byte {
	b := make([]byte, 128)
	copy(b, "TAG"+title)
	return b
}

// Bytes is bytes that are the same in every run.
func Bytes(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// Music is stereo sound with what troubles decoders: clicks (short blocks),
// a sweep, noise that is on one side only, and silence.
func Music(rate, channels int, seconds float64) []float32 {
	n := int(float64(rate) * seconds)
	out := make([]float32, 0, n*channels)
	noise := uint32(1)
	for i := range n {
		t := float64(i) / float64(rate)
		noise = noise*1664525 + 1013904223
		r := float64(int32(noise)) / (1 << 31)
		left := 0.3 * math.Sin(2*math.Pi*(150*t+float64(rate)/8*t*t/seconds))
		right := 0.25*math.Sin(2*math.Pi*330*t) + 0.1*r*math.Max(0, math.Sin(9*t))
		if i%(rate/3) < 40 {
			left += 0.5 * r
		}
		if t > 0.7*seconds && t < 0.8*seconds {
			left, right = 0, 0
		}
		out = append(out, float32(left))
		if channels == 2 {
			out = append(out, float32(0.6*left+right))
		}
	}
	return out
}
