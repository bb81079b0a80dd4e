package publishing

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gendu"
)

// MethodEdited is the method of a revision that a person corrected by hand.
const MethodEdited = "edited"

// What a correction may hold.
const (
	MaxLines     = 5000 // sentences of a text
	MaxLineRunes = 2000 // characters of a sentence, and of its translation
)

// Line is one sentence of a text after a correction by hand.
type Line struct {
	// ID is that of the sentence which the line goes on, of one that an earlier
	// revision had, or a new one.
	ID gendu.ID
	// Cue is what the line is now: Text, Translation, Speaker, Reading, Paragraph,
	// StartMS, EndMS, Spoken and Words. Nil: it is as it was.
	Cue *gendu.Cue
	// Merged are the sentences that became part of this one.
	Merged []gendu.ID
}

// Correct plans the next revision of a text, as a person corrected its newest one
// (base) line by line. Ids go as the gestures went, not by similarity: the caller
// says which sentence goes on where. The revision is ready at once, with the times
// it was given, and t and its cues are filled in. The lists of Highlights and Keywords
// of t.Page are those that the person has now; nil leaves them as they were.
//
// Where base is not the newest revision any more, or is not ready, the error is
// [gendu.Conflict] and nothing is lost: the caller still has its lines. Lines that
// contradict themselves or each other are [gendu.Invalid], by their number from 1.
func Correct(f Former, base gendu.ID, t *gendu.Transcript, lines []Line) (Change, error) {
	if f.Latest == nil || f.Latest.ID != base || f.Latest.State != gendu.Ready {
		return Change{}, gendu.Errorf(gendu.Conflict, "The text has changed since these corrections began: a newer revision is there. Load it, and compare before you correct it.")
	}
	x := &correction{former: f, was: map[gendu.ID]*gendu.Cue{}, back: map[gendu.ID]bool{}}
	for _, c := range f.Cues {
		x.was[c.ID] = c
	}
	for _, l := range f.Links {
		x.back[l.From] = true
	}
	if err := x.read(lines); err != nil {
		return Change{}, err
	}
	around := t.Page
	x.fill(t)
	words, err := x.around(t, around)
	if err != nil {
		return Change{}, err
	}
	c := Change{Revision: t, Cues: x.cues, Superseded: f.Waiting, Links: append(x.links(), words...), Returned: x.returned}
	c.use(f, t, x.cues)
	return c, nil
}

// correction gathers the cues of a corrected text.
type correction struct {
	former   Former
	was      map[gendu.ID]*gendu.Cue // of the base
	back     map[gendu.ID]bool       // ids of earlier revisions, which may come back
	cues     []*gendu.Cue
	returned []gendu.ID
	into     map[gendu.ID]gendu.ID // what was merged, and into which line
	changed  map[gendu.ID]bool     // lines that are not as they were
}

func (x *correction) read(lines []Line) error {
	if len(lines) == 0 || len(lines) > MaxLines {
		return gendu.Errorf(gendu.Invalid, "A text has 1 to %d sentences, not %d.", MaxLines, len(lines))
	}
	x.into, x.changed = map[gendu.ID]gendu.ID{}, map[gendu.ID]bool{}
	used := make(map[gendu.ID]int, len(lines))
	for _, id := range KeywordIDs(x.former.Latest) {
		used[id] = len(lines) + 1 // a keyword is no line
	}
	for i, l := range lines {
		if before, ok := used[l.ID]; ok && before > len(lines) {
			return gendu.Errorf(gendu.Invalid, "Line %d has the id of a keyword.", i+1)
		} else if ok {
			return gendu.Errorf(gendu.Invalid, "Line %d has the id of line %d.", i+1, before)
		}
		used[l.ID] = i + 1
		if err := x.line(i+1, l); err != nil {
			return err
		}
	}
	for i, l := range lines {
		for _, id := range l.Merged {
			if x.was[id] == nil || used[id] > 0 || x.into[id] != "" {
				return gendu.Errorf(gendu.Invalid, "Line %d takes in %s, which is not a sentence of its own that ends here.", i+1, id)
			}
			x.into[id] = l.ID
		}
	}
	return x.apart()
}

// line takes one line; n counts from 1.
func (x *correction) line(n int, l Line) error {
	before := x.was[l.ID]
	if l.Cue == nil {
		if before == nil {
			return gendu.Errorf(gendu.Invalid, "Line %d is said to be as it was, but the text had no such sentence.", n)
		}
		same := *before
		x.cues = append(x.cues, &same)
		return nil
	}
	now := *l.Cue
	now.ID, now.Text, now.Translation, now.Speaker = l.ID, strings.TrimSpace(now.Text), strings.TrimSpace(now.Translation), strings.TrimSpace(now.Speaker)
	if err := x.check(n, &now); err != nil {
		return err
	}
	if before == nil {
		if x.back[l.ID] {
			x.returned = append(x.returned, l.ID)
		}
	} else if now.Words == nil && now.Text == before.Text {
		now.Words = slices.Clone(before.Words)
	}
	now.Words = wordsWithin(now.Words, now.StartMS, now.EndMS)
	if !now.Spoken {
		now.StartMS, now.EndMS, now.Confidence, now.Words = 0, 0, 0, nil
	} else {
		now.Confidence = 1 // a person looked at it
	}
	x.changed[l.ID] = true
	x.cues = append(x.cues, &now)
	return nil
}

