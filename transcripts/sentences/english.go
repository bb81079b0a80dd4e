package sentences

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/neurosnap/sentences"
	"github.com/neurosnap/sentences/english"

	"gendu/lang"
)

// punkt is the trained English model; loading it costs some 30 ms, once.
var punkt = sync.OnceValue(func() *sentences.DefaultSentenceTokenizer {
	t, err := english.NewSentenceTokenizer(nil)
	if err != nil {
		panic("transcripts: the English sentence model, which is compiled in, does not load: " + err.Error())
	}
	return t
})

// splitEnglish cuts English text. A place where a sentence might end is a stop,
// with the quotes that close behind it, before white space. Our rules decide the
// clear cases there; what they leave open, the Punkt model decides.
func splitEnglish(text string) []string {
	var out []string
	var model map[int]bool // byte offsets where Punkt cuts; asked only when needed
	start := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !lang.IsStop(r) {
			i += n
			continue
		}
		c := stopAt(text, start, i)
		i = c.end
		if !c.candidate {
			continue
		}
		verdict := c.decide()
		if verdict == undecided {
			if model == nil {
				model = punktBreaks(text)
			}
			verdict = cut
			if !model[c.end] && isAbbreviationLike(c.word) {
				verdict = keep
			}
		}
		if verdict == cut {
			out = AppendTrimmed(out, text[start:c.end])
			start = c.end
		}
	}
	return AppendTrimmed(out, text[start:])
}

func punktBreaks(text string) map[int]bool {
	breaks := make(map[int]bool)
	for _, token := range punkt().AnnotatedTokens(text) {
		if token.SentBreak {
			breaks[token.Position] = true
		}
	}
	return breaks
}

type verdict uint8

const (
	undecided verdict = iota
	keep
	cut
)

// stop is a place where a sentence might end, with what the rules look at.
type stop struct {
	candidate bool
	end       int    // behind the stop and its closing marks
	marks     string // the stops themselves
	quoted    bool   // a quotation closes behind the stop
	word      string // the word before the stop, without it
	before    string // the word before that
	words     int    // in the sentence so far, word among them; 4 for more
	opening   string // the first of them
	glued     bool   // no space stands behind it
	omission  bool   // the stop is that of [...]
	first     bool   // word is the first of its sentence
	after     string // the text that follows, from its first word on
	next      string // that first word
	opened    bool   // a quote or bracket opens before next
}

// stopAt looks at the stop at i; the sentence so far began at start.
func stopAt(text string, start, i int) stop {
	j := i
	for j < len(text) {
		r, n := utf8.DecodeRuneInString(text[j:])
		if !lang.IsStop(r) {
			break
		}
		j += n
	}
	s := stop{marks: text[i:j], end: j}
	if spaced := spacedDots.FindString(text[j:]); spaced != "" { // ". . ." is one ellipsis
		s.marks, s.end = "...", j+len(spaced)
	}
	for s.end < len(text) {
		r, n := utf8.DecodeRuneInString(text[s.end:])
		if !lang.IsCloser(r) {
			break
		}
		s.quoted = s.quoted || lang.IsQuoteCloser(r)
		s.end += n
	}
	s.end += len(footnote.FindString(text[s.end:]))
	s.omission = strings.HasSuffix(text[:i], "[")
	rest := text[s.end:]
	r := lang.FirstRune(rest)
	s.candidate = rest == "" || unicode.IsSpace(r) || lang.IsCJK(r) || glued(text[:i], rest)
	if !s.candidate {
		return s
	}
	s.glued = rest != "" && !unicode.IsSpace(r) && !lang.IsCJK(r)
	s.word = strings.TrimLeft(lastWord(text[start:i]), bullets)
	head := strings.TrimRight(strings.TrimSuffix(text[start:i], s.word), " ")
	s.first = strings.Trim(head, bullets+" ") == ""
	s.words = len(strings.Fields(head[:min(len(head), 32)])) + 1
	s.opening = strings.ToLower(firstWord(head))
	s.before = lastWord(head)
	rest = strings.TrimLeft(rest, " \t")
	trimmed := strings.TrimLeftFunc(rest, lang.IsOpener)
	s.opened = len(trimmed) < len(rest)
	s.after = trimmed
	s.next = firstWord(trimmed)
	return s
}

// bullets stand before the items of a list.
const bullets = "•⁃·▪◦‣"

var (
	spacedDots = regexp.MustCompile(`^(?: \.)+`)
	footnote   = regexp.MustCompile(`^(?:\[\d{1,3}\])+`)
)

// glued reports whether a sentence begins right behind a stop, where the space was
// forgotten: a word that begins sentences, or a title, behind a whole word or a number.
func glued(before, rest string) bool {
	word := lastWord(before)
	small := word == strings.ToLower(word) || len(word) > 2 && word[1:] == strings.ToLower(word[1:]) && !isAbbreviation(word)
	if len(word) < 2 || strings.Contains(word, ".") || !(endsWithDigit(word) || small && allLetters(word)) {
		return false
	}
	next := firstWord(rest)
	return unicode.IsUpper(lang.FirstRune(next)) && (starters[next] || titles[strings.ToLower(strings.TrimSuffix(next, "."))])
}

