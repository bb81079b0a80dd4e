package publishing

import (
	"gendu"
)

// Revision is a transcript with its cues.
type Revision struct {
	Transcript *gendu.Transcript
	Cues       []*gendu.Cue
}

// Page is a page that is written again, with ids for its keywords.
type Page struct {
	TranscriptID gendu.ID
	Page         *gendu.Page
}

// LinkOrphans plans the links from ids that revisions of an older gendu dropped,
// which gave a corrected sentence a new id. The revisions are in order, the last one
// is the newest. Orphans are the ids that takes name and that lead nowhere, with the
// texts that the takes were made of: each has a link afterwards. Keywords without an
// id, in the newest revision and in the one in use, get one.
func LinkOrphans(f Former, revisions []Revision, orphans map[gendu.ID]string) Change {
	var c Change
	if len(revisions) == 0 {
		return c
	}
	newest := revisions[len(revisions)-1]
	done := map[gendu.ID]bool{} // what needs no link, or has one
	for _, cue := range newest.Cues {
		done[cue.ID] = true
	}
	for _, l := range f.Links {
		done[l.From] = true
	}
	links := map[gendu.ID]gendu.CueLink{}
	for i := 1; i < len(revisions); i++ {
		c.dropped(links, revisions[i-1].Cues, revisions[i].Cues)
	}
	for id, text := range orphans {
		if _, ok := links[id]; !ok {
			links[id] = likest(id, text, newest.Cues)
		}
	}
	for id, link := range links {
		if !done[id] && id != link.To {
			link.EpisodeID, link.CreatedAt = f.Episode.ID, f.Now
			c.Links = append(c.Links, link)
		}
	}
	c.nameKeywords(f, revisions)
	return c
}

// dropped adds the links from ids of one revision that the next one does not use.
func (c *Change) dropped(links map[gendu.ID]gendu.CueLink, former, given []*gendu.Cue) {
	used := make(map[gendu.ID]bool, len(given))
	for _, cue := range given {
		used[cue.ID] = true
	}
	m := Match(textsOf(cueSubjects(former)), textsOf(cueSubjects(given)))
	for i, cue := range former {
		if used[cue.ID] {
			delete(links, cue.ID)
			continue
		}
		link := gendu.CueLink{From: cue.ID, Kind: gendu.Removed}
		if into := m.Into[i]; into >= 0 {
			link.To, link.Kind = given[into].ID, gendu.Merged
			if m.Of[into] == i {
				link.Kind = gendu.Corrected
			}
		}
		links[cue.ID] = link
	}
}

// likest leads to the cue that is most like a text, where one is alike.
func likest(id gendu.ID, text string, cues []*gendu.Cue) gendu.CueLink {
	link, most := gendu.CueLink{From: id, Kind: gendu.Removed}, -1.0
	s := sentenceOf(text)
	for _, cue := range cues {
		if share, ok := alike(s, sentenceOf(cue.Text)); ok && share > most {
			link.To, link.Kind, most = cue.ID, gendu.Corrected, share
		}
	}
	return link
}

// nameKeywords gives ids to the keywords of the newest revision and of the one in
// use; those that are in both have the same.
func (c *Change) nameKeywords(f Former, revisions []Revision) {
	newest := revisions[len(revisions)-1].Transcript
	c.namePage(f, newest, nil)
	for _, r := range revisions[:len(revisions)-1] {
		if r.Transcript.ID == f.Episode.TranscriptID {
			c.namePage(f, r.Transcript, newest.Keywords())
		}
	}
}

// namePage gives ids to the keywords of a revision, and where it changed any, plans
// its page to be written. Known are keywords that have ids.
func (c *Change) namePage(f Former, t *gendu.Transcript, known []gendu.Keyword) {
	from, into := keywordSubjects(known), keywordSubjects(t.Keywords())
	m, changed := matchTerms(textsOf(from), textsOf(into)), false
	for i, s := range into {
		if *s.id != "" {
			continue
		}
		changed = true
		if of := m.Of[i]; of >= 0 {
			*s.id = *from[of].id
		} else {
			*s.id = gendu.NewID(f.Now)
		}
	}
	if changed {
		c.Pages = append(c.Pages, Page{t.ID, t.Page})
	}
}
