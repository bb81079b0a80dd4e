// Package lang says what follows from a language or a script: which languages are told
// apart by tone, which are written without spaces, which characters are Chinese. It imports
// the standard library only, so that every package may ask it.
package lang

import (
	"strings"
	"unicode"
)

// Base is the first part of a BCP 47 tag in lower case: "zh" of "zh-Hant-TW".
func Base(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	return base
}

// Tonal says whether the syllables of a language are told apart by tone in a way that the
// comparing knows: Mandarin.
func Tonal(tag string) bool {
	switch Base(tag) {
	case "zh", "cmn":
		return true
	}
	return false
}

// Spaceless says whether a language is written without spaces between its words.
func Spaceless(tag string) bool {
	switch Base(tag) {
	case "zh", "cmn", "yue", "ja", "th":
		return true
	}
	return false
}

// HasHan says whether there is a Chinese character in a text.
func HasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// Wide says whether a character stands for a syllable or a word by itself, as Chinese
// characters and kana do.
func Wide(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }
