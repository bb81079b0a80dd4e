package dsp

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gendu/audio/audiotest"
)

func TestRealFFTAgainstDFT(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 4; n <= 2048; n *= 2 {
		x := make([]float32, n)
		total := 0.0
		for i := range x {
			x[i] = float32(rng.NormFloat64())
			total += float64(x[i]) * float64(x[i])
		}
		got := make([]float32, n/2+1)
		newRealFFT(n).power(got, x)
		for k := 0; k <= n/2; k += max(1, n/64) {
			var re, im float64
			for i, v := range x {
				sin, cos := math.Sincos(2 * math.Pi * float64(k*i%n) / float64(n))
				re, im = re+float64(v)*cos, im-float64(v)*sin
			}
			if d := math.Abs(re*re + im*im - float64(got[k])); d > 1e-5*total*math.Log2(float64(n)) {
				t.Errorf("n=%d: bin %d is %g, want %g", n, k, got[k], re*re+im*im)
			}
		}
		// Parseval: no energy is lost or made.
		sum := float64(got[0] + got[n/2])
		for _, v := range got[1 : n/2] {
			sum += 2 * float64(v)
		}
		if math.Abs(sum/float64(n)/total-1) > 1e-5 {
			t.Errorf("n=%d: energy %g, want %g", n, sum/float64(n), total)
		}
	}
}

func TestMFCCGrid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rate, samples, frames int }{
		{16000, 0, 0},
		{16000, 1, 1},
		{16000, 160, 1},
		{16000, 161, 2},
		{24000, 240000, 1000},
		{22050, 22050, 100},
		{11025, 11026, 101},
		{44100, 44100, 100},
	} {
		f, energy := MFCCOf(Signal{Rate: c.rate, Samples: make([]float32, c.samples)}, MFCCOptions{})
		if f.Len() != c.frames || len(energy) != c.frames || f.Dim != 12 || f.HopMS != 10 {
			t.Errorf("%d samples at %d Hz: %d frames of %d, %d energies; want %d",
				c.samples, c.rate, f.Len(), f.Dim, len(energy), c.frames)
		}
	}
}

// Frame i is about i*hop to (i+1)*hop: a click must be loudest in its own frame,
// at any rate.
func TestMFCCTimesAreTheSameAtEveryRate(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{8000, 11025, 16000, 22050, 24000, 44100} {
		s := whiteNoise(rate, 1, 1e-4, 1)
		for i := int(0.500 * float64(rate)); i < int(0.510*float64(rate)); i++ {
			s.Samples[i] = float32(0.5 * math.Sin(float64(i)))
		}
		_, energy := MFCCOf(s, MFCCOptions{})
		// The window is longer than the burst: the three frames in which it lies
		// whole are alike, and they lie evenly around frame 50.
		if energy[50] < slices.Max(energy)-0.2 || math.Abs(float64(energy[48]-energy[52])) > 1.5 {
			t.Errorf("%d Hz: levels around the burst %v", rate, energy[46:55])
		}
	}
}

func TestMFCCStreamEqualsWhole(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{8000, 22050, 24000} {
		for _, o := range []MFCCOptions{{}, {HopMS: 7.5, WindowMS: 32}, {HopMS: 40, WindowMS: 20}} {
			s := voice{Rate: rate, Seconds: 2, F0: audiotest.Phrases(audiotest.Steady(120)), Breath: 1}.generate()
			want, wantEnergy := MFCCOf(s, o)
			m := NewMFCC(rate, o)
			audiotest.Blocks(s.Samples, 1, 6, m.Write)
			got, energy := m.Finish()
			if !slices.Equal(got.Data, want.Data) || !slices.Equal(energy, wantEnergy) {
				t.Errorf("%d Hz, %+v: blocks give other frames than one write", rate, o)
			}
		}
	}
}

func TestEnergyIsTheLevel(t *testing.T) {
	t.Parallel()
	for _, amplitude := range []float64{1, 0.1, 0.001} {
		_, energy := MFCCOf(sine(16000, 1, 1000, amplitude), MFCCOptions{})
		want := 20*math.Log10(amplitude) - 3.01
		if math.Abs(float64(energy[50])-want) > 0.05 {
			t.Errorf("sine of %g: %.2f dB, want %.2f", amplitude, energy[50], want)
		}
	}
	_, energy := MFCCOf(Signal{Rate: 16000, Samples: make([]float32, 16000)}, MFCCOptions{})
	if energy[50] != SilenceDB {
		t.Errorf("silence: %g dB", energy[50])
	}
}

