package storetest

import (
	"errors"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/jobqueue"
)

func takes(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u, other := h.user(), h.user()
	v := h.newTake(u, e, cues[1])
	start := int64(-120)
	v.Speed, v.ClipStartMS, v.EchoCancelled, v.Cut = 0.75, &start, true, true
	created, err := h.PutTake(ctx, v, &gendu.Job{})
	h.ok(err)
	equal(h, "created", created, true)
	got := must[*gendu.Take](h)(h.Take(ctx, v.ID))
	if got.CueText != "Two." || got.CueStartMS != 1000 || got.CueEndMS != 1900 || got.Revision != 1 || got.AudioID != e.AudioID ||
		got.Mode != gendu.Repeat || !slices.Equal(got.SHA256, v.SHA256) || got.DurationMS != 900 ||
		got.Speed != 0.75 || got.ClipStartMS == nil || *got.ClipStartMS != start || !got.EchoCancelled || !got.Cut ||
		!got.RecordedAt.Equal(v.RecordedAt) || !got.CreatedAt.Equal(h.clock.Now()) || !got.DeletedAt.IsZero() {
		t.Errorf("got %+v", got)
	}
	j := h.claim(gendu.CompareTake)
	equal(h, "the comparing job", j.SubjectID, v.ID)
	h.done(j)
	created, err = h.PutTake(ctx, v, &gendu.Job{})
	h.ok(err)
	equal(h, "created again", created, false)
	h.idle()
	changed := *v
	changed.SHA256 = []byte{9}
	_, err = h.PutTake(ctx, &changed, nil)
	h.wantKind("other bytes", err, gendu.Conflict)
	stolen := *v
	stolen.UserID = other.ID
	_, err = h.PutTake(ctx, &stolen, nil)
	h.wantKind("somebody else's id", err, gendu.NotFound)
	takeLists(t, h, e, cues, u, other, v)
}

// takeLists is what people see of their takes beside each other's, and what stays
// where takes and episodes are deleted.
func takeLists(t *testing.T, h *fixture, e *gendu.Episode, cues []*gendu.Cue, u, other *gendu.User, v *gendu.Take) {
	ctx := t.Context()
	h.clock.Add(time.Second)
	second := h.take(u, e, cues[1])
	if got := must[*gendu.Take](h)(h.Take(ctx, second.ID)); got.Speed != 1 || got.ClipStartMS != nil || got.EchoCancelled || got.Cut {
		t.Errorf("a take that says nothing of the clip was played at %v from %v, echo cancelled %v, cut %v", got.Speed, got.ClipStartMS, got.EchoCancelled, got.Cut)
	}
	h.take(other, e, cues[1])
	list := must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{EpisodeID: e.ID}))
	if len(list) != 2 || list[0].ID != second.ID || list[1].ID != v.ID || list[0].Review != nil || list[0].Submission != nil || list[0].Judged != (gendu.Judged{}) {
		t.Errorf("takes: %+v", list)
	}
	equal(h, "recent takes", len(must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{Limit: 1}))), 1)
	h.wantKind("deleting somebody else's", h.DeleteTake(ctx, other.ID, v.ID), gendu.NotFound)
	h.ok(h.DeleteTake(ctx, u.ID, v.ID))
	h.wantKind("deleting twice", h.DeleteTake(ctx, u.ID, v.ID), gendu.NotFound)
	_, err := h.PutTake(ctx, v, nil)
	h.wantKind("a deleted one", err, gendu.Conflict)
	if !errors.Is(err, store.ErrGone) {
		t.Errorf("%v is not ErrGone", err)
	}
	equal(h, "the tombstone", must[*gendu.Take](h)(h.Take(ctx, v.ID)).DeletedAt, h.clock.Now())
	late := h.newTake(u, e, cues[0])
	h.ok(h.DeleteTake(ctx, u.ID, late.ID)) // before its upload ends
	if _, err := h.PutTake(ctx, late, nil); !errors.Is(err, store.ErrGone) {
		t.Errorf("a take that was deleted before it came: %v is not ErrGone", err)
	}
	equal(h, "takes after deletion", len(must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{EpisodeID: e.ID}))), 1)
	_, err = h.TakeView(ctx, u.ID, v.ID)
	h.wantKind("the view of a deleted one", err, gendu.NotFound)
	_, err = h.TakeView(ctx, other.ID, second.ID)
	h.wantKind("the view of somebody else's", err, gendu.NotFound)
	equal(h, "the view", must[*store.TakeView](h)(h.TakeView(ctx, u.ID, second.ID)).CueText, "Two.")

	h.ok(h.DeleteEpisode(ctx, e.ID))
	equal(h, "takes of a deleted episode", len(must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{EpisodeID: e.ID}))), 1)
	_, err = h.PutTake(ctx, &gendu.Take{ID: "x", UserID: "nobody"}, nil)
	h.wantKind("a user who is not there", err, gendu.NotFound)
}

