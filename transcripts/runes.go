package transcripts

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gendu/lang"
)

// firstRune is the first character of s; utf8.RuneError where s is empty.
func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// lastRune is the last character of s; utf8.RuneError where s is empty.
func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// isCJK reports whether r is written without spaces around it: a Chinese or
// Japanese character, or the punctuation that goes with them.
func isCJK(r rune) bool {
	return r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFF65 ||
		lang.Wide(r)
}

// isCloser reports whether r may follow a stop and still belong to the sentence.
func isCloser(r rune) bool {
	return strings.ContainsRune("\"'”’)]}»›」』\uFF09】》〉〕*", r)
}

// isOpener reports whether r may come before the first word of a sentence.
func isOpener(r rune) bool {
	return strings.ContainsRune("\"'“‘([{«‹「『\uFF08【《〈〔¿¡*", r)
}

// isStop reports whether r can end a sentence.
func isStop(r rune) bool { return strings.ContainsRune(".!?…。\uFF01\uFF1F\uFF1B\uFF0E", r) }

// isQuoteCloser reports whether r closes spoken words.
func isQuoteCloser(r rune) bool { return strings.ContainsRune("\"'”’」』»", r) }

// letters is s in lower case without anything but letters.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// isNumeral reports whether s is made of the digits 0 to 9 and not empty.
func isNumeral(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// startsWithDigit reports whether s begins with a digit from 0 to 9.
func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// isEnglish reports whether a language is English of any country.
func isEnglish(tag string) bool {
	return lang.Base(tag) == "en"
}
