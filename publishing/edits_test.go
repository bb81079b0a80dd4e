package publishing

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// line is a sentence of a page under edit; who is what it truly is, whatever the
// rules say.
type line struct {
	who     int
	text    string
	touched bool // edited in this revision
}

// editor edits a page and knows what it did.
type editor struct {
	rand    *rand.Rand
	chinese bool
	lines   []line
	reserve []string    // sentences that the page never held
	became  map[int]int // merged into; 0: deleted
	next    int
}

// article is a page to edit, and sentences that it does not hold.
type article struct {
	sentences, reserve []string
	chinese            bool
}

// articles are our own pages.
func articles(t *testing.T) []article {
	t.Helper()
	var out []article
	for _, file := range []string{"en.txt", "zh.txt"} {
		b, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		page, reserve, _ := strings.Cut(strings.TrimSpace(string(b)), "\n--\n")
		out = append(out, article{strings.Split(page, "\n"), strings.Split(reserve, "\n"), file == "zh.txt"})
	}
	return out
}

// newEditor takes a run of sentences of an article.
func newEditor(r *rand.Rand, a article) *editor {
	e := &editor{rand: r, chinese: a.chinese, reserve: slices.Clone(a.reserve), became: map[int]int{}}
	n := min(len(a.sentences), 40)
	from := r.IntN(len(a.sentences) - n + 1)
	for _, text := range a.sentences[from : from+n] {
		e.lines = append(e.lines, e.line(text))
	}
	r.Shuffle(len(e.reserve), func(i, j int) { e.reserve[i], e.reserve[j] = e.reserve[j], e.reserve[i] })
	return e
}

func (e *editor) line(text string) line {
	e.next++
	return line{who: e.next, text: text, touched: true}
}

var edits = []struct {
	name string
	do   func(*editor, int) bool
}{
	{"typo", (*editor).typo},
	{"split", (*editor).split},
	{"merge", (*editor).merge},
	{"move", (*editor).move},
	{"insert", (*editor).insert},
	{"delete", (*editor).remove},
	{"re-time", func(*editor, int) bool { return true }},
}

// edit does one random edit and gives its name.
func (e *editor) edit() string {
	for {
		edit, at := edits[e.rand.IntN(len(edits))], e.rand.IntN(len(e.lines))
		if !e.lines[at].touched && edit.do(e, at) {
			return edit.name
		}
	}
}

func letters(text string) (at []int) {
	for i, r := range []rune(text) {
		if unicode.IsLetter(r) {
			at = append(at, i)
		}
	}
	return at
}

// typo changes, drops, doubles or swaps one character of a sentence that has four.
func (e *editor) typo(at int) bool {
	r := []rune(e.lines[at].text)
	places := letters(e.lines[at].text)
	if len(places) < 4 {
		return false
	}
	i := places[e.rand.IntN(len(places))]
	switch e.rand.IntN(4) {
	case 0:
		if r[i] = []rune("etaoin")[e.rand.IntN(6)]; e.chinese {
			r[i] = []rune("的了是不在有")[e.rand.IntN(6)]
		}
	case 1:
		r = append(r[:i], r[i+1:]...)
	case 2:
		r = append(r[:i], append([]rune{r[i]}, r[i:]...)...)
	default:
		if i+1 < len(r) {
			r[i], r[i+1] = r[i+1], r[i]
		}
	}
	e.lines[at].text, e.lines[at].touched = string(r), true
	return true
}

// split parts a sentence at a clause or at a space, each part of four letters at
// least.
func (e *editor) split(at int) bool {
	text := e.lines[at].text
	mark, stop := ", ", "."
	if e.chinese {
		mark, stop = ",", "。"
	}
	first, second, ok := strings.Cut(text, mark)
	if !ok && !e.chinese {
		words := strings.Fields(text)
		n := len(words) / 2
		first, second, ok = strings.Join(words[:n], " "), strings.Join(words[n:], " "), len(words) > 7
	}
	if !ok || len(letters(first)) < 4 || len(letters(second)) < 4 {
		return false
	}
	second = strings.TrimPrefix(second, "and ")
	second = strings.ToUpper(second[:1]) + second[1:]
	e.lines[at].text, e.lines[at].touched = first+stop, true
	e.put(at+1, e.line(second))
	return true
}

func (e *editor) put(at int, l ...line) {
	e.lines = append(e.lines[:at], append(append([]line{}, l...), e.lines[at:]...)...)
}

// merge makes a sentence and the one behind it one.
func (e *editor) merge(at int) bool {
	if at+1 >= len(e.lines) || e.lines[at+1].touched {
		return false
	}
	a, b := e.lines[at].text, e.lines[at+1].text
	text := a + " " + b
	if e.chinese {
		text = strings.TrimRight(a, "。") + "," + b
	}
	e.became[e.lines[at+1].who] = e.lines[at].who
	e.lines[at].text, e.lines[at].touched = text, true
	e.lines = append(e.lines[:at+1], e.lines[at+2:]...)
	return true
}

// move takes one to four sentences elsewhere.
func (e *editor) move(at int) bool {
	n := 1 + e.rand.IntN(4)
	if at+n > len(e.lines) {
		return false
	}
	block := append([]line{}, e.lines[at:at+n]...)
	e.lines = append(e.lines[:at], e.lines[at+n:]...)
	e.put(e.rand.IntN(len(e.lines)+1), block...)
	return true
}

func (e *editor) insert(at int) bool {
	if len(e.reserve) == 0 {
		return false
	}
	e.put(at, e.line(e.reserve[0]))
	e.reserve = e.reserve[1:]
	return true
}

func (e *editor) remove(at int) bool {
	if len(e.lines) < 20 {
		return false
	}
	e.became[e.lines[at].who] = 0
	e.lines = append(e.lines[:at], e.lines[at+1:]...)
	return true
}

// now is what a sentence truly is today; 0: it is not there.
func (e *editor) now(who int) int {
	for {
		next, ok := e.became[who]
		if !ok || next == 0 {
			return map[bool]int{true: next, false: who}[ok]
		}
		who = next
	}
}
