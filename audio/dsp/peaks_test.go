package dsp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"gendu/audio/audiotest"
)

func peaksOf(samples []float32, rate, channels int) PeakData {
	p := NewPeaks(rate, channels)
	p.Write(samples)
	return p.Finish()
}

func TestPeaksOfKnownSignal(t *testing.T) {
	t.Parallel()
	// 480 samples a point: a step up, silence, a single click, and a short tail.
	s := make([]float32, 480*3+5)
	for i := range 480 {
		s[i] = 0.5
	}
	s[480*2+100], s[480*2+200] = 1, -1
	d := peaksOf(s, 24000, 1)
	l := d.Levels[0]
	if d.Rate != 24000 || l.SamplesPerPoint != 480 {
		t.Fatalf("%d samples a point at %d Hz", l.SamplesPerPoint, d.Rate)
	}
	if want := []int8{64, 0, -128, 0}; !slices.Equal(l.Min, want) {
		t.Errorf("min %v, want %v", l.Min, want)
	}
	if want := []int8{64, 0, 127, 0}; !slices.Equal(l.Max, want) {
		t.Errorf("max %v, want %v", l.Max, want)
	}
}

func TestPeaksEncloseTheSignal(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{8000, 11025, 24000, 44100, 48000} {
		s := whiteNoise(rate, 60, 0.2, 1)
		d := peaksOf(s.Samples, rate, 1)
		for n, l := range d.Levels {
			points := (len(s.Samples) + l.SamplesPerPoint - 1) / l.SamplesPerPoint
			if len(l.Min) != points || len(l.Max) != points {
				t.Fatalf("%d Hz, level %d: %d points, want %d", rate, n, len(l.Min), points)
			}
			for i, v := range s.Samples {
				k := i / l.SamplesPerPoint
				if v*128 < float32(l.Min[k]) && l.Min[k] > -128 || v*128 > float32(l.Max[k]) && l.Max[k] < 127 {
					t.Fatalf("%d Hz, level %d: sample %d (%g) lies outside %d to %d", rate, n, i, v*128, l.Min[k], l.Max[k])
				}
			}
			if n > 0 && l.SamplesPerPoint != 8*d.Levels[n-1].SamplesPerPoint {
				t.Errorf("level %d: %d samples a point", n, l.SamplesPerPoint)
			}
		}
		if len(d.Levels) < 2 {
			t.Errorf("%d Hz: a minute has %d levels", rate, len(d.Levels))
		}
	}
}

func TestPeaksStreamAndChannels(t *testing.T) {
	t.Parallel()
	in := whiteNoise(44100, 2, 0.2, 2).Samples
	for _, channels := range []int{1, 2, 3} {
		in := in[:len(in)/channels*channels]
		want := peaksOf(in, 44100, channels)
		p := NewPeaks(44100, channels)
		audiotest.Blocks(in, channels, 4, p.Write)
		if got := p.Finish(); !bytes.Equal(got.Encode(), want.Encode()) {
			t.Errorf("%d channels: blocks give other peaks than one write", channels)
		}
		mono := peaksOf(MixDown(nil, in, channels), 44100, 1)
		if !bytes.Equal(mono.Encode(), want.Encode()) {
			t.Errorf("%d channels: not the peaks of the mix", channels)
		}
	}
}

func TestPeaksFile(t *testing.T) {
	t.Parallel()
	d := peaksOf(whiteNoise(24000, 90, 0.2, 5).Samples, 24000, 1)
	b := d.Encode()
	// The head is an audiowaveform file, field by field.
	for i, want := range []uint32{2, 1, 24000, 480, 4500, 1} {
		if got := binary.LittleEndian.Uint32(b[4*i:]); got != want {
			t.Errorf("field %d is %d, want %d", i, got, want)
		}
	}
	if int8(b[24]) != d.Levels[0].Min[0] || int8(b[25]) != d.Levels[0].Max[0] {
		t.Error("the first point does not stand at byte 24")
	}
	second := 24 + 2*4500
	if !bytes.Equal(b[:second], d.EncodeLevel(0)) || !bytes.HasPrefix(b[second:], d.EncodeLevel(1)) {
		t.Error("levels are not files of their own")
	}
	got, err := DecodePeaks(b)
	if err != nil || len(got.Levels) != len(d.Levels) || !bytes.Equal(got.Encode(), b) {
		t.Errorf("%d levels, %v", len(got.Levels), err)
	}
	for _, bad := range [][]byte{nil, b[:23], b[:100], b[:len(b)-1], append([]byte{1}, b[1:]...)} {
		if _, err := DecodePeaks(bad); !errors.Is(err, ErrPeaksDamaged) {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
	if empty := peaksOf(nil, 24000, 1); len(empty.Levels) != 1 || len(empty.Encode()) != 24 {
		t.Errorf("peaks of nothing: %d levels, %d bytes", len(empty.Levels), len(empty.Encode()))
	}
}

func FuzzPeaks(f *testing.F) {
	f.Add(peaksOf(whiteNoise(8000, 1, 0.2, 5).Samples, 8000, 1).Encode())
	f.Add(peaksOf(nil, 8000, 1).Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := DecodePeaks(b)
		if err != nil {
			return
		}
		if !bytes.Equal(d.Encode(), b) {
			t.Errorf("decoding and encoding changed the bytes")
		}
	})
}

func BenchmarkPeaks(b *testing.B) {
	s := whiteNoise(44100, 10, 0.1, 1)
	for b.Loop() {
		peaksOf(s.Samples, 44100, 2)
	}
	audiotest.ReportPerSecond(b, 5)
}