// lastWord is the word at the end of s, without opening marks before it.
func lastWord(s string) string {
	// A word is never longer than this; the bound keeps long texts linear.
	s = s[max(0, len(s)-64):]
	if i := strings.LastIndexFunc(s, unicode.IsSpace); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		s = s[i+n:]
	}
	return strings.TrimLeftFunc(s, lang.IsOpener)
}

// firstWord is the word at the start of s, up to white space.
func firstWord(s string) string {
	s = s[:min(len(s), 64)]
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 {
		s = s[:i]
	}
	return s
}

// decide applies the rules; undecided leaves it to the model.
func (s stop) decide() verdict {
	if s.after == "" || lang.IsCJK(lang.FirstRune(s.after)) {
		return cut
	}
	if startsLower(s.next) || s.omission {
		return keep
	}
	if s.glued {
		return cut
	}
	switch {
	case strings.ContainsAny(s.marks, "!?‽\uFF01\uFF1F"):
		if s.quoted && s.attributed() {
			return keep
		}
		return cut
	case strings.ContainsRune(s.marks, '…') || strings.HasPrefix(s.marks, ".."):
		return s.judgeEllipsis()
	case s.marks != ".":
		return cut
	}
	if s.quoted {
		if s.attributed() {
			return keep
		}
		return cut
	}
	return s.judgePeriod()
}

// judgeEllipsis: "I waited... Nobody came." are two; "well... I don't know" is
// one, since "I" is written large anywhere.
func (s stop) judgeEllipsis() verdict {
	if !s.opened && (s.next == "I" || strings.HasPrefix(s.next, "I'") || strings.HasPrefix(s.next, "I’")) {
		return keep
	}
	return cut
}

// judgePeriod decides a single full stop before a word that could begin a
// sentence.
func (s stop) judgePeriod() verdict {
	w := strings.ToLower(s.word)
	next := strings.TrimRight(s.next, ".,:;!?")
	switch {
	case s.first && lang.IsNumeral(s.word):
		return keep // "1. Influx": the number of a list
	case endsWithDigit(s.word):
		return cut
	case s.first && utf8.RuneCountInString(s.word) == 1 && lang.FirstRune(s.word) >= 'a' && lang.FirstRune(s.word) <= 'z':
		return keep // "a. The first thing": the letter of a list
	case titles[w]:
		if w == "st" && !s.first && starters[next] && unicode.IsUpper(lang.FirstRune(s.before)) || articles[strings.ToLower(s.before)] && starters[next] {
			return cut // "on Elm St. It is", "see the Dr. She is"
		}
		return keep
	case w == "al" && strings.ToLower(s.before) == "et":
		if s.opened || lang.StartsWithDigit(s.next) {
			return keep
		}
		return s.afterAbbreviation(next)
	case titles[strings.TrimSuffix(strings.ToLower(s.before), ".")] && isAbbreviationLike(s.word) && unicode.IsUpper(lang.FirstRune(s.word)) && len(s.word) < 4 && !starters[next]:
		return keep // "Sen. Ed. Marsh"
	case beforeNumber[w]:
		if lang.StartsWithDigit(s.next) {
			return keep
		}
		if w == "no" || w == "art" || w == "sun" || w == "sat" || w == "mar" || w == "may" {
			return cut // also plain words
		}
		return s.afterAbbreviation(next)
	case clock[w]:
		if s.words <= 3 && beforeClock[s.opening] {
			return keep // "At 7 a.m. Mr. Hall went"
		}
		if afterClock[strings.ToLower(next)] {
			return keep
		}
		return cut
	case dotted(w) || companies[w]:
		return s.afterAbbreviation(next)
	case isInitial(s.word):
		return s.judgeInitial(next)
	}
	return undecided
}

// afterAbbreviation decides behind an abbreviation that can stand anywhere, like
// "U.S." or "Inc.": a sentence ends there if what follows is a word that is
// written large only because it begins one.
func (s stop) afterAbbreviation(next string) verdict {
	if s.opened || starters[next] {
		return cut
	}
	return keep
}

// judgeInitial: "J. K. Rowling", "George W. Bush", but "Plan B. Then …".
func (s stop) judgeInitial(next string) verdict {
	if s.word == "I" && !isInitial(next) && (starters[next] || !unicode.IsUpper(lang.FirstRune(s.before))) {
		return cut // and not "Oscar I. Brandt"
	}
	if starters[next] && !s.first {
		return cut
	}
	return keep
}

// attributed reports whether the words after a quotation say whose it is:
// `"Really?" Tom asked.`
func (s stop) attributed() bool {
	if s.opened {
		return false
	}
	words := strings.Fields(s.after[:min(len(s.after), 64)])
	for i, w := range words {
		if i > 3 {
			return false
		}
		if speech[strings.TrimRight(w, ".,:;!?")] {
			return i > 0
		}
		if strings.ContainsAny(w, ",.;:!?") && !titles[strings.ToLower(strings.TrimRight(w, "."))] {
			return false
		}
	}
	return false
}
