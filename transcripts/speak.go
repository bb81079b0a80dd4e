package transcripts

import (
	"strings"
	"unicode"
)

// spokenLine is a line as it is to be read aloud.
type spokenLine struct {
	words []spokenWord
}

// spokenWord is a word of the text and what a speaker says for it; say is empty for
// what is not spoken (a dash, an emoji). A Han character is a word of its own.
type spokenWord struct {
	text, say string
	joined    bool // no space before it
}

// text is what the voice is given for the whole line.
func (l spokenLine) text() string {
	var b strings.Builder
	for _, w := range l.words {
		if w.say == "" {
			continue
		}
		if b.Len() > 0 && !w.joined {
			b.WriteByte(' ')
		}
		b.WriteString(w.say)
	}
	return b.String()
}

// said are the words as they are read, one for each word of the text.
func (l spokenLine) said() []string {
	out := make([]string, len(l.words))
	for i, w := range l.words {
		out[i] = w.say
	}
	return out
}

func (l spokenLine) size() int {
	n := 0
	for _, w := range l.words {
		n += len(w.say) + 1
	}
	return n
}

// readAloud splits a line into words and writes out what a speaker would say: the
// voice reads most text well, and this rewrites what it does not. Languages other than
// English and Chinese are left to the voice.
func readAloud(line, lang string) spokenLine {
	return sayAloud(splitWords(line), lang)
}

func sayAloud(words []spokenWord, lang string) spokenLine {
	primary, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch primary {
	case "en":
		sayEnglish(words)
	case "zh", "cmn", "yue":
		sayChinese(words)
	}
	for i := range words {
		words[i].say = voiced(words[i].say)
	}
	return spokenLine{words}
}

// ReadAloud gives what a speaker says for each word of a line: numbers with units, money
// and abbreviations are written out, the rest is left as it is. The result has one entry
// for each word; it is empty for what is not spoken, such as a dash.
func ReadAloud(words []string, lang string) []string {
	line := make([]spokenWord, len(words))
	for i, w := range words {
		line[i] = spokenWord{text: w, say: w}
	}
	return sayAloud(line, lang).said()
}

// splitWords cuts at spaces and around every Han character; punctuation stays with
// the word before it. Each word says itself.
func splitWords(line string) []spokenWord {
	var out []spokenWord
	for _, field := range strings.Fields(line) {
		begin, joined := 0, false
		var last rune
		for i, r := range field {
			if i > begin && startsWord(last, r) {
				out = append(out, spokenWord{field[begin:i], field[begin:i], joined})
				begin, joined = i, true
			}
			last = r
		}
		out = append(out, spokenWord{field[begin:], field[begin:], joined})
	}
	return out
}

// startsWord says whether a new word begins at r behind last, within a run without
// spaces: at every Han character, and behind one at any letter or digit. An opening
// bracket goes with what follows.
func startsWord(last, r rune) bool {
	switch {
	case unicode.Is(unicode.Ps, last) || unicode.Is(unicode.Pi, last):
		return false
	case unicode.Is(unicode.Han, r):
		return true
	case unicode.Is(unicode.Han, last) || isWidePunct(last):
		return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.In(r, unicode.Ps, unicode.Pi, unicode.Sc)
	}
	return false
}

func isWidePunct(r rune) bool {
	return r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff65 && !unicode.IsLetter(r) && !unicode.IsNumber(r)
}

// voiced keeps what has something to say: a word without letters, digits or a sign
// that is read is silence, not "hyphen".
func voiced(s string) string {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune("&%+=@#$€£¥", r) {
			return strings.Map(dropUnspoken, s)
		}
	}
	return ""
}

// dropUnspoken leaves out what a voice would name though no speaker does.
func dropUnspoken(r rune) rune {
	switch {
	case strings.ContainsRune("*_|~^`<>{}[]\\•·→", r), unicode.Is(unicode.So, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
		return ' '
	case r == '’' || r == '‘':
		return '\''
	case r == '“' || r == '”':
		return '"'
	}
	return r
}

// core splits a word into leading punctuation, what is said, and what follows it.
func core(s string) (before, middle, after string) {
	inner := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune("$€£¥￥%％&#@+", r)
	}
	from := strings.IndexFunc(s, inner)
	if from < 0 {
		return s, "", ""
	}
	to := strings.LastIndexFunc(s, inner)
	for n := range s[to:] {
		if n > 0 {
			return s[:from], s[from : to+n], s[to+n:]
		}
	}
	return s[:from], s[from:], ""
}
