package notes

import (
	"strings"

	"gendu"
	"gendu/lang"
)

// ReadLine is one line of a page and what it was taken as.
type ReadLine struct {
	Line   int
	Text   string
	As     gendu.Use
	Chosen bool // by the host
}

// beginning cuts a line as gendu.LineUse does.
func beginning(s string) string {
	if len(s) <= gendu.LineUseRunes {
		return s
	}
	if r := []rune(s); len(r) > gendu.LineUseRunes {
		return string(r[:gendu.LineUseRunes])
	}
	return s
}

// choose gives lines the uses that the host chose for them, and keeps the choices
// that found their line. Titles and what is left out stand apart from here on.
func (n *notes) choose(uses []gendu.LineUse) {
	n.all = n.lines
	if len(uses) == 0 {
		return
	}
	byText := map[string][]*noteLine{}
	for _, l := range n.lines {
		byText[beginning(l.full)] = append(byText[beginning(l.full)], l)
	}
	for _, u := range uses {
		l := nearestFree(byText[u.Text], u.Line)
		if l == nil || u.As == gendu.UseKeyword && len(l.text) > longestDrill {
			continue
		}
		l.use = u.As
		n.page.Uses = append(n.page.Uses, gendu.LineUse{Line: l.no, Text: u.Text, As: u.As})
	}
	var rest []*noteLine
	blank := false
	for _, l := range n.lines {
		l.blankBefore = l.blankBefore || blank
		blank = false
		switch l.use {
		case gendu.UseTitle:
			n.chosenTitles = append(n.chosenTitles, trimSeparators(l.text))
		case gendu.UseNothing:
		default:
			rest = append(rest, l)
			continue
		}
		blank = l.blankBefore
		place(l)
	}
	n.lines = rest
}

// nearestFree is the line nearest to no that has no use yet; nil if there is none.
func nearestFree(lines []*noteLine, no int) *noteLine {
	var best *noteLine
	far := func(l *noteLine) int { return max(l.no-no, no-l.no) }
	for _, l := range lines {
		if l.use == "" && (best == nil || far(l) < far(best)) {
			best = l
		}
	}
	return best
}

// sectionOf is where a chosen line belongs.
func sectionOf(u gendu.Use) section {
	switch u {
	case gendu.UseHighlight:
		return sectionHighlights
	case gendu.UseKeyword:
		return sectionKeywords
	default:
		return sectionText
	}
}

// chooseTitles puts the chosen titles in the place of those that were found in the
// same writing system. The line of a title that is not one any more finds no place,
// unless it gave the number.
func (n *notes) chooseTitles() {
	if len(n.chosenTitles) == 0 {
		return
	}
	chosen := map[lang.Script]bool{}
	for _, t := range n.chosenTitles {
		chosen[lang.MainScript(t)] = true
	}
	titles := n.chosenTitles[:min(len(n.chosenTitles), 2)]
	dropped := map[string]bool{}
	for _, t := range n.titles {
		if len(titles) < 2 && !chosen[lang.MainScript(t)] {
			titles = append(titles, t)
			continue
		}
		dropped[t] = true
	}
	for _, l := range n.lines {
		if l.placed && dropped[trimSeparators(l.text)] {
			l.placed = false
		}
	}
	n.titles = titles
}

// asChosen makes the item of a body line what the host chose for it.
func (item *bodyItem) asChosen(original lang.Script) {
	switch {
	case item.use == gendu.UseText:
		item.kinds[0] = original
	case item.use == gendu.UseTranslation && item.kinds[0] == original:
		item.kinds[0] = lang.OtherScript
		if original == lang.OtherScript {
			item.kinds[0] = lang.Latin
		}
	}
}

// label notes what the lines that found their place since the last call are.
func (n *notes) label(as gendu.Use) {
	for _, l := range n.lines {
		if l.placed && l.as == "" {
			l.as = as
		}
	}
}

// readLines lists every line with what it was taken as. A line that begins with a
// heading is what stands behind that.
func (n *notes) readLines() []ReadLine {
	behind := map[int]*noteLine{}
	for _, l := range n.lines {
		if l.headed {
			behind[l.no] = l
		}
	}
	out := make([]ReadLine, 0, len(n.all))
	for _, l := range n.all {
		line := ReadLine{Line: l.no, Text: l.full, As: l.as, Chosen: l.use != ""}
		switch rest := behind[l.no]; {
		case line.Chosen:
			line.As = l.use
		case l.heading && rest != nil && strings.HasSuffix(l.full, rest.full) && rest.as != "":
			line.As = rest.as
		case l.heading && l.section != sectionOther:
			line.As = gendu.UseHeading
		case !l.placed:
			line.As = gendu.UseUnplaced
		}
		out = append(out, line)
	}
	return out
}
