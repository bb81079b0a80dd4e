package pronunciation

import "math"

// Warps that a search may find: below 1 for a longer vocal tract than the average of
// those the model heard, above 1 for a shorter one. Children have 1.03 to 1.30.
const (
	LeastWarp = 0.86
	MaxWarp   = 1.36
	warpStep  = 0.02
)

// warped moves a frequency by a warp: in proportion up to a knee, then in a straight
// line to the Nyquist frequency (Lee and Rose 1996).
func warped(hz, warp float64) float64 {
	if warp == 1 {
		return hz
	}
	const nyquist = Rate / 2.0
	knee := 0.875 * highHz * min(1, 1/warp)
	if hz <= knee {
		return warp * hz
	}
	return warp*knee + (nyquist-warp*knee)/(nyquist-knee)*(hz-knee)
}

// Voice is what is known of a speaker's vocal tract. The zero value knows nothing.
type Voice struct {
	Warp    float64 // LeastWarp to MaxWarp
	Seconds float64 // of speech from which it was estimated
}

// Known says whether there is an estimate.
func (v Voice) Known() bool { return v.Warp >= LeastWarp && v.Warp <= MaxWarp && v.Seconds > 0 }

// memory bounds the weight of old estimates, so that a voice that changes, or a second
// person on the same account, is followed.
const memory = 120 // seconds of speech

// Updated is the voice after another estimate: the mean, weighted by length.
func (v Voice) Updated(estimate Voice) Voice {
	if !estimate.Known() {
		return v
	}
	if !v.Known() {
		return estimate
	}
	old := min(v.Seconds, memory)
	sum := old + estimate.Seconds
	return Voice{Warp: (v.Warp*old + estimate.Warp*estimate.Seconds) / sum, Seconds: sum}
}

// searchWarp climbs from a first guess to the warp under which the frames of speech on
// a path are most likely. Only every second frame counts, which halves the work.
func (m *Model) searchWarp(sp []spectrum, path []uint16, speech []bool, start float64) float64 {
	known := map[int]float64{}
	at := func(n int) float64 {
		v, ok := known[n]
		if !ok {
			v = m.pathLikelihood(features(cepstra(sp, 1+float64(n)*warpStep)), path, speech)
			known[n] = v
		}
		return v
	}
	least, most := int(math.Ceil((LeastWarp-1)/warpStep)), int((MaxWarp-1)/warpStep)
	n := min(max(int(math.Round((start-1)/warpStep)), least), most)
	for stride := 4; stride > 0; stride /= 2 {
		for {
			best := n
			for _, k := range [2]int{n - stride, n + stride} {
				if k >= least && k <= most && at(k) > at(best) {
					best = k
				}
			}
			if best == n {
				break
			}
			n = best
		}
	}
	return 1 + float64(n)*warpStep
}

// pathLikelihood is the mean log likelihood of the senones of a path.
func (m *Model) pathLikelihood(x []feature, path []uint16, speech []bool) float64 {
	var sum float64
	n := 0
	for t := 0; t < len(path); t += 2 {
		if speech[t] {
			sum += float64(m.bestDensity(&x[t], path[t]))
			n++
		}
	}
	return sum / float64(max(n, 1))
}
