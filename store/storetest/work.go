package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"gendu"
	"gendu/store/jobqueue"
)

func (h *fixture) sweepJob(subject string) *gendu.Job {
	h.t.Helper()
	j := &gendu.Job{Kind: gendu.Sweep, SubjectID: gendu.ID(subject)}
	h.ok(h.Enqueue(h.t.Context(), j))
	return j
}

func jobOrder(t *testing.T, h *fixture) {
	ctx := t.Context()
	h.idle()
	_, err := h.ClaimJob(ctx, "here:1", nil, lease)
	h.wantKind("no kinds", err, gendu.NotFound)
	late := &gendu.Job{Kind: gendu.Sweep, SubjectID: "late", RunAt: h.clock.Now().Add(time.Minute)}
	h.ok(h.Enqueue(ctx, late))
	h.clock.Add(time.Second)
	second := h.sweepJob("second")
	h.clock.Add(time.Second)
	third := h.sweepJob("third")
	h.wantKind("the same work twice", h.Enqueue(ctx, &gendu.Job{Kind: gendu.Sweep, SubjectID: "third"}), gendu.Conflict)
	h.idle(gendu.IngestAudio, gendu.AlignTranscript)
	j := h.claim()
	if j.ID != second.ID || j.State != gendu.JobRunning || j.Owner != "here:1" || j.Token != 1 || j.Attempt != 0 ||
		!j.LeaseEnd.Equal(h.clock.Now().Add(lease)) {
		t.Errorf("claimed %+v", j)
	}
	h.wantKind("the same work while it runs", h.Enqueue(ctx, &gendu.Job{Kind: gendu.Sweep, SubjectID: "second"}), gendu.Conflict)
	equal(h, "the next", h.claim().ID, third.ID)
	h.idle()
	h.done(j)
	h.sweepJob("second")
}

func jobGuard(t *testing.T, h *fixture) {
	ctx := t.Context()
	h.sweepJob("")
	j := h.claim()
	g := jobqueue.GuardOf(j)
	cancel, err := h.HeartbeatJob(ctx, g, lease, "decoding", 0.25)
	h.ok(err)
	equal(h, "cancel", cancel, false)
	got := must[*gendu.Job](h)(h.Job(ctx, j.ID))
	if got.Step != "decoding" || got.Progress != 0.25 {
		t.Errorf("job %+v", got)
	}
	h.clock.Add(lease - time.Second)
	h.idle()
	_, err = h.HeartbeatJob(ctx, g, lease, "decoding", 7)
	h.ok(err)
	h.clock.Add(lease - time.Second)
	h.idle() // the heartbeat held it
	h.clock.Add(time.Second)
	again := h.claim()
	if again.ID != j.ID || again.Token != j.Token+1 || again.Lost != 1 || again.Step != "" || again.Progress != 0 {
		t.Errorf("claimed again: %+v", again)
	}
	for what, err := range map[string]error{
		"FinishJob":  h.FinishJob(ctx, g, gendu.JobDone, ""),
		"RetryJob":   h.RetryJob(ctx, g, h.clock.Now(), ""),
		"ReleaseJob": h.ReleaseJob(ctx, g),
		"HeartbeatJob": func() error {
			_, err := h.HeartbeatJob(ctx, g, lease, "x", 0)
			return err
		}(),
		"FinishAudio":      h.FinishAudio(ctx, g, &gendu.Audio{State: gendu.Ready}),
		"FinishTranscript": h.FinishTranscript(ctx, g, &gendu.Transcript{State: gendu.Ready}, nil),
		"PutComparison":    h.PutComparison(ctx, g, &gendu.Compared{}),
	} {
		h.wantKind(what+" after the lease was lost", err, gendu.Conflict)
		if !errors.Is(err, jobqueue.ErrLeaseLost) {
			t.Errorf("%s: %v is not ErrLeaseLost", what, err)
		}
	}
	h.done(again)
	if err := h.FinishJob(ctx, jobqueue.GuardOf(again), gendu.JobDone, ""); !errors.Is(err, jobqueue.ErrLeaseLost) {
		t.Errorf("ending it twice: %v", err)
	}
	got = must[*gendu.Job](h)(h.Job(ctx, j.ID))
	if got.State != gendu.JobDone || got.Progress != 1 || got.Owner != "" || !got.EndedAt.Equal(h.clock.Now()) {
		t.Errorf("ended: %+v", got)
	}
}

