package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/store/jobqueue"
	"gendu/store/study"
)

// sounds keeps what takes show of their speaker's sounds as long as the takes.
func sounds(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u, other := h.user(), h.user()
	said := []gendu.SaidSound{{Word: "two", Sound: "UW", Score: 1.25}, {Word: "two", Sound: "T", Score: 1.9}}
	start := h.clock.Now()
	put := func(u *gendu.User, list []gendu.SaidSound) (*gendu.Take, *gendu.Job) {
		h.clock.Add(time.Second)
		v := h.newTake(u, e, cues[1])
		must[bool](h)(h.PutTake(ctx, v, &gendu.Job{}))
		j := h.claim(gendu.CompareTake)
		h.ok(h.PutSounds(ctx, jobqueue.GuardOf(j), v.ID, list))
		return v, j
	}
	list := func(u *gendu.User, since time.Time, limit int) []study.TakeSounds {
		return must[[]study.TakeSounds](h)(h.SoundsOf(ctx, u.ID, since, limit))
	}
	first, job := put(u, said)
	got := list(u, start, 10)
	if len(got) != 1 || got[0].ID != first.ID || got[0].Now != cues[1].ID || len(got[0].Sounds) != 2 || got[0].Sounds[0] != said[0] {
		t.Errorf("the evidence of one take is %+v", got)
	}
	h.ok(h.PutSounds(ctx, jobqueue.GuardOf(job), first.ID, said[1:]))
	if got := list(u, start, 10); len(got) != 1 || len(got[0].Sounds) != 1 || got[0].Sounds[0] != said[1] {
		t.Errorf("replaced, the evidence is %+v", got)
	}
	h.done(job)

	second, job := put(u, said)
	h.done(job)
	_, job = put(u, nil)
	h.done(job)
	_, job = put(other, said)
	h.done(job)
	equal(h, "takes with evidence", len(list(u, start, 10)), 2)
	equal(h, "the newest", list(u, start, 1)[0].ID, second.ID)
	equal(h, "of a later time", len(list(u, h.clock.Now().Add(time.Hour), 10)), 0)

	h.ok(h.DeleteTake(ctx, u.ID, first.ID))
	equal(h, "after one was deleted", len(list(u, start, 10)), 1)
	gone, job := put(u, said)
	guard := jobqueue.GuardOf(job)
	h.ok(h.PutSounds(ctx, guard, gone.ID, nil))
	equal(h, "after none was found in the newest", len(list(u, start, 10)), 1)
	h.ok(h.DeleteTake(ctx, u.ID, gone.ID))
	if h.PutSounds(ctx, guard, gone.ID, said) == nil {
		t.Error("evidence was kept of a take that was deleted")
	}
	equal(h, "after a late answer", len(list(u, start, 10)), 1)
	equal(h, "of somebody else", len(list(other, start, 10)), 1)
}
