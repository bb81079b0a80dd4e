package notes

import (
	"fmt"
	"html"
	"maps"
	"regexp"
	"sort"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"gendu"
	"gendu/transcripts/notes/source"
)

// A ledger accounts for a page: every word of every line is either in what was
// read or in an unplaced line of that number, as often as it was pasted. It
// shares nothing with the parser: not its cleaning, its headings nor its labels.
type ledger struct {
	read     map[string]int         // words of the parts of the page
	unplaced map[int]map[string]int // words of the unplaced lines, by line
}

func newLedger(p *gendu.Page) *ledger {
	l := &ledger{map[string]int{}, map[int]map[string]int{}}
	add := func(to map[string]int, texts ...string) {
		for _, text := range texts {
			for _, w := range ledgerWords(text) {
				to[w]++
			}
		}
	}
	add(l.read, p.Series, p.Number, p.Title, p.TitleTranslation)
	add(l.read, p.Highlights...)
	for _, para := range p.Paragraphs {
		add(l.read, para.Text, para.Translation, para.SpeakerTranslation)
		speaker := ""
		for _, s := range para.Sentences {
			add(l.read, s.Reading)
			if s.Speaker != speaker {
				speaker = s.Speaker
				add(l.read, speaker)
			}
		}
	}
	for _, k := range p.Keywords {
		add(l.read, k.Term, k.PartOfSpeech, k.Definition, k.Example)
		add(l.read, k.Syllables...)
	}
	add(l.read, p.References...)
	for _, line := range p.Unplaced {
		if l.unplaced[line.Line] == nil {
			l.unplaced[line.Line] = map[string]int{}
		}
		add(l.unplaced[line.Line], line.Text)
	}
	return l
}

// take removes the words of a line and returns those that are not there.
func (l *ledger) take(no int, words []string) (lost []string) {
	for _, w := range words {
		switch {
		case l.unplaced[no][w] > 0:
			l.unplaced[no][w]--
		case l.read[w] > 0:
			l.read[w]--
		default:
			lost = append(lost, w)
		}
	}
	return lost
}

// rest lists what was read but never pasted.
func (l *ledger) rest() []string {
	var out []string
	for w, n := range l.read {
		if n > 0 {
			out = append(out, fmt.Sprintf("%s x%d", w, n))
		}
	}
	for no, words := range l.unplaced {
		for w, n := range words {
			if n > 0 {
				out = append(out, fmt.Sprintf("line %d: %s x%d", no, w, n))
			}
		}
	}
	sort.Strings(out)
	return out
}

// ledgerWords are the words and numbers of a text in small letters; a Chinese or
// Japanese character is one.
func ledgerWords(s string) []string {
	var out []string
	var word strings.Builder
	digits := false // word is a number
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	for _, r := range norm.NFKC.String(s) {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			flush()
			out = append(out, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if digits != unicode.IsDigit(r) {
				flush()
			}
			digits = unicode.IsDigit(r)
			word.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Cf, r): // soft hyphens and the like are no text
		default:
			flush()
		}
	}
	flush()
	return out
}

// What a page of the golden files says about its own form, and no more.
var (
	goldenHeading = regexp.MustCompile(`^[#*【\s]*(Highlights?|Keyword Drills|Keywords?|Vocabulary|Transcript|Article|Text|Translation|References?|Reference article|主題摘要|主题摘要|重點|重点|本集重點|關鍵字|关键字|單字|单词|生詞|參考文章|参考文章|逐字稿|中文翻譯|中文翻译|英文翻譯|翻譯|翻译|全文|[ \t])+[】*\s]*([::]|$)`)
	goldenNumber  = regexp.MustCompile(`(?i)\b(?:ep|episode)\.? ?#?([a-z]?\d+)|第\s?(\d+)\s?集`)
	goldenBullet  = regexp.MustCompile(`^\s*(\(?\d{1,2}[.)、]|[①-⑳])`)
	anyTag        = regexp.MustCompile(`(?s)<script.*?</script>|</?[a-zA-Z][^<>]*>`)
)

// TestGoldenAccounts accounts for every line of every golden page.
func TestGoldenAccounts(t *testing.T) {
	t.Parallel()
	for name, text := range goldenPages(t) {
		p, err := Parse(text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		l := newLedger(p)
		for no, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
			whole := line
			if len(l.unplaced[no+1]) == 0 {
				line = goldenBullet.ReplaceAllString(html.UnescapeString(anyTag.ReplaceAllString(line, "")), "")
				line = goldenHeading.ReplaceAllString(norm.NFKC.String(line), "")
				line = goldenNumber.ReplaceAllString(line, " $1$2 ")
			}
			if lost := l.take(no+1, ledgerWords(line)); len(lost) > 0 {
				t.Errorf("%s:%d: %q lost of %q", name, no+1, lost, whole)
			}
		}
		if rest := l.rest(); len(rest) > 0 {
			t.Errorf("%s: read but not pasted: %q", name, rest)
		}
	}
}

