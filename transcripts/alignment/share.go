package alignment

import (
	"context"
	"math"
	"sort"
)

const (
	// maxBoundaries bounds the pauses that are looked at for each line, to both sides
	// of where its length puts its end.
	maxBoundaries = 40
	// sharePause is what a second of pause is worth against a second of voice by
	// which a line is longer or shorter than its share.
	sharePause = 0.8
)

// shareRuns cuts the runs into as many lines as there are weights: the cheapest
// choice of pauses, a line costing by how much its voiced time differs from its share
// and gaining by the pause behind it. Where there are fewer pauses than lines, runs
// are cut by length alone. The error is ctx's.
func shareRuns(ctx context.Context, runs []stretch, weights []float64) ([]stretch, error) {
	n := len(weights)
	if len(runs) < n {
		return cutByLength(runs, weights), nil
	}
	s := newSharing(runs, weights)
	var before float64
	for k, w := range weights {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		before += w
		lo, hi := around(s.voiced, before*s.perWeight, k+1, len(runs)-(n-k-1))
		if k == n-1 {
			lo, hi = len(runs), len(runs)
		}
		for end := lo; end <= hi; end++ {
			if c, ok := s.best(k, end, w*s.perWeight); ok {
				s.cells[k+1][end] = c
			}
		}
	}
	if _, ok := s.cells[n][len(runs)]; !ok {
		return cutByLength(runs, weights), nil
	}
	spans := make([]stretch, n)
	for k, end := n, len(runs); k > 0; k-- {
		start := s.cells[k][end].from
		spans[k-1] = stretch{runs[start].from, runs[end-1].to}
		end = start
	}
	return spans, nil
}

// sharing is the table of shareRuns: cells[k][i] is the cheapest way to put the first
// k lines into the first i runs.
type sharing struct {
	runs      []stretch
	voiced    []float64 // voiced seconds before run i
	perWeight float64
	cells     []map[int]shareCell
}

type shareCell struct {
	cost float64
	from int // runs used by the lines before
}

func newSharing(runs []stretch, weights []float64) *sharing {
	s := &sharing{runs: runs, voiced: make([]float64, len(runs)+1), cells: make([]map[int]shareCell, len(weights)+1)}
	for i, r := range runs {
		s.voiced[i+1] = s.voiced[i] + float64(r.len().ms())/1000
	}
	var total float64
	for k, w := range weights {
		total += w
		s.cells[k+1] = map[int]shareCell{}
	}
	s.perWeight = s.voiced[len(runs)] / total
	s.cells[0] = map[int]shareCell{0: {}}
	return s
}

// best is the cheapest way to end line k, share seconds long, behind run end-1.
func (s *sharing) best(k, end int, share float64) (shareCell, bool) {
	best := shareCell{cost: math.Inf(1)}
	for start := max(0, end-4*maxBoundaries); start < end; start++ {
		c, ok := s.cells[k][start]
		if !ok {
			continue
		}
		off := math.Log((s.voiced[end] - s.voiced[start] + 0.2) / (share + 0.2))
		if cost := c.cost + off*off*share; cost < best.cost {
			best = shareCell{cost, start}
		}
	}
	if end < len(s.runs) {
		pause := float64((s.runs[end].from - s.runs[end-1].to).ms()) / 1000
		best.cost -= sharePause * math.Min(pause, 1.2)
	}
	return best, !math.IsInf(best.cost, 1)
}

// around is the range of run counts near a voiced time, within [least, most].
func around(voiced []float64, at float64, least, most int) (lo, hi int) {
	i := least + sort.SearchFloat64s(voiced[least:max(most, least)], at)
	return max(least, i-maxBoundaries), min(most, i+maxBoundaries)
}

// cutByLength cuts the voiced time by the weights alone.
func cutByLength(runs []stretch, weights []float64) []stretch {
	total, voiced := 0.0, hop(0)
	for _, w := range weights {
		total += w
	}
	for _, r := range runs {
		voiced += r.len()
	}
	run, passed := 0, hop(0)        // the shares rise, so that the runs are gone through once
	at := func(share float64) hop { // the hop at a share of the voiced time
		want := hop(share / total * float64(voiced))
		for run < len(runs) && want-passed >= runs[run].len() {
			passed += runs[run].len()
			run++
		}
		if run == len(runs) {
			return runs[run-1].to
		}
		return runs[run].from + want - passed
	}
	spans, before, from := make([]stretch, len(weights)), 0.0, at(0)
	for k, w := range weights {
		before += w
		to := at(before)
		spans[k] = stretch{from, to}
		from = to
	}
	return spans
}
