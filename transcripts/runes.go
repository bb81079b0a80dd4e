package transcripts

import (
	"strings"
	"unicode/utf8"

	"gendu/lang"
)

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

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