// jobLost loses leases: five in a row at one step end the job, and losses at
// other steps begin the count again.
func jobLost(t *testing.T, h *fixture) {
	ctx := t.Context()
	h.sweepJob("")
	lose := func(step string, want int) {
		t.Helper()
		j := h.claim()
		equal(h, "lost so far", j.Lost, want)
		for _, s := range []string{"indexing", step} { // every run begins at the beginning
			_, err := h.HeartbeatJob(ctx, jobqueue.GuardOf(j), lease, s, 0.5)
			h.ok(err)
		}
		h.clock.Add(lease)
	}
	for i := range jobqueue.MaxLost - 1 {
		lose("decoding", i)
	}
	lose("aligning", jobqueue.MaxLost-1)
	for i := range jobqueue.MaxLost - 1 {
		lose("decoding", max(1, i)) // the first claim counts the loss at aligning
	}
	j := h.claim()
	equal(h, "four in a row again", j.Lost, jobqueue.MaxLost-1)
	_, err := h.HeartbeatJob(ctx, jobqueue.GuardOf(j), lease, "decoding", 0.5)
	h.ok(err)
	h.clock.Add(lease)
	h.idle()
	got := must[*gendu.Job](h)(h.Job(ctx, j.ID))
	if got.State != gendu.JobFailed || got.Lost != jobqueue.MaxLost || !strings.Contains(got.Message, "five times") || got.EndedAt.IsZero() {
		t.Errorf("after five: %+v", got)
	}
}

// jobLostSubject fails the audio together with the job that was lost too often.
func jobLostSubject(t *testing.T, h *fixture) {
	a := h.audio(h.episode())
	for range jobqueue.MaxLost {
		h.claim()
		h.clock.Add(lease)
	}
	other := h.sweepJob("other") // found behind the job that ends
	equal(h, "the next job", h.claim().ID, other.ID)
	got := must[*gendu.Audio](h)(h.Audio(t.Context(), a.ID))
	if got.State != gendu.Failed || !strings.Contains(got.Message, "five times") {
		t.Errorf("audio %+v", got)
	}
}

func jobCancel(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	running := h.audio(e)
	j := h.claim()
	queued := h.audio(e)
	h.ok(h.CancelJobs(ctx, e.ID))
	equal(h, "the queued one", must[*gendu.Audio](h)(h.Audio(ctx, queued.ID)).State, gendu.Failed)
	h.idle()
	cancel, err := h.HeartbeatJob(ctx, jobqueue.GuardOf(j), lease, "decoding", 0)
	h.ok(err)
	equal(h, "cancel", cancel, true)
	h.ok(h.FinishJob(ctx, jobqueue.GuardOf(j), gendu.JobCanceled, ""))
	a := must[*gendu.Audio](h)(h.Audio(ctx, running.ID))
	if a.State != gendu.Failed || a.Message == "" {
		t.Errorf("audio %+v", a)
	}
	for what, end := range map[string]func(g jobqueue.JobGuard) error{
		"released": func(g jobqueue.JobGuard) error { return h.ReleaseJob(ctx, g) },
		"retried":  func(g jobqueue.JobGuard) error { return h.RetryJob(ctx, g, h.clock.Now(), "x") },
		"lost":     func(jobqueue.JobGuard) error { h.clock.Add(lease); return nil },
	} {
		h.audio(e)
		j := h.claim()
		h.ok(h.CancelJobs(ctx, e.ID))
		h.ok(end(jobqueue.GuardOf(j)))
		h.idle()
		equal(h, "cancelled and "+what, must[*gendu.Job](h)(h.Job(ctx, j.ID)).State, gendu.JobCanceled)
		equal(h, "its audio", must[*gendu.Audio](h)(h.AudioOfEpisode(ctx, e.ID)).State, gendu.Failed)
		h.clock.Add(time.Second)
	}
}

func jobRetryRelease(t *testing.T, h *fixture) {
	ctx := t.Context()
	h.sweepJob("")
	j := h.claim()
	h.ok(h.ReleaseJob(ctx, jobqueue.GuardOf(j)))
	j = h.claim() // at once
	equal(h, "attempts after a release", j.Attempt, 0)
	equal(h, "losses after a release", j.Lost, 0)
	h.clock.Add(lease)
	j = h.claim()
	equal(h, "losses", j.Lost, 1)
	h.ok(h.RetryJob(ctx, jobqueue.GuardOf(j), h.clock.Now().Add(time.Minute), "the disk is full"))
	h.idle()
	h.clock.Add(time.Minute)
	j = h.claim()
	if j.Attempt != 1 || j.Lost != 0 || j.Message != "the disk is full" {
		t.Errorf("after a failure: %+v", j)
	}
}

