package publishing

import (
	"slices"

	"gendu"
)

// keepIDs gives the cues and keywords of a new revision the ids that the same
// sentences and terms had before, and new ids to all others. From each id that the
// revision does not use any more, a link leads to what became of it. A sentence
// that an earlier revision had, and that comes back with the same text, has its id
// again.
func (c *Change) keepIDs(f Former) {
	var former []gendu.Keyword
	if f.Latest != nil {
		former = f.Latest.Keywords()
	}
	gone := map[string][]gendu.ID{} // ids that may come back, by text
	for _, l := range f.Links {
		if text, ok := f.Gone[l.From]; ok {
			gone[text] = append(gone[text], l.From)
		}
	}
	c.name(f, cueSubjects(f.Cues), cueSubjects(c.Cues), Match, gone)
	c.name(f, keywordSubjects(former), keywordSubjects(c.Revision.Keywords()), matchTerms, nil)
}

// subject is a cue or a keyword as far as its identity goes.
type subject struct {
	id   *gendu.ID
	text string
}

func cueSubjects(cues []*gendu.Cue) []subject {
	out := make([]subject, len(cues))
	for i, c := range cues {
		out[i] = subject{&c.ID, c.Text}
	}
	return out
}

// keywordSubjects are those keywords of a page that have an id, or are to get one.
func keywordSubjects(list []gendu.Keyword) []subject {
	out := make([]subject, len(list))
	for i := range list {
		out[i] = subject{&list[i].ID, list[i].Term}
	}
	return out
}

func textsOf(list []subject) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = s.text
	}
	return out
}

// name fills in the ids of given.
func (c *Change) name(f Former, former, given []subject, match func(former, given []string) Matching, gone map[string][]gendu.ID) {
	m := match(textsOf(former), textsOf(given))
	for g, s := range given {
		switch back := gone[s.text]; {
		case m.Of[g] >= 0 && *former[m.Of[g]].id != "":
			*s.id = *former[m.Of[g]].id
		case len(back) > 0:
			*s.id, gone[s.text] = back[0], back[1:]
			c.Returned = append(c.Returned, back[0])
		default:
			*s.id = gendu.NewID(f.Now)
		}
	}
	for i, s := range former {
		link := gendu.CueLink{From: *s.id, Kind: gendu.Removed, EpisodeID: f.Episode.ID, CreatedAt: f.Now}
		if into := m.Into[i]; into >= 0 {
			link.To, link.Kind = *given[into].id, gendu.Merged
		}
		if link.From != "" && link.From != link.To {
			c.Links = append(c.Links, link)
		}
	}
}

// Lasting leads from the ids that takes name to those that are in use.
type Lasting struct {
	links map[gendu.ID]gendu.ID
	live  map[gendu.ID]bool
}

// NewLasting makes a Lasting of the links of one or more episodes and the ids of the
// cues and keywords that are in use there.
func NewLasting(links []gendu.CueLink, live []gendu.ID) Lasting {
	l := Lasting{make(map[gendu.ID]gendu.ID, len(links)), make(map[gendu.ID]bool, len(live))}
	for _, link := range links {
		l.links[link.From] = link.To
	}
	for _, id := range live {
		l.live[id] = true
	}
	return l
}

// Now is what a cue or a keyword is today; false where it is not there any more. An
// id that is in use is itself, even where a revision that waits to be timed does
// without it.
func (l Lasting) Now(id gendu.ID) (gendu.ID, bool) {
	for range len(l.links) + 1 {
		if l.live[id] {
			return id, true
		}
		next, ok := l.links[id]
		if !ok || next == "" {
			return "", false
		}
		id = next
	}
	return "", false // a circle, which the rules do not make
}

// Same lists the ids that stand for the same as id does today, id among them.
func (l Lasting) Same(id gendu.ID) []gendu.ID {
	out := []gendu.ID{id}
	now, ok := l.Now(id)
	if !ok {
		return out
	}
	for from := range l.links {
		if to, ok := l.Now(from); ok && to == now {
			out = append(out, from)
		}
	}
	out = append(out, now)
	slices.Sort(out)
	return slices.Compact(out)
}

// unmark has one best take stay where sentences became one: of each learner the one
// that was marked last.
func (c *Change) unmark(f Former, t *gendu.Transcript, cues []*gendu.Cue) {
	type place struct{ user, subject gendu.ID }
	lasting := NewLasting(slices.Concat(f.Links, c.Links), liveIDs(t, cues))
	best := map[place]*gendu.Take{}
	for _, take := range f.Best {
		now, ok := lasting.Now(take.CueID)
		if !ok {
			continue
		}
		at := place{take.UserID, now}
		other := best[at]
		switch {
		case other == nil:
			best[at] = take
		case markedLater(take, other):
			best[at] = take
			c.Unmarked = append(c.Unmarked, other.ID)
		default:
			c.Unmarked = append(c.Unmarked, take.ID)
		}
	}
}

// markedLater says whether a was marked after b. Of marks that have no time, that of
// the later take counts.
func markedLater(a, b *gendu.Take) bool {
	if !a.BestAt.Equal(b.BestAt) {
		return a.BestAt.After(b.BestAt)
	}
	if !a.CreatedAt.Equal(b.CreatedAt) {
		return a.CreatedAt.After(b.CreatedAt)
	}
	return a.ID > b.ID
}

// liveIDs are the ids of the cues and the keywords of a revision.
func liveIDs(t *gendu.Transcript, cues []*gendu.Cue) []gendu.ID {
	var out []gendu.ID
	for _, c := range cues {
		out = append(out, c.ID)
	}
	return append(out, KeywordIDs(t)...)
}

// KeywordIDs are the ids of the keywords of a revision.
func KeywordIDs(t *gendu.Transcript) (out []gendu.ID) {
	for _, k := range t.Keywords() {
		if k.ID != "" {
			out = append(out, k.ID)
		}
	}
	return out
}
