package pronunciation

import (
	"fmt"
	"math"
	"slices"
)

// Forest is a score by many trees of questions, each of which asks whether one figure lies
// below an edge. The score is the mean of the leaves that are reached (extremely randomised
// trees: Geurts, Ernst and Wehenkel 2006). It finds what a linear score misses: figures that
// say something together only. Index must be called before the first use.
type Forest struct {
	Names []string    `json:"names"`
	Edges [][]float64 `json:"edges"` // of each figure, ascending
	// Nodes are all trees, one behind the other, two bytes a node. A tree is a question (the
	// number of the figure, that of its edge), the tree for figures below the edge, and the
	// tree for others; or it is a leaf: LeafMark, and the score in steps of LeafStep.
	Nodes []byte `json:"nodes"`

	roots []int
	right []int // for each question, by its place in Nodes, where the tree for others begins
}

const (
	// MaxEdges is how many edges a figure may have.
	MaxEdges = 255
	// LeafMark stands in place of a figure where a leaf is.
	LeafMark = 255
	// LeafStep is the unit of the scores of leaves, which are 0 to 10.
	LeafStep = 10.0 / 255
	// maxDepth is how many questions may stand above a leaf.
	maxDepth = 100
)

// check says whether a forest fits vectors of n figures, and reads its trees.
func (f *Forest) check(n int) error {
	if len(f.Names) != n {
		return fmt.Errorf("forest: %d names, %d are expected", len(f.Names), n)
	}
	return f.Index()
}

// Index reads the trees. The error says which node is not usable.
func (f *Forest) Index() error {
	if len(f.Names) >= LeafMark || len(f.Edges) != len(f.Names) {
		return fmt.Errorf("forest: %d names, edges of %d figures; as many are expected, fewer than %d", len(f.Names), len(f.Edges), LeafMark)
	}
	for i, edges := range f.Edges {
		if len(edges) > MaxEdges || !slices.IsSorted(edges) || slices.ContainsFunc(edges, math.IsNaN) {
			return fmt.Errorf("forest: the edges of %s are not ascending, or more than %d", f.Names[i], MaxEdges)
		}
	}
	f.roots, f.right = nil, make([]int, len(f.Nodes))
	for at := 0; at < len(f.Nodes); {
		f.roots = append(f.roots, at)
		next, err := f.tree(at, 0)
		if err != nil {
			return err
		}
		at = next
	}
	if len(f.roots) == 0 {
		return fmt.Errorf("forest: it has no tree")
	}
	return nil
}

// tree reads the tree at a place and says where the next one begins.
func (f *Forest) tree(at, depth int) (next int, err error) {
	if at+1 >= len(f.Nodes) || depth > maxDepth {
		return 0, fmt.Errorf("forest: the tree at byte %d does not end", at)
	}
	figure, edge := int(f.Nodes[at]), int(f.Nodes[at+1])
	if figure == LeafMark {
		return at + 2, nil
	}
	if figure >= len(f.Edges) || edge >= len(f.Edges[figure]) {
		return 0, fmt.Errorf("forest: byte %d asks for edge %d of figure %d, which is not there", at, edge, figure)
	}
	if f.right[at], err = f.tree(at+2, depth+1); err != nil {
		return 0, err
	}
	return f.tree(f.right[at], depth+1)
}

// Of is the score of a vector of figures in the order of Names, 0 to 10.
func (f *Forest) Of(v []float64) float64 {
	var sum float64
	for _, at := range f.roots {
		for f.Nodes[at] != LeafMark {
			if figure := f.Nodes[at]; v[figure] < f.Edges[figure][f.Nodes[at+1]] {
				at += 2
			} else {
				at = f.right[at]
			}
		}
		sum += float64(f.Nodes[at+1]) * LeafStep
	}
	return sum / float64(len(f.roots))
}