func jobVoidLeases(t *testing.T, h *fixture) {
	ctx := t.Context()
	dead, alive := h.sweepJob("dead"), h.sweepJob("alive")
	other := h.sweepJob("other")
	for id, owner := range map[gendu.ID]string{dead.ID: "here:1", alive.ID: "here:2", other.ID: "there:1"} {
		for {
			j := must[*gendu.Job](h)(h.ClaimJob(ctx, owner, allKinds, lease))
			if j.ID == id {
				break
			}
			h.ok(h.RetryJob(ctx, jobqueue.GuardOf(j), h.clock.Now(), ""))
			h.clock.Add(time.Millisecond)
			h.ok(nil)
		}
	}
	n := must[int](h)(h.VoidLeases(ctx, "here:", func(owner string) bool { return owner == "here:2" }))
	equal(h, "voided", n, 1)
	j := h.claim()
	equal(h, "the job of the dead", j.ID, dead.ID)
	equal(h, "it counts as lost", j.Lost, 1)
	h.idle()
}

func jobLists(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, other := h.episode(), h.episode()
	a := h.audio(e)
	h.clock.Add(time.Second)
	h.audio(other)
	h.idle(gendu.Sweep)
	h.ingest(a)
	ended := h.clock.Now()
	h.clock.Add(time.Second)
	h.page(e, "One.")
	both := []gendu.ID{e.ID, other.ID}
	count := func(what string, list []*gendu.Job, want int) {
		t.Helper()
		equal(h, what, len(list), want)
	}
	count("Jobs", must[[]*gendu.Job](h)(h.Jobs(ctx, e.ID)), 2)
	count("JobsOfSubject", must[[]*gendu.Job](h)(h.JobsOfSubject(ctx, a.ID)), 1)
	count("JobsSince the end", must[[]*gendu.Job](h)(h.JobsSince(ctx, both, ended)), 3)
	count("JobsSince of one", must[[]*gendu.Job](h)(h.JobsSince(ctx, both[:1], ended)), 2)
	count("JobsSince of none", must[[]*gendu.Job](h)(h.JobsSince(ctx, nil, ended)), 0)
	count("JobsSince after it", must[[]*gendu.Job](h)(h.JobsSince(ctx, both, ended.Add(time.Millisecond))), 2)
	_, err := h.Job(ctx, "none")
	h.wantKind("Job", err, gendu.NotFound)
}

// jobClaimedOnce has many workers claim at once: no job goes to two, none is
// left.
func jobClaimedOnce(t *testing.T, h *fixture) {
	ctx := t.Context()
	const count = 60
	for i := range count {
		h.sweepJob(fmt.Sprint(i))
	}
	var mu sync.Mutex
	claimed := map[gendu.ID]int{}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for {
				j, err := h.ClaimJob(ctx, fmt.Sprint("w", worker), allKinds, lease)
				if gendu.KindOf(err) == gendu.NotFound {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				claimed[j.ID]++
				mu.Unlock()
				if worker%2 == 0 { // some are ended meanwhile
					if err := h.FinishJob(ctx, jobqueue.GuardOf(j), gendu.JobDone, ""); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	equal(h, "jobs that were claimed", len(claimed), count)
	for id, n := range claimed {
		if n != 1 {
			t.Errorf("job %s was claimed %d times", id, n)
		}
	}
}

// jobClockSetBack: what was queued and held by a clock that was an hour ahead does not wait
// for an hour.
func jobClockSetBack(t *testing.T, h *fixture) {
	ctx := t.Context()
	e := h.episode()
	h.audio(e)
	first := h.claim(gendu.IngestAudio)
	h.audio(e)
	h.clock.Add(-time.Hour)
	second := h.claim(gendu.IngestAudio)
	if second.ID == first.ID && second.Token == first.Token {
		t.Errorf("the same claim twice: %+v", second)
	}
	third := h.claim(gendu.IngestAudio) // the lease of a process that may be dead
	if third.ID == second.ID {
		t.Errorf("one job is claimed twice: %+v", third)
	}
	h.ok(h.RetryJob(ctx, jobqueue.GuardOf(third), h.clock.Now().Add(20*time.Second), "again"))
	h.idle(gendu.IngestAudio) // a pause is still a pause
	h.clock.Add(20 * time.Second)
	equal(h, "after its pause", h.claim(gendu.IngestAudio).ID, third.ID)
}
