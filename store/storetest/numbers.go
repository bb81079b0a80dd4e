package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/publishing"
	"gendu/store"
	"gendu/store/jobqueue"
	"gendu/store/numbers"
)

// judgedTake is a take with a comparison that misses words.
func (h *fixture) judgedTake(u *gendu.User, e *gendu.Episode, c *gendu.Cue, verdict gendu.ComparisonVerdict, missed ...string) *gendu.Take {
	h.t.Helper()
	take := h.compared(u, e, c)
	j := h.claim(gendu.CompareTake)
	v := &gendu.Comparison{Verdict: verdict}
	for _, w := range missed {
		v.Words = append(v.Words, gendu.ComparedWord{Text: w, Verdict: gendu.WordMissing})
	}
	h.ok(h.PutComparison(h.t.Context(), jobqueue.GuardOf(j), &gendu.Compared{TakeID: take.ID, Revision: take.Revision, State: gendu.Ready, Comparison: v}))
	h.done(j)
	return take
}

// visited is a visit of a learner in which a page counted sentences.
func (h *fixture) visited(u *gendu.User, e *gendu.Episode, list ...numbers.Practised) numbers.Visit {
	h.t.Helper()
	v := numbers.Visit{ID: gendu.NewID(h.clock.Now()), UserID: u.ID, EpisodeID: e.ID, Sentences: list}
	h.visit(v)
	return v
}

func (h *fixture) visit(v numbers.Visit) {
	h.t.Helper()
	h.clock.Add(time.Second)
	h.ok(h.PutVisit(h.t.Context(), v))
	h.clock.Add(time.Second)
}

func (h *fixture) numbers(e *gendu.Episode) publishing.Counts {
	h.t.Helper()
	return must[publishing.Counts](h)(h.EpisodeNumbers(h.t.Context(), e.ID))
}

// learners are so many people who have practised nothing.
func (h *fixture) learners(n int) (list []*gendu.User) {
	for range n {
		list = append(list, h.user())
	}
	return list
}

// practisedVisits: a visit that is sent again adds what it has grown by, in whatever order
// its sendings arrive.
func practisedVisits(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	other, _ := h.ready()
	one, two := cues[0].ID, cues[1].ID
	for _, u := range h.learners(4) {
		h.visited(u, e, numbers.Practised{CueID: one, Plays: 1, MS: 100}, numbers.Practised{CueID: two, Plays: 1, MS: 100})
	}
	u := h.user()
	v := h.visited(u, e, numbers.Practised{CueID: one, Plays: 2, MS: 1000})
	grown := v
	grown.Sentences = []numbers.Practised{{CueID: one, Plays: 3, Skips: 1, MS: 1500}, {CueID: "of nobody", Plays: 9}, {CueID: two, Plays: 1, MS: 500}}
	h.visit(grown)
	h.visit(v)     // late
	h.visit(grown) // again
	c := h.numbers(e)
	equal(h, "practised", c.Whole.PractisedMS, int64(4*200+2000))
	equal(h, "the first sentence", c.Heard[one], publishing.HeardCounts{Learners: 5, Plays: 4 + 3, Skipped: 1})
	equal(h, "who stopped at the second", c.Whole.Stops[two], 5)
	equal(h, "sentences with figures", len(c.Heard), 2)

	grown.UserID = h.user().ID
	h.wantKind("somebody else's visit", h.PutVisit(ctx, grown), gendu.NotFound)
	grown.UserID, grown.EpisodeID = u.ID, other.ID
	h.wantKind("the visit to another episode", h.PutVisit(ctx, grown), gendu.NotFound)

	one200 := func() error {
		for range 200 {
			if err := h.PutVisit(ctx, numbers.Visit{ID: gendu.NewID(h.clock.Now()), UserID: u.ID, EpisodeID: e.ID, Sentences: []numbers.Practised{{CueID: one, Plays: 1}}}); err != nil {
				return err
			}
		}
		return nil
	}
	h.wantKind("too many visits", one200(), gendu.Quota)
	h.clock.Add(numbers.VisitKept)
	h.ok(h.PutVisit(ctx, numbers.Visit{ID: gendu.NewID(h.clock.Now()), UserID: u.ID, EpisodeID: e.ID, Sentences: []numbers.Practised{{CueID: one, Plays: 1}}}))
}

