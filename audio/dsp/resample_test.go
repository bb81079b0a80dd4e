package dsp

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os/exec"
	"slices"
	"testing"

	"gendu/audio/audiotest"
)

var ratePairs = [][2]int{
	{44100, 24000},
	{48000, 24000},
	{24000, 16000},
	{16000, 24000},
	{22050, 24000},
	{8000, 24000},
	{11025, 24000},
	{44100, 16000},
	{44100, 47999},
	{96000, 48000},
}

// A chirp is known at every instant: the output is compared with the chirp computed
// at the new rate, which finds any offset, gain or drift.
func TestResampleChirp(t *testing.T) {
	t.Parallel()
	for _, pair := range ratePairs {
		from, to := pair[0], pair[1]
		t.Run(fmt.Sprintf("%d to %d", from, to), func(t *testing.T) {
			t.Parallel()
			top := 0.4 * float64(min(from, to))
			got := Resample(chirp(from, 2, 50, top, 0), to)
			want := chirp(to, 2, 50, top, 0)
			if len(got.Samples) != len(want.Samples) {
				t.Fatalf("%d samples, want %d", len(got.Samples), len(want.Samples))
			}
			edge := to / 20
			for i := edge; i < len(want.Samples)-edge; i++ {
				if d := math.Abs(float64(got.Samples[i] - want.Samples[i])); d > 5e-4 {
					t.Fatalf("sample %d differs by %g", i, d)
				}
			}
		})
	}
}

func TestResampleStopBand(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]int{{44100, 24000}, {48000, 16000}, {96000, 24000}} {
		for _, over := range []float64{1.065, 1.2, 1.5} {
			hz := over * float64(pair[1]) / 2
			if hz >= 0.5*float64(pair[0]) {
				continue
			}
			s := Resample(sine(pair[0], 1, hz, 1), pair[1])
			middle := s.Samples[len(s.Samples)/4 : len(s.Samples)*3/4]
			if level := PowerDB(meanSquare(middle)) + 3.01; level > -80 {
				t.Errorf("%d to %d: %g Hz comes through at %.1f dB", pair[0], pair[1], hz, level)
			}
		}
	}
}

func TestResampleLengthAndBounds(t *testing.T) {
	t.Parallel()
	for _, pair := range ratePairs {
		for _, n := range []int{0, 1, 2, 147, 1000, 4411} {
			s := Signal{Rate: pair[0], Samples: make([]float32, n)}
			for i := range s.Samples {
				s.Samples[i] = 0.7
			}
			got := Resample(s, pair[1])
			want := (n*pair[1] + pair[0] - 1) / pair[0]
			if len(got.Samples) != want || got.Rate != pair[1] {
				t.Errorf("%d samples %d to %d: %d, want %d", n, pair[0], pair[1], len(got.Samples), want)
			}
			for i := len(got.Samples) * 2 / 5; n > 4000 && i < len(got.Samples)*3/5; i++ {
				if math.Abs(float64(got.Samples[i])-0.7) > 1e-5 {
					t.Fatalf("DC of 0.7 became %g", got.Samples[i])
				}
			}
		}
	}
}

func TestResampleStreamEqualsWhole(t *testing.T) {
	t.Parallel()
	for _, channels := range []int{1, 2} {
		for _, pair := range append(ratePairs, [2]int{24000, 24000}) {
			in := whiteNoise(pair[0], 1, 0.2, 4).Samples
			in = in[:len(in)/channels*channels]
			whole := NewResampler(pair[0], pair[1], channels)
			want := slices.Clone(whole.Write(in))
			want = append(want, whole.Flush()...)
			r := NewResampler(pair[0], pair[1], channels)
			var got []float32
			audiotest.Blocks(in, channels, 8, func(b []float32) { got = append(got, r.Write(b)...) })
			got = append(got, r.Flush()...)
			if !slices.Equal(got, want) {
				t.Errorf("%v, %d channels: blocks give other samples than one write", pair, channels)
			}
			if pair[0] == pair[1] && !slices.Equal(got, in) {
				t.Errorf("equal rates change the samples")
			}
		}
	}
}

func TestResampleChannelsAreSeparate(t *testing.T) {
	t.Parallel()
	left, right := sine(44100, 1, 440, 0.5), sine(44100, 1, 1000, 0.25)
	var both []float32
	for i := range left.Samples {
		both = append(both, left.Samples[i], right.Samples[i])
	}
	r := NewResampler(44100, 24000, 2)
	out := slices.Clone(r.Write(both))
	out = append(out, r.Flush()...)
	for c, mono := range []Signal{left, right} {
		want := Resample(mono, 24000).Samples
		for i, v := range want {
			if out[2*i+c] != v {
				t.Fatalf("channel %d differs at %d", c, i)
			}
		}
	}
}

func TestResampleAgainstFFmpeg(t *testing.T) {
	t.Parallel()
	audiotest.NeedProgram(t, "ffmpeg")
	voiced := voice{Rate: 44100, Seconds: 5, F0: audiotest.Phrases(audiotest.Steady(140)), Breath: 1, Noise: 0.001}.generate()
	for _, to := range []int{24000, 16000} {
		cmd := exec.Command("ffmpeg", "-v", "error", "-i", "pipe:0", "-af", "aresample=resampler=swr",
			"-ar", fmt.Sprint(to), "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1")
		cmd.Stdin = bytes.NewReader(audiotest.WAVFile(voiced.Rate, 1, voiced.Samples))
		b, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		want := Signal{Rate: to, Samples: make([]float32, len(b)/2)}
		for i := range want.Samples {
			want.Samples[i] = float32(int16(binary.LittleEndian.Uint16(b[2*i:]))) / 32768
		}
		got := Resample(voiced, to)
		if d := len(got.Samples) - len(want.Samples); d < -1 || d > 1 {
			t.Errorf("to %d: %d samples, ffmpeg gives %d", to, len(got.Samples), len(want.Samples))
		}
		best, at := -1.0, 0
		for offset := -20; offset <= 20; offset++ {
			if c := audiotest.Correlation(got.Samples, want.Samples, offset); c > best {
				best, at = c, offset
			}
		}
		t.Logf("to %d: correlation %.7f at offset %d", to, best, at)
		if at != 0 || best < 0.9999 {
			t.Errorf("to %d: correlation %.6f at offset %d with ffmpeg's resampler", to, best, at)
		}
	}
}

func BenchmarkResample(b *testing.B) {
	for _, from := range []int{44100, 48000} {
		s := whiteNoise(from, 10, 0.1, 1)
		b.Run(fmt.Sprintf("%d to 24000", from), func(b *testing.B) {
			for b.Loop() {
				r := NewResampler(from, 24000, 1)
				for i := 0; i < len(s.Samples); i += 1152 {
					r.Write(s.Samples[i:min(i+1152, len(s.Samples))])
				}
				r.Flush()
			}
			audiotest.ReportPerSecond(b, 10)
		})
	}
}
