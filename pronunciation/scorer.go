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
	tables  *tables
	x       []feature
	density []float32 // frame, codebook, stream, topN: likelihoods of the best densities
	which   []uint8   // their numbers
	done    []bool    // frame, codebook
	rows    [][]float32
}

func (m *Model) newScorer(x []feature) *scorer {
	n := len(x) * len(m.codebooks)
	return &scorer{
		m: m, x: x, tables: logTables(), density: make([]float32, n*streams*topN), which: make([]uint8, n*streams*topN),
		done: make([]bool, n), rows: make([][]float32, len(x)),
	}
}

// rank finds the best densities of each stream of a codebook in a frame, and in those of
// the same block: where one of them needs a codebook, the others nearly always do.
func (s *scorer) rank(t, book int) {
	books := len(s.m.codebooks)
	if s.done[t*books+book] {
		return
	}
	first := t / lanes * lanes
	var nowhere struct { // for lanes behind the last frame
		density [topN]float32
		which   [topN]uint8
	}
	for stream := range streams {
		var x block
		var out [lanes]ranking
		for i := range lanes {
			t := first + i
			if t >= len(s.x) {
				out[i] = ranking{&nowhere.density, &nowhere.which}
				continue
			}
			for k, v := range s.x[t][stream*dims : (stream+1)*dims] {
				x[k][i] = v
			}
			at := t*books + book
			from := (at*streams + stream) * topN
			out[i] = ranking{(*[topN]float32)(s.density[from:]), (*[topN]uint8)(s.which[from:])}
			s.done[at] = true
		}
		s.m.codebooks[book][stream].rank(&x, &out)
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
	weights := s.m.weightsOf(stream, senone)
	density, which = density[:topN], which[:topN]
	for k := range part {
		part[k] = density[k] - float32(weights[which[k]])*weightStep
		best = max(best, part[k])
	}
	tables := s.tables
	var sum float32
	for _, v := range part {
		if d := best - v; d < expRange {
			sum += tables.exp[int(d*expSteps)]
		}
	}
	return best + tables.log[min(int(sum*logSteps), topN*logSteps)]
}

// weightsOf are the scaled negative logarithms of a senone's weights, by density.
func (m *Model) weightsOf(stream int, senone uint16) []uint8 {
	n := m.densities()
	return m.weights[stream][int(senone)*n : (int(senone)+1)*n]
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
		b, y := books[stream], (*[dims]float32)(x[stream*dims:])
		best, weights := never, m.weightsOf(stream, senone)
		for d := range b {
			v := b[d].offset - float32(weights[d])*weightStep
			for k := 0; k < 6 && v >= best; k++ { // what follows only lowers it
				e := y[k] - b[d].dim[k].mean
				v -= e * e * b[d].dim[k].weight
			}
			if v < best {
				continue
			}
			for k := 6; k < dims; k++ {
				e := y[k] - b[d].dim[k].mean
				v -= e * e * b[d].dim[k].weight
			}
			best = max(best, v)
		}
		sum += best
	}
	return sum
}