func takeMarks(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	a, b, elsewhere := h.take(u, e, cues[0]), h.take(u, e, cues[0]), h.take(u, e, cues[1])
	yes, no, note := true, false, "better"
	for _, v := range []*gendu.Take{a, elsewhere, b} {
		h.ok(h.UpdateTake(ctx, u.ID, v.ID, store.TakePatch{Best: &yes}))
	}
	h.ok(h.UpdateTake(ctx, u.ID, b.ID, store.TakePatch{Note: &note, Favourite: &yes}))
	want := func(id gendu.ID, best, favourite bool, note string) {
		t.Helper()
		got := must[*gendu.Take](h)(h.Take(ctx, id))
		if got.Best != best || got.Favourite != favourite || got.Note != note {
			t.Errorf("take: best %t, favourite %t, note %q", got.Best, got.Favourite, got.Note)
		}
	}
	want(a.ID, false, false, "")
	want(b.ID, true, true, "better")
	want(elsewhere.ID, true, false, "")
	h.ok(h.UpdateTake(ctx, u.ID, b.ID, store.TakePatch{Best: &no}))
	want(b.ID, false, true, "better")
	h.wantKind("somebody else's", h.UpdateTake(ctx, h.user().ID, a.ID, store.TakePatch{Best: &yes}), gendu.NotFound)
	h.ok(h.DeleteTake(ctx, u.ID, b.ID))
	want(b.ID, false, false, "")
	h.wantKind("a deleted one", h.UpdateTake(ctx, u.ID, b.ID, store.TakePatch{Best: &yes}), gendu.NotFound)
}

// bestTakeRace marks many takes of one sentence as the best at once, and changes
// others beside it: one is left with the mark.
func bestTakeRace(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	var made []*gendu.Take
	for range 8 {
		made = append(made, h.take(u, e, cues[0]))
	}
	yes, note := true, "a note"
	for range 5 {
		var wg sync.WaitGroup
		for _, v := range made {
			for _, p := range []store.TakePatch{{Best: &yes}, {Note: &note}} {
				wg.Go(func() {
					if err := h.UpdateTake(ctx, u.ID, v.ID, p); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		best := 0
		for _, v := range must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{EpisodeID: e.ID})) {
			if v.Best {
				best++
			}
		}
		equal(h, "best takes", best, 1)
	}
}

// takeTwice sends the same take by many connections at once: one is made, with
// one job.
func takeTwice(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	for range 5 {
		v := h.newTake(u, e, cues[0])
		var made atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				mine := *v
				created, err := h.PutTake(ctx, &mine, &gendu.Job{})
				if err != nil {
					t.Error(err)
				}
				if created {
					made.Add(1)
				}
			})
		}
		wg.Wait()
		equal(h, "takes made", made.Load(), 1)
		h.done(h.claim(gendu.CompareTake))
		h.idle()
	}
}

func comparisons(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	v := h.newTake(u, e, cues[0])
	_, err := h.PutTake(ctx, v, &gendu.Job{})
	h.ok(err)
	_, err = h.Comparison(ctx, v.ID)
	h.wantKind("none yet", err, gendu.NotFound)
	j := h.claim()
	for _, c := range []gendu.Compared{
		{Revision: 1, State: gendu.Pending},
		{Revision: 1, State: gendu.Ready, Comparison: comparison()},
		{Revision: 2, State: gendu.Ready, Comparison: silence(), Message: "m"},
	} {
		c.TakeID = v.ID
		h.ok(h.PutComparison(ctx, jobqueue.GuardOf(j), &c))
		got := must[*gendu.Compared](h)(h.Comparison(ctx, v.ID))
		if !reflect.DeepEqual(*got, c) {
			t.Errorf("got %+v, want %+v", *got, c)
		}
	}
	all := must[[]*gendu.Compared](h)(h.Comparisons(ctx, v.ID))
	if len(all) != 2 || all[0].Revision != 1 || all[0].Comparison.Overall != 77 || all[1].Revision != 2 {
		t.Errorf("all comparisons: %+v", all)
	}
	view := must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{EpisodeID: e.ID}))[0]
	if want := (gendu.Judged{State: gendu.Ready, Verdict: gendu.VerdictSilent, Score: silence().Overall}); view.Judged != want {
		t.Errorf("view %+v", view)
	}
	h.ok(h.DeleteTake(ctx, u.ID, v.ID))
	cancel, err := h.HeartbeatJob(ctx, jobqueue.GuardOf(j), lease, "", 0)
	h.ok(err)
	equal(h, "the job is asked to stop", cancel, true)
	h.wantKind("comparing a deleted take", h.PutComparison(ctx, jobqueue.GuardOf(j), &gendu.Compared{TakeID: v.ID}), gendu.NotFound)
}