func TestLogMelFindsTheBand(t *testing.T) {
	t.Parallel()
	for _, hz := range []float64{300, 1000, 2500, 5000} {
		f := LogMel(sine(24000, 0.5, hz, 0.5), MFCCOptions{MelBands: 40})
		row := f.Row(25)
		best := 0
		for i, v := range row {
			if v > row[best] {
				best = i
			}
		}
		low, high := HzToMel(60), HzToMel(7600)
		centre := MelToHz(low + (high-low)*float64(best+1)/41)
		if math.Abs(HzToMel(centre)-HzToMel(hz)) > (high-low)/41 {
			t.Errorf("%g Hz is strongest in the band around %g Hz", hz, centre)
		}
	}
}

// What alignment relies on: gain leaves c1 to c12 alone, another rate nearly so,
// and another vowel moves them far more.
func TestMFCCInvariance(t *testing.T) {
	t.Parallel()
	s := voice{Rate: 24000, Seconds: 2, F0: audiotest.Steady(120), Breath: 1, Noise: 1e-3}.generate()
	reference, _ := MFCCOf(s, MFCCOptions{})
	louder := Signal{Rate: s.Rate, Samples: slices.Clone(s.Samples)}
	for i := range louder.Samples {
		louder.Samples[i] *= 0.25
	}
	quiet, _ := MFCCOf(louder, MFCCOptions{})
	resampled, _ := MFCCOf(Resample(s, 16000), MFCCOptions{})
	gain, rate, vowel := 0.0, 0.0, 0.0
	for i := 10; i < 140; i++ {
		gain += distance(reference.Row(i), quiet.Row(i))
		rate += distance(reference.Row(i), resampled.Row(i))
		vowel += distance(reference.Row(i), reference.Row(i+50))
	}
	t.Logf("mean distance: gain %.4f, rate %.4f, another vowel %.3f", gain/130, rate/130, vowel/130)
	if gain > 0.01*vowel || rate > 0.2*vowel {
		t.Errorf("gain moves the coefficients by %.3f, rate by %.3f, another vowel by %.3f", gain, rate, vowel)
	}
}

func distance(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		d := float64(a[i] - b[i])
		sum += d * d
	}
	return math.Sqrt(sum)
}

func TestSilentSpectraAreFinite(t *testing.T) {
	t.Parallel()
	for _, level := range []float32{0, 1e-30, 1} {
		s := Signal{Rate: 16000, Samples: slices.Repeat([]float32{level}, 4000)}
		f, energy := MFCCOf(s, MFCCOptions{})
		for _, v := range append(f.Data, energy...) {
			if v-v != 0 {
				t.Fatalf("level %g gives %g", level, v)
			}
		}
	}
}

func TestDeltas(t *testing.T) {
	t.Parallel()
	f := Frames{Dim: 2, HopMS: 10}
	for i := range 20 {
		f.Data = append(f.Data, float32(3*i), 7)
	}
	d := Deltas(f, 2)
	both := AppendDeltas(f, 2)
	if d.Dim != 2 || d.Len() != 20 || both.Dim != 4 || both.Len() != 20 || d.HopMS != 10 || both.HopMS != 10 {
		t.Fatalf("shapes: %d×%d, %d×%d", d.Len(), d.Dim, both.Len(), both.Dim)
	}
	for i := 2; i < 18; i++ {
		if math.Abs(float64(d.Row(i)[0])-3) > 1e-5 || d.Row(i)[1] != 0 {
			t.Errorf("slope of a ramp in row %d: %v", i, d.Row(i))
		}
	}
	for i := range 20 {
		if !slices.Equal(both.Row(i)[:2], f.Row(i)) || !slices.Equal(both.Row(i)[2:], d.Row(i)) {
			t.Errorf("row %d: %v", i, both.Row(i))
		}
	}
	if Deltas(Frames{Dim: 3}, 2).Len() != 0 {
		t.Error("deltas of nothing")
	}
}

func BenchmarkFFT512(b *testing.B) {
	f := newRealFFT(512)
	x := whiteNoise(16000, 1, 0.1, 1).Samples[:512]
	power := make([]float32, 257)
	for b.Loop() {
		f.power(power, x)
	}
}

func BenchmarkMFCC(b *testing.B) {
	for _, rate := range []int{16000, 24000} {
		s := whiteNoise(rate, 10, 0.1, 1)
		b.Run(fmt.Sprint(rate), func(b *testing.B) {
			for b.Loop() {
				MFCCOf(s, MFCCOptions{})
			}
			audiotest.ReportPerSecond(b, 10)
		})
	}
}