// TestLedgerNotices holds that the accounting sees what it is for.
func TestLedgerNotices(t *testing.T) {
	t.Parallel()
	page := &gendu.Page{
		Paragraphs: []gendu.Paragraph{{Text: "The council met. The council voted.", Translation: "市議會開會。"}},
		Unplaced:   []gendu.UnplacedLine{{Line: 2, Text: "Share"}},
	}
	for name, c := range map[string]struct {
		lines      []string
		lost, rest string
	}{
		"all there":      {[]string{"The council met. The council voted.", "Share", "市議會開會。"}, "[]", "[]"},
		"once too often": {[]string{"The council met. The council voted. The council met.", "Share", "市議會開會。"}, "[the council met]", "[]"},
		"part of a word": {[]string{"The council met. The council voted.", "Share", "市議會開會。", "counc"}, "[counc]", "[]"},
		"wrong line":     {[]string{"The council met. The council voted.", "市議會開會。", "Share"}, "[share]", "[line 2: share x1]"},
		"never pasted":   {[]string{"The council met.", "Share", "市議會開會。"}, "[]", "[council x1 the x1 voted x1]"},
	} {
		l := newLedger(page)
		var lost []string
		for i, line := range c.lines {
			lost = append(lost, l.take(i+1, ledgerWords(line))...)
		}
		if got := fmt.Sprint(lost); got != c.lost {
			t.Errorf("%s: lost %s, want %s", name, got, c.lost)
		}
		if got := fmt.Sprint(l.rest()); got != c.rest {
			t.Errorf("%s: rest %s, want %s", name, got, c.rest)
		}
	}
}

// unaccounted lists the lines of any page of which words are lost. Here the text
// is cleaned as the parser does, since tags can be broken in any way; the words
// of headings and labels may vanish, no others.
func unaccounted(text string, p *gendu.Page) []string {
	l := newLedger(p)
	var lost []string
	structure := maps.Clone(structureWords)
	headings := map[int]bool{} // in words of their own
	for _, l := range noteLines(text) {
		headings[l.no] = headings[l.no] || headingByNoun(l) != sectionNone
	}
	for _, structural := range []bool{false, true} { // lines without such words first
		for _, line := range source.Lines(text) {
			words := ledgerWords(line.Text)
			for _, w := range formWords(line.Text) {
				structure[w] = true
			}
			some := false
			for _, w := range words {
				some = some || structure[w]
			}
			if some != structural {
				continue
			}
			for _, w := range l.take(line.Number, words) {
				if !structure[w] && !headings[line.Number] {
					lost = append(lost, fmt.Sprintf("%s in line %d: %s", w, line.Number, line.Text))
				}
			}
		}
	}
	return lost
}

// timeWords and shortNames are what becomes a time, and what shortens a name.
var (
	timeWords  = regexp.MustCompile(`\d{1,3}(?:[:.,]\d{1,3}){1,3}`)
	shortNames = regexp.MustCompile(`[(\x{FF08}](\p{Lu}{1,3})[)\x{FF09}]\s*[:\x{FF1A}]`)
)

// formWords are words of one page's form: of its times, and of names that it shortens.
func formWords(line string) []string {
	var out []string
	for _, at := range timeWords.FindAllString(line, -1) {
		out = append(out, ledgerWords(at)...)
	}
	for _, m := range shortNames.FindAllStringSubmatch(line, -1) {
		out = append(out, ledgerWords(m[1])...)
	}
	return out
}

// structureWords are the words of headings, labels, numbers and bullets.
var structureWords = func() map[string]bool {
	set := map[string]bool{}
	for h := range headings {
		for _, w := range ledgerWords(h) {
			set[w] = true
		}
	}
	for _, columns := range []map[string]bool{termColumns, otherColumns} {
		for h := range columns {
			for _, w := range ledgerWords(h) {
				set[w] = true
			}
		}
	}
	for h := range labels {
		for _, w := range ledgerWords(h) {
			set[w] = true
		}
	}
	for _, w := range strings.Fields("ep eps episode vol lesson no s e 第 集 期 回 話 话 課 课 一 二 三 四 五 六 七 八 九 十") {
		set[w] = true
	}
	for n := range 100 {
		set[fmt.Sprint(n)] = true
		if n < 10 {
			set[fmt.Sprintf("0%d", n)] = true
		}
	}
	return set
}()

// squeeze keeps letters and digits, in small letters.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
