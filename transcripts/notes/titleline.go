package notes

import (
	"strings"
	"unicode"

	"gendu/lang"
	"gendu/transcripts/sentences"
)

// splitHeader cuts a line that holds the episode's header and its text, as feeds
// give that have lost their line ends: "Talk Ep.5: A City Plants Trees The city
// council voted on Monday. …". The header keeps the line, the text follows.
func (n *notes) splitHeader() {
	for i, l := range n.lines[:min(len(n.lines), headerReach)] {
		if l.use != "" || l.aside || len(l.text) > longestBody {
			continue
		}
		m := numberSpan(l.text[:cutAtRune(l.text, 200)])
		if m < 0 || !sentences.EndsSentence(l.text) && lang.Size(l.text) < 40 {
			continue
		}
		at := titleEnd(l.text, m)
		if at < 0 {
			continue
		}
		rest := strings.TrimSpace(l.text[at:])
		if lang.Size(rest) < 8 {
			continue
		}
		body := &noteLine{no: l.no, full: rest, text: rest, blankBefore: true, script: lang.MainScript(rest), startMS: -1, tail: true}
		l.text = strings.TrimSpace(l.text[:at])
		l.full, l.script = l.text, lang.MainScript(l.text)
		n.lines = append(n.lines[:i+1:i+1], append([]*noteLine{body}, n.lines[i+1:]...)...)
		return
	}
}

// cutAtRune is at most n bytes into s, at the start of a character.
func cutAtRune(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return n
}

// numberSpan is where the episode's number ends in s; -1 without one, or where
// something longer than a show's name comes before it.
func numberSpan(s string) int {
	m := episodeNumber.FindStringSubmatchIndex(s)
	if m == nil {
		m = hanNumber.FindStringSubmatchIndex(s)
	}
	if m == nil || lang.Size(s[:m[0]]) > 12 {
		return -1
	}
	return m[1]
}

// smallWords are written small inside of English titles.
var smallWords = wordSet(`a; an; the; of; in; on; to; for; and; or; but; nor; with; at; by; from; as; vs; vs.; into; over; via; per; up; is`)

// titleEnd is where the title ends that begins at byte from, and text begins. An
// English title has capital letters: the text begins with the last capital before
// the first small word of its own. A Chinese title ends at a space. -1 if neither
// is seen.
func titleEnd(s string, from int) int {
	for from < len(s) && strings.ContainsRune(" :\uFF1A.|-–—", lang.FirstRune(s[from:])) {
		from += len(string(lang.FirstRune(s[from:])))
	}
	if lang.IsCJK(lang.FirstRune(s[from:])) {
		at := strings.IndexByte(s[from:], ' ')
		if at < 0 || lang.Size(s[from:from+at]) > 14 || strings.ContainsAny(s[from:from+at], "。，") || strings.TrimSpace(s[from+at:]) == "" {
			return -1
		}
		// A title in the other language may follow: "標題 The Title Of It 正文。"
		if unicode.IsUpper(lang.FirstRune(s[from+at+1:])) {
			if end := englishTitleEnd(s, from+at+1); end > from+at+1 {
				return end
			}
		}
		return from + at
	}
	return englishTitleEnd(s, from)
}

func englishTitleEnd(s string, from int) int {
	capital, words := -1, 0
	for at := from; at < len(s); {
		end := strings.IndexByte(s[at:], ' ')
		if end < 0 {
			end = len(s) - at
		}
		word := s[at : at+end]
		first := lang.FirstRune(strings.TrimLeft(word, "“\"'(‘"))
		switch {
		case words > 16:
			return -1
		case lang.IsCJK(first):
			return at
		case unicode.IsLower(first) && !smallWords[strings.ToLower(word)]:
			if capital <= from {
				return -1
			}
			return capital
		case unicode.IsUpper(first):
			capital = at
		}
		words++
		at += end + 1
	}
	return -1
}
