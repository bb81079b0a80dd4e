package notes

import (
	"strings"
	"unicode"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/sentences"
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
		if i < numbered {
			l.section = sectionHeader // promotion above the header
			if l.heading {
				l.section = sectionOther
			}
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
			if l.tail || i > numbered && isBodyStart(l, i == 0) && !n.titleBlock(i) {
				current = sectionText
			}
		case sectionHighlights:
			if n.highlightsEndAt(i) {
				current = sectionText
			}
		case sectionOther:
			current = resumed(l, resume, textSeen)
		case sectionKeywords:
			if l.speaker != "" && l.blankBefore || !textSeen && n.textBeginsAfterDrills(i) {
				current = sectionText
			}
		}
		l.section = current
		textSeen = textSeen || current == sectionText && looksLikeParagraph(l)
	}
	n.dropAboveTranscript()
}

// dropAboveTranscript takes what stands above a heading such as "Transcript" out of
// the text: it says what the episode is about. The text must be the longer part.
func (n *notes) dropAboveTranscript() {
	for i, l := range n.lines {
		if !l.heading || l.section != sectionText {
			continue
		}
		if !hasNoun(strings.ToLower(l.full), transcriptNouns) {
			return // "Article" may head the second half of a page
		}
		var above []*noteLine
		for _, b := range n.lines[:i] {
			switch {
			case b.use == gendu.UseText || b.use == gendu.UseTranslation:
				return
			case !b.heading && b.section == sectionText:
				above = append(above, b)
			}
		}
		if sizeOf(above) >= sizeOf(n.in(sectionText))/2 {
			return
		}
		for _, b := range above {
			b.section = sectionOther
		}
		return
	}
}

// transcriptNouns head a text that is spoken, and all of it.
var transcriptNouns = []string{"transcript", "script", "dialogue", "dialog", "逐字稿", "文字稿", "スクリプト", "對話", "对话", "会話"}

// headerAtMost is how far down the line with the episode's number may stand, below
// promotion of any length.
const headerAtMost = 120

// numberedLine is the index of the line with the episode's number: what comes
// before it is no text. -1 if there is none. Far down the page a line with a number
// may speak of another episode, so that most of the page must come after it.
func (n *notes) numberedLine() int {
	before, total := 0, -1
	for i, l := range n.lines[:min(len(n.lines), headerAtMost)] {
		if l.heading && l.section != sectionOther && l.section != sectionReferences {
			return -1
		}
		if isNumbered(l) {
			if i < headerReach {
				return i
			}
			if total < 0 {
				total = sizeOf(n.lines)
			}
			if before*2 < total && !sentences.EndsSentence(l.text) {
				return i
			}
			return -1
		}
		if !l.junk {
			before += lang.Size(l.text)
		}
	}
	return -1
}

// sizeOf is the length of lines that may be text, in words.
func sizeOf(lines []*noteLine) int {
	sum := 0
	for _, l := range lines {
		if !l.junk {
			sum += lang.Size(l.text)
		}
	}
	return sum
}

// isNumbered reports whether a line names the episode by its number.
func isNumbered(l *noteLine) bool {
	if l.junk && !strings.HasPrefix(l.text, "#") || endsInURL(l.text) || lang.Size(l.text) > 45 {
		return false
	}
	at, ok := findNumber(l.text)
	return ok && lang.Size(at.before) <= 12
}

// isBodyStart reports whether the header ends before l: at running text, or at
// any sentence that cannot be the title. first says that l is the first line.
// Paragraphs may be numbered; a list of single sentences with other bullets is
// one of points, not the text.
func isBodyStart(l *noteLine, first bool) bool {
	if l.junk {
		return false
	}
	if l.speaker != "" {
		return true
	}
	if l.bullet != "" {
		return looksLikeParagraph(l) && (isNumberedBullet(l.bullet) || len(sentences.SplitLine(l.text, "")) > 1)
	}
	return looksLikeParagraph(l) || sentences.EndsSentence(l.text) && (!first || endsStatement(l.text))
}

// titleBlock reports whether line i belongs to the block of short lines on top of
// the page, before its first empty line: the name of the show and a title that may
// be a question.
func (n *notes) titleBlock(i int) bool {
	if i == 0 || i > 4 || n.lines[i].speaker != "" || lang.Size(n.lines[i].text) > 12 || endsStatement(n.lines[i].text) {
		return false
	}
	for _, l := range n.lines[:i] {
		if l.blankBefore && l != n.lines[0] || lang.Size(l.text) > 12 || sentences.EndsSentence(l.text) || l.heading {
			return false
		}
	}
	next := i + 1
	for next < len(n.lines) && n.lines[next].junk && !n.lines[next].blankBefore {
		next++
	}
	return !n.lines[i].blankBefore && next < len(n.lines) && n.lines[next].blankBefore
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
		if l.bullet != "" || l.blankBefore {
			return l.bullet == ""
		}
		last := items[len(items)-1]
		if l.script == last.script {
			return !n.wrapsBullet(i)
		}
		// In another language: the translation of the item, as the others have one.
		return len(items) > 1 && !translated(items[:len(items)-1])
	}
	if l.bullet != "" {
		return false
	}
	if !l.blankBefore {
		return false
	}
	return isSeveralSentences(l.text) || len(items) > 1 && !items[len(items)-1].blankBefore || !n.longTextAfter(i)
}

// wrapsBullet reports whether line i goes on with the item above it, which was
// broken at a fixed width: it begins small, or another item follows.
func (n *notes) wrapsBullet(i int) bool {
	if sentences.EndsSentence(n.lines[i-1].text) || n.lines[i-1].bullet == "" {
		return false
	}
	return unicode.IsLower(lang.FirstRune(n.lines[i].text)) && lang.Size(n.lines[i-1].text) >= 6
}

// translated reports whether the items of a list have their translations below
// them.
func translated(items []*noteLine) bool {
	for _, l := range items {
		if l.bullet == "" {
			return true
		}
	}
	return false
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
	return lang.Size(s) > 16 && len(sentences.SplitLine(s, "")) > 1
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
	if l.speaker != "" && before != sectionReferences {
		return sectionText
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
