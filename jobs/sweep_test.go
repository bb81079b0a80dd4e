package jobs

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"gendu"
	"gendu/installation"
)

// TestNoSweepInTheFirstHour leaves a sweep that another process queued alone while
// this process is young; other work of the same lane is not held up.
func TestNoSweepInTheFirstHour(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind gendu.JobKind
		runs time.Duration
		want int
	}{
		{gendu.Sweep, sweepAfter - time.Minute, 0},
		{gendu.Sweep, sweepAfter + time.Minute, 1},
		{gendu.AlignTranscript, time.Minute, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			q := &tableOfOne{due: &gendu.Job{Kind: c.kind}}
			r := runnerOf(q, &task{})
			r.began = time.Now()
			r.workers[c.kind] = &task{}
			ctx, cancel := context.WithTimeout(t.Context(), c.runs)
			defer cancel()
			r.Run(ctx)
			if len(q.ended) != c.want {
				t.Errorf("%s after %v: %d jobs ended, want %d", c.kind, c.runs, len(q.ended), c.want)
			}
		})
	}
}

// TestClockMoved: an account that is to be deleted stays while the clock may be wrong, and
// goes with the sweep that follows an hour later where the clock says the same.
func TestClockMoved(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	ctx := t.Context()
	s.ok(installation.Bind(ctx, s.Store, s.bucket))
	sweepNow := func(subject gendu.ID) {
		t.Helper()
		if subject == "" {
			s.ok(s.Enqueue(ctx, &gendu.Job{Kind: gendu.Sweep}))
		}
		s.ok(s.run(gendu.Sweep, &sweep{store: s.Store, bucket: s.bucket, now: s.Now}))
	}
	sweepNow("")
	_, err := s.AskDeletion(ctx, s.learner.ID, s.learner.ID)
	s.ok(err)
	s.ahead = 40 * 365 * 24 * time.Hour
	sweepNow("")
	if list, err := s.Leaving(ctx); err != nil || len(list) != 1 {
		t.Errorf("%d accounts are left that are to go, %v", len(list), err)
	}
	s.ahead += sweepAfter + time.Minute
	sweepNow("again")
	if _, err := s.User(ctx, s.learner.ID); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("the account stays for ever: %v", err)
	}
}
