package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/jobqueue"
)

// The rhythm of the leases. A lease outlives three missed heartbeats.
const (
	pollEvery = time.Second
	beatEvery = 5 * time.Second
	leaseFor  = 20 * time.Second
	tellEvery = 400 * time.Millisecond // progress is written at most this often
	// answerIn is how long the job table has for an answer: a connection that broke
	// without a word would hold a lane up for a quarter of an hour.
	answerIn   = 5 * time.Second
	maxTries   = 4
	firstPause = 5 * time.Second // before the second try; doubles
)

// queue is what the runner needs of the job table. The tests run it over a table in
// memory, in time of their own.
type queue interface {
	ClaimJob(ctx context.Context, owner string, kinds []gendu.JobKind, lease time.Duration) (*gendu.Job, error)
	HeartbeatJob(ctx context.Context, g jobqueue.JobGuard, lease time.Duration, step string, progress float64) (cancel bool, err error)
	FinishJob(ctx context.Context, g jobqueue.JobGuard, state gendu.JobState, message string) error
	RetryJob(ctx context.Context, g jobqueue.JobGuard, runAt time.Time, message string) error
	ReleaseJob(ctx context.Context, g jobqueue.JobGuard) error
}

// worker does the jobs of one kind.
type worker interface {
	// work does the job. Its error's kind decides what follows: Invalid, TooLarge
	// and NotFound fail the job at once, everything else is tried again. What a
	// failed job's subject says is the store's to write, with the end of the job.
	work(ctx context.Context, run *run) error
}

// Runner claims and runs jobs until its context ends.
type Runner struct {
	queue  queue
	sweeps *store.Store // where sweeps are enqueued
	// compressAfter is how old a recording is when it is compressed; 0: never.
	compressAfter time.Duration
	began         time.Time
	owner         string
	workers       map[gendu.JobKind]worker
	log           *slog.Logger
	now           func() time.Time
	wake          map[gendu.JobKind]chan struct{}
}

// lanes keep short work from waiting behind long work: a comparison is wanted
// within a second, an hour of audio takes a minute.
var lanes = [][]gendu.JobKind{
	{gendu.IngestAudio, gendu.AlignTranscript, gendu.LinkTakes, gendu.PrepareLists, gendu.CompressTakes, gendu.EncodeCovers, gendu.Sweep},
	{gendu.CompareTake},
}

// Wake tells the runner of this process that a job of the kind was enqueued, so
// that it need not wait for the next poll.
func (r *Runner) Wake(kind gendu.JobKind) {
	for _, lane := range lanes {
		for _, k := range lane {
			if k == kind {
				select {
				case r.wake[lane[0]] <- struct{}{}:
				default: // it is awake already
				}
			}
		}
	}
}

// Run works until ctx ends; then it stops what is under way, gives its leases
// back and returns.
func (r *Runner) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for _, lane := range lanes {
		wg.Go(func() { r.runLane(ctx, lane) })
	}
	wg.Wait()
}

func (r *Runner) runLane(ctx context.Context, lane []gendu.JobKind) {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for ctx.Err() == nil {
		worked, err := r.runOne(ctx, lane)
		if err != nil && ctx.Err() == nil {
			r.log.Error("a job could not be claimed or written", "err", err)
		}
		if worked && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-r.wake[lane[0]]:
		case <-poll.C:
		}
	}
}

// runOne claims one job of the lane and runs it. It says whether there was one.
func (r *Runner) runOne(ctx context.Context, lane []gendu.JobKind) (bool, error) {
	claimCtx, done := context.WithTimeout(ctx, answerIn)
	job, err := r.queue.ClaimJob(claimCtx, r.owner, r.claimable(lane), leaseFor)
	done()
	if gendu.KindOf(err) == gendu.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, r.runJob(ctx, job)
}

// claimable is the lane without the sweep while the process is young: one that was
// queued earlier, or by another server, waits too.
func (r *Runner) claimable(lane []gendu.JobKind) []gendu.JobKind {
	if r.now().Sub(r.began) >= sweepAfter {
		return lane
	}
	return slices.DeleteFunc(slices.Clone(lane), func(k gendu.JobKind) bool { return k == gendu.Sweep })
}

