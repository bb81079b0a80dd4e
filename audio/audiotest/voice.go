package audiotest

import (
	"math"
	"math/rand/v2"
)

// Voice is a synthetic speaker: band-limited pulses at a frequency that is known at
// every instant, through formant resonators that move, with pauses and breath.
type Voice struct {
	Rate     int
	Seconds  float64
	F0       func(t float64) float64 // 0 = unvoiced
	Breath   float64                 // amplitude of noise while voiced, against 1
	Noise    float64                 // background noise, full scale
	Seed     uint64
	Formants func(t float64) [3]float64
}

// Generate returns the samples, peak 0.5.
func (v Voice) Generate() []float32 {
	rng := rand.New(rand.NewPCG(v.Seed, 7))
	n := int(v.Seconds * float64(v.Rate))
	source := make([]float64, n)
	phase := 0.0
	for i := range source {
		f0 := v.F0(float64(i) / float64(v.Rate))
		source[i] = v.Breath * 0.02 * rng.NormFloat64()
		if f0 == 0 {
			source[i] = 0.01 * rng.NormFloat64()
			continue
		}
		phase += f0 / float64(v.Rate)
		source[i] += pulse(phase, f0, float64(v.Rate))
	}
	out := v.filter(source)
	samples := make([]float32, n)
	peak := 1e-9
	for _, x := range out {
		peak = max(peak, math.Abs(x))
	}
	for i, x := range out {
		samples[i] = float32(0.5*x/peak + v.Noise*rng.NormFloat64())
	}
	return samples
}

// pulse is a band-limited glottal source: harmonics falling by 6 dB per octave,
// their cosines by the recurrence of Chebyshev.
func pulse(phase, f0, rate float64) float64 {
	sum, twice := 0.0, 2*math.Cos(2*math.Pi*phase)
	for h, before, now := 1.0, 1.0, twice/2; h*f0 < min(0.45*rate, 4000); h++ {
		sum += now / h
		before, now = now, twice*now-before
	}
	return sum
}

// vowels changes the vowel four times a second, each change taking 70 ms.
func vowels(t float64) [3]float64 {
	targets := [...][3]float64{{700, 1220, 2600}, {300, 2250, 3000}, {320, 850, 2250}, {500, 1750, 2500}, {640, 1000, 2450}}
	i := int(t * 4)
	from, to := targets[i%len(targets)], targets[(i+1)%len(targets)]
	share := max(0, (t*4-float64(i)-0.72)/0.28)
	for k := range from {
		from[k] += (to[k] - from[k]) * share
	}
	return from
}

// filter runs the source through three resonators in parallel, plus the source.
func (v Voice) filter(source []float64) []float64 {
	formants := v.Formants
	if formants == nil {
		formants = vowels
	}
	out := make([]float64, len(source))
	var y1, y2 [3]float64
	for i, x := range source {
		f := formants(float64(i) / float64(v.Rate))
		sum := 0.15 * x
		for k := range f {
			r := math.Exp(-math.Pi * (70 + 30*float64(k)) / float64(v.Rate))
			c := 2 * r * math.Cos(2*math.Pi*f[k]/float64(v.Rate))
			y := x*(1-r) + c*y1[k] - r*r*y2[k]
			y2[k], y1[k] = y1[k], y
			sum += y / float64(k+1)
		}
		out[i] = sum
	}
	return out
}

// Phrases gates a melody into voiced stretches of 0.7 s with pauses of 0.3 s.
func Phrases(f0 func(t float64) float64) func(t float64) float64 {
	return func(t float64) float64 {
		if math.Mod(t, 1) >= 0.7 {
			return 0
		}
		return f0(t)
	}
}

// Steady is a pitch that does not change.
func Steady(hz float64) func(float64) float64 { return func(float64) float64 { return hz } }

// Sine is a tone of amplitude a.
func Sine(rate int, seconds, hz, a float64) []float32 {
	samples := make([]float32, int(seconds*float64(rate)))
	for i := range samples {
		samples[i] = float32(a * math.Sin(2*math.Pi*hz*float64(i)/float64(rate)))
	}
	return samples
}

// Chirp sweeps linearly from one frequency to another; a fractional delay in
// seconds shifts it exactly.
func Chirp(rate int, seconds, from, to, delay float64) []float32 {
	samples := make([]float32, int(seconds*float64(rate)))
	for i := range samples {
		t := float64(i)/float64(rate) - delay
		samples[i] = float32(0.5 * math.Sin(2*math.Pi*(from*t+(to-from)*t*t/(2*seconds))))
	}
	return samples
}

// WhiteNoise is noise of standard deviation sigma.
func WhiteNoise(rate int, seconds, sigma float64, seed uint64) []float32 {
	rng := rand.New(rand.NewPCG(seed, 3))
	samples := make([]float32, int(seconds*float64(rate)))
	for i := range samples {
		samples[i] = float32(sigma * rng.NormFloat64())
	}
	return samples
}

// Blocks cuts interleaved samples at random places, whole frames each.
func Blocks(samples []float32, channels int, seed uint64, visit func([]float32)) {
	rng := rand.New(rand.NewPCG(seed, 5))
	for len(samples) > 0 {
		n := min(rng.IntN(3000)*channels, len(samples))
		if rng.IntN(4) == 0 {
			n = min(channels, len(samples))
		}
		visit(samples[:n])
		samples = samples[n:]
	}
}
