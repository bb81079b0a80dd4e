package publishing

// bead is a step of an alignment: so many former sentences are so many new ones.
type bead struct{ former, given int }

// beads are the steps, the likelier first: the same sentence; one that was split
// into two to four; two to four that were merged.
var beads = []bead{{1, 1}, {1, 2}, {2, 1}, {1, 3}, {3, 1}, {1, 4}, {4, 1}}

// partCost is what a bead must gain for each further sentence in it, in characters
// in common, so that a sentence is not called split for the sake of a few letters.
const partCost = 1

// alignGaps aligns what is not matched yet, from anchor to anchor.
func (m *matcher) alignGaps() {
	m.gaps(func(former, given []int) {
		g := newGap(pick(m.former, former), pick(m.given, given))
		g.fill()
		for _, s := range g.steps() {
			m.of[given[s.g]] = former[s.f]
			for k := range s.former {
				m.into[former[s.f+k]] = given[s.g]
			}
			for k := 1; k < s.given; k++ {
				m.part[given[s.g+k]] = true
			}
		}
	})
}

func pick(list []*sentence, which []int) []*sentence {
	out := make([]*sentence, len(which))
	for i, n := range which {
		out[i] = list[n]
	}
	return out
}

// gap is the table of the dynamic programming. Row i holds the columns around the
// diagonal, so that the work grows with the length and not with its square.
type gap struct {
	former, given []*sentence
	half, width   int
	best          []float32 // characters in common so far
	step          []int8    // index of the bead that led here; the two below where a sentence was left out
}

const (
	leftFormer int8 = -1
	leftGiven  int8 = -2
)

// A band of a gap holds about maxCells, and reaches from leastHalf to maxHalf
// sentences to each side.
const (
	maxCells  = 1_000_000
	leastHalf = 8
	maxHalf   = 250
)

func newGap(former, given []*sentence) *gap {
	g := &gap{former: former, given: given}
	a, b := len(former), len(given)
	g.half = min(max(maxCells/(a+1)/2, leastHalf), maxHalf) + b/max(a, 1)
	if a == 0 || g.half > b {
		g.half = b
	}
	g.width = 2*g.half + 1
	g.best, g.step = make([]float32, (a+1)*g.width), make([]int8, (a+1)*g.width)
	for i := range g.best {
		g.best[i] = -1
	}
	return g
}

// at is the index of the cell (i, j), or -1 outside the band.
func (g *gap) at(i, j int) int {
	if i < 0 || j < 0 || j > len(g.given) {
		return -1
	}
	k := j - g.middle(i) + g.half
	if k < 0 || k >= g.width {
		return -1
	}
	return i*g.width + k
}

func (g *gap) middle(i int) int { return i * len(g.given) / max(len(g.former), 1) }

func (g *gap) fill() {
	for i := range len(g.former) + 1 {
		mid := g.middle(i)
		for j := max(0, mid-g.half); j <= min(len(g.given), mid+g.half); j++ {
			g.cell(i, j)
		}
	}
}

// cell finds the best way to one cell.
func (g *gap) cell(i, j int) {
	here := g.at(i, j)
	if i == 0 && j == 0 {
		g.best[here] = 0
		return
	}
	try := func(from int, gain float32, step int8) {
		if from >= 0 && g.best[from] >= 0 && g.best[from]+gain > g.best[here] {
			g.best[here], g.step[here] = g.best[from]+gain, step
		}
	}
	try(g.at(i-1, j), 0, leftFormer)
	try(g.at(i, j-1), 0, leftGiven)
	for n, b := range beads {
		from := g.at(i-b.former, j-b.given)
		if from < 0 || g.best[from] < 0 {
			continue
		}
		if gain := gainOf(g.former[i-b.former:i], g.given[j-b.given:j]); gain > 0 {
			try(from, gain, int8(n)) //nolint:gosec // there are seven
		}
	}
}

