package publishing

import (
	"cmp"
	"slices"
)

// Matching says what became of the sentences of a text in its next revision.
type Matching struct {
	// Of gives for each new sentence the former one whose identity it keeps; -1: it
	// is a new sentence.
	Of []int
	// Into gives for each former sentence the new one that it is now, or that it was
	// merged into; -1: it is not there any more.
	Into []int
}

// Match finds the sentences of a text again in its next revision, whose texts are
// given in order.
//
// Equal texts come first, in order: texts that occur once on both sides and keep
// their order are anchors, repeated ones are matched from anchor to anchor, and
// then those that moved (as patience diff does it, B. Cohen 2003). Between the
// anchors, the best sequence of sentences that are alike, split or merged is found
// by dynamic programming, as sentences are aligned with their translations (Gale
// and Church 1993). What is left has moved, and may have been corrected, split or
// merged at once; there, what explains most goes first.
//
// Two sentences are alike where they have 60 % of their words or 75 % of their
// characters in common, see [Alike].
func Match(former, given []string) Matching {
	m := newMatcher(former, given)
	m.equal()
	m.alignGaps()
	m.moved(false)
	m.complete()
	return Matching{m.of, m.into}
}

// matchTerms is Match for words that stand alone: nothing is split or merged.
func matchTerms(former, given []string) Matching {
	m := newMatcher(former, given)
	m.equal()
	m.moved(true)
	return Matching{m.of, m.into}
}

type matcher struct {
	former, given []*sentence
	of, into      []int
	part          []bool // the second and later parts of what was split
}

func newMatcher(former, given []string) *matcher {
	m := &matcher{former: sentencesOf(former), given: sentencesOf(given)}
	m.of, m.into, m.part = make([]int, len(given)), make([]int, len(former)), make([]bool, len(given))
	for i := range m.of {
		m.of[i] = -1
	}
	for i := range m.into {
		m.into[i] = -1
	}
	return m
}

func (m *matcher) pair(f, g int) { m.of[g], m.into[f] = f, g }

// equal matches equal texts.
func (m *matcher) equal() {
	type place struct{ former, given []int }
	places := map[string]*place{}
	at := func(s *sentence) *place {
		p := places[s.text]
		if p == nil {
			p = &place{}
			places[s.text] = p
		}
		return p
	}
	for i, s := range m.former {
		p := at(s)
		p.former = append(p.former, i)
	}
	for i, s := range m.given {
		p := at(s)
		p.given = append(p.given, i)
	}
	var once [][2]int
	for f, s := range m.former {
		if p := places[s.text]; len(p.former) == 1 && len(p.given) == 1 {
			once = append(once, [2]int{f, p.given[0]})
		}
	}
	for _, a := range ascending(once) {
		m.pair(a[0], a[1])
	}
	m.gaps(func(former, given []int) { // repeated texts from anchor to anchor
		free := map[string][]int{}
		for _, f := range former {
			free[m.former[f].text] = append(free[m.former[f].text], f)
		}
		for _, g := range given {
			if list := free[m.given[g].text]; len(list) > 0 {
				m.pair(list[0], g)
				free[m.given[g].text] = list[1:]
			}
		}
	})
	for g, s := range m.given { // what moved
		if m.of[g] >= 0 {
			continue
		}
		for _, f := range places[s.text].former {
			if m.into[f] < 0 {
				m.pair(f, g)
				break
			}
		}
	}
}

// ascending is the longest run of pairs whose second numbers ascend too; the first
// ones do already (patience sorting).
func ascending(pairs [][2]int) [][2]int {
	var tops []int // index of the pair that ends the best run of each length
	back := make([]int, len(pairs))
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(tops, p[1], func(top, second int) int { return pairs[top][1] - second })
		back[i] = -1
		if n > 0 {
			back[i] = tops[n-1]
		}
		if n == len(tops) {
			tops = append(tops, i)
		} else {
			tops[n] = i
		}
	}
	if len(tops) == 0 {
		return nil
	}
	out := make([][2]int, len(tops))
	for i, at := len(tops)-1, tops[len(tops)-1]; i >= 0; i, at = i-1, back[at] {
		out[i] = pairs[at]
	}
	return out
}

// gaps calls f with the sentences that are not matched yet between neighbours that
// are, where both sides have some.
func (m *matcher) gaps(f func(former, given []int)) {
	var matched [][2]int
	for i, g := range m.into {
		if g >= 0 && m.of[g] == i {
			matched = append(matched, [2]int{i, g})
		}
	}
	lastF, lastG := 0, 0
	for _, a := range append(ascending(matched), [2]int{len(m.former), len(m.given)}) {
		former, given := m.openFormer(lastF, a[0]), m.openGiven(lastG, a[1])
		if len(former) > 0 && len(given) > 0 {
			f(former, given)
		}
		lastF, lastG = min(a[0]+1, len(m.former)), min(a[1]+1, len(m.given))
	}
}

func (m *matcher) openFormer(from, to int) (out []int) {
	for i := from; i < to; i++ {
		if m.into[i] < 0 {
			out = append(out, i)
		}
	}
	return out
}

func (m *matcher) openGiven(from, to int) (out []int) {
	for i := from; i < to; i++ {
		if m.of[i] < 0 && !m.part[i] {
			out = append(out, i)
		}
	}
	return out
}

// maxPairs bounds how many pairs of leftovers are compared, and maxLeft how many
// leftovers are looked at for sentences that moved and were split or merged at once.
const (
	maxPairs = 1_000_000
	maxLeft  = 60
)

// found is a bead among the leftovers, with what it explains.
type found struct {
	former, given []int
	gain          float32
}

// moved matches what is left, the beads that explain most first.
func (m *matcher) moved(whole bool) {
	former, given := m.openFormer(0, len(m.into)), m.openGiven(0, len(m.of))
	if len(former)*len(given) > maxPairs {
		return
	}
	var list []found
	try := func(f, g []int) {
		if gain := m.gain(f, g); gain > 0 {
			list = append(list, found{f, g, gain})
		}
	}
	for _, f := range former {
		for _, g := range given {
			try([]int{f}, []int{g})
		}
	}
	if !whole && len(former) <= maxLeft && len(given) <= maxLeft {
		eachPair(former, func(f []int) {
			for _, g := range given {
				try(f, []int{g})
			}
		})
		eachPair(given, func(g []int) {
			for _, f := range former {
				try([]int{f}, g)
			}
		})
	}
	slices.SortStableFunc(list, func(a, b found) int { return cmp.Compare(b.gain, a.gain) })
	for _, b := range list {
		m.take(b)
	}
}

// take matches a bead, where nothing of it is matched yet.
func (m *matcher) take(b found) {
	for _, f := range b.former {
		if m.into[f] >= 0 {
			return
		}
	}
	for _, g := range b.given {
		if m.of[g] >= 0 || m.part[g] {
			return
		}
	}
	m.of[b.given[0]] = b.former[0]
	for _, f := range b.former {
		m.into[f] = b.given[0]
	}
	for _, g := range b.given[1:] {
		m.part[g] = true
	}
}

// eachPair calls f with every two of a list, in both orders.
func eachPair(list []int, f func([]int)) {
	for _, a := range list {
		for _, b := range list {
			if a != b {
				f([]int{a, b})
			}
		}
	}
}
