package publishing

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
)

// tally is what the rules made of the edits.
type tally struct {
	edits                              int
	survived, kept                     int // sentences from one revision to the next
	repeated, repeatedKept             int // of them, of lines whose text is there twice
	edited, editedKept                 int // of the sentences that survived, those that an edit changed
	moved                              int // ids that stand for a different sentence
	takes, reached, gone, lost, astray int
	repeatedTakes                      int // of lines whose text was ever there twice
	notes                              []string
}

func (n *tally) note(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); len(n.notes) < 20 && !slices.Contains(n.notes, s) {
		n.notes = append(n.notes, s)
	}
}

// rule plans a revision.
type rule func(f Former, t *gendu.Transcript, cues []*gendu.Cue) (Change, error)

// history is a page from revision to revision under a rule.
type history struct {
	*editor
	f     Former
	rule  rule
	ids   map[int]gendu.ID // of each true sentence, while it has kept its id
	owner map[gendu.ID]int // the true sentence that an id stands for
	text  map[int]string   // of each true sentence, last
	takes map[gendu.ID]int // an id that a take was made of, and the true sentence
	twice map[int]bool     // whose text was ever there twice
	count *tally
}

// revise brings the page into use and checks what the rule made of it.
func (h *history) revise() error {
	h.f.Now = h.f.Now.Add(time.Minute)
	cues := make([]*gendu.Cue, len(h.lines))
	copies := map[string]int{}
	for i, l := range h.lines {
		cues[i] = &gendu.Cue{Text: l.text}
		copies[l.text]++
	}
	for _, text := range h.text {
		copies[text]++ // a line that was there before under another sentence is repeated too
	}
	c, err := h.rule(h.f, &gendu.Transcript{}, cues)
	if err != nil {
		return err
	}
	for i, l := range h.lines {
		h.check(l, cues[i].ID, copies[l.text] > 2 || copies[h.text[l.who]] > 2)
	}
	for i, l := range h.lines {
		h.ids[l.who], h.owner[cues[i].ID], h.text[l.who] = cues[i].ID, l.who, l.text
		h.lines[i].touched = false
		if h.rand.IntN(3) == 0 {
			h.takes[cues[i].ID] = l.who
		}
	}
	h.apply(c, cues)
	h.follow(c.Revision, cues)
	return nil
}

