package backup

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"gendu"
	"gendu/installation"
	"gendu/objects"
	"gendu/store"
)

// Restore fills a new installation from a backup. Where it was stopped, the same call
// goes on. Until it is done no server starts on the installation.
type Restore struct {
	Source   *objects.Bucket
	Database string // the address of a new database
	Bucket   *objects.Bucket
	Now      func() time.Time

	// Snapshot is the number of the snapshot; 0 is the newest one.
	Snapshot int
	// Deletions is the object store of the installation that was backed up, where it
	// still is there: its deletion log is newer than the copy in the backup. It may be nil.
	Deletions *objects.Bucket
	// KeepSignedIn keeps sessions and one-time links, for a move of an installation that
	// was stopped before its last backup.
	KeepSignedIn bool
	// WithoutDamaged ends the restore although objects are damaged or missing.
	WithoutDamaged bool
	// Problem is called with each object that cannot be restored.
	Problem func(key, what string)
	// Step is called when the restore enters a step.
	Step func(name string)
}

// Restored says what a restore did.
type Restored struct {
	*Description
	ID        string // of the new installation
	Copied    int    // objects
	There     int    // objects that an earlier call had copied
	Skipped   int    // objects that were deleted since the backup, or while it ran
	Damaged   int    // objects that the backup does not hold as they were
	Deletions int    // entries of the deletion log
}

// Run restores. A backup whose rows or list of objects were altered is of kind
// conflict, and so is an installation that is not empty. A damaged object is named to
// Problem and left out; at the end that is of kind conflict too, unless WithoutDamaged.
//
// Only one process may restore into a database at a time: see [store.LockBackup].
func (r *Restore) Run(ctx context.Context) (*Restored, error) {
	d, err := r.choose(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.checkDeletions(ctx, d); err != nil {
		return nil, err
	}
	mark, begun, err := r.begin(ctx, d)
	if err != nil {
		return nil, err
	}
	rows, err := r.load(ctx, d, mark)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // everything is committed
	out := &Restored{Description: d, ID: mark.ID}
	r.Step("applying the deletion log")
	if out.Deletions, err = r.applyDeletions(ctx, rows); err != nil {
		return out, err
	}
	r.Step("copying objects")
	if err := r.copyObjects(ctx, rows, begun, out); err != nil {
		return out, err
	}
	if out.Damaged > 0 && !r.WithoutDamaged {
		return out, gendu.Errorf(gendu.Conflict, "%d objects of the backup are damaged or missing, so the restore is not done. Repair the backup or take another snapshot or copy of it, and restore again; or run the same command with --without-damaged, which leaves them out", out.Damaged)
	}
	return out, installation.EndRestore(ctx, rows, r.Bucket)
}

// choose finds the snapshot.
func (r *Restore) choose(ctx context.Context) (*Description, error) {
	from := target{r.Source}
	if _, err := from.owner(ctx); err != nil {
		if gendu.KindOf(err) == gendu.NotFound {
			return nil, gendu.Errorf(gendu.NotFound, "there is no backup of gendu at this address")
		}
		return nil, err
	}
	number := r.Snapshot
	if number == 0 {
		numbers, err := from.numbers(ctx)
		if err != nil {
			return nil, err
		}
		if number = newest(numbers); number == 0 {
			return nil, gendu.Errorf(gendu.NotFound, "the backup holds no snapshot that is complete")
		}
	}
	d, err := from.describe(ctx, number)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil, gendu.Errorf(gendu.NotFound, "the backup holds no complete snapshot %d: `gendu restore --list` shows those that it holds", number)
	}
	if gendu.KindOf(err) == gendu.Invalid {
		return nil, gendu.Wrap(err, gendu.Invalid, fmt.Sprintf("snapshot %d cannot be restored: give another one with --snapshot; `gendu restore --list` shows which can be read", number))
	}
	return d, err
}

// Snapshots lists the complete snapshots of a backup, the oldest first. A description that
// cannot be read hides no other: unreadable is called with its number.
func Snapshots(ctx context.Context, source *objects.Bucket, unreadable func(number int, err error)) ([]*Description, error) {
	from := target{source}
	numbers, err := from.numbers(ctx)
	if err != nil {
		return nil, err
	}
	list := []*Description{}
	for _, n := range slices.Sorted(maps.Keys(numbers)) {
		if !numbers[n] {
			continue
		}
		d, err := from.describe(ctx, n)
		switch {
		case err == nil:
			list = append(list, d)
		case ctx.Err() != nil || gendu.KindOf(err) == gendu.Unavailable:
			return nil, err
		default:
			unreadable(n, err)
		}
	}
	return list, nil
}

// begin makes sure that the installation is new, or that this very restore was begun
// in it.
func (r *Restore) begin(ctx context.Context, d *Description) (mark *installation.Restoring, begun bool, err error) {
	mark, err = installation.RestoreUnderWay(ctx, r.Bucket)
	if err == nil {
		if mark.Source != d.Installation || mark.Snapshot != d.Number {
			return nil, false, gendu.Errorf(gendu.Conflict, "a restore of snapshot %d of installation %.40q has begun in this object store: end that one, with --snapshot %d, or give a new database and a new object store",
				mark.Snapshot, mark.Source, mark.Snapshot)
		}
		return mark, true, nil
	}
	if gendu.KindOf(err) != gendu.NotFound {
		return nil, false, err
	}
	if _, err := r.Bucket.Stat(ctx, markerKey); gendu.KindOf(err) != gendu.NotFound {
		if err == nil {
			err = gendu.Errorf(gendu.Conflict, "the place for the objects is itself a backup: give an empty one, and look at --objects")
		}
		return nil, false, err
	}
	if err := r.newDatabase(ctx, d.Schema); err != nil {
		return nil, false, err
	}
	mark = &installation.Restoring{Source: d.Installation, Snapshot: d.Number, ID: string(gendu.NewID(r.Now()))}
	return mark, false, installation.BeginRestore(ctx, r.Bucket, mark)
}

