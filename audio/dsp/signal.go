package dsp

import (
	"errors"
	"io"
	"math"
	"slices"
	"time"
)

// SilenceDB is the lowest level reported, in dB re full scale: digital silence.
// It lies below the quantisation noise of 16-bit audio (-101 dB).
const SilenceDB = -120.0

// PCMFormat is the shape of a PCM stream.
type PCMFormat struct{ Rate, Channels int }

// PCMReader is PCM read forward, as interleaved float32 with full scale ±1.
type PCMReader interface {
	Format() PCMFormat
	// ReadFrames fills dst with whole frames (Channels values each) and returns how
	// many frames it wrote. It returns io.EOF, with or without frames, at the end.
	ReadFrames(dst []float32) (frames int, err error)
}

// EachBlock reads PCM to its end and hands each block of whole interleaved frames to
// do: at most half a second and 32 Ki values, so that what a block becomes at another
// rate is bounded too. The block is valid until do returns. An error of do ends the
// reading and is returned; io.EOF ends it without one.
func EachBlock(pcm PCMReader, do func(interleaved []float32) error) error {
	f := pcm.Format()
	block := make([]float32, max(min((32<<10)/f.Channels, f.Rate/2), 1)*f.Channels)
	for {
		n, err := pcm.ReadFrames(block)
		if n > 0 {
			if derr := do(block[:n*f.Channels]); errors.Is(derr, io.EOF) {
				return nil
			} else if derr != nil {
				return derr
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Signal is mono PCM in memory, full scale ±1.
type Signal struct {
	Rate    int
	Samples []float32
}

// Duration is the exact length, rounded to nanoseconds.
func (s Signal) Duration() time.Duration {
	if s.Rate <= 0 {
		return 0
	}
	whole, rest := len(s.Samples)/s.Rate, len(s.Samples)%s.Rate
	return time.Duration(whole)*time.Second + time.Duration(rest)*time.Second/time.Duration(s.Rate)
}

// Slice is the part from fromMS up to toMS, clamped to the signal. It shares the
// samples. Both ends are rounded to the nearest sample, so that neighbouring
// slices neither overlap nor leave a hole.
func (s Signal) Slice(fromMS, toMS int64) Signal {
	from, to := s.sampleAt(fromMS), s.sampleAt(toMS)
	if to < from {
		to = from
	}
	return Signal{Rate: s.Rate, Samples: s.Samples[from:to:to]}
}

func (s Signal) sampleAt(ms int64) int {
	if ms <= 0 || s.Rate <= 0 {
		return 0
	}
	end := int64(len(s.Samples))
	if ms > end*1000/int64(s.Rate)+1 {
		return len(s.Samples)
	}
	return int(min((ms*int64(s.Rate)+500)/1000, end))
}

// PowerDB is a mean square as dB re full scale, never below SilenceDB.
func PowerDB(meanSquare float64) float64 {
	if !(meanSquare > 1e-12) {
		return SilenceDB
	}
	return 10 * math.Log10(meanSquare)
}

// ToInt16 converts a sample to 16 bit, rounding to nearest and clamping what lies
// beyond full scale (the clip guard); NaN becomes 0. The scale is 32768, so that
// 16-bit input goes through unchanged.
func ToInt16(x float32) int16 {
	v := x * 32768
	switch {
	case v >= 32767:
		return 32767
	case v <= -32768:
		return -32768
	case v >= 0:
		return int16(v + 0.5)
	case v < 0:
		return int16(v - 0.5)
	}
	return 0
}

// mixWeights are what each channel of a surround mix counts in one channel, in the order
// of WAV and ffmpeg. Speech is in the centre; left, right and what is behind follow, as
// in ITU-R BS.775; the channel of low effects holds none. Their sum is 1, so that nothing
// clips.
var mixWeights = map[int][]float32{
	5: {0.2, 0.2, 0.4, 0.1, 0.1},                  // left, right, centre, left and right behind
	6: {0.2, 0.2, 0.4, 0, 0.1, 0.1},               // 5.1: with low effects
	8: {0.2, 0.2, 0.4, 0, 0.05, 0.05, 0.05, 0.05}, // 7.1
}

// MixDown appends each interleaved frame as one channel to dst: the mean of two channels,
// those of surround by mixWeights, the mean of any others.
func MixDown(dst, interleaved []float32, channels int) []float32 {
	if channels == 1 {
		return append(dst, interleaved...)
	}
	at, frames := len(dst), len(interleaved)/channels
	dst = slices.Grow(dst, frames)[:at+frames]
	mono := dst[at:]
	if channels == 2 {
		interleaved = interleaved[:2*len(mono)]
		for i := range mono {
			mono[i] = (interleaved[2*i] + interleaved[2*i+1]) * 0.5
		}
		return dst
	}
	if weights := mixWeights[channels]; weights != nil {
		for i := range mono {
			var sum float32
			for k, v := range interleaved[i*channels : (i+1)*channels] {
				sum += v * weights[k]
			}
			mono[i] = sum
		}
		return dst
	}
	scale := 1 / float32(channels)
	for i := range mono {
		var sum float32
		for _, v := range interleaved[i*channels : (i+1)*channels] {
			sum += v
		}
		mono[i] = sum * scale
	}
	return dst
}
