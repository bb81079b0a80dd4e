package alignment

import "gendu/audio/dsp"

const (
	backgrounds   = 4   // kinds of background
	maxRest       = 0.1 // the most that a frame of background earns
	longestPause  = 200 // a longer stretch left out may hold speech
	pauseMargin   = 5   // frames at both ends of a pause that may still be voice
	leastOfPauses = 40  // frames, to learn from
)

// restGains says for each frame of x what it earns as background: how much nearer
// than frames between voice and pause it is to one of a few sounds learnt from the
// pauses of a path (k-means). Where there is music or noise under the
// voice, silence cannot be told by its level; its sound is known all the same.
func restGains(x dsp.Frames, at []int32, quiet []bool) []float32 {
	rest := make([]float32, x.Len())
	rows := pauseFrames(at, quiet)
	if len(rows) < leastOfPauses {
		return rest
	}
	centres := kMeans(x, rows, backgrounds)
	norms, dist := rowNorms(centres), make([]float32, centres.Len())
	var voice mean
	for t := range rest {
		distances(dist, x.Row(t), centres, 0, norms)
		rest[t] = dist[0]
		for _, d := range dist {
			rest[t] = min(rest[t], d)
		}
		if at[t] >= 0 && !quiet[t] {
			voice.add(rest[t])
		}
	}
	var pause mean
	for _, t := range rows {
		pause.add(rest[t])
	}
	middle := (pause.value() + voice.value()) / 2
	for t, d := range rest {
		rest[t] = min(max(middle-d, 0), maxRest)
	}
	return rest
}

// mean is a running mean.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(v float32) {
	m.sum += float64(v)
	m.n++
}

func (m *mean) value() float32 {
	if m.n == 0 {
		return 0
	}
	return float32(m.sum / float64(m.n))
}

// pauseFrames are the frames of short stretches that the path leaves out, without
// their edges.
func pauseFrames(at []int32, quiet []bool) []int {
	var rows []int
	from := -1
	for t := 0; t <= len(at); t++ {
		out := t < len(at) && at[t] < 0
		switch {
		case out && from < 0:
			from = t
		case !out && from >= 0:
			if n := t - from; n <= longestPause {
				for i := from + pauseMargin; i < t-pauseMargin; i++ {
					rows = append(rows, i)
				}
			} else {
				for i := from; i < t; i++ {
					if quiet[i] {
						rows = append(rows, i)
					}
				}
			}
			from = -1
		}
	}
	return rows
}

// kMeans clusters rows of x. It begins with rows spread evenly, so that the result
// is always the same.
func kMeans(x dsp.Frames, rows []int, k int) dsp.Frames {
	c := dsp.Frames{Dim: x.Dim, Data: make([]float32, k*x.Dim)}
	for i := range k {
		copy(c.Row(i), x.Row(rows[(2*i+1)*len(rows)/(2*k)]))
	}
	dist := make([]float32, k)
	for range 6 {
		norms := rowNorms(c)
		sums, counts := make([]float64, k*x.Dim), make([]float64, k)
		for _, t := range rows {
			distances(dist, x.Row(t), c, 0, norms)
			best := 0
			for i, d := range dist {
				if d < dist[best] {
					best = i
				}
			}
			counts[best]++
			for d, v := range x.Row(t) {
				sums[best*x.Dim+d] += float64(v)
			}
		}
		for i := range k {
			if counts[i] == 0 {
				continue
			}
			for d := range c.Row(i) {
				c.Row(i)[d] = float32(sums[i*x.Dim+d] / counts[i])
			}
		}
	}
	return c
}
