package notes

import (
	"gendu/transcripts/sentences"
)

// readHighlights takes the items of the highlights. A line without a bullet
// below one with a bullet goes on with it, unless it is in another language.
func (n *notes) readHighlights() {
	lines := n.in(sectionHighlights)
	bulleted := hasBullets(lines)
	for i, l := range lines {
		if l.junk {
			continue
		}
		p := &n.page
		if l.use != "" {
			p.Highlights = append(p.Highlights, l.text)
			place(l)
			continue
		}
		goesOn := bulleted && l.bullet == "" && !l.blankBefore && i > 0 && !lines[i-1].junk && lines[i-1].use == "" && len(p.Highlights) > 0 &&
			len(p.Highlights[len(p.Highlights)-1]) <= sentences.MaxBytes
		switch {
		case goesOn && l.script == lines[i-1].script:
			p.Highlights[len(p.Highlights)-1] = sentences.Join([]string{p.Highlights[len(p.Highlights)-1], l.text})
		case bulleted && l.bullet == "" && !goesOn && !l.headed:
			continue
		default:
			p.Highlights = append(p.Highlights, l.text)
		}
		place(l)
	}
}
