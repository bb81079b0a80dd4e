package bitext

import (
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/sentences"
)

// Match says that the source sentences [SrcFrom, SrcTo) are translated by the
// sentences [DstFrom, DstTo). Either range may be empty.
type Match struct {
	SrcFrom, SrcTo int
	DstFrom, DstTo int
}

// Bead is one way to pair: how many of the source with how many of the
// translation, and what that costs before any sentence is looked at.
type Bead struct {
	Src, Dst int
	Cost     float64 // -log of how often it happens
}

// sentenceBeads are the shares that Gale and Church counted, with rarer ones
// added at a higher cost.
var sentenceBeads = []Bead{
	{1, 1, -math.Log(0.89)},
	{1, 2, -math.Log(0.0445)},
	{2, 1, -math.Log(0.0445)},
	{2, 2, -math.Log(0.011)},
	{1, 3, -math.Log(0.008)},
	{3, 1, -math.Log(0.008)},
	{1, 0, -math.Log(0.004)},
	{0, 1, -math.Log(0.004)},
}

// Sentences finds for the sentences of a paragraph their translations, in
// order. The method is that of Gale and Church (1993): sentences and their
// translations are about equally long, up to a factor that holds for the whole
// paragraph; the cheapest sequence of 1-1, 1-2, 2-1 … beads is found by dynamic
// programming, here in a band, so that the time is linear. Questions, quotes and
// numbers that appear on one side only add to the cost.
func Sentences(src, dst []string) []Match {
	return pairSequences(TraitsOf(src), TraitsOf(dst), sentenceBeads)
}

// Traits is what pairing looks at in one sentence or paragraph, summed over
// prefixes so that any range costs the same.
type Traits struct {
	length    float64 // characters, in units of the writing system
	questions float64
	exclaims  float64
	quotes    float64
	anchors   map[string]int // numbers and names in Latin letters
}

// TraitsOf gives the traits of each text.
func TraitsOf(texts []string) []Traits {
	out := make([]Traits, len(texts))
	for i, text := range texts {
		t := Traits{anchors: anchorsOf(text)}
		for _, r := range text {
			switch {
			case lang.IsCJK(r):
				t.length += 3 // a Chinese character carries about 3 letters
			case !unicode.IsSpace(r):
				t.length++
			}
			switch r {
			case '?', '\uFF1F':
				t.questions++
			case '!', '\uFF01':
				t.exclaims++
			case '“', '「', '«', '『':
				t.quotes++
			case '"':
				t.quotes += 0.5
			}
		}
		out[i] = t
	}
	return out
}

