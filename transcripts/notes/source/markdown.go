package source

import (
	"regexp"
	"strings"
	"unicode"
)

// What Markdown writes around text.
var (
	markdownHead  = regexp.MustCompile(`^\s{0,3}#{1,6}\s+\D`)
	markdownQuote = regexp.MustCompile(`^\s{0,3}(?:>\s?)+`)
	markdownLink  = regexp.MustCompile(`\[([^\[\]]+)\]\(((?:https?://|mailto:|/|#|\.)[^()\s]*)\)`)
	onlyLink      = regexp.MustCompile(`^\s*(?:[-*+•]\s+|\d{1,2}[.)]\s+)?\[([^\[\]]+)\]\((https?://[^()\s]*)\)\s*$`)
	markdownBold  = regexp.MustCompile(`(\*\*|__)([^\s*_](?:[^*_]*[^\s*_])?)(\*\*|__)`)
	markdownSlant = regexp.MustCompile(`(^|[^\pL\pN*])[*]([^\s*](?:[^*]*[^\s*])?)[*]($|[^\pL\pN*])`)
	markdownLow   = regexp.MustCompile(`(^|[^\pL\pN_])_([^\s_](?:[^_]*[^\s_])?)_($|[^\pL\pN_])`)
	markdownCode  = regexp.MustCompile("`([^`]+)`")
)

// longestMarked is the longest line, in bytes, in which marks are looked for.
const longestMarked = 4000

// stripMarkdown takes the marks of Markdown off a line: headings, quotes, bold,
// italics, links and code. Of a line that is only a link, the address stays: it
// is a reference.
func stripMarkdown(s string) string {
	if !strings.ContainsAny(s, "#>*_[`") || len(s) > longestMarked {
		return s
	}
	if markdownHead.MatchString(s) {
		s = strings.TrimRight(strings.TrimLeft(s, " #"), " #")
	}
	s = markdownQuote.ReplaceAllString(s, "")
	if m := onlyLink.FindStringSubmatchIndex(s); m != nil {
		return s[:m[2]-1] + s[m[2]:m[3]] + " " + s[m[4]:m[5]]
	}
	s = markdownLink.ReplaceAllString(s, "$1")
	s = markdownBold.ReplaceAllString(s, "$2")
	if strings.IndexFunc(s, unicode.IsLetter) >= 0 {
		s = markdownSlant.ReplaceAllString(s, "$1$2$3")
		s = markdownLow.ReplaceAllString(s, "$1$2$3")
	}
	return markdownCode.ReplaceAllString(s, "$1")
}

// columnGap is what stands between the columns of a table without lines.
var columnGap = regexp.MustCompile(`\t+| {3,}|\s*::\s*`)

// cutCells takes the row of a table apart: cells between tabs, wide gaps, double
// colons or upright lines. nil if the line is no row.
func cutCells(s string) []string {
	s = strings.TrimSpace(s)
	if len(s) > longestMarked {
		return nil
	}
	var parts []string
	if strings.HasPrefix(s, "|") && strings.Count(s, "|") >= 3 {
		parts = strings.Split(strings.Trim(s, "|"), "|")
	} else if columnGap.MatchString(s) {
		parts = columnGap.Split(s, -1)
	}
	var cells []string
	for _, p := range parts {
		if p = Clean(p); p != "" {
			cells = append(cells, p)
		}
	}
	if len(cells) < 2 || len(cells) > 6 {
		return nil
	}
	return cells
}
