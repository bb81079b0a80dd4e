package pronunciation

// maxVariants bounds the pronunciations of a word that are tried.
const maxVariants = 8

// Pronunciation is the phones of one way to say a word.
type Pronunciation []string

// node is one phone of a word graph, in its context.
type node struct {
	unit    int32
	phone   int
	word    int // -1: silence
	variant int // of the word
	place   int // in the variant
	before  []int
	start   bool
	end     bool
}

// wordGraph is the phones of words in order, with optional silence before, between and
// behind them, and all pronunciations of a word beside each other. A word without
// pronunciations is left out. Contexts across words are those of the first
// pronunciation of the neighbour.
func (m *Model) wordGraph(words [][]Pronunciation) []node {
	graph := []node{{unit: int32(m.silence), phone: m.silence, word: -1, start: true}}
	open := []int{0} // nodes that may come before the next word
	first := true
	for w, variants := range words {
		if len(variants) == 0 {
			continue
		}
		left, right := m.lastBefore(words, w), m.firstAfter(words, w)
		var last []int
		for v, p := range variants[:min(len(variants), maxVariants)] {
			before := open
			for k := range p {
				n := m.phoneNode(p, k, left, right)
				n.word, n.variant, n.before, n.start = w, v, before, first && k == 0
				graph = append(graph, n)
				before = []int{len(graph) - 1}
			}
			last = append(last, before...)
		}
		first = false
		graph = append(graph, node{unit: int32(m.silence), phone: m.silence, word: -1, before: last})
		open = append(append([]int{}, last...), len(graph)-1)
	}
	for _, i := range open {
		graph[i].end = true
	}
	return graph
}

// phoneNode is phone k of a pronunciation between two phones of its neighbours.
func (m *Model) phoneNode(p Pronunciation, k, left, right int) node {
	position := inside
	switch {
	case len(p) == 1:
		position = single
	case k == 0:
		position = begins
	case k == len(p)-1:
		position = ends
	}
	if k > 0 {
		left = m.index[p[k-1]]
	}
	if k+1 < len(p) {
		right = m.index[p[k+1]]
	}
	phone := m.index[p[k]]
	return node{unit: m.unitOf(left, phone, right, position), phone: phone, place: k}
}

func (m *Model) lastBefore(words [][]Pronunciation, w int) int {
	for w--; w >= 0; w-- {
		if len(words[w]) > 0 {
			p := words[w][0]
			return m.index[p[len(p)-1]]
		}
	}
	return m.silence
}

func (m *Model) firstAfter(words [][]Pronunciation, w int) int {
	for w++; w < len(words); w++ {
		if len(words[w]) > 0 {
			return m.index[words[w][0][0]]
		}
	}
	return m.silence
}
