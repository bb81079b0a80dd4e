package jobs

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"gendu"
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
