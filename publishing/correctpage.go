package publishing

import (
	"slices"
	"strings"

	"gendu"
	"gendu/lang"
)

// page brings a page in step with its corrected sentences: the paragraphs that
// changed, and where the examples of keywords stand. Paragraphs that did not change
// keep their text to the letter.
func (x *correction) page(p *gendu.Page) *gendu.Page {
	if p == nil {
		return nil
	}
	before, now := byParagraph(x.former.Cues, len(p.Paragraphs)), byParagraph(x.cues, len(p.Paragraphs))
	for i := range p.Paragraphs {
		if sameText(before[i], now[i]) {
			continue
		}
		p.Paragraphs[i] = paragraphOf(now[i], p)
	}
	at := make(map[gendu.ID]int, len(x.cues))
	for i, c := range x.cues {
		at[c.ID] = i
	}
	for i := range p.Keywords {
		k := &p.Keywords[i]
		if k.ExampleCue == nil || *k.ExampleCue >= len(x.former.Cues) {
			continue
		}
		id := x.former.Cues[*k.ExampleCue].ID
		if to := x.into[id]; to != "" {
			id = to
		}
		if position, ok := at[id]; ok {
			k.ExampleCue = &position
		} else {
			k.ExampleCue = nil
		}
	}
	// A page has no paragraph without text, and cues name paragraphs by their place.
	for i := len(p.Paragraphs) - 1; i >= 0; i-- {
		if len(now[i]) > 0 || len(before[i]) == 0 {
			continue
		}
		p.Paragraphs = slices.Delete(p.Paragraphs, i, i+1)
		for _, c := range x.cues {
			if c.Paragraph > i {
				c.Paragraph--
			}
		}
	}
	return p
}

func byParagraph(cues []*gendu.Cue, n int) [][]*gendu.Cue {
	out := make([][]*gendu.Cue, n)
	for _, c := range cues {
		if c.Paragraph >= 0 && c.Paragraph < n {
			out[c.Paragraph] = append(out[c.Paragraph], c)
		}
	}
	return out
}

func sameText(a, b []*gendu.Cue) bool {
	return slices.EqualFunc(a, b, func(a, b *gendu.Cue) bool { return a.Text == b.Text && a.Translation == b.Translation })
}

func paragraphOf(cues []*gendu.Cue, p *gendu.Page) gendu.Paragraph {
	texts, translations, out := []string{}, []string{}, gendu.Paragraph{Sentences: []gendu.SentencePair{}}
	for _, c := range cues {
		out.Sentences = append(out.Sentences, gendu.SentencePair{Text: c.Text, Translation: c.Translation})
		texts = append(texts, c.Text)
		if c.Translation != "" {
			translations = append(translations, c.Translation)
		}
	}
	out.Text, out.Translation = joined(texts, p.Language), joined(translations, p.TranslationLanguage)
	return out
}

// joined makes running text of sentences, as the language writes it.
func joined(texts []string, language string) string {
	if lang.Spaceless(language) {
		return strings.Join(texts, "")
	}
	return strings.Join(texts, " ")
}
