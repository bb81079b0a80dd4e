package jobs

import (
	"context"
	"time"

	"gendu"
	"gendu/installation"
	"gendu/objects"
	"gendu/practice"
	"gendu/store"
)

const (
	sweepEvery = 6 * time.Hour
	// sweepAfter is how long a process runs before it sweeps: long enough for an
	// operator to see that it was started with the wrong database.
	sweepAfter = time.Hour
)

// sweep removes rows that have had their time, adds the jobs that a crash at the
// wrong moment left out, and clears the object store.
type sweep struct {
	store  *store.Store
	bucket *objects.Bucket
	now    func() time.Time
	keep   time.Duration // how old a recording is when it is deleted; 0: never
}

func (w *sweep) work(ctx context.Context, this *run) error {
	this.tell("deletions", 0)
	doubt, err := installation.DoubtClock(ctx, w.store, w.now())
	if err != nil {
		return err
	}
	var ended ended
	if doubt == "" {
		if ended, err = w.end(ctx, this); err != nil {
			return err
		}
	}
	if err := installation.LogDeletions(ctx, w.store, w.bucket); err != nil {
		return err
	}
	if err := installation.MergeDeletions(ctx, w.bucket, w.now()); err != nil {
		return err
	}
	repaired, err := w.store.Repair(ctx)
	if err != nil {
		return err
	}
	counted, err := w.store.Recount(ctx)
	if err != nil {
		return err
	}
	recompared, err := w.store.RecompareOld(ctx, practice.Method)
	if err != nil {
		return err
	}
	queued, err := w.store.RequeueAll(ctx)
	if err != nil {
		return err
	}
	repaired += counted + recompared + queued
	sweeper := installation.Sweeper{
		Store: w.store, Bucket: w.bucket, Now: w.now, Log: this.log,
		Step: func(name string) { this.tell(name, 0) },
	}
	report, err := sweeper.Sweep(ctx)
	if err != nil {
		return err
	}
	cleared := 0
	if !report.Stopped && !report.Postponed {
		if cleared, err = w.store.ClearTombstones(ctx); err != nil {
			return err
		}
	}
	if report.Postponed {
		if err := w.again(ctx); err != nil {
			return err
		}
	}
	this.log.Info("swept", "accounts closed", ended.accounts, "takes announced", ended.announced, "takes deleted", ended.takes, "rows", ended.rows, "tombstones", cleared, "repaired", repaired, "objects", report.Objects, "removed", report.Removed,
		"unknown", report.Unknown, "trashed", report.Trashed, "emptied", report.Emptied, "stopped", report.Stopped)
	return nil
}

// ended is what a sweep removed because its time was over.
type ended struct {
	accounts, announced, takes int
	rows                       store.Purged
}

// end removes rows whose time is over.
func (w *sweep) end(ctx context.Context, this *run) (e ended, err error) {
	if e.accounts, err = installation.CloseAccounts(ctx, w.store, w.bucket); err != nil {
		return e, err
	}
	if e.announced, e.takes, err = installation.DeleteOldTakes(ctx, w.store, w.bucket, w.keep); err != nil {
		return e, err
	}
	this.tell("rows", 0)
	e.rows, err = w.store.Purge(ctx)
	return e, err
}

// again has one more sweep in an hour, after one that doubted the clock: a server that
// runs for a few hours a week would never come to one that does not.
func (w *sweep) again(ctx context.Context) error {
	err := w.store.Enqueue(ctx, &gendu.Job{Kind: gendu.Sweep, SubjectID: "again", RunAt: w.now().Add(sweepAfter)})
	if gendu.KindOf(err) == gendu.Conflict {
		return nil
	}
	return err
}

// EnqueueSweeps enqueues a sweep an hour from now and then every few hours, until
// ctx ends. Several servers may do so: only one sweep is queued at a time.
func (r *Runner) EnqueueSweeps(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-time.After(sweepAfter):
	}
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		err := r.sweeps.Enqueue(ctx, &gendu.Job{Kind: gendu.Sweep})
		if err != nil && gendu.KindOf(err) != gendu.Conflict && ctx.Err() == nil {
			r.log.Warn("a sweep could not be enqueued", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
