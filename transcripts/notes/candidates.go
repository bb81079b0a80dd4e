package notes

import (
	"gendu"
	"gendu/lang"
)

// nearlyAsLikely is how much less likely the second reading of a page may be to be
// offered beside the first, as -log of the ratio of their probabilities.
const nearlyAsLikely = 4

// Candidate is one of two ways to read a page.
type Candidate struct {
	Order        gendu.Order
	Paragraphs   []gendu.Paragraph // text and translation of those that both do not share, at most shownOfCandidate
	Untranslated int               // paragraphs without a translation
}

// shownOfCandidate is how many paragraphs say how a candidate reads the page.
const shownOfCandidate = 2

// candidatesOf lists both orders of the paragraphs where they are nearly equally
// likely and not the same.
func candidatesOf(both [2]paragraphOrder) []Candidate {
	if both[1].cost-both[0].cost > nearlyAsLikely {
		return nil
	}
	a, b := both[0].list, both[1].list
	same := len(a) == len(b)
	for i := 0; same && i < len(a); i++ {
		same = a[i].Text == b[i].Text && a[i].Translation == b[i].Translation
	}
	if same {
		return nil
	}
	out := []Candidate{}
	for k, p := range both {
		c := Candidate{Order: p.order}
		rest := both[1-k].list
		for i, para := range p.list {
			if para.Translation == "" {
				c.Untranslated++
			}
			shared := i < len(rest) && rest[i].Text == para.Text && rest[i].Translation == para.Translation
			if !shared && len(c.Paragraphs) < shownOfCandidate {
				c.Paragraphs = append(c.Paragraphs, gendu.Paragraph{Text: para.Text, Translation: para.Translation})
			}
		}
		out = append(out, c)
	}
	return out
}

// dropRepeated takes out paragraphs that come again with their reading or their
// translation, as on pages that show a dialogue twice. They find no place.
func (n *notes) dropRepeated(items []bodyItem) []bodyItem {
	annotated := map[string]int{}
	for i := range items {
		if items[i].reading != "" && len(items[i].texts) == 1 {
			annotated[items[i].texts[0]] = i + 1
		}
	}
	out := items[:0:0]
	for i := range items {
		item := &items[i]
		if at := annotated[item.texts[0]]; item.use == "" && item.reading == "" && at > i+1 {
			unplace(item.lines)
			continue
		}
		out = append(out, *item)
	}
	return out
}

func unplace(lines []*noteLine) {
	for _, l := range lines {
		l.placed, l.as = false, ""
		if l.named != nil {
			l.named.placed, l.named.as = false, ""
		}
	}
}

// dropIntroduction takes out what introduces a dialogue in the other language and
// translates none of it: the only such paragraph, above the first turn.
func (n *notes) dropIntroduction(items []bodyItem, original lang.Script) []bodyItem {
	turns, others := 0, 0
	for i := range items {
		switch {
		case items[i].kinds[0] != original:
			others++
		case items[i].speaker != "":
			turns++
		}
	}
	if len(items) < 3 || turns < 2 || others != 1 || items[0].kinds[0] == original || items[0].use != "" || items[0].speaker != "" {
		return items
	}
	unplace(items[0].lines)
	return items[1:]
}
