package regress

import (
	"math"
	"math/rand/v2"
	"slices"

	"gendu/pronunciation"
)

// Trees says how a forest is grown.
type Trees struct {
	Count int // of trees
	Least int // rows in a leaf
	Try   int // figures that are tried for each question
	Seed  uint64
}

// edges is into how many parts the values of a figure are cut, at most.
const edges = 64

// Forest grows extremely randomised trees (Geurts, Ernst and Wehenkel 2006): each question
// is the best of some whose figure and edge are drawn by lot, by how much less the scores of
// the two parts vary. Scores are 0 to 10. The same rows give the same forest.
func Forest(names []string, rows [][]float64, y []float64, o Trees) pronunciation.Forest {
	f := pronunciation.Forest{Names: names, Edges: make([][]float64, len(names))}
	column := make([]float64, len(rows))
	for k := range names {
		for i, r := range rows {
			column[i] = r[k]
		}
		f.Edges[k] = edgesOf(column)
	}
	g := &grower{forest: &f, rows: make([][]uint8, len(rows)), y: y, o: o, lot: rand.New(rand.NewPCG(o.Seed, 1))}
	for i, r := range rows {
		g.rows[i] = make([]uint8, len(names))
		for k, v := range r {
			g.rows[i][k] = uint8(edgesUpTo(f.Edges[k], v))
		}
	}
	all := make([]int, len(rows))
	for range o.Count {
		for i := range all {
			all[i] = i
		}
		g.grow(all)
	}
	if err := f.Index(); err != nil {
		panic(err) // it was grown here
	}
	return f
}

// edgesOf are values that cut a figure into parts of about as many rows.
func edgesOf(values []float64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	var out []float64
	for i := 1; i < edges; i++ {
		e := rounded(sorted[i*len(sorted)/edges])
		if e > sorted[0] && (len(out) == 0 || e > out[len(out)-1]) {
			out = append(out, e)
		}
	}
	return out
}

// rounded keeps four digits behind the point.
func rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// edgesUpTo is how many edges are not above a value.
func edgesUpTo(edges []float64, v float64) int {
	n, found := slices.BinarySearch(edges, v)
	if found {
		n++
	}
	return n
}

// grower grows trees. A row holds for each figure how many edges are not above its value,
// so that it lies below edge e where it holds at most e.
type grower struct {
	forest *pronunciation.Forest
	rows   [][]uint8
	y      []float64
	o      Trees
	lot    *rand.Rand
}

// grow appends the tree for some rows, which it puts in another order.
func (g *grower) grow(some []int) {
	f := g.forest
	figure, edge, ok := g.question(some)
	if !ok {
		var sum float64
		for _, i := range some {
			sum += g.y[i] / float64(len(some))
		}
		f.Nodes = append(f.Nodes, pronunciation.LeafMark, uint8(math.Round(min(max(sum, 0), 10)/pronunciation.LeafStep)))
		return
	}
	f.Nodes = append(f.Nodes, uint8(figure), uint8(edge))
	below := 0
	for at, i := range some {
		if int(g.rows[i][figure]) <= edge {
			some[at], some[below] = some[below], some[at]
			below++
		}
	}
	g.grow(some[:below])
	g.grow(some[below:])
}

// question is the best of those that are drawn by lot.
func (g *grower) question(some []int) (figure, edge int, ok bool) {
	if len(some) < 2*g.o.Least {
		return 0, 0, false
	}
	best := 0.0
	tried := 0
	for _, k := range g.lot.Perm(len(g.forest.Names)) {
		least, most := uint8(255), uint8(0)
		for _, i := range some {
			least, most = min(least, g.rows[i][k]), max(most, g.rows[i][k])
		}
		if least >= most {
			continue // all alike: no question
		}
		e := int(least) + g.lot.IntN(int(most-least))
		if gain := g.gain(some, k, e); gain > best {
			best, figure, edge, ok = gain, k, e, true
		}
		if tried++; tried == g.o.Try {
			break
		}
	}
	return figure, edge, ok
}

// gain is by how much less the scores of both parts vary, 0 where one is too small.
func (g *grower) gain(some []int, figure, edge int) float64 {
	var n, sum [2]float64
	for _, i := range some {
		part := 0
		if int(g.rows[i][figure]) > edge {
			part = 1
		}
		n[part]++
		sum[part] += g.y[i]
	}
	if min(n[0], n[1]) < float64(g.o.Least) {
		return 0
	}
	all := sum[0] + sum[1]
	return sum[0]*sum[0]/n[0] + sum[1]*sum[1]/n[1] - all*all/(n[0]+n[1])
}