// check says what is wrong with a line that was given.
func (x *correction) check(n int, c *gendu.Cue) error {
	paragraphs := 0
	if p := x.former.Latest.Page; p != nil {
		paragraphs = len(p.Paragraphs)
	}
	switch {
	case c.Text == "":
		return gendu.Errorf(gendu.Invalid, "Line %d has no text: merge it with its neighbour, or remove it.", n)
	case utf8.RuneCountInString(c.Text) > MaxLineRunes || utf8.RuneCountInString(c.Translation) > MaxLineRunes:
		return gendu.Errorf(gendu.Invalid, "Line %d has more than %d characters: split it.", n, MaxLineRunes)
	case c.Paragraph < 0 || paragraphs > 0 && c.Paragraph >= paragraphs:
		return gendu.Errorf(gendu.Invalid, "Line %d is said to be in paragraph %d of %d.", n, c.Paragraph+1, paragraphs)
	case len(x.cues) > 0 && c.Paragraph < x.cues[len(x.cues)-1].Paragraph:
		return gendu.Errorf(gendu.Invalid, "Line %d is in an earlier paragraph than the line before it.", n)
	case !c.Spoken:
		return nil
	case c.StartMS < 0 || c.EndMS <= c.StartMS:
		return gendu.Errorf(gendu.Invalid, "Line %d ends at %d ms and begins at %d ms.", n, c.EndMS, c.StartMS)
	case x.former.Audio != nil && c.EndMS > x.former.Audio.DurationMS:
		return gendu.Errorf(gendu.Invalid, "Line %d ends at %d ms, behind the end of the audio at %d ms.", n, c.EndMS, x.former.Audio.DurationMS)
	}
	return nil
}

// apart refuses lines that overlap and did not before.
func (x *correction) apart() error {
	var last *gendu.Cue
	for i, c := range x.cues {
		if !c.Spoken {
			continue
		}
		if last != nil && last.EndMS > c.StartMS && (x.changed[last.ID] || x.changed[c.ID]) && last.EndMS-c.StartMS > x.overlapped(last.ID, c.ID) {
			return gendu.Errorf(gendu.Invalid, "Line %d begins at %d ms, before the line before it ends at %d ms.", i+1, c.StartMS, last.EndMS)
		}
		last = c
	}
	return nil
}

// overlapped is by how many ms two lines overlapped before; 0 where they did not.
func (x *correction) overlapped(a, b gendu.ID) int64 {
	first, second := x.was[a], x.was[b]
	if first == nil || second == nil {
		return 0
	}
	return max(first.EndMS-second.StartMS, 0)
}

// wordsWithin are the words that lie within a sentence, cut to it.
func wordsWithin(words []gendu.Word, start, end int64) []gendu.Word {
	var out []gendu.Word
	for _, w := range words {
		w.StartMS, w.EndMS = max(w.StartMS, start), min(w.EndMS, end)
		if w.StartMS < w.EndMS && (len(out) == 0 || w.StartMS >= out[len(out)-1].StartMS) {
			out = append(out, w)
		}
	}
	return out
}

// fill makes t the revision after the base, with its page as it is now.
func (x *correction) fill(t *gendu.Transcript) {
	f, base := x.former, x.former.Latest
	stamp(f, t)
	t.EpisodeID, t.Revision, t.AudioID = base.EpisodeID, base.Revision+1, base.AudioID
	t.Source, t.SourceName, t.Timed = base.Source, base.SourceName, base.Timed
	t.State, t.Method, t.Message = gendu.Ready, MethodEdited, ""
	t.Page = x.page(base.Page.Clone())
	number(t, x.cues)
}

// links lead from the sentences that are gone to what became of them.
func (x *correction) links() []gendu.CueLink {
	here := make(map[gendu.ID]bool, len(x.cues))
	for _, c := range x.cues {
		here[c.ID] = true
	}
	var out []gendu.CueLink
	for _, c := range x.former.Cues {
		if here[c.ID] {
			continue
		}
		link := gendu.CueLink{From: c.ID, Kind: gendu.Removed, EpisodeID: x.former.Episode.ID, CreatedAt: x.former.Now}
		if to := x.into[c.ID]; to != "" {
			link.To, link.Kind = to, gendu.Merged
		}
		out = append(out, link)
	}
	return out
}
