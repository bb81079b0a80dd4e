package sentences

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"gendu/lang"
)

// splitChinese cuts Chinese or Japanese text after 。!?;… in their full-width
// and their ASCII forms, with the closing quotes and brackets behind them. It
// does not cut inside brackets that close again, nor behind the stop of a title
// (《你的名字。》很好看), nor where the sentence goes on behind a quotation: with a
// comma, or with the clause that says whose it is (「你好嗎?」他問。).
func splitChinese(text string) []string {
	var out []string
	brackets := pairBrackets(text)
	start, depth := 0, 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isChineseStop(text, i, r, n) {
			depth += brackets.step(i)
			i += n
			continue
		}
		end, quoted := chineseStopEnd(text, i)
		inside := false // the stop ends what is in a bracket, not the sentence
		for ; i < end; i += n {
			r, n = utf8.DecodeRuneInString(text[i:])
			if opener, ok := brackets.opener[i]; ok {
				depth--
				inside = r == '》' || strings.TrimSpace(text[start:max(start, opener)]) != ""
			} else if lang.IsStop(r) {
				inside = false
			}
		}
		if depth > 0 || inside && end < len(text) || sentenceGoesOn(text[end:], quoted) {
			continue
		}
		depth = 0
		out = AppendTrimmed(out, text[start:end])
		start = end
	}
	return AppendTrimmed(out, text[start:])
}

// bracketPairs are the brackets of a text that open and close.
type bracketPairs struct {
	opens  map[int]bool // offsets of openers
	opener map[int]int  // offset of a closer to that of its opener
}

// step is what the character at an offset adds to the depth.
func (b bracketPairs) step(at int) int {
	if b.opens[at] {
		return 1
	}
	if _, ok := b.opener[at]; ok {
		return -1
	}
	return 0
}

// pairBrackets finds the brackets that belong together; one that never closes,
// as in ":(", is none.
func pairBrackets(text string) bracketPairs {
	pairs := bracketPairs{map[int]bool{}, map[int]int{}}
	var open [4][]int // by kind
	for i, r := range text {
		kind := -1
		switch r {
		case '(', '\uFF08', ')', '\uFF09':
			kind = 0
		case '【', '】':
			kind = 1
		case '《', '》':
			kind = 2
		case '「':
			kind = 3
		case '」': // only where what was said is part of a sentence
			if kind = 3; !saidSo(text[i+len("」"):]) {
				open[3], kind = open[3][:max(0, len(open[3])-1)], -1
			}
		}
		switch {
		case kind < 0:
		case strings.ContainsRune("(\uFF08【《「", r):
			open[kind] = append(open[kind], i)
		case len(open[kind]) > 0:
			last := len(open[kind]) - 1
			pairs.opens[open[kind][last]] = true
			pairs.opener[i] = open[kind][last]
			open[kind] = open[kind][:last]
		}
	}
	return pairs
}

// sentenceGoesOn reports whether what follows a stop belongs to the same
// sentence. quoted says that a quotation closed behind the stop.
func sentenceGoesOn(after string, quoted bool) bool {
	next := strings.TrimLeft(after, " ")
	if next == "" {
		return false
	}
	if strings.ContainsRune(",\uFF0C、:\uFF1A", lang.FirstRune(next)) {
		return true
	}
	return quoted && (strings.HasPrefix(next, "的") || saidSo(next) || attribution.MatchString(after[:min(len(after), 40)]))
}

// saidSo reports whether Japanese goes on behind what was said: 「はい。」と言った。
func saidSo(next string) bool {
	return strings.HasPrefix(next, "と") || strings.HasPrefix(next, "って")
}

// attribution is "he said" behind quoted speech.
var attribution = regexp.MustCompile(`^\p{Han}{1,6}?(說|说|問|问|道|喊|叫|答|表示|寫|写)[。\x{FF0C},.:\x{FF1A}\p{Han}]`)

// isChineseStop reports whether the character r of n bytes at i ends a
// sentence. The ASCII forms do so only next to a Chinese character, so that
// names like "Yahoo!" or "e.g." inside Chinese text do not.
func isChineseStop(text string, i int, r rune, n int) bool {
	switch r {
	case '\uFF0E': // a full-width stop between digits is a decimal point
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+n:])
		return !unicode.IsDigit(before) || !unicode.IsDigit(after)
	case '。', '\uFF01', '\uFF1F', '\uFF1B', '‽', '｡':
		return true
	case '…':
		if stutters(text, i) {
			return false
		}
		// An ellipsis that a lower clause follows at once still pauses, but
		// "……。" is one stop: the run is taken together by chineseStopEnd.
		return true
	case '!', '?', ';':
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+n:])
		if quotedLatin.MatchString(text[max(0, i-80):i]) && lang.IsCJK(lang.FirstRune(strings.TrimLeft(text[i+n:], " "))) {
			return false // 他大喊 Let's go! 然後就跑了。
		}
		return lang.IsCJK(before) || lang.IsCJK(after) || lang.IsCloser(before) || lang.IsStop(before) || i+n == len(text) || after == ' '
	case '.':
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+n:])
		return lang.IsCJK(before) && (i+n == len(text) || after == ' ' || lang.IsCJK(after)) ||
			i+n == len(text) || after == ' ' && englishStop(text[:i+1], text[i+1:])
	}
	return false
}

// quotedLatin is a Latin sentence that a Chinese one has inside.
var quotedLatin = regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}] ?[A-Z][A-Za-z' ,’-]*$`)

// stutters reports whether an ellipsis stands inside a clause: 我……我不知道。
func stutters(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text[:i], "…"))
	after := lang.FirstRune(strings.TrimLeft(text[i:], "…"))
	return before == after && unicode.IsLetter(before)
}

// englishStop judges a full stop inside Chinese text that follows a Latin word:
// it ends a sentence only where Chinese goes on and the word is no abbreviation.
func englishStop(before, after string) bool {
	after = strings.TrimLeft(after, " ")
	if !lang.IsCJK(lang.FirstRune(after)) {
		return false
	}
	word := lastWord(before)
	return len(word) > 3 && !isAbbreviation(word)
}

// chineseStopEnd is where the sentence ends whose stop is at i: behind all stops
// and closing marks that follow it. quoted says whether a quotation closed.
func chineseStopEnd(text string, i int) (end int, quoted bool) {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case strings.ContainsRune("。\uFF01\uFF1F\uFF1B\uFF0E｡…!?;.", r):
		case r == '"' || r == '\'':
			// A straight mark closes only if no character follows that it opens.
			next, _ := utf8.DecodeRuneInString(text[i+n:])
			if opensStraight(text[:i], r) && next != utf8.RuneError && !unicode.IsSpace(next) {
				return i, quoted
			}
			quoted = true
		case lang.IsCloser(r):
			quoted = quoted || lang.IsQuoteCloser(r)
		default:
			return i, quoted
		}
		i += n
	}
	return i, quoted
}

// opensStraight reports whether the next straight mark r after before would open
// a quotation: an even number of them came since the last 200 bytes.
func opensStraight(before string, r rune) bool {
	return strings.Count(before[max(0, len(before)-400):], string(r))%2 == 0
}
