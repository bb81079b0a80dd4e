package practice

import (
	"math"
	"slices"
)

const (
	edgeReach  = 80   // frames by which a limit may move
	edgeAstray = 25.0 // frames off that cost as much as edgeCost
	edgeCost   = 3.0  // dB
	edgeUneven = 4.0  // dB for a syllable whose voice is e times as long as the others'
	edgeMute   = 30.0 // dB for a syllable without voice
	edgeVowel  = 10.0 // dB below the loud frames down to which vowels differ
	edgeDepth  = 40.0 // and beyond which a dip is no deeper
	edgeLeast  = 6    // frames between two limits
	edgeFree   = 6    // frames by which an outer limit moves into silence
)

// settle moves the limits between syllables to dips of loudness nearby, all of them
// together, so that each has a vowel and none is much longer than the others: times of
// words can be off by a consonant or more, and a tone is heard only in its own vowel.
// Spans without length stay.
func (v *voice) settle(spans []span) []span {
	out := slices.Clone(spans)
	for from := 0; from < len(out); {
		if out[from].len() <= 0 {
			from++
			continue
		}
		to := from + 1
		for to < len(out) && out[to].len() > 0 && out[to].from-out[to-1].to < toneBridge {
			to++
		}
		v.settleRun(out[from:to])
		from = to
	}
	return out
}

// settleRun moves the limits between spans that follow each other.
func (v *voice) settleRun(run []span) {
	run[0].from = max(run[0].from-edgeFree, 0)
	run[len(run)-1].to = min(run[len(run)-1].to+edgeFree, v.len())
	nominal := make([]int, len(run)+1)
	nominal[0], nominal[len(run)] = run[0].from, run[len(run)-1].to
	for k := 1; k < len(run); k++ {
		nominal[k] = (run[k-1].to + run[k].from) / 2
	}
	for k, at := range v.edges(nominal) {
		if k > 0 {
			run[k-1].to = at
		}
		if k < len(run) {
			run[k].from = at
		}
	}
}

// edges finds the cheapest limits by dynamic programming; the first and the last stay.
func (v *voice) edges(nominal []int) []int {
	n := len(nominal) - 1
	if n < 2 || nominal[n]-nominal[0] < n*edgeLeast {
		return nominal
	}
	dip, voiced := v.dips(), v.voicedBefore()
	usual := math.Max(float64(voiced[nominal[n]]-voiced[nominal[0]])/float64(n), 1)
	low := func(k int) int {
		if k == 0 || k == n {
			return nominal[k]
		}
		return max(nominal[k]-edgeReach, nominal[0]+k*edgeLeast)
	}
	high := func(k int) int {
		if k == 0 || k == n {
			return nominal[k]
		}
		return min(nominal[k]+edgeReach, nominal[n]-(n-k)*edgeLeast)
	}
	cost := map[int]float64{nominal[0]: 0}
	back := make([]map[int]int, n+1)
	for k := 1; k <= n; k++ {
		next := map[int]float64{}
		back[k] = map[int]int{}
		for i := low(k); i <= high(k); i++ {
			best, from := math.Inf(1), -1
			for j := low(k - 1); j <= min(high(k-1), i-edgeLeast); j++ {
				before, ok := cost[j]
				if !ok {
					continue
				}
				if c := before + syllableCost(voiced[i]-voiced[j], usual); c < best {
					best, from = c, j
				}
			}
			if from < 0 {
				continue
			}
			if k < n {
				off := float64(i-nominal[k]) / edgeAstray
				best += dip[i] + edgeCost*off*off
			}
			next[i], back[k][i] = best, from
		}
		cost = next
	}
	if _, ok := cost[nominal[n]]; !ok {
		return nominal
	}
	out := slices.Clone(nominal)
	for k, i := n, nominal[n]; k > 0; k-- {
		i = back[k][i]
		out[k-1] = i
	}
	return out
}

// syllableCost is what a syllable of so many voiced frames costs.
func syllableCost(voiced int, usual float64) float64 {
	if voiced < toneRun {
		return edgeMute
	}
	off := math.Log(float64(voiced) / usual)
	return edgeUneven * off * off
}

// dips is how much weaker each frame with its neighbours is than vowels are, in dB, as
// a cost: 0 where it is as loud.
func (v *voice) dips() []float64 {
	sorted := slices.Sorted(slices.Values(v.loud))
	top := sorted[len(sorted)-1-len(sorted)/20]
	out := make([]float64, v.len()+1)
	for i := range v.len() {
		near := v.loud[max(i-1, 0):min(i+2, v.len())]
		for _, l := range near {
			out[i] += min(max(l-top, -edgeDepth)+edgeVowel, 0) / float64(len(near))
		}
	}
	return out
}

// voicedBefore is the number of voiced frames before each.
func (v *voice) voicedBefore() []int {
	out := make([]int, v.len()+1)
	for i, p := range v.pitch {
		out[i+1] = out[i]
		if !math.IsNaN(p) && v.voicing[i] > toneSteady {
			out[i+1]++
		}
	}
	return out
}
