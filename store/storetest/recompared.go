package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/store/jobqueue"
)

// recompared times sentences again: the takes of those that moved are compared again,
// a little apart; the others, the deleted ones and those of other episodes are not.
func recompared(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	elsewhere, others := h.ready()
	u := h.user()
	var made []*gendu.Take
	for _, c := range cues {
		h.clock.Add(time.Second)
		made = append(made, h.take(u, e, c))
	}
	deleted := h.take(u, e, cues[1])
	h.ok(h.DeleteTake(ctx, u.ID, deleted.ID))
	h.take(u, elsewhere, others[0])
	next := h.page(e, "One.", "Two.", "Three.")
	equal(h, "jobs before the new times are there", len(h.compareJobs(made...)), 0)
	h.finish(next, func(i int, c *gendu.Cue) {
		if i == 1 {
			c.StartMS += 40
		}
	})
	if jobs := h.compareJobs(made...); len(jobs) != 1 || jobs[0].SubjectID != made[1].ID || jobs[0].EpisodeID != "" {
		t.Fatalf("after one sentence moved the jobs are %+v", jobs)
	}
	h.idle(gendu.CompareTake) // it is due in a moment, behind what was just made
	h.clock.Add(time.Second)
	j := h.claim(gendu.CompareTake)
	equal(h, "the take that is compared again", j.SubjectID, made[1].ID)
	h.ok(h.PutComparison(ctx, jobqueue.GuardOf(j), &gendu.Compared{TakeID: made[1].ID, Revision: 1, State: gendu.Ready, Comparison: comparison()}))
	h.ok(h.PutComparison(ctx, jobqueue.GuardOf(j), &gendu.Compared{TakeID: made[1].ID, Revision: 2, State: gendu.Ready, Comparison: silence()}))
	h.done(j)
	all := must[[]*gendu.Compared](h)(h.Comparisons(ctx, made[1].ID))
	if len(all) != 2 || all[0].Comparison.Verdict != gendu.VerdictOK || all[1].Comparison.Verdict != gendu.VerdictSilent {
		t.Errorf("the comparisons are %+v", all)
	}

	// Other words of the same times count too; a sentence that is not heard any more
	// has nothing to compare with, and one that went has no times at all.
	h.finish(h.page(e, "One.", "Two.", "Three."), func(i int, c *gendu.Cue) {
		if i == 0 {
			c.Words = append(c.Words, gendu.Word{Text: "more", StartMS: c.StartMS, EndMS: c.EndMS})
		}
		c.Spoken = i != 1
	})
	if jobs := h.compareJobs(made...); len(jobs) != 1 || jobs[0].SubjectID != made[0].ID {
		t.Fatalf("after other words the jobs are %+v", jobs)
	}
	h.clock.Add(time.Second)
	h.done(h.claim(gendu.CompareTake))
	h.finish(h.page(e, "Quite another."), func(int, *gendu.Cue) {})
	equal(h, "jobs after the sentences went", len(h.compareJobs(made...)), 0)

	// Times that come with a file are new times as well.
	e, cues = h.ready()
	take := h.take(u, e, cues[2])
	tr := &gendu.Transcript{EpisodeID: e.ID, AudioID: e.AudioID, State: gendu.Ready, Timed: true, Method: "file"}
	h.ok(h.AddTranscript(ctx, tr, []*gendu.Cue{{Text: "Three.", StartMS: 5, EndMS: 10, Spoken: true}}))
	equal(h, "jobs after a timed file", len(h.compareJobs(take)), 1)
}

// finish ends the timing of a transcript as align does, with changes.
func (h *fixture) finish(tr *gendu.Transcript, change func(i int, c *gendu.Cue)) {
	h.t.Helper()
	ctx := h.t.Context()
	j := h.claim(gendu.AlignTranscript)
	list := must[[]*gendu.Cue](h)(h.Cues(ctx, tr.ID))
	for i, c := range list {
		c.StartMS, c.EndMS, c.Spoken = int64(i)*1000, int64(i)*1000+900, true
		c.Words = []gendu.Word{{Text: "w", StartMS: c.StartMS, EndMS: c.EndMS}}
		change(i, c)
	}
	now := must[*gendu.Transcript](h)(h.Transcript(ctx, tr.ID))
	now.State = gendu.Ready
	h.ok(h.FinishTranscript(ctx, jobqueue.GuardOf(j), now, list))
	h.done(j)
}

// compareJobs are the queued comparisons of takes.
func (h *fixture) compareJobs(made ...*gendu.Take) (out []*gendu.Job) {
	h.t.Helper()
	for _, v := range made {
		for _, j := range must[[]*gendu.Job](h)(h.JobsOfSubject(h.t.Context(), v.ID)) {
			if j.State == gendu.JobQueued {
				out = append(out, j)
			}
		}
	}
	return out
}