// anchorsOf finds what stays the same in a translation: numbers, and, since
// names are often left in their own letters, capitalised Latin words.
func anchorsOf(text string) map[string]int {
	var out map[string]int
	for _, w := range strings.FieldsFunc(text, func(r rune) bool {
		return r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		if lang.StartsWithDigit(w) || len(w) > 2 && unicode.IsUpper(lang.FirstRune(w)) {
			if out == nil {
				out = make(map[string]int)
			}
			out[strings.ToLower(w)]++
		}
		if len(out) >= 64 {
			break
		}
	}
	return out
}

// pairSequences finds the cheapest way through the table of source against
// translation.
func pairSequences(src, dst []Traits, beads []Bead) []Match {
	pairs, _ := Pair(src, dst, beads, LengthRatio(src, dst))
	return pairs
}

// Pair finds the cheapest way to pair src with dst, in order, by the beads given, and
// says what it costs. ratio is the length of a translation per length of its source;
// see [LengthRatio].
func Pair(src, dst []Traits, beads []Bead, ratio float64) ([]Match, float64) {
	n, m := len(src), len(dst)
	p := table{src: src, dst: dst, beads: beads, ratio: ratio}
	if n > 0 {
		p.slope = float64(m) / float64(n)
	}
	p.half = 24 + int(math.Ceil(p.slope))
	if n == 0 {
		p.half = m
	}
	p.width = 2*p.half + 1
	p.best = make([]float64, (n+1)*p.width)
	p.step = make([]int8, (n+1)*p.width)
	for i := range p.best {
		p.best[i] = math.Inf(1)
		p.step[i] = -1
	}
	p.fill()
	return p.trace(), p.best[p.at(n, m)]
}

type table struct {
	src, dst    []Traits
	beads       []Bead
	ratio       float64 // length of the translation per length of the source
	slope       float64
	half, width int
	best        []float64 // row i holds the columns around i*slope
	step        []int8
}

// at is the index of cell (i, j), or -1 outside the band.
func (p *table) at(i, j int) int {
	if i < 0 || j < 0 {
		return -1
	}
	k := j - int(float64(i)*p.slope) + p.half
	if k < 0 || k >= p.width {
		return -1
	}
	return i*p.width + k
}

func (p *table) fill() {
	n, m := len(p.src), len(p.dst)
	p.best[p.at(0, 0)] = 0
	for i := range n + 1 {
		mid := int(float64(i) * p.slope)
		for j := max(0, mid-p.half); j <= min(m, mid+p.half); j++ {
			here := p.at(i, j)
			for b, bead := range p.beads {
				from := p.at(i-bead.Src, j-bead.Dst)
				if from < 0 || math.IsInf(p.best[from], 1) {
					continue
				}
				c := p.best[from] + bead.Cost + p.cost(i-bead.Src, i, j-bead.Dst, j)
				if c < p.best[here] {
					p.best[here] = c
					p.step[here] = int8(b)
				}
			}
		}
	}
}

func (p *table) trace() []Match {
	var back []Match
	i, j := len(p.src), len(p.dst)
	for i > 0 || j > 0 {
		b := p.beads[p.step[p.at(i, j)]]
		back = append(back, Match{i - b.Src, i, j - b.Dst, j})
		i -= b.Src
		j -= b.Dst
	}
	for l, r := 0, len(back)-1; l < r; l, r = l+1, r-1 {
		back[l], back[r] = back[r], back[l]
	}
	return back
}

// cost is what it costs that src[i0:i1] is translated by dst[j0:j1].
func (p *table) cost(i0, i1, j0, j1 int) float64 {
	return Cost(p.src[i0:i1], p.dst[j0:j1], p.ratio)
}

// Cost is -log of how likely it is by their lengths that all of src is translated
// by all of dst, plus what the punctuation and the anchors say. ratio is the length of
// a translation per length of its source.
func Cost(src, dst []Traits, ratio float64) float64 {
	if len(src) == 0 || len(dst) == 0 {
		return 2 // a sentence without its translation: dear in itself
	}
	a, b := sumTraits(src), sumTraits(dst)
	// Gale and Church's variance, 6.8, in letters; short sentences vary more.
	mean := (a.length + b.length/ratio) / 2
	delta := (b.length/ratio - a.length) / math.Sqrt(6.8*mean+20)
	tail := math.Erfc(math.Abs(delta) / math.Sqrt2)
	c := -math.Log(math.Max(tail, 1e-12))
	c += math.Abs(a.questions-b.questions) * 1.5
	c += math.Abs(a.exclaims-b.exclaims) * 0.7
	c += math.Abs(a.quotes-b.quotes) * 0.5
	return c + anchorCost(src, dst)
}

func sumTraits(ts []Traits) Traits {
	var sum Traits
	for _, t := range ts {
		sum.length += t.length
		sum.questions += t.questions
		sum.exclaims += t.exclaims
		sum.quotes += t.quotes
	}
	return sum
}

// anchorCost rewards what both sides share; what one side alone has says
// little, since names are also translated.
func anchorCost(src, dst []Traits) float64 {
	shared := 0.0
	for _, d := range dst {
		for w := range d.anchors {
			for _, s := range src {
				if s.anchors[w] > 0 {
					shared++
					break
				}
			}
		}
	}
	return -0.8 * math.Min(shared, 4)
}

// LengthRatio is the length of the translation per length of the source, kept
// within what languages do so that a missing half does not distort it.
func LengthRatio(src, dst []Traits) float64 {
	a, b := sumTraits(src).length, sumTraits(dst).length
	if a == 0 || b == 0 {
		return 1
	}
	return math.Min(math.Max(b/a, 0.4), 2.5)
}

// Translations gives every source sentence its translation. Sentences that share one
// get it each; a translation without a source goes to the sentence before it.
func Translations(src, dst []string) []gendu.SentencePair {
	out := make([]gendu.SentencePair, 0, len(src))
	for _, s := range src {
		out = append(out, gendu.SentencePair{Text: s})
	}
	if len(src) == 0 || len(dst) == 0 {
		return out
	}
	translations := make([][]string, len(src))
	for _, p := range Sentences(src, dst) {
		text := dst[p.DstFrom:p.DstTo]
		if p.SrcFrom == p.SrcTo {
			k := max(0, p.SrcFrom-1)
			translations[k] = append(translations[k], text...)
		}
		for k := p.SrcFrom; k < p.SrcTo; k++ {
			translations[k] = append(translations[k], text...)
		}
	}
	for k, list := range translations {
		out[k].Translation = sentences.Join(list)
	}
	return out
}

// TranslateParts gives the parts of a long sentence the clauses of its translation.
func TranslateParts(parts []string, translation string) []gendu.SentencePair {
	if translation == "" {
		return Translations(parts, nil)
	}
	dst := sentences.Split(translation, "")
	if len(dst) < len(parts) {
		total := sentences.Duration(translation)
		dst = sentences.SplitLong(translation, "", total/time.Duration(len(parts))+time.Second)
	}
	return Translations(parts, dst)
}
