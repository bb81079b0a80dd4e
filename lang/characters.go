package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// FirstRune is the first character of s; utf8.RuneError where s is empty.
func FirstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// LastRune is the last character of s; utf8.RuneError where s is empty.
func LastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// IsCJK reports whether r is written without spaces around it: a Chinese or
// Japanese character, or the punctuation that goes with them.
func IsCJK(r rune) bool {
	return r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFF65 ||
		Wide(r)
}

// IsCloser reports whether r may follow a stop and still belong to the sentence.
func IsCloser(r rune) bool {
	return strings.ContainsRune("\"'”’)]}»›」』\uFF09】》〉〕*", r)
}

// IsOpener reports whether r may come before the first word of a sentence.
func IsOpener(r rune) bool {
	return strings.ContainsRune("\"'“‘([{«‹「『\uFF08【《〈〔¿¡*", r)
}

// IsStop reports whether r can end a sentence.
func IsStop(r rune) bool { return strings.ContainsRune(".!?‽…。\uFF01\uFF1F\uFF1B\uFF0E", r) }

// IsQuoteCloser reports whether r closes spoken words.
func IsQuoteCloser(r rune) bool { return strings.ContainsRune("\"'”’」』»", r) }

// Letters is s in lower case without anything but letters.
func Letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// IsNumeral reports whether s is made of the digits 0 to 9 and not empty.
func IsNumeral(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// StartsWithDigit reports whether s begins with a digit from 0 to 9.
func StartsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// English reports whether a language is English of any country.
func English(tag string) bool {
	return Base(tag) == "en"
}
