package notes

import (
	"strings"

	"gendu/lang"
	"gendu/transcripts/notes/source"
	"gendu/transcripts/sentences"
)

// recognise says of every line what it is by itself: a heading, junk, or text.
func (n *notes) recognise() {
	var out []*noteLine
	var open *noteLine // the heading that was opened last
	for _, l := range n.lines {
		if l.use != "" {
			out = append(out, l)
			continue
		}
		if l.aside {
			l.junk = true
			out = append(out, l)
			continue
		}
		if isTableHead(l.cells) {
			l.heading, l.section = true, sectionKeywords
			out = append(out, l)
			open = l
			continue
		}
		s, rest := headingOf(l)
		if s != sectionNone && open != nil && open.section == sectionKeywords && out[len(out)-1] != open && labelsDrill(l, s, rest) {
			s = sectionNone
		}
		if s == sectionNone || s == sectionOther && rest != "" {
			l.junk = isJunk(l) || s == sectionOther // "Tags: news, trees"
			out = append(out, l)
			continue
		}
		l.heading, l.section = true, s
		out = append(out, l)
		open = l
		if rest != "" {
			out = append(out, restOfHeading(l, rest))
		}
	}
	n.lines = out
}

// labelsDrill reports whether a line that could open section s only labels the
// translation of the drill above it: "翻譯: 用戶大量湧入。" The translation of the
// whole text stands apart and has several sentences.
func labelsDrill(l *noteLine, s section, rest string) bool {
	return s == sectionTranslation && rest != "" && !(l.blankBefore && isSeveralSentences(rest))
}

// restOfHeading is the line that follows a heading on the same line:
// "Source: https://…".
func restOfHeading(l *noteLine, rest string) *noteLine {
	r := &noteLine{no: l.no, full: rest, text: rest, headed: true, startMS: -1}
	r.bullet, r.text = source.CutBullet(rest)
	r.script = lang.MainScript(r.text)
	r.junk = isJunk(r)
	return r
}

// endsStatement reports whether s ends with a full stop; titles may end with a
// question or an exclamation, but not with that.
func endsStatement(s string) bool {
	s = strings.TrimRightFunc(s, lang.IsCloser)
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "。")
}

// looksLikeParagraph reports whether a line is running text and no title.
func looksLikeParagraph(l *noteLine) bool {
	return !l.junk && !l.heading && (sentences.EndsSentence(l.text) && lang.Size(l.text) >= 8 || lang.Size(l.text) >= 30)
}
