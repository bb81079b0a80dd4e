package sentences

import (
	"strings"

	"github.com/clipperhouse/uax29/v2/sentences"

	"gendu/lang"
)

// Split cuts text into sentences. lang is a BCP 47 tag, empty to guess
// from the writing system. Line breaks count as spaces, an empty line always
// ends a sentence. The sentences are trimmed, none is empty, and together they
// hold every character of the text but white space at the cuts.
//
// English goes through the Punkt model of neurosnap/sentences with the rules of
// english.go before it, Chinese and Japanese by their stops, every other
// language by Unicode's UAX #29.
func Split(text, lang string) []string {
	out := []string{}
	for block := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		block = JoinLines(block)
		if block == "" {
			continue
		}
		out = append(out, SplitLine(block, lang)...)
	}
	return out
}

// SplitLine is [Split] of one line without empty lines in it. The items of a list are
// sentences.
func SplitLine(block, tag string) []string {
	items := listItems(block)
	if len(items) == 1 {
		return splitItem(block, tag)
	}
	var out []string
	for _, item := range items {
		out = append(out, splitItem(item, tag)...)
	}
	return out
}

func splitItem(block, tag string) []string {
	s := lang.ScriptOf(tag)
	if s == lang.NoScript {
		s = lang.MainScript(block)
		if s == lang.Latin {
			tag = "en"
		}
	}
	switch {
	case s == lang.Han || s == lang.Kana:
		return splitChinese(block)
	case s == lang.Latin && lang.English(tag):
		return splitEnglish(block)
	}
	var out []string
	for tokens := sentences.FromString(block); tokens.Next(); {
		out = AppendTrimmed(out, tokens.Value())
	}
	return out
}

// JoinLines makes one line of several: with a space, or without one between two
// characters of a script that has no spaces.
func JoinLines(s string) string {
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
		first := lang.FirstRune(line)
		if b.Len() > 0 && !(lang.IsCJK(last) && lang.IsCJK(first)) {
			b.WriteByte(' ')
		}
		b.WriteString(line)
		last = lang.LastRune(line)
	}
	return b.String()
}

// AppendTrimmed appends s without the white space around it, where anything is left.
func AppendTrimmed(out []string, s string) []string {
	if s = strings.TrimSpace(s); s != "" {
		out = append(out, s)
	}
	return out
}

// EndsSentence reports whether s ends with a stop, as sentences do and
// headings, captions and buttons do not.
func EndsSentence(s string) bool {
	s = strings.TrimRightFunc(s, func(r rune) bool { return lang.IsCloser(r) || r == ' ' })
	r := lang.LastRune(s)
	return s != "" && (lang.IsStop(r) || r == ';')
}

// Join puts sentences together again, with spaces where the writing
// system has them.
func Join(list []string) string {
	return JoinLines(strings.Join(list, "\n"))
}
