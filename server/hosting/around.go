package hosting

import (
	"gendu"
	"gendu/server/api"
)

// aroundOf is what stands around the lines of a correction: a page with the lists that
// were given, nil where there are none.
func aroundOf(c *api.Correction) *gendu.Page {
	if c.Highlights == nil && c.Keywords == nil {
		return nil
	}
	page := &gendu.Page{}
	if c.Highlights != nil {
		page.Highlights = append([]string{}, *c.Highlights...)
	}
	if c.Keywords == nil {
		return page
	}
	page.Keywords = make([]gendu.Keyword, len(*c.Keywords))
	for i, k := range *c.Keywords {
		page.Keywords[i] = gendu.Keyword{
			ID: gendu.ID(k.Id), Term: k.Term, Syllables: api.Given(k.Syllables), PartOfSpeech: api.Given(k.PartOfSpeech),
			Definition: api.Given(k.Definition), Example: api.Given(k.Example), TermTime: heardAt(k.TermTime), ExampleTime: heardAt(k.ExampleTime),
		}
	}
	return page
}

func heardAt(s *api.Span) *gendu.Span {
	if s == nil {
		return nil
	}
	return &gendu.Span{StartMS: s.StartMs, EndMS: s.EndMs}
}
