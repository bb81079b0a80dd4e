package pronunciation

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRankingFindsTheBestDensities of each frame of a block, as sorting all of them does.
func TestRankingFindsTheBestDensities(t *testing.T) {
	t.Parallel()
	const densities = 60
	r := rand.New(rand.NewPCG(1, 2))
	mean, variance := make([]float32, densities*dims), make([]float32, densities*dims)
	for i := range mean {
		mean[i], variance[i] = float32(r.NormFloat64()), 0.5+r.Float32()
	}
	b := newCodebook(mean, variance, densities)
	var x block
	for k := range x {
		for i := range x[k] {
			x[k][i] = float32(r.NormFloat64())
		}
	}
	var density [lanes][topN]float32
	var which [lanes][topN]uint8
	var out [lanes]ranking
	for i := range out {
		out[i] = ranking{&density[i], &which[i]}
	}
	b.rank(&x, &out)
	for i := range lanes {
		order := make([]int, densities)
		score := make([]float32, densities)
		for d := range order {
			order[d], score[d] = d, b[d].offset
			for k := range dims {
				e := x[k][i] - mean[d*dims+k]
				score[d] -= e * e * b[d].dim[k].weight
			}
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
		for k := range topN {
			if int(which[i][k]) != order[k] || density[i][k] != score[order[k]] {
				t.Errorf("frame %d, place %d: density %d with %v, want %d with %v", i, k, which[i][k], density[i][k], order[k], score[order[k]])
			}
		}
	}
}

// TestFramesAreRankedAlike however many there are: a last block may be short.
func TestFramesAreRankedAlike(t *testing.T) {
	t.Parallel()
	m := model(t)
	all := features(cepstra(spectra(readWAV(t, "testdata/front_end.wav")), 1))
	whole := m.newScorer(all)
	for n := 1; n <= lanes+1; n++ {
		part := m.newScorer(all[:n])
		for frame := range n {
			for senone := range uint16(200) {
				if got, want := part.at(frame, senone), whole.at(frame, senone); got != want {
					t.Fatalf("frame %d of %d, senone %d: %v, of all %v", frame, n, senone, got, want)
				}
			}
		}
	}
}
