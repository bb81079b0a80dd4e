package publishing

import (
	"hash/fnv"
	"strings"
	"unicode"
)

// How much two sentences have in common, of the longer one, to be the same.
const (
	enoughWords = 0.60
	enoughChars = 0.75
)

// maxLetters bounds how much of a sentence is looked at, in characters.
const maxLetters = 1200

// sentence is a text as it is compared: its letters and digits in lower case, and
// its words.
type sentence struct {
	text    string
	letters []uint32
	words   []uint32  // hashes; none where the script does not part words
	parts   bool      // whether the script parts words
	seen    [2]counts // of letters, of words
}

// counts are how often each of 32 classes of values occurs. The common part of two
// of them is never less than what the sentences have in common.
type counts [32]uint16

func (c *counts) add(list []uint32) {
	for _, v := range list {
		c[v%32]++
	}
}

func (c *counts) plus(o *counts) {
	for i := range c {
		c[i] += o[i]
	}
}

func (c *counts) common(o *counts) int {
	n := 0
	for i := range c {
		n += int(min(c[i], o[i]))
	}
	return n
}

func sentencesOf(texts []string) []*sentence {
	out := make([]*sentence, len(texts))
	for i, text := range texts {
		out[i] = sentenceOf(text)
	}
	return out
}

func sentenceOf(text string) *sentence {
	s := &sentence{text: text, parts: true}
	han := 0
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			h := fnv.New32a()
			_, _ = h.Write([]byte(word.String())) // it never fails
			s.words = append(s.words, h.Sum32())
			word.Reset()
		}
	}
	for _, r := range strings.ToLower(text) {
		if len(s.letters) == maxLetters {
			break
		}
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.M, r):
			s.letters = append(s.letters, uint32(r)) //nolint:gosec // a rune is not negative
			word.WriteRune(r)
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
				han++
			}
		case r == '\'' || r == '’': // it stands within a word
		default:
			end()
		}
	}
	end()
	if 2*han > len(s.letters) { // Chinese and Japanese are compared by characters alone
		s.parts, s.words = false, nil
	}
	if len(s.letters) == 0 { // nothing but signs: they are what it has
		for _, r := range text {
			s.letters = append(s.letters, uint32(r)) //nolint:gosec // a rune is not negative
		}
		s.letters = s.letters[:min(len(s.letters), maxLetters)]
	}
	s.seen[0].add(s.letters)
	s.seen[1].add(s.words)
	return s
}

// Alike says whether two texts are the same sentence, with a correction at most:
// they have 60 % of their words in common or 75 % of their characters, in the same
// order and measured by the longer one. Of Chinese and Japanese the characters
// count alone. Case, spaces and punctuation do not count.
func Alike(a, b string) bool {
	_, ok := alike(sentenceOf(a), sentenceOf(b))
	return ok
}

// alike also gives the share of characters in common.
func alike(a, b *sentence) (share float64, ok bool) {
	longest := max(len(a.letters), len(b.letters))
	if longest == 0 {
		return 1, a.text == b.text
	}
	words := a.parts && b.parts
	if !couldBe(min(len(a.letters), len(b.letters)), longest, enoughChars) &&
		!(words && couldBe(min(len(a.words), len(b.words)), max(len(a.words), len(b.words)), enoughWords)) {
		return 0, false
	}
	if !couldBe(a.seen[0].common(&b.seen[0]), longest, enoughChars) &&
		!(words && couldBe(a.seen[1].common(&b.seen[1]), max(len(a.words), len(b.words)), enoughWords)) {
		return 0, false
	}
	share = float64(inCommon(a.letters, b.letters)) / float64(longest)
	if share >= enoughChars {
		return share, true
	}
	ok = words && couldBe(inCommon(a.words, b.words), max(len(a.words), len(b.words)), enoughWords)
	return share, ok
}

// mostOf says whether two texts have 75 % of their characters in common.
func mostOf(a, b string) bool {
	x, y := sentenceOf(a), sentenceOf(b)
	return a == b || couldBe(inCommon(x.letters, y.letters), max(len(x.letters), len(y.letters)), enoughChars)
}

// couldBe says whether n of most is at least the share that is enough.
func couldBe(n, most int, enough float64) bool { return n > 0 && float64(n) >= enough*float64(most) }

// inCommon is the length of the longest common subsequence.
func inCommon(a, b []uint32) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			up := row[j+1]
			switch {
			case x == y:
				row[j+1] = diagonal + 1
			case row[j] > up:
				row[j+1] = row[j]
			}
			diagonal = up
		}
	}
	return row[len(b)]
}
