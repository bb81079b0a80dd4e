package alignment

import (
	"context"

	"gendu/audio/dsp"
)

// finePath is the path at 10 ms in a band around a given one, over the lines that the
// given one visits, in the order in which it does. It returns, like it, frames of the
// whole reference, or -1. skip is the price of leaving a line out.
func (a *aligner) finePath(ctx context.Context, coarse []int32, b band, skip float32, p *progress) ([]int32, error) {
	y, lines, moved, back := a.visited(coarse)
	if len(lines) == 0 {
		return coarse, nil
	}
	lo, hi := b.around(moved, y.Len())
	problem := &pathProblem{x: a.x, y: y, lines: lines, quiet: a.quiet, lo: lo, hi: hi, costs: a.fine}
	problem.costs.skip = skip
	var scale float32
	problem.offer, scale = frameRewards(a.x, y, a.quiet, a.fineMargin)
	for _, f := range []dsp.Frames{a.x, a.y, y} {
		multiply(f, scale)
	}
	problem.waits = a.waits(lines, back)
	problem.rest = restGains(problem.x, coarse, a.quiet)
	res, err := problem.find(ctx, p.set)
	if err != nil {
		return nil, err
	}
	for t, j := range res.at {
		if j >= 0 {
			res.at[t] = back[j]
		}
	}
	return res.at, nil
}

// visited is the reference of the lines that a path visits, in that order: its
// frames, its lines, the path in its numbers, and the way back from them.
func (a *aligner) visited(at []int32) (y dsp.Frames, lines []span, moved, back []int32) {
	y = dsp.Frames{Dim: a.y.Dim, HopMS: a.y.HopMS}
	moved = make([]int32, len(at))
	shift := make(map[int32]int32) // by line
	for t, j := range at {
		if moved[t] = j; j < 0 {
			continue
		}
		k := a.lineOf[j]
		by, ok := shift[k]
		if !ok {
			l := a.refLines[k]
			by = int32(y.Len() - l.from)
			shift[k] = by
			lines = append(lines, span{y.Len(), y.Len() + l.to - l.from})
			y.Data = append(y.Data, a.y.Data[l.from*y.Dim:l.to*y.Dim]...)
			for i := l.from; i < l.to; i++ {
				back = append(back, int32(i))
			}
		}
		moved[t] = j + by
	}
	return y, lines, moved, back
}

// waits says at which frames of y a speaker may pause: between words, where their
// places are known (nil where they are not).
func (a *aligner) waits(lines []span, back []int32) []bool {
	const reach = 5 // frames; the places are right to about this
	waits := make([]bool, len(back))
	for _, l := range lines {
		k := a.lineOf[back[l.from]]
		words := a.refLines[k].words
		if len(words) == 0 {
			return nil
		}
		for _, w := range words[1:] {
			at := l.from + w - a.refLines[k].from
			for j := max(at-reach, l.from); j < min(at+reach, l.to); j++ {
				waits[j] = true
			}
		}
	}
	return waits
}

// band is how far a path may stray from another: the reference frames that the other
// visits within reach frames of the recording, and margin frames more to both sides.
type band struct{ reach, margin int }

func (b band) around(at []int32, m int) (lo, hi []int32) {
	n := len(at)
	last, next := make([]int32, n), make([]int32, n)
	j := int32(0)
	for t := range n {
		if at[t] >= 0 {
			j = at[t]
		}
		last[t] = j
	}
	j = int32(m - 1)
	for t := n - 1; t >= 0; t-- {
		if at[t] >= 0 {
			j = at[t]
		}
		next[t] = j
	}
	lo, hi = make([]int32, n), make([]int32, n)
	for t := range n {
		lo[t] = max(last[max(t-b.reach, 0)]-int32(b.margin), 0)
		hi[t] = min(next[min(t+b.reach, n-1)]+int32(b.margin)+1, int32(m))
	}
	return lo, hi
}
