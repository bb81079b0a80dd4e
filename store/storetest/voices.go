package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/store/jobqueue"
)

// voices keeps one voice per user, and has takes compared again whose answer an older
// method gave.
func voices(t *testing.T, h *fixture) {
	ctx := t.Context()
	u := h.user()
	_, err := h.Voice(ctx, u.ID)
	h.wantKind("a voice of which nothing is known", err, gendu.NotFound)
	for _, warp := range []float64{1.1, 1.2} {
		h.ok(h.PutVoice(ctx, &gendu.Voice{UserID: u.ID, Warp: warp, Seconds: 10 * warp}))
		v := must[*gendu.Voice](h)(h.Voice(ctx, u.ID))
		if v.Warp != warp || v.Seconds != 10*warp || v.UpdatedAt.IsZero() {
			t.Errorf("the voice is %+v", v)
		}
	}

	e, cues := h.ready()
	take := h.newTake(u, e, cues[0])
	must[bool](h)(h.PutTake(ctx, take, &gendu.Job{}))
	h.done(h.answered(take, 2))
	equal(h, "takes of an older method", must[int](h)(h.RecompareOld(ctx, 3)), 1)
	equal(h, "takes of an older method that are queued already", must[int](h)(h.RecompareOld(ctx, 3)), 0)
	h.clock.Add(time.Second)
	h.done(h.answered(take, 3))
	equal(h, "takes of an older method after they were compared", must[int](h)(h.RecompareOld(ctx, 3)), 0)
}

// answered does the next comparison by a method.
func (h *fixture) answered(take *gendu.Take, method int) *gendu.Job {
	j := h.claim(gendu.CompareTake)
	equal(h, "the take that is compared", j.SubjectID, take.ID)
	c := &gendu.Comparison{Verdict: gendu.VerdictOK, Method: method}
	h.ok(h.PutComparison(h.t.Context(), jobqueue.GuardOf(j), &gendu.Compared{TakeID: take.ID, Revision: take.Revision, State: gendu.Ready, Comparison: c}))
	return j
}