// check says whether a sentence has kept its id and shares it with no other.
func (h *history) check(l line, id gendu.ID, repeated bool) {
	was, survived := h.ids[l.who]
	h.twice[l.who] = h.twice[l.who] || repeated
	if survived {
		h.count.survived++
		changed := !repeated && (l.touched || l.text != h.text[l.who])
		h.count.repeated += one(repeated)
		h.count.edited += one(changed)
		switch {
		case was == id:
			h.count.kept++
			h.count.repeatedKept += one(repeated)
			h.count.editedKept += one(changed)
		default:
			h.count.note("lost its id: %q, which was %q", l.text, h.text[l.who])
		}
	}
	if who, used := h.owner[id]; used && who != l.who && h.now(who) != l.who && !repeated && h.text[who] != l.text {
		h.count.moved++
		h.count.note("the id of %q is on %q", h.text[who], l.text)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// apply does what the store does with a change.
func (h *history) apply(c Change, cues []*gendu.Cue) {
	back := map[gendu.ID]bool{}
	for _, id := range c.Returned {
		back[id] = true
	}
	var links []gendu.CueLink
	for _, l := range h.f.Links {
		if !back[l.From] {
			links = append(links, l)
		}
	}
	h.f.Links = append(links, c.Links...)
	for _, cue := range h.f.Cues {
		h.f.Gone[cue.ID] = cue.Text
	}
	h.f.Latest, h.f.Cues = c.Revision, cues
}

// follow goes from every take to what its sentence is today.
func (h *history) follow(t *gendu.Transcript, cues []*gendu.Cue) {
	lasting := NewLasting(h.f.Links, liveIDs(t, cues))
	for id, who := range h.takes {
		now, there := lasting.Now(id)
		truth := h.now(who)
		h.count.takes++
		switch {
		case h.twice[who] || h.twice[truth] || h.twice[h.owner[now]]:
			h.count.repeatedTakes++
		case !there && truth == 0:
			h.count.gone++ // its absence is reported
		case there && truth != 0 && h.owner[now] == truth:
			h.count.reached++
		case there && h.text[h.owner[now]] == h.text[who]:
			h.count.reached++ // what was merged was parted again, and is there as it was
		case !there:
			h.count.lost++
			h.count.note("a take of %q reaches nothing, but the page has %q", h.text[who], h.text[truth])
		default:
			h.count.astray++
			h.count.note("a take of %q reaches %q", h.text[who], h.text[h.owner[now]])
		}
	}
}

// editedBy runs so many edits of pages under a rule.
func editedBy(t *testing.T, list []article, r rule, most int) *tally {
	t.Helper()
	count := &tally{}
	random := rand.New(rand.NewPCG(12, 2026))
	for page := 0; count.edits < most; page++ {
		h := &history{
			editor: newEditor(random, list[page%len(list)]), rule: r, count: count,
			f:   Former{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Episode: &gendu.Episode{ID: "episode"}, Gone: map[gendu.ID]string{}},
			ids: map[int]gendu.ID{}, owner: map[gendu.ID]int{}, text: map[int]string{}, takes: map[gendu.ID]int{}, twice: map[int]bool{},
		}
		if err := h.revise(); err != nil {
			t.Fatal(err)
		}
		for range 12 {
			for range 1 + random.IntN(4) {
				h.edit()
				count.edits++
			}
			if err := h.revise(); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d edits: %d of %d sentences kept their id (%.2f %%), of those that an edit changed %d of %d, of repeated lines %d of %d; %d ids moved; of %d ways from a take %d reach their sentence, %d say that it went, %d reach nothing, %d go astray, %d are of repeated lines\n%s",
		count.edits, count.kept, count.survived, 100*float64(count.kept)/float64(count.survived), count.editedKept, count.edited, count.repeatedKept, count.repeated, count.moved,
		count.takes, count.reached, count.gone, count.lost, count.astray, count.repeatedTakes, strings.Join(count.notes, "\n"))
	return count
}

// TestIdentityOutlivesEdits does 2,000 random edits of pages in English and in
// Chinese, and checks the ids against what the edits did.
func TestIdentityOutlivesEdits(t *testing.T) {
	t.Parallel()
	wantLasting(t, editedBy(t, articles(t), Revise, 2000))
}

func wantLasting(t *testing.T, n *tally) {
	t.Helper()
	single, kept := n.survived-n.repeated, n.kept-n.repeatedKept
	if float64(kept) < 0.99*float64(single) {
		t.Errorf("%d of %d sentences kept their id, want 99 %%", kept, single)
	}
	if float64(n.editedKept) < 0.99*float64(n.edited) {
		t.Errorf("of the sentences that an edit changed, %d of %d kept their id, want 99 %%", n.editedKept, n.edited)
	}
	if n.moved > 0 {
		t.Errorf("%d ids stand for a different sentence", n.moved)
	}
	if n.astray > 0 || float64(n.lost) > 0.01*float64(n.takes) {
		t.Errorf("of %d ways from a take, %d reach nothing and %d go astray", n.takes, n.lost, n.astray)
	}
}

// TestIdentityFindsFaults runs the same edits under rules that are wrong: the one
// that knows equal texts only, and one that goes by the place on the page.
func TestIdentityFindsFaults(t *testing.T) {
	t.Parallel()
	with := func(match func(former, given []string) Matching) rule {
		return func(f Former, t *gendu.Transcript, cues []*gendu.Cue) (Change, error) {
			c := Change{Revision: t, Cues: cues}
			c.name(f, cueSubjects(f.Cues), cueSubjects(cues), match, nil)
			return c, nil
		}
	}
	equal := editedBy(t, articles(t), with(func(former, given []string) Matching {
		m := newMatcher(former, given)
		m.equal()
		return Matching{m.of, m.into}
	}), 400)
	if float64(equal.kept) >= 0.99*float64(equal.survived) || equal.lost == 0 {
		t.Errorf("a rule that loses corrected sentences passes: %d of %d kept, %d takes lost", equal.kept, equal.survived, equal.lost)
	}
	place := editedBy(t, articles(t), with(func(former, given []string) Matching {
		m := newMatcher(former, given)
		for i := range min(len(former), len(given)) {
			m.pair(i, i)
		}
		return Matching{m.of, m.into}
	}), 400)
	if place.moved == 0 || place.astray == 0 {
		t.Errorf("a rule that goes by the place passes: %d ids moved, %d takes go astray", place.moved, place.astray)
	}
}