// newDatabase refuses a database that holds rows or has a newer schema.
func (r *Restore) newDatabase(ctx context.Context, schema uint) error {
	state, err := store.Prepare(ctx, r.Database)
	switch {
	case err != nil:
		return err
	case schema > state.Latest:
		return gendu.Errorf(gendu.Conflict, "the backup has schema %d, and this gendu knows only up to %d: use the newer gendu that made it", schema, state.Latest)
	case state.Version == 0:
		return nil
	}
	rows, err := store.Open(ctx, r.Database)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // it was only read
	if err := rows.Empty(ctx); err != nil {
		return err
	}
	if state.Version > schema {
		return gendu.Errorf(gendu.Conflict, "the database has schema %d already, and the backup has schema %d: give a new database", state.Version, schema)
	}
	return nil
}

// load brings the rows into the database, unless they are there.
func (r *Restore) load(ctx context.Context, d *Description, mark *installation.Restoring) (*store.Store, error) {
	loaded, err := r.loaded(ctx, mark)
	if err == nil && !loaded {
		r.Step("restoring the rows")
		err = r.loadRows(ctx, d, mark)
	}
	if err != nil {
		return nil, err
	}
	// A newer gendu than the one that loaded the rows may go on with the restore.
	if err := store.Migrate(ctx, r.Database); err != nil {
		return nil, err
	}
	return store.Open(ctx, r.Database)
}

// loaded says whether the rows are there.
func (r *Restore) loaded(ctx context.Context, mark *installation.Restoring) (bool, error) {
	state, err := store.Prepare(ctx, r.Database)
	if err != nil || state.Version == 0 {
		return false, err
	}
	rows, err := store.Open(ctx, r.Database)
	if err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }() // it was only read
	if rows.Empty(ctx) == nil {
		return false, nil // it was migrated before the restore
	}
	id, err := rows.InstallationID(ctx)
	if err == nil && id != mark.ID {
		err = gendu.Errorf(gendu.Conflict, "the database is not the one that this restore began with: give that one, or a new database and a new object store")
	}
	return err == nil, err
}

func (r *Restore) loadRows(ctx context.Context, d *Description, mark *installation.Restoring) error {
	rows, err := store.Open(ctx, r.Database, store.WithClock(r.Now))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // everything is committed
	key := snapshotKey(d.Number, rowsName)
	return rows.Load(ctx, mark.ID, d.Schema, func(l *store.Loader) error {
		body, _, err := r.Source.Get(ctx, key, 0, -1)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		defer func() { _ = body.Close() }() // it was only read
		whole := verify(body, d.Rows.SHA256, key)
		err = readRows(ctx, whole, d.Schema, l)
		if altered := whole.drain(); altered != nil { // says more than what does not fit
			err = altered
		}
		if err != nil || r.KeepSignedIn {
			return err
		}
		return l.SignOutAll(ctx)
	})
}

// checkDeletions makes sure that the deletion log is that of the installation: the log of a
// mistyped place has no entries, and everything deleted would come back without a word. An
// installation that took a backup over has an id of its own.
func (r *Restore) checkDeletions(ctx context.Context, d *Description) error {
	if r.Deletions == nil {
		return nil
	}
	o, err := target{r.Source}.owner(ctx)
	if err != nil {
		return err
	}
	id, err := installation.ObjectsID(ctx, r.Deletions)
	switch {
	case err != nil:
		return fmt.Errorf("--deletions: %w", err)
	case id == "":
		return gendu.Errorf(gendu.Conflict, "--deletions: this is not the object store of an installation, since it holds no id. Give what --objects named")
	case id != d.Installation && id != o.Installation:
		return gendu.Errorf(gendu.Conflict, "--deletions: this is the object store of installation %.40q, and the backup is of installation %.40q", id, d.Installation)
	}
	return nil
}

// applyDeletions repeats what was deleted after the backup, and keeps the log in the
// new object store.
func (r *Restore) applyDeletions(ctx context.Context, rows *store.Store) (int, error) {
	count := 0
	for _, from := range []*objects.Bucket{r.Source, r.Deletions} {
		if from == nil {
			continue
		}
		for logged, err := range installation.Deletions(ctx, from, installation.DeletionsPrefix) {
			if err != nil && logged.Key != "" && r.WithoutDamaged {
				r.Problem(logged.Key, "this part of the deletion log is left out: "+err.Error())
				continue
			}
			if err != nil {
				return count, fmt.Errorf("the deletion log: %w", err)
			}
			if err := rows.ApplyDeletions(ctx, logged.Entries); err != nil {
				return count, fmt.Errorf("applying %s of the deletion log: %w", logged.Key, err)
			}
			count += len(logged.Entries)
		}
		if err := copyLog(ctx, from, r.Bucket); err != nil {
			return count, err
		}
	}
	return count, nil
}
