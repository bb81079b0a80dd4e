package practice

import (
	"math/rand/v2"
	"slices"
)

// shuffles is the number of other orders of the words that say what chance reaches.
const shuffles = 8

// fewPieces is the number of pieces of which another order is no order any more.
const fewPieces = 5

// shuffled is the words in other orders, cut in halves at least once and until there
// are enough of them: backwards; every second piece backwards and then the others; and
// both halves backwards; and five that are drawn by lot, the same each time. What these reach is chance between these two voices in this
// noise: nobody said that. One order alone is by luck better or worse than chance.
func shuffled(words []span) [shuffles][]span {
	pieces := words
	for n := 0; n == 0 || len(pieces) < fewPieces && n < 3; n++ {
		var cut []span
		for _, w := range pieces {
			middle := (w.from + w.to) / 2
			cut = append(cut, span{w.from, middle}, span{middle, w.to})
		}
		pieces = cut
	}
	n := len(pieces)
	var out [shuffles][]span
	for i := n - 1; i >= 0; i-- {
		out[0] = append(out[0], pieces[i])
	}
	for first := n - 1; first >= n-2; first-- {
		for i := first; i >= 0; i -= 2 {
			out[1] = append(out[1], pieces[i])
		}
	}
	for i := n / 2; i >= 0 && n > 0; i-- {
		out[2] = append(out[2], pieces[min(i, n-1)])
	}
	for i := n - 1; i > n/2; i-- {
		out[2] = append(out[2], pieces[i])
	}
	lot := rand.New(rand.NewPCG(1, uint64(n)))
	for k := 3; k < shuffles; k++ {
		out[k] = slices.Clone(pieces)
		lot.Shuffle(n, func(i, j int) { out[k][i], out[k][j] = out[k][j], out[k][i] })
	}
	return out
}