// errStop says why a job's context ended.
var (
	errLeaseLost = errors.New("the lease was lost")
	errCanceled  = errors.New("somebody asked to stop")
)

func (r *Runner) runJob(ctx context.Context, job *gendu.Job) error {
	w, known := r.workers[job.Kind]
	if !known {
		return fmt.Errorf("no worker for jobs of kind %q", job.Kind)
	}
	jobCtx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	this := newRun(jobCtx, stop, job, r.queue, r.log)
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		this.beat(jobCtx)
	}()
	began := r.now()
	r.log.Info("job claimed", "job", job.ID, "kind", job.Kind, "attempt", job.Attempt, "lost", job.Lost)
	err := work(jobCtx, w, this)
	cause := context.Cause(jobCtx)
	stop(nil)
	<-beating
	level := slog.LevelInfo
	if err != nil && cause == nil {
		level = slog.LevelWarn
	}
	r.log.Log(ctx, level, "job ended", "job", job.ID, "kind", job.Kind, "seconds", r.now().Sub(began).Seconds(), "err", err)
	return r.settle(ctx, this, err, cause)
}

// work runs the worker and turns a panic into an error, so that one bad file can
// not stop the server.
func work(ctx context.Context, w worker, this *run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = gendu.Wrap(fmt.Errorf("panic: %v", p), gendu.Internal, "This could not be worked on: the server made a mistake. It is in its log.")
		}
	}()
	return w.work(ctx, this)
}

// settle writes what became of the job, again where the database is away for a
// moment: else hours of work are done once more when the lease has run out. It is
// written even while the server stops, but a dead database does not hold the stop up.
func (r *Runner) settle(ctx context.Context, this *run, err, cause error) error {
	until := r.now().Add(leaseFor - beatEvery) // the last heartbeat may be as old as that
	for try := 1; ; try++ {
		endCtx, done := context.WithTimeout(context.WithoutCancel(ctx), answerIn)
		unwritten := r.outcome(endCtx, this, err, cause)
		done()
		switch {
		case try > 1 && gendu.KindOf(unwritten) == gendu.Conflict:
			return nil // the first try was written after all
		case unwritten == nil, gendu.KindOf(unwritten) == gendu.Conflict, r.now().Add(pollEvery).After(until):
			return unwritten
		}
		select {
		case <-ctx.Done():
			return unwritten
		case <-time.After(pollEvery):
		}
	}
}

// outcome writes what became of the job, once.
func (r *Runner) outcome(ctx context.Context, this *run, err, cause error) error {
	g := this.guard()
	switch {
	case errors.Is(cause, errLeaseLost):
		return nil // somebody else has it
	case err == nil:
		return r.queue.FinishJob(ctx, g, gendu.JobDone, "")
	case errors.Is(cause, errCanceled):
		return r.queue.FinishJob(ctx, g, gendu.JobCanceled, "")
	case cause != nil:
		return r.queue.ReleaseJob(ctx, g) // the server is stopping
	}
	message := gendu.MessageOf(err)
	if final(err) || this.job.Attempt+1 >= maxTries {
		return r.queue.FinishJob(ctx, g, gendu.JobFailed, message)
	}
	pause := firstPause << this.job.Attempt
	return r.queue.RetryJob(ctx, g, r.now().Add(pause), message)
}

// Refused says of a job that failed that what it worked on was refused: its tries
// did not run out, and it was not given up for what befell its servers.
func Refused(j *gendu.Job) bool {
	return j.State == gendu.JobFailed && j.Lost < jobqueue.MaxLost && j.Attempt+1 < maxTries
}

// final says whether another try could change anything.
func final(err error) bool {
	switch gendu.KindOf(err) {
	case gendu.Invalid, gendu.TooLarge, gendu.NotFound, gendu.Denied:
		return true
	}
	return false
}
