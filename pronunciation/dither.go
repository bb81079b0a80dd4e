package pronunciation

import (
	"math"
	"slices"
)

// Digital silence is what a noise gate, or a recorder that starts late, leaves: the same
// sample again and again. The model never heard any. The logarithm of nothing is so far from
// that of a quiet room that the mean of a recording moves, and with it every sound in it.
const (
	// leastSilence is the run of equal samples from which on it is digital silence: 5 ms.
	leastSilence = Rate / 200
	// ditherDB is how far below the loud parts of a recording the noise lies that is put
	// there instead.
	ditherDB = 40.0
	// leastDither is the amplitude of that noise where a recording is nearly silent: one
	// step of 16 bits.
	leastDither = 1.0 / 32768
)

// dithered is a recording with noise in place of digital silence; all else, and a recording
// that has none, stays as it is. The same samples give the same noise.
func dithered(samples []float32) []float32 {
	out := samples
	amplitude := float32(0)
	random := uint32(1)
	for from := 0; from < len(samples); {
		to := from + 1
		for to < len(samples) && samples[to] == samples[from] {
			to++
		}
		if to-from >= leastSilence {
			if amplitude == 0 {
				out, amplitude = slices.Clone(samples), ditherOf(samples)
			}
			for i := from; i < to; i++ {
				random = random*1664525 + 1013904223
				out[i] += amplitude * (float32(random)/(1<<31) - 1)
			}
		}
		from = to
	}
	return out
}

// ditherOf is the amplitude of the noise for a recording: so far below the level that a
// twentieth of its windows exceed.
func ditherOf(samples []float32) float32 {
	var powers []float64
	for from := 0; from < len(samples); from += windowSize {
		window := samples[from:min(from+windowSize, len(samples))]
		var sum float64
		for _, v := range window {
			sum += float64(v) * float64(v)
		}
		powers = append(powers, sum/float64(len(window)))
	}
	slices.Sort(powers)
	loud := powers[len(powers)-1-len(powers)/20]
	const flat = 3 // the power of even noise is a third of its amplitude squared
	return float32(max(math.Sqrt(flat*loud*math.Pow(10, -ditherDB/10)), leastDither))
}
