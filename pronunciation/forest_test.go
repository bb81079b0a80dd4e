package pronunciation

import (
	"strings"
	"testing"
)

// forestOf is two trees over two figures: the first asks for a, then b; the second is a leaf.
func forestOf(nodes ...byte) *Forest {
	return &Forest{Names: []string{"a", "b"}, Edges: [][]float64{{0, 1}, {5}}, Nodes: nodes}
}

func TestForest(t *testing.T) {
	t.Parallel()
	f := forestOf(0, 1 /**/, LeafMark, 0 /**/, 1, 0 /**/, LeafMark, 51 /**/, LeafMark, 255 /**/, LeafMark, 102)
	if err := f.Index(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ a, b, want float64 }{
		{0.5, 9, (0 + 4) / 2.0},
		{1, 4, (2 + 4) / 2.0},  // an edge itself is not below it
		{2, 5, (10 + 4) / 2.0}, //
	} {
		if got := f.Of([]float64{c.a, c.b}); got < c.want-1e-9 || got > c.want+1e-9 {
			t.Errorf("of %v, %v: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestForestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		forest *Forest
		want   string
	}{
		"no tree":            {forestOf(), "no tree"},
		"half a node":        {forestOf(LeafMark), "does not end"},
		"an answer missing":  {forestOf(0, 0, LeafMark, 1), "does not end"},
		"an unknown figure":  {forestOf(2, 0, LeafMark, 1, LeafMark, 2), "which is not there"},
		"an unknown edge":    {forestOf(1, 1, LeafMark, 1, LeafMark, 2), "which is not there"},
		"too deep":           {forestOf([]byte(strings.Repeat("\x00\x00", 200))...), "does not end"},
		"too few names":      {&Forest{Names: []string{"a"}, Edges: [][]float64{{0}, {1}}, Nodes: []byte{LeafMark, 1}}, "as many are expected"},
		"edges out of order": {&Forest{Names: []string{"a"}, Edges: [][]float64{{1, 0}}, Nodes: []byte{LeafMark, 1}}, "not ascending"},
	} {
		if err := c.forest.Index(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// FuzzForest: what Index accepts can be asked.
func FuzzForest(f *testing.F) {
	f.Add([]byte{0, 1, LeafMark, 0, 1, 0, LeafMark, 51, LeafMark, 255})
	f.Fuzz(func(t *testing.T, nodes []byte) {
		forest := forestOf(nodes...)
		if forest.Index() != nil {
			return
		}
		for _, v := range [][]float64{{0, 0}, {9, 9}, {-1, 9}} {
			if got := forest.Of(v); got < 0 || got > 10 {
				t.Errorf("%v of %v", got, nodes)
			}
		}
	})
}