// numbersOfFive: learners are counted once each, hosts not at all, and nothing is shown of
// fewer than five.
func numbersOfFive(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	show := must[*gendu.Show](h)(h.Show(ctx, e.ShowID))
	owner, editor := must[*gendu.User](h)(h.User(ctx, show.OwnerID)), h.user(gendu.Host)
	h.ok(h.AddEditor(ctx, show.ID, editor.ID))
	one, two := cues[0].ID, cues[1].ID
	list := h.learners(5)
	for i, u := range append(list[:4:4], owner, editor) {
		h.visited(u, e, numbers.Practised{CueID: one, Plays: 1000, MS: 1000})
		h.judgedTake(u, e, cues[0], gendu.VerdictHard, "one")
		equal(h, "nothing of so few", h.numbers(e).Whole == nil && i < 7, true)
	}
	h.visited(list[4], e, numbers.Practised{CueID: one, Plays: 5, MS: 1000}, numbers.Practised{CueID: two, Plays: 1, Skips: 1, MS: 500})
	c := h.numbers(e)
	equal(h, "learners", c.Whole.Learners, 5)
	equal(h, "spoken", c.Whole.SpokenMS, int64(4*900))
	equal(h, "the first sentence", c.Heard[one], publishing.HeardCounts{Learners: 5, Plays: 4*publishing.MaxPlays + 5})
	equal(h, "figures of one learner, or of four", len(c.Heard)+len(c.Said), 1)
	h.judgedTake(list[4], e, cues[0], gendu.VerdictOther, "two")
	equal(h, "a recording that says nothing of the sentence", len(h.numbers(e).Said), 0)
	h.judgedTake(list[4], e, cues[0], gendu.VerdictOK, "One.", "two")
	said := h.numbers(e).Said[one]
	if said.Learners != 5 || said.Hard != 4 || said.Words["one"] != 5 || said.Words["two"] != 1 {
		t.Errorf("said: %+v", said)
	}
	equal(h, "another episode", must[publishing.Counts](h)(h.EpisodeNumbers(ctx, "none")).Whole == nil, true)
	h.ok(h.DeleteEpisode(ctx, e.ID))
	equal(h, "figures of a deleted episode", len(h.numbers(e).Heard), 0)
}

// numbersOfTwoLooks: a figure changes only together with five learners, and those who
// leave take theirs with them.
func numbersOfTwoLooks(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	one, two := cues[0].ID, cues[1].ID
	list := h.learners(7)
	for _, u := range list[:6] {
		h.visited(u, e, numbers.Practised{CueID: one, Plays: 1, MS: 1000})
	}
	before := h.numbers(e)
	same := func(what string) {
		t.Helper()
		c := h.numbers(e)
		if c.Whole == nil || c.Whole.Learners != before.Whole.Learners || c.Whole.PractisedMS != before.Whole.PractisedMS || c.Heard[one] != before.Heard[one] || c.Whole.Stops[one] != 6 {
			t.Errorf("%s: %+v %+v, before %+v %+v", what, c.Whole, c.Heard, before.Whole, before.Heard)
		}
	}
	h.visited(list[6], e, numbers.Practised{CueID: one, Plays: 9, MS: 60_000})
	same("a seventh learner")
	h.ok(h.AddEditor(ctx, e.ShowID, func() gendu.ID { u := h.user(gendu.Host); return u.ID }()))
	for _, u := range list[:3] {
		h.visited(u, e, numbers.Practised{CueID: one, Plays: 1, Skips: 1, MS: 1000}, numbers.Practised{CueID: two, Plays: 1, MS: 1})
		h.visited(u, e, numbers.Practised{CueID: one, Plays: 1, Skips: 1, MS: 1000}, numbers.Practised{CueID: two, Plays: 1, MS: 1})
		same("a few have practised more, and more than once")
	}
	h.visited(list[3], e, numbers.Practised{CueID: one, Plays: 1, MS: 1000})
	after := h.numbers(e)
	equal(h, "learners, once five have changed something", after.Whole.Learners, 7)
	equal(h, "the sentence", after.Heard[one], publishing.HeardCounts{Learners: 7, Plays: 6 + 9 + 6 + 1, Skipped: 3})

	leaves := func(u *gendu.User) {
		t.Helper()
		must[*gendu.User](h)(h.AskDeletion(ctx, u.ID, u.ID))
		h.clock.Add(store.Grace)
		h.ok(h.CloseAccount(ctx, u.ID))
		h.ok(h.ForgetAccount(ctx, u.ID))
	}
	leaves(list[0])
	equal(h, "one has gone: the difference would tell of them", h.numbers(e).Heard[one], after.Heard[one])
	h.clock.Add(30 * 24 * time.Hour)
	equal(h, "thirty days later", h.numbers(e).Whole == nil, true)
	equal(h, "of the sentence", len(h.numbers(e).Heard), 0)
	for _, u := range list[1:5] {
		h.visited(u, e, numbers.Practised{CueID: one, Plays: 1, MS: 1000})
	}
	c := h.numbers(e)
	equal(h, "four of those who are left", c.Heard[one], publishing.HeardCounts{Learners: 6, Plays: 22 - 3 + 4, Skipped: 2})
	leaves(list[1])
	leaves(list[2])
	equal(h, "too few are left", h.numbers(e).Whole == nil && len(h.numbers(e).Heard) == 0, true)
}

// numbersWithoutTakes: the words of a recording go with it.
func numbersWithoutTakes(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	list := h.learners(6)
	var first *gendu.Take
	for i, u := range list[:5] {
		if v := h.judgedTake(u, e, cues[0], gendu.VerdictOK, "one"); i == 0 {
			first = v
		}
	}
	equal(h, "who missed the word", h.numbers(e).Said[cues[0].ID].Words["one"], 5)
	h.ok(h.DeleteTake(ctx, list[0].ID, first.ID))
	for _, u := range list[1:] {
		h.judgedTake(u, e, cues[0], gendu.VerdictOK)
	}
	said := h.numbers(e).Said[cues[0].ID]
	equal(h, "learners without the one who took the recording away", said.Learners, 5)
	equal(h, "who missed the word then", said.Words["one"], 4)
}
