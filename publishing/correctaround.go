package publishing

import (
	"slices"
	"strings"

	"gendu"
	"gendu/transcripts/notes"
)

// around takes what stands around the lines as the person has it now: the highlights
// and the keywords of a page. A list that is nil stays as it was. It gives the links
// from the keywords that are gone.
//
// A keyword keeps its id while its term is corrected, as a sentence does. A new one has
// an id that the page made. It ends as the id of the episode does, so that no keyword of
// another episode can have it.
func (x *correction) around(t *gendu.Transcript, now *gendu.Page) ([]gendu.CueLink, error) {
	if now == nil || now.Highlights == nil && now.Keywords == nil {
		return nil, nil
	}
	if t.Page == nil {
		t.Page = &gendu.Page{Language: x.former.Show.Language, TranslationLanguage: x.former.Show.Translation}
		t.Page.Fill()
	}
	if now.Highlights != nil {
		t.Page.Highlights = written(now.Highlights)
	}
	if now.Keywords == nil {
		return nil, nil
	}
	before := make(map[gendu.ID]gendu.Keyword, len(t.Page.Keywords))
	for _, k := range t.Page.Keywords {
		before[k.ID] = k
	}
	list := make([]gendu.Keyword, len(now.Keywords))
	seen := make(map[gendu.ID]int, len(list))
	for i, k := range now.Keywords {
		k.Term, k.PartOfSpeech, k.Definition, k.Example = strings.TrimSpace(k.Term), strings.TrimSpace(k.PartOfSpeech), strings.TrimSpace(k.Definition), strings.TrimSpace(k.Example)
		k.Syllables = written(k.Syllables)
		if err := x.checkKeyword(i+1, k, seen); err != nil {
			return nil, err
		}
		if _, ok := before[k.ID]; !ok && x.back[k.ID] {
			x.returned = append(x.returned, k.ID)
		}
		list[i], seen[k.ID] = k, i+1
	}
	t.Page.Keywords = list
	quote(t.Page, before)
	return x.gone(before, seen), nil
}

// checkKeyword says what is wrong with keyword n, from 1; seen are those before it.
func (x *correction) checkKeyword(n int, k gendu.Keyword, seen map[gendu.ID]int) error {
	known := slices.Contains(KeywordIDs(x.former.Latest), k.ID) || x.back[k.ID] && x.former.Gone[k.ID] == ""
	line := slices.IndexFunc(x.cues, func(c *gendu.Cue) bool { return c.ID == k.ID })
	switch {
	case k.Term == "":
		return gendu.Errorf(gendu.Invalid, "Keyword %d has no term: write one, or remove it.", n)
	case seen[k.ID] > 0:
		return gendu.Errorf(gendu.Invalid, "Keyword %d has the id of keyword %d.", n, seen[k.ID])
	case line >= 0 || x.was[k.ID] != nil:
		return gendu.Errorf(gendu.Invalid, "Keyword %d has the id of a sentence.", n)
	case !known && tail(k.ID) != tail(x.former.Episode.ID):
		return gendu.Errorf(gendu.Invalid, "Keyword %d is new, and its id %s does not end as that of the episode does.", n, k.ID)
	}
	for _, span := range []*gendu.Span{k.TermTime, k.ExampleTime} {
		if span != nil && (span.StartMS < 0 || span.EndMS <= span.StartMS || x.former.Audio != nil && span.EndMS > x.former.Audio.DurationMS) {
			return gendu.Errorf(gendu.Invalid, "Keyword %d is said to be heard from %d to %d ms, which is no part of the audio.", n, span.StartMS, span.EndMS)
		}
	}
	return nil
}

// tail is what follows the last dash of an id.
func tail(id gendu.ID) string { return string(id[strings.LastIndexByte(string(id), '-')+1:]) }

// quote says which sentences the examples of the keywords quote: those of before, or the
// likest one where an example is new.
func quote(p *gendu.Page, before map[gendu.ID]gendu.Keyword) {
	links := notes.ExampleLinks(p)
	for i := range p.Keywords {
		k := &p.Keywords[i]
		k.ExampleCue = nil
		if old, ok := before[k.ID]; ok && old.Example == k.Example {
			k.ExampleCue = old.ExampleCue
		} else if links[i] >= 0 {
			k.ExampleCue = &links[i]
		}
	}
}

// gone are the links from the keywords that were there before and are not now.
func (x *correction) gone(before map[gendu.ID]gendu.Keyword, now map[gendu.ID]int) []gendu.CueLink {
	var out []gendu.CueLink
	for _, id := range KeywordIDs(x.former.Latest) {
		if _, ok := before[id]; ok && now[id] == 0 {
			out = append(out, gendu.CueLink{From: id, Kind: gendu.Removed, EpisodeID: x.former.Episode.ID, CreatedAt: x.former.Now})
		}
	}
	return out
}

// written are the texts that are not empty, without the spaces around them.
func written(list []string) []string {
	out := []string{}
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
