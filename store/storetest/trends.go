package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/practice/history"
	"gendu/store/classroom"
	"gendu/store/study"
)

// readTakes: the newest recordings of a stretch of time that were read, with what was found.
func readTakes(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u, start := h.user(), h.clock.Now()
	own := study.Voice{Learner: u.ID}
	list := func(v study.Voice, limit int) []history.Read {
		t.Helper()
		return must[[]history.Read](h)(h.ReadTakes(ctx, v, start, h.clock.Now().Add(time.Second), limit))
	}
	h.said(u, e, cues[0], gendu.VerdictOK)
	h.said(u, e, cues[0], gendu.VerdictHard)
	h.said(u, e, cues[1], gendu.VerdictSilent)
	h.take(u, e, cues[1]) // nothing is known of it
	got := list(own, 10)
	if len(got) != 1 || got[0].Comparison == nil || got[0].Comparison.Verdict != gendu.VerdictOK || got[0].Speed == 0 {
		t.Errorf("read: %+v", got)
	}
	h.said(u, e, cues[2], gendu.VerdictOK)
	equal(h, "of two", len(list(own, 10)), 2)
	equal(h, "at most one", len(list(own, 1)), 1)
	equal(h, "of somebody else", len(list(study.Voice{Learner: h.user().ID}, 10)), 0)
	equal(h, "before", len(must[[]history.Read](h)(h.ReadTakes(ctx, own, start.Add(-time.Hour), start, 10))), 0)
}

// teachersVoice: a teacher gets figures of what a class of theirs hears, and of nothing else.
func teachersVoice(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u, teacher, other := h.user(), h.user(gendu.Teacher), h.user(gendu.Teacher)
	c, c2 := h.class(teacher, false), h.class(other, false)
	join := func(c *gendu.Class) { must[*gendu.Class](h)(h.JoinClass(ctx, c.Code.Code, u.ID)) }
	join(c)
	join(c2)
	start := h.clock.Now()
	say := func() *gendu.Take { return h.said(u, e, cues[0], gendu.VerdictOK) }
	own := study.Voice{Learner: u.ID}
	theirs := study.Voice{Learner: u.ID, Class: c.ID, Teacher: teacher.ID}
	counts := func(v study.Voice) [2]int {
		t.Helper()
		var n int64
		for _, m := range must[[]study.Moment](h)(h.RecordedMoments(ctx, v, start.Truncate(study.Quarter))) {
			n += m.N
		}
		reads := len(must[[]history.Read](h)(h.ReadTakes(ctx, v, start, h.clock.Now().Add(time.Second), 100)))
		return [2]int{reads, int(n)}
	}
	none := func(what string, v study.Voice) {
		t.Helper()
		equal(h, what, counts(v), [2]int{})
		if _, _, err := h.FirstAndLast(ctx, v, start, time.Hour); gendu.KindOf(err) != gendu.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	first := say()
	h.clock.Add(2 * time.Hour)
	last := say()
	each := int(first.DurationMS)
	equal(h, "the learner's own", counts(own), [2]int{2, 2 * each})
	none("nothing was sent", theirs)
	h.ok(h.Submit(ctx, first.ID, c.ID, u.ID))
	equal(h, "one was sent", counts(theirs), [2]int{1, each})
	h.ok(h.Submit(ctx, last.ID, c.ID, u.ID))
	a, b, err := h.FirstAndLast(ctx, theirs, start, time.Hour)
	if err != nil || a != first.ID || b != last.ID {
		t.Errorf("first %s and last %s, want %s and %s: %v", a, b, first.ID, last.ID, err)
	}
	if _, _, err := h.FirstAndLast(ctx, theirs, start, 3*time.Hour); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("not so long apart: %v", err)
	}
	none("another class", study.Voice{Learner: u.ID, Class: c2.ID, Teacher: other.ID})
	none("another teacher", study.Voice{Learner: u.ID, Class: c.ID, Teacher: other.ID})
	h.ok(h.Unsubmit(ctx, first.ID, c.ID, u.ID))
	equal(h, "one was taken back", counts(theirs), [2]int{1, each})

	// The class asks for all: that counts from the moment that the member agrees.
	h.clock.Add(time.Minute)
	must[*gendu.Class](h)(h.UpdateClass(ctx, c.ID, classroom.ClassChange{AllTakes: ptr(true)}))
	say()
	equal(h, "asked, and not agreed", counts(theirs), [2]int{1, each})
	h.clock.Add(time.Minute)
	h.ok(h.AnswerConsent(ctx, c.ID, u.ID, true, "1"))
	say()
	equal(h, "what came after the answer", counts(theirs), [2]int{2, 2 * each})
	equal(h, "the member", must[*gendu.User](h)(h.Member(ctx, c.ID, u.ID)).ID, u.ID)
	h.ok(h.EndMembership(ctx, c.ID, u.ID))
	none("after the membership", theirs)
	_, err = h.Member(ctx, c.ID, u.ID)
	h.wantKind("no member any more", err, gendu.NotFound)
}
