package transcripts

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitChinese cuts Chinese or Japanese text after 。!?;… in their full-width
// and their ASCII forms, with the closing quotes and brackets behind them. It
// does not cut inside brackets, nor between quoted speech and the clause that
// says whose it is (「你好嗎?」他問。).
func splitChinese(text string) []string {
	var out []string
	start, depth := 0, 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch r {
		case '(', '\uFF08', '【', '《':
			depth++
		case ')', '\uFF09', '】', '》':
			depth = max(0, depth-1)
		}
		if !isChineseStop(text, i, r, n) {
			i += n
			continue
		}
		end, quoted := chineseStopEnd(text, i)
		i = end
		if depth > 0 && !closesAll(text[start:end]) {
			continue
		}
		if quoted && attribution.MatchString(text[end:min(len(text), end+40)]) {
			continue
		}
		depth = 0
		out = appendTrimmed(out, text[start:end])
		start = end
	}
	return appendTrimmed(out, text[start:])
}

// attribution is "he said" behind quoted speech.
var attribution = regexp.MustCompile(`^\p{Han}{1,6}?(說|说|問|问|道|喊|叫|答|表示|寫|写)[。\x{FF0C},.:\x{FF1A}\p{Han}]`)

// isChineseStop reports whether the character r of n bytes at i ends a
// sentence. The ASCII forms do so only next to a Chinese character, so that
// names like "Yahoo!" or "e.g." inside Chinese text do not.
func isChineseStop(text string, i int, r rune, n int) bool {
	switch r {
	case '。', '\uFF01', '\uFF1F', '\uFF1B', '\uFF0E', '｡':
		return true
	case '…':
		// An ellipsis that a lower clause follows at once still pauses, but
		// "……。" is one stop: the run is taken together by chineseStopEnd.
		return true
	case '!', '?', ';':
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+n:])
		return isCJK(before) || isCJK(after) || isCloser(before) || isStop(before) || i+n == len(text) || after == ' '
	case '.':
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+n:])
		return isCJK(before) && (i+n == len(text) || after == ' ' || isCJK(after)) ||
			i+n == len(text) || after == ' ' && englishStop(text[:i+1], text[i+1:])
	}
	return false
}

// englishStop judges a full stop inside Chinese text that follows a Latin word:
// it ends a sentence only where Chinese goes on and the word is no abbreviation.
func englishStop(before, after string) bool {
	after = strings.TrimLeft(after, " ")
	if !isCJK(firstRune(after)) {
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
		case isCloser(r):
			quoted = quoted || isQuoteCloser(r)
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

// closesAll reports whether s has no bracket left open.
func closesAll(s string) bool {
	open := 0
	for _, r := range s[max(0, len(s)-2000):] {
		switch r {
		case '(', '\uFF08', '【', '《':
			open++
		case ')', '\uFF09', '】', '》':
			open--
		}
	}
	return open <= 0
}
