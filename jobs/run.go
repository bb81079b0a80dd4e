package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"gendu"
	"gendu/store/jobqueue"
)

// run is one claimed job under way: its progress and its lease.
type run struct {
	ctx   context.Context // of the job
	job   *gendu.Job
	queue queue
	log   *slog.Logger
	stop  context.CancelCauseFunc

	mu       sync.Mutex
	step     string
	progress float64
	dirty    chan struct{}
}

func newRun(ctx context.Context, stop context.CancelCauseFunc, job *gendu.Job, q queue, log *slog.Logger) *run {
	return &run{ctx: ctx, job: job, queue: q, log: log, stop: stop, step: job.Step, dirty: make(chan struct{}, 1)}
}

func (r *run) guard() jobqueue.JobGuard { return jobqueue.JobGuard{ID: r.job.ID, Token: r.job.Token} }

// tell notes how far the work is: a step's name and 0 to 1. A new step is written
// before tell returns, so that a job which dies there is known to have died
// there; progress within a step is written in passing.
func (r *run) tell(step string, progress float64) {
	r.mu.Lock()
	entered := step != r.step
	r.step, r.progress = step, min(max(progress, 0), 1)
	r.mu.Unlock()
	if entered {
		r.write(r.ctx)
		return
	}
	select {
	case r.dirty <- struct{}{}:
	default:
	}
}

// write renews the lease and writes the progress. Where the lease is lost or
// somebody asked to stop, it ends the job's context.
func (r *run) write(ctx context.Context) {
	r.mu.Lock()
	step, progress := r.step, r.progress
	r.mu.Unlock()
	beatCtx, done := context.WithTimeout(ctx, answerIn)
	cancel, err := r.queue.HeartbeatJob(beatCtx, r.guard(), leaseFor, step, progress)
	done()
	switch {
	case ctx.Err() != nil:
	case gendu.KindOf(err) == gendu.Conflict:
		r.log.Warn("a lease was lost", "job", r.job.ID, "kind", r.job.Kind)
		r.stop(errLeaseLost)
	case err != nil:
		// The database is away for a moment; the lease outlives some beats.
		r.log.Warn("a heartbeat failed", "job", r.job.ID, "err", err)
	case cancel:
		r.stop(errCanceled)
	}
}

// beat writes until ctx ends.
func (r *run) beat(ctx context.Context) {
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-r.dirty:
		}
		r.write(ctx)
		select { // bound the writes that progress causes
		case <-ctx.Done():
			return
		case <-time.After(tellEvery):
		}
	}
}
