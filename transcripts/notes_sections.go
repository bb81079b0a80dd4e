package transcripts

import (
	"strings"
	"unicode"
)

// cutSections gives every line its section. A heading opens one that lasts until
// the next heading, with three exceptions: highlights end where their list ends,
// a section that has no place on an episode ends where the one before it goes on
// (see resumed), and drills end where running text begins again.
func (n *notes) cutSections() {
	current, resume := sectionHeader, sectionHeader
	textSeen := false
	numbered := n.numberedLine()
	for i, l := range n.lines {
		if l.use != "" {
			l.section = sectionOf(l.use)
			continue
		}
		if l.heading {
			if l.section == sectionOther && current != sectionOther {
				resume = current
			}
			current = l.section
			if current == sectionTranslation {
				current = sectionText
			}
			continue
		}
		switch current {
		case sectionHeader:
			if i > numbered && isBodyStart(l, i == 0) {
				current = sectionText
			}
		case sectionHighlights:
			if n.highlightsEndAt(i) {
				current = sectionText
			}
		case sectionOther:
			current = resumed(l, resume, textSeen)
		case sectionKeywords:
			if !textSeen && n.textBeginsAfterDrills(i) {
				current = sectionText
			}
		}
		l.section = current
		textSeen = textSeen || current == sectionText && looksLikeParagraph(l)
	}
}

// numberedLine is the index of the line with the episode's number, if one stands
// near the top: what comes before it is no text. -1 if there is none.
func (n *notes) numberedLine() int {
	for i, l := range n.lines[:min(len(n.lines), headerReach)] {
		if l.heading {
			return -1
		}
		if isNumbered(l) {
			return i
		}
	}
	return -1
}

// isNumbered reports whether a line names the episode by its number.
func isNumbered(l *noteLine) bool {
	if l.junk && !strings.HasPrefix(l.text, "#") || endsInURL(l.text) || size(l.text) > 45 {
		return false
	}
	at, ok := findNumber(l.text)
	return ok && size(at.before) <= 12
}

// isBodyStart reports whether the header ends before l: at running text, or at
// any sentence that cannot be the title. first says that l is the first line.
// Paragraphs may be numbered; a list of single sentences with other bullets is
// one of points, not the text.
func isBodyStart(l *noteLine, first bool) bool {
	if l.junk {
		return false
	}
	if l.bullet != "" {
		return looksLikeParagraph(l) && (isNumberedBullet(l.bullet) || len(splitBlock(l.text, "")) > 1)
	}
	return looksLikeParagraph(l) || endsSentence(l.text) && (!first || endsStatement(l.text))
}

// isNumberedBullet reports whether a bullet counts: 1. ① (2) 三、
func isNumberedBullet(bullet string) bool {
	return strings.IndexFunc(bullet, func(r rune) bool {
		return unicode.IsNumber(r) || strings.ContainsRune("一二三四五六七八九十", r)
	}) >= 0
}

// highlightsReach is how many lines above are looked at to see what list the
// highlights are.
const highlightsReach = 40

// highlightsEndAt reports whether the highlights are over before line i. A list
// with bullets ends at the first line without one; a list without ends at an
// empty line, unless single sentences stand apart there and longer text follows.
func (n *notes) highlightsEndAt(i int) bool {
	l := n.lines[i]
	from := i
	for from > 0 && !n.lines[from-1].heading && i-from < highlightsReach {
		from--
	}
	items := n.lines[from:i]
	if len(items) == 0 || l.junk {
		return false
	}
	if hasBullets(items) {
		return l.bullet == "" && !(l.script != items[len(items)-1].script && !l.blankBefore)
	}
	if l.bullet != "" {
		return false
	}
	if !l.blankBefore {
		return false
	}
	return isSeveralSentences(l.text) || len(items) > 1 && !items[len(items)-1].blankBefore || !n.longTextAfter(i)
}

func hasBullets(lines []*noteLine) bool {
	for _, l := range lines {
		if l.bullet != "" {
			return true
		}
	}
	return false
}

// isSeveralSentences reports whether a line is more than one sentence.
func isSeveralSentences(s string) bool {
	return size(s) > 16 && len(splitBlock(s, "")) > 1
}

// longTextAfter reports whether running text of several sentences follows
// before the next heading, soon.
func (n *notes) longTextAfter(i int) bool {
	for _, l := range n.lines[i+1 : min(len(n.lines), i+12)] {
		if l.heading {
			return false
		}
		if isSeveralSentences(l.text) {
			return true
		}
	}
	return false
}

// textBeginsAfterDrills reports whether the running text starts at line i of a
// page that puts its drills first.
func (n *notes) textBeginsAfterDrills(i int) bool {
	l := n.lines[i]
	if !l.blankBefore || l.bullet != "" || l.junk || i == 0 || n.lines[i-1].heading {
		return false
	}
	if _, ok := readDrillHead(l, true); ok {
		return false
	}
	// "Keywords: influx, flock" is a list of its own on one line.
	return isSeveralSentences(l.text) || n.lines[i-1].headed && looksLikeParagraph(l)
}

// resumed is the section of a line behind a heading that has no place on an
// episode, like "Comments" or "Subscribe". Such words are often only buttons in
// the middle of the page, so a line that clearly goes on with what came before
// them does: an item of the highlights, a drill, a paragraph of the text.
func resumed(l *noteLine, before section, textSeen bool) section {
	if l.junk {
		return sectionOther
	}
	switch before {
	case sectionHighlights:
		if l.bullet != "" {
			return sectionHighlights
		}
	case sectionKeywords:
		if head, ok := readDrillHead(l, true); ok && head.strong {
			return sectionKeywords
		}
		return sectionOther
	case sectionReferences:
		return sectionOther
	}
	if _, numbered := findNumber(l.text); before == sectionHeader && numbered {
		return sectionHeader
	}
	if l.bullet == "" && (isSeveralSentences(l.text) || !textSeen && looksLikeParagraph(l)) {
		return sectionText
	}
	return sectionOther
}
