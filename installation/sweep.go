package installation

import (
	"context"
	"log/slog"
	"time"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

const (
	// youngAge: a younger object may belong to a row that is just being written.
	youngAge = 24 * time.Hour
	// moveAtLeast objects without a row may always be moved; above it the limit is
	// a share of all objects.
	moveAtLeast = 100
	moveShare   = 100 // one in so many
	// batchSize is how many keys are looked up at once.
	batchSize = 500
)

// Sweeper clears the object store.
//
// An object whose row says that it was deleted, or that its upload was abandoned,
// is removed for good. An object that is older than a day and that no row names is
// moved to the trash, where it can be restored for 30 days. Where there are more
// such objects than max(100, 1 % of all), the rows are more likely to be wrong
// than the objects: then the sweep moves none and reports that it stopped. Where the clock
// may be wrong, only released objects are removed: see [DoubtClock].
type Sweeper struct {
	Store  *store.Store
	Bucket *objects.Bucket
	Now    func() time.Time
	Log    *slog.Logger

	// DryRun changes nothing and reports what would have been done.
	DryRun bool
	// MoveAtMost replaces the limit where it is above 0.
	MoveAtMost int
	// Each is called with what is done to a key; nil: nobody is.
	Each func(action Action, key string)
	// Step is called when the sweep enters a step; nil: nobody is.
	Step func(name string)
}

// Action is what a sweep does to an object.
type Action string

// The actions of a sweep.
const (
	Remove Action = "remove" // its row was deleted or has expired
	Trash  Action = "trash"  // no row names it
	Empty  Action = "empty"  // it has been in the trash for its time
)

// Sweep sweeps once and keeps its report in the database. It fails before it
// changes anything where the database and the object store have different ids.
func (w *Sweeper) Sweep(ctx context.Context) (*store.Sweep, error) {
	if err := SamePair(ctx, w.Store, w.Bucket); err != nil {
		return nil, err
	}
	report := &store.Sweep{BeganAt: w.Now()}
	doubt, err := DoubtClock(ctx, w.Store, w.Now())
	if err != nil {
		return nil, err
	}
	report.Postponed = doubt != ""
	for _, step := range []struct {
		name string
		run  func(context.Context, *store.Sweep) error
	}{{"uploads", w.uploads}, {"objects", w.objects}, {"trash", w.emptyTrash}} {
		if w.Step != nil {
			w.Step(step.name)
		}
		if err := step.run(ctx, report); err != nil {
			return report, err
		}
	}
	report.EndedAt = w.Now()
	if report.Stopped {
		w.Log.ErrorContext(ctx, "the sweep stopped: too many objects have no row in the database, so it moved none of them; run `gendu check` and `gendu sweep --dry-run`",
			"unknown", report.Unknown, "limit", report.MoveLimit, "objects", report.Objects)
	}
	if report.Postponed {
		w.Log.ErrorContext(ctx, "the sweep removed nothing because of its age, since the clock may be wrong: "+doubt+". The next sweep takes the clock for right, so set it before")
	}
	if w.DryRun {
		return report, nil
	}
	return report, w.Store.SaveSweep(ctx, report)
}

// uploads removes the chunks of abandoned uploads, and then their rows: in this
// order, so that a crash between the two leaves a row that explains the rest.
func (w *Sweeper) uploads(ctx context.Context, report *store.Sweep) error {
	if report.Postponed {
		return nil
	}
	list, err := w.Store.ExpiredUploads(ctx, w.Now())
	if err != nil {
		return err
	}
	for _, u := range list {
		if err := w.forget(ctx, u, report); err != nil {
			return err
		}
	}
	return nil
}

func (w *Sweeper) forget(ctx context.Context, u *gendu.Upload, report *store.Sweep) error {
	for info, err := range w.Bucket.List(ctx, "uploads/"+string(u.ID)+"/") {
		if err != nil {
			return err
		}
		if err := w.remove(ctx, Remove, info.Key); err != nil {
			return err
		}
		report.Removed++
	}
	if w.DryRun {
		return nil
	}
	// Its host may have been faster.
	if err := w.Store.ForgetUpload(ctx, u.ID); err != nil && gendu.KindOf(err) != gendu.NotFound {
		return err
	}
	return nil
}

func (w *Sweeper) remove(ctx context.Context, action Action, key string) error {
	w.tell(action, key)
	if w.DryRun {
		return nil
	}
	if err := w.Bucket.Delete(ctx, key); err != nil {
		return err
	}
	return w.Store.ForgetObjectHash(ctx, key)
}

func (w *Sweeper) tell(action Action, key string) {
	if w.Each != nil {
		w.Each(action, key)
	}
}

// objects goes through the whole store, removes what was released, and moves what
// is unknown once it is clear that there is not too much of it.
func (w *Sweeper) objects(ctx context.Context, report *store.Sweep) error {
	var batch []objects.Info
	var unknown []objects.Info
	look := func() error {
		some, err := w.look(ctx, batch, report)
		unknown = append(unknown, some...)
		batch = batch[:0]
		return err
	}
	for _, kind := range kinds {
		for info, err := range w.Bucket.List(ctx, kind) {
			if err != nil {
				return err
			}
			report.Objects++
			if batch = append(batch, info); len(batch) < batchSize {
				continue
			}
			if err := look(); err != nil {
				return err
			}
		}
	}
	if err := look(); err != nil {
		return err
	}
	report.Unknown = len(unknown)
	report.MoveLimit = max(moveAtLeast, report.Objects/moveShare)
	if w.MoveAtMost > 0 {
		report.MoveLimit = w.MoveAtMost
	}
	if report.Stopped = report.Unknown > report.MoveLimit; report.Stopped {
		for _, info := range unknown {
			w.tell(Trash, info.Key)
		}
		return nil
	}
	if report.Postponed {
		return nil
	}
	return w.trash(ctx, unknown, report)
}

// look removes the released objects of a batch and returns the unknown ones that
// are old enough.
func (w *Sweeper) look(ctx context.Context, batch []objects.Info, report *store.Sweep) ([]objects.Info, error) {
	keys := make([]string, len(batch))
	for i, info := range batch {
		keys[i] = info.Key
	}
	standings, err := w.Store.Standings(ctx, keys)
	if err != nil {
		return nil, err
	}
	var unknown []objects.Info
	for i, info := range batch {
		switch {
		case standings[i] == store.Released:
			if err := w.remove(ctx, Remove, info.Key); err != nil {
				return nil, err
			}
			report.Removed++
		case standings[i] == store.Unknown && w.old(info):
			unknown = append(unknown, info)
		}
	}
	return unknown, nil
}

func (w *Sweeper) old(info objects.Info) bool { return info.ModTime.Before(w.Now().Add(-youngAge)) }

// trash moves objects that no row names, unless one was written again or found a
// row since it was looked up.
func (w *Sweeper) trash(ctx context.Context, unknown []objects.Info, report *store.Sweep) error {
	for _, info := range unknown {
		w.tell(Trash, info.Key)
		if w.DryRun {
			continue
		}
		fresh, err := w.Bucket.Stat(ctx, info.Key)
		if gendu.KindOf(err) == gendu.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		standing, err := w.Store.Standings(ctx, []string{info.Key})
		if err != nil {
			return err
		}
		if standing[0] != store.Unknown || !w.old(fresh) {
			continue
		}
		if err := w.Bucket.Move(ctx, info.Key, trashKey(w.Now(), info.Key)); err != nil {
			return err
		}
		report.Trashed++
	}
	return nil
}
