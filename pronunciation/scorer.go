package pronunciation

import (
	"math"
	"sync"
)

// never is the log likelihood of what cannot be.
const never = float32(-1e30)

// weightStep is what one step of a stored mixture weight is worth: 1024 steps of the
// base 1.0001.
var weightStep = float32(1024 * math.Log(1.0001))

// scorer gives the log likelihoods of senones in the frames of one recording, and keeps
// those that it has computed. It is not for concurrent use.
type scorer struct {
	m       *Model
	x       []feature
	density []float32 // frame, codebook, stream, topN: likelihoods of the best densities
	which   []uint8   // their numbers
	done    []bool    // frame, codebook
	rows    [][]float32
}

func (m *Model) newScorer(x []feature) *scorer {
	n := len(x) * len(m.codebooks)
	return &scorer{
		m: m, x: x, density: make([]float32, n*streams*topN), which: make([]uint8, n*streams*topN),
		done: make([]bool, n), rows: make([][]float32, len(x)),
	}
}

// rank finds the best densities of each stream of a codebook in a frame.
func (s *scorer) rank(t, book int) {
	at := t*len(s.m.codebooks) + book
	if s.done[at] {
		return
	}
	s.done[at] = true
	for stream := range streams {
		from := (at*streams + stream) * topN
		rankDensities(&s.m.codebooks[book][stream], s.x[t][stream*dims:(stream+1)*dims], s.density[from:from+topN], s.which[from:from+topN])
	}
}

func rankDensities(b *codebook, x, best []float32, which []uint8) {
	for k := range best {
		best[k] = never
	}
	x, best, which = x[:dims:dims], best[:topN:topN], which[:topN:topN]
	for d, v := range b.offset {
		mean, weight := b.mean[d*dims:(d+1)*dims:(d+1)*dims], b.weight[d*dims:(d+1)*dims:(d+1)*dims]
		for k := 0; k < 6; k++ {
			e := x[k] - mean[k]
			v -= e * e * weight[k]
		}
		if v < best[topN-1] {
			continue // what follows only lowers it
		}
		for k := 6; k < dims; k++ {
			e := x[k] - mean[k]
			v -= e * e * weight[k]
		}
		if v <= best[topN-1] {
			continue
		}
		k := topN - 1
		for ; k > 0 && best[k-1] < v; k-- {
			best[k], which[k] = best[k-1], which[k-1]
		}
		best[k], which[k] = v, uint8(d)
	}
}

// at is the log likelihood of a senone in a frame.
func (s *scorer) at(t int, senone uint16) float32 {
	row := s.rows[t]
	if row == nil {
		row = make([]float32, len(s.m.codebookOf))
		s.rows[t] = row
	}
	if row[senone] != 0 {
		return row[senone]
	}
	book := int(s.m.codebookOf[senone])
	s.rank(t, book)
	var sum float32
	for stream := range streams {
		from := ((t*len(s.m.codebooks)+book)*streams + stream) * topN
		sum += s.mixture(stream, senone, s.density[from:from+topN], s.which[from:from+topN])
	}
	row[senone] = sum
	return sum
}

// mixture is the log of the weighted sum of the best densities.
func (s *scorer) mixture(stream int, senone uint16, density []float32, which []uint8) float32 {
	var part [topN]float32
	best := never
	for k := range part {
		part[k] = density[k] - float32(s.m.weights[stream][which[k]][senone])*weightStep
		best = max(best, part[k])
	}
	tables := logTables()
	var sum float32
	for _, v := range part {
		if d := best - v; d < expRange {
			sum += tables.exp[int(d*expSteps)]
		}
	}
	return best + tables.log[min(int(sum*logSteps), topN*logSteps)]
}

// Tables of exp(-x) for 0 ≤ x < expRange and of log x for 0 ≤ x ≤ topN: their steps are
// far finer than what a score means.
const (
	expRange = 10
	expSteps = 256
	logSteps = 1024
)

type tables struct {
	exp [expRange*expSteps + 1]float32
	log [topN*logSteps + 1]float32
}

var logTables = sync.OnceValue(func() *tables {
	t := &tables{}
	for i := range t.exp {
		t.exp[i] = float32(math.Exp(-float64(i) / expSteps))
	}
	for i := range t.log {
		t.log[i] = float32(math.Log((float64(i) + 0.5) / logSteps))
	}
	return t
})

// bestDensity is the log likelihood of a senone by its best density alone, without
// keeping anything: what a search over many versions of a recording needs.
func (m *Model) bestDensity(x *feature, senone uint16) float32 {
	books := &m.codebooks[m.codebookOf[senone]]
	var sum float32
	for stream := range streams {
		b, y := &books[stream], x[stream*dims:(stream+1)*dims:(stream+1)*dims]
		best := never
		for d, v := range b.offset {
			v -= float32(m.weights[stream][d][senone]) * weightStep
			if v < best {
				continue
			}
			mean, weight := b.mean[d*dims:(d+1)*dims:(d+1)*dims], b.weight[d*dims:(d+1)*dims:(d+1)*dims]
			for k := 0; k < 6; k++ {
				e := y[k] - mean[k]
				v -= e * e * weight[k]
			}
			if v < best {
				continue
			}
			for k := 6; k < dims; k++ {
				e := y[k] - mean[k]
				v -= e * e * weight[k]
			}
			best = max(best, v)
		}
		sum += best
	}
	return sum
}
