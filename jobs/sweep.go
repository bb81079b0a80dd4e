package jobs

import (
	"context"
	"time"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

const (
	sweepEvery = 6 * time.Hour
	// A young object may belong to a row that is just being written.
	sweepAge = 24 * time.Hour
)

// sweepStore is what a sweep needs of the database. A test deletes an upload between
// two of its calls.
type sweepStore interface {
	Enqueue(ctx context.Context, j *gendu.Job) error
	Purge(ctx context.Context) (store.Purged, error)
	Repair(ctx context.Context) (int, error)
	ExpiredUploads(ctx context.Context, now time.Time) ([]*gendu.Upload, error)
	DeleteUpload(ctx context.Context, id gendu.ID) error
	Owned(ctx context.Context, key string) (bool, error)
}

// sweep clears what nothing points to any more, and mends what a crash at the
// wrong moment left waiting for a job that is not there.
type sweep struct {
	store  sweepStore
	bucket *objects.Bucket
	now    func() time.Time
}

func (w *sweep) work(ctx context.Context, this *run) error {
	this.tell("rows", 0)
	purged, err := w.store.Purge(ctx)
	if err != nil {
		return err
	}
	mended, err := w.store.Repair(ctx)
	if err != nil {
		return err
	}
	uploads, err := w.uploads(ctx)
	if err != nil {
		return err
	}
	this.tell("objects", 0)
	deleted, err := w.objects(ctx)
	if err != nil {
		return err
	}
	this.log.Info("swept", "rows", purged, "mended", mended, "uploads", uploads, "objects", deleted)
	return nil
}

// uploads forgets uploads that were given up; their chunks then belong to nobody.
func (w *sweep) uploads(ctx context.Context) (int, error) {
	list, err := w.store.ExpiredUploads(ctx, w.now())
	if err != nil {
		return 0, err
	}
	for _, u := range list {
		// Its host may have been faster.
		if err := w.store.DeleteUpload(ctx, u.ID); err != nil && gendu.KindOf(err) != gendu.NotFound {
			return 0, err
		}
	}
	return len(list), nil
}

// objects deletes old objects that no row wants.
func (w *sweep) objects(ctx context.Context) (int, error) {
	deleted := 0
	before := w.now().Add(-sweepAge)
	for info, err := range w.bucket.List(ctx, "") {
		if err != nil {
			return deleted, err
		}
		if info.ModTime.After(before) {
			continue
		}
		owned, err := w.store.Owned(ctx, info.Key)
		if err != nil {
			return deleted, err
		}
		if owned {
			continue
		}
		if err := w.bucket.Delete(ctx, info.Key); err != nil {
			return deleted, err
		}
		deleted++
	}
	return deleted, nil
}

// EnqueueSweeps enqueues a sweep now and every few hours until ctx ends. Several
// servers may do so: only one sweep is queued at a time.
func (r *Runner) EnqueueSweeps(ctx context.Context) {
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