// compared is a take with the job that compares it.
func (h *fixture) compared(u *gendu.User, e *gendu.Episode, c *gendu.Cue) *gendu.Take {
	h.t.Helper()
	h.clock.Add(time.Second)
	v := h.newTake(u, e, c)
	_, err := h.PutTake(h.t.Context(), v, &gendu.Job{})
	h.ok(err)
	return v
}

// failCompare fails the next comparison.
func (h *fixture) failCompare(message string) {
	h.t.Helper()
	h.ok(h.FinishJob(h.t.Context(), jobqueue.GuardOf(h.claim(gendu.CompareTake)), gendu.JobFailed, message))
}

// comparisonFails ends comparisons without an answer: the learner sees it, and keeps
// an answer that is there.
func comparisonFails(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	v := h.compared(u, e, cues[0])
	again := func() { h.ok(h.Enqueue(ctx, &gendu.Job{Kind: gendu.CompareTake, SubjectID: v.ID})) }
	want := func(state gendu.WorkState, message string) {
		t.Helper()
		c := must[*gendu.Compared](h)(h.Comparison(ctx, v.ID))
		if c.State != state || c.Message != message || c.Revision != v.Revision || c.CreatedAt.IsZero() {
			t.Errorf("comparison %+v, want %s %q", c, state, message)
		}
	}
	h.failCompare("it broke")
	want(gendu.Failed, "it broke")
	again()
	h.failCompare("it broke again")
	want(gendu.Failed, "it broke again")
	again()
	j := h.claim(gendu.CompareTake)
	h.ok(h.PutComparison(ctx, jobqueue.GuardOf(j), &gendu.Compared{TakeID: v.ID, Revision: v.Revision, State: gendu.Ready, Comparison: silence()}))
	h.ok(h.FinishJob(ctx, jobqueue.GuardOf(j), gendu.JobFailed, "the next revision broke"))
	want(gendu.Ready, "")

	lost := h.compared(u, e, cues[0])
	for range jobqueue.MaxLost {
		h.claim(gendu.CompareTake)
		h.clock.Add(lease)
	}
	h.idle()
	if c := must[*gendu.Compared](h)(h.Comparison(ctx, lost.ID)); c.State != gendu.Failed || c.Message == "" {
		t.Errorf("after five lost leases: %+v", c)
	}

	gone := h.compared(u, e, cues[0])
	j = h.claim(gendu.CompareTake)
	h.ok(h.DeleteTake(ctx, u.ID, gone.ID))
	h.ok(h.FinishJob(ctx, jobqueue.GuardOf(j), gendu.JobFailed, "it broke"))
	_, err := h.Comparison(ctx, gone.ID)
	h.wantKind("of a deleted take", err, gendu.NotFound)
}

// comparisonRepaired gives a take that has neither an answer nor a job a new one.
func comparisonRepaired(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	v := h.compared(h.user(), e, cues[0])
	equal(h, "while its job waits", must[int](h)(h.Repair(ctx)), 0)
	h.done(h.claim(gendu.CompareTake)) // it brought nothing
	equal(h, "mended", must[int](h)(h.Repair(ctx)), 1)
	equal(h, "mended twice", must[int](h)(h.Repair(ctx)), 0)
	h.clock.Add(time.Second)
	h.failCompare("it broke")
	equal(h, "mended for ever", must[int](h)(h.Repair(ctx)), 0)
	equal(h, "the answer", must[*gendu.Compared](h)(h.Comparison(ctx, v.ID)).State, gendu.Failed)

	gone := h.take(h.user(), e, cues[0])
	h.ok(h.DeleteTake(ctx, gone.UserID, gone.ID))
	equal(h, "a deleted take", must[int](h)(h.Repair(ctx)), 0)
}
