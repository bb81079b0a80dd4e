package alignment

import (
	"gendu/audio/dsp"
)

// moveMarks carries word boundaries from one reading of a line to another by the same
// voice: from, in which they are known, to to. Both are laid over each other by plain
// dynamic time warping (H. Sakoe and S. Chiba, 1978) in a band around the diagonal.
//
// The reading with marks is not good enough to be compared with the recording itself:
// a mark before every word keeps the words from running into each other, and the
// short ones come out twice as long.
func moveMarks(from, to dsp.Frames, marks []int) []int {
	n, m := from.Len(), to.Len()
	out := make([]int, len(marks))
	if n == 0 || m == 0 {
		return out
	}
	at := warp(from, to)
	for i, mark := range marks {
		if mark >= n {
			out[i] = m
			continue
		}
		out[i] = at[max(mark, 0)]
	}
	return out
}

// warp is, for each row of a, the first row of b that the cheapest path lays over it.
func warp(a, b dsp.Frames) []int {
	n, m := a.Len(), b.Len()
	width := 50 + (n+m)/12
	norms := rowNorms(b)
	prev, cur, dist := make([]float32, m), make([]float32, m), make([]float32, m)
	const diagonal, up, left = 0, 1, 2
	steps, los := make([][]byte, n), make([]int, n)
	lastLo, lastHi := 0, 0
	for i := range n {
		centre := i * m / n
		lo, hi := max(centre-width, 0), min(centre+width, m)
		distances(dist[lo:hi], a.Row(i), b, lo, norms)
		step := make([]byte, hi-lo)
		for j := lo; j < hi; j++ {
			best, how := inf, byte(diagonal)
			if i == 0 && j == 0 {
				best = 0
			}
			if i > 0 && j > lastLo && j-1 < lastHi {
				best = prev[j-1]
			}
			if i > 0 && j >= lastLo && j < lastHi && prev[j] < best {
				best, how = prev[j], up
			}
			if j > lo && cur[j-1] < best {
				best, how = cur[j-1], left
			}
			cur[j], step[j-lo] = best+dist[j], how
		}
		steps[i], los[i] = step, lo
		lastLo, lastHi = lo, hi
		prev, cur = cur, prev
	}
	at := make([]int, n)
	for i, j := n-1, m-1; i >= 0; {
		at[i] = j
		switch steps[i][j-los[i]] {
		case diagonal:
			i, j = i-1, j-1
		case up:
			i--
		case left:
			j--
		}
		if j < 0 {
			break
		}
	}
	return at
}

const inf = float32(1e30)
