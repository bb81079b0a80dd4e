package notes

import (
	"strings"

	"gendu/lang"
	"gendu/transcripts/sentences"
)

// CleanArticle takes a reference article as it was scraped or as HTML, and gives
// its readable paragraphs: the leftovers of tags, buttons, advertising, picture
// credits and bylines are gone, and lines broken inside a sentence are whole
// again. Text that cannot be decoded or is beyond MaxBytes is cut there.
func CleanArticle(text string) []string {
	if len(text) > MaxBytes {
		text = text[:MaxBytes]
	}
	text = strings.ToValidUTF8(text, "")
	var kept []*noteLine
	for _, l := range noteLines(text) {
		if l.script != lang.NoScript && !l.aside && !isJunk(l) {
			kept = append(kept, l)
		}
	}
	out := []string{}
	for _, b := range joinWrapped(kept) {
		text := mendSpaces(b.text)
		// A line of very few words without a stop is a button or a caption.
		if !sentences.EndsSentence(text) && lang.Size(text) < 3 {
			continue
		}
		out = append(out, text)
	}
	return out
}

// mendSpaces takes out the spaces that scrapers leave between Chinese
// characters.
func mendSpaces(s string) string {
	if lang.MainScript(s) != lang.Han || !strings.Contains(s, " ") {
		return s
	}
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		if r == ' ' && i > 0 && i+1 < len(runes) && (lang.IsCJK(runes[i-1]) || lang.IsQuoteCloser(runes[i-1])) &&
			(lang.IsCJK(runes[i+1]) || lang.IsQuoteCloser(runes[i+1])) {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
