package pronunciation

// orders is how many other orders of a text say what chance reaches.
const orders = 3

// leastPieces is the number of pieces from which on another order is one; shorter texts
// are cut within their words.
const leastPieces = 5

// overOrders is by how much a path through the text is more likely than those through the
// same words in other orders, in the whole recording. Who says something else, or mumbles,
// fits all of them alike, however badly; who says the text with an accent fits it badly too,
// but better than chance (a cohort of impostors, as in speaker verification: Rosenberg et
// al. 1992).
func (s *scorer) overOrders(own float32, words [][]Pronunciation) (over [orders]float64) {
	for i, order := range otherOrders(pieces(words)) {
		if chance, ok := s.likelihood(s.m.wordGraph(order)); ok {
			over[i] = float64(own - chance)
		}
	}
	return over
}

// likelihood is that of the best path through a word graph; ok is false where there is none.
func (s *scorer) likelihood(graph []node) (best float32, ok bool) {
	for _, within := range [...]float32{beam, -never} {
		if tr := s.search(graph, within, false); tr != nil {
			if at, best := tr.end(); at >= 0 {
				return best, true
			}
		}
	}
	return never, false
}

// pieces are the words that have pronunciations, cut in halves until there are enough.
func pieces(words [][]Pronunciation) [][]Pronunciation {
	var out [][]Pronunciation
	for _, variants := range words {
		if len(variants) > 0 {
			out = append(out, variants)
		}
	}
	for n := 0; len(out) < leastPieces && n < 3; n++ {
		var cut [][]Pronunciation
		for _, variants := range out {
			cut = append(cut, halves(variants)...)
		}
		out = cut
	}
	return out
}

// halves cuts each way to say a word in the middle; what is a single phone stays whole.
func halves(variants []Pronunciation) [][]Pronunciation {
	var first, second []Pronunciation
	for _, p := range variants {
		if len(p) < 2 {
			return [][]Pronunciation{variants}
		}
		first, second = append(first, p[:len(p)/2]), append(second, p[len(p)/2:])
	}
	return [][]Pronunciation{first, second}
}

// otherOrders are the pieces backwards; every second piece backwards and then the others;
// and both halves backwards.
func otherOrders(words [][]Pronunciation) (out [orders][][]Pronunciation) {
	n := len(words)
	for i := n - 1; i >= 0; i-- {
		out[0] = append(out[0], words[i])
	}
	for first := n - 1; first >= max(n-2, 0); first-- {
		for i := first; i >= 0; i -= 2 {
			out[1] = append(out[1], words[i])
		}
	}
	for i := n/2 - 1; i >= 0; i-- {
		out[2] = append(out[2], words[i])
	}
	for i := n - 1; i >= n/2; i-- {
		out[2] = append(out[2], words[i])
	}
	return out
}
