package transcripts

import (
	"strings"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// SplitSentences cuts text into sentences. lang is a BCP 47 tag, empty to guess
// from the writing system. Line breaks count as spaces, an empty line always
// ends a sentence. The sentences are trimmed, none is empty, and together they
// hold every character of the text but white space at the cuts.
//
// English goes through the Punkt model of neurosnap/sentences with the rules of
// sentences_en.go before it, Chinese and Japanese by their stops, every other
// language by Unicode's UAX #29.
func SplitSentences(text, lang string) []string {
	out := []string{}
	for block := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		block = joinLines(block)
		if block == "" {
			continue
		}
		out = append(out, splitBlock(block, lang)...)
	}
	return out
}

func splitBlock(block, lang string) []string {
	s := scriptOfLanguage(lang)
	if s == noScript {
		s = mainScript(block)
		if s == latin {
			lang = "en"
		}
	}
	switch {
	case s == han || s == kana:
		return splitChinese(block)
	case s == latin && isEnglish(lang):
		return splitEnglish(block)
	}
	var out []string
	for tokens := sentences.FromString(block); tokens.Next(); {
		out = appendTrimmed(out, tokens.Value())
	}
	return out
}

// joinLines makes one line of several: with a space, or without one between two
// characters of a script that has no spaces.
func joinLines(s string) string {
	if !strings.Contains(s, "\n") {
		return strings.TrimSpace(s)
	}
	var b strings.Builder
	last := rune(0)
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		first := firstRune(line)
		if b.Len() > 0 && !(isCJK(last) && isCJK(first)) {
			b.WriteByte(' ')
		}
		b.WriteString(line)
		last = lastRune(line)
	}
	return b.String()
}

func appendTrimmed(out []string, s string) []string {
	if s = strings.TrimSpace(s); s != "" {
		out = append(out, s)
	}
	return out
}

// endsSentence reports whether s ends with a stop, as sentences do and
// headings, captions and buttons do not.
func endsSentence(s string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool { return isCloser(r) || r == ' ' })
	r := lastRune(s)
	return s != "" && (isStop(r) || r == ';')
}

// joinSentences puts sentences together again, with spaces where the writing
// system has them.
func joinSentences(list []string) string {
	return joinLines(strings.Join(list, "\n"))
}