type beadAt struct {
	bead
	f, g int
}

// steps are the beads of the best way.
func (g *gap) steps() (out []beadAt) {
	for i, j := len(g.former), len(g.given); i > 0 || j > 0; {
		switch step := g.step[g.at(i, j)]; step {
		case leftFormer:
			i--
		case leftGiven:
			j--
		default:
			b := beads[step]
			i, j = i-b.former, j-b.given
			out = append(out, beadAt{b, i, j})
		}
	}
	return out
}

// gainOf is how many characters a bead explains; 0 where it is none.
func gainOf(former, given []*sentence) float32 {
	if len(former) == 1 && len(given) == 1 {
		share, ok := alike(former[0], given[0])
		if !ok {
			return 0
		}
		return float32(share) * float32(max(len(former[0].letters), len(given[0].letters), 1))
	}
	whole, parts := former, given
	if len(given) == 1 {
		whole, parts = given, former
	}
	n := common(whole[0], parts)
	return float32(max(0, n-partCost*(len(parts)-1)))
}

// common is how many characters a sentence has in common with others that follow
// each other; 0 where these are not its parts: they must be alike it together, and
// each of them must be found in it.
func common(whole *sentence, parts []*sentence) int {
	parted, nLetters, nWords := whole.parts, 0, 0
	for _, p := range parts {
		nLetters, nWords = nLetters+len(p.letters), nWords+len(p.words)
		parted = parted && p.parts
	}
	longest, most := max(nLetters, len(whole.letters)), max(nWords, len(whole.words))
	if !couldBe(min(nLetters, len(whole.letters)), longest, enoughChars) && !(parted && couldBe(min(nWords, len(whole.words)), most, enoughWords)) {
		return 0 // most steps end here
	}
	seen := [2]counts{}
	for _, p := range parts {
		seen[0].plus(&p.seen[0])
		seen[1].plus(&p.seen[1])
	}
	if !couldBe(whole.seen[0].common(&seen[0]), longest, enoughChars) &&
		!(parted && couldBe(whole.seen[1].common(&seen[1]), most, enoughWords)) {
		return 0
	}
	var letters, words [][]uint32
	for _, p := range parts {
		letters, words = append(letters, p.letters), append(words, p.words)
	}
	total, each := inParts(whole.letters, letters)
	good, found := couldBe(total, longest, enoughChars), make([]bool, len(parts))
	for i, n := range each {
		found[i] = couldBe(n, len(letters[i]), enoughChars)
	}
	if parted {
		n, each := inParts(whole.words, words)
		good = good || couldBe(n, most, enoughWords)
		for i, n := range each {
			found[i] = found[i] || couldBe(n, len(words[i]), enoughWords)
		}
	}
	for _, ok := range found {
		good = good && ok
	}
	if !good {
		return 0
	}
	return total
}

// inParts is the length of the longest common subsequence of a list and others
// that follow each other, and how much of it lies in each of them.
func inParts(whole []uint32, parts [][]uint32) (total int, each []int) {
	var all []uint32
	var owner []int
	for n, p := range parts {
		all = append(all, p...)
		for range p {
			owner = append(owner, n)
		}
	}
	width := len(all) + 1
	table := make([]uint16, (len(whole)+1)*width)
	for i, x := range whole {
		row, next := table[i*width:], table[(i+1)*width:]
		for j, y := range all {
			if x == y {
				next[j+1] = row[j] + 1
			} else {
				next[j+1] = max(row[j+1], next[j])
			}
		}
	}
	each = make([]int, len(parts))
	for i, j := len(whole), len(all); i > 0 && j > 0; {
		switch here := table[i*width+j]; {
		case here == table[(i-1)*width+j]:
			i--
		case here == table[i*width+j-1]:
			j--
		default:
			each[owner[j-1]]++
			i, j = i-1, j-1
		}
	}
	return int(table[len(whole)*width+len(all)]), each
}
