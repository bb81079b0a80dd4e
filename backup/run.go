package backup

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"gendu"
	"gendu/installation"
	"gendu/objects"
	"gendu/store"
)

// Backup copies an installation to a target while servers may serve it.
type Backup struct {
	Store   *store.Store
	Bucket  *objects.Bucket
	Target  *objects.Bucket
	Now     func() time.Time
	Program string // the version of this gendu

	// Adopt takes over the backup of another installation, or of another copy of this one.
	Adopt bool
	// Keep removes older snapshots, so that this many are left; 0 keeps all.
	Keep int
	// Verify reads every content of the target back and copies again what is damaged there,
	// as far as the installation still has it. It takes as long as a first backup.
	Verify bool
	// ReadOnly writes nothing into the installation: neither hashes that are computed for the
	// first time, nor the deletion log.
	ReadOnly bool
	// Problem is called with each object that is lost.
	Problem func(key, what string)
	// Step is called when the backup enters a step.
	Step func(name string)
	// Lock is [store.BackupLockName] of the database, whose lock this process holds; "" where
	// it is not known. A backup that was killed is then known at once by its note.
	Lock string

	renew time.Duration // in place of renewEvery, in tests
}

// Report says what a backup did.
type Report struct {
	Description
	Copied      int   // objects that the target did not hold
	CopiedBytes int64 // of these
	Removed     int   // contents that no snapshot names any more
	Damaged     int   // contents of the target that did not match their hash; only with Verify
	Repaired    int   // of these, copied again or needed no more
}

// maxTries is how often the rows are read again where objects were deleted while they
// were copied.
const maxTries = 3

// Run makes a new snapshot. A lost object does not stop it: it is counted in the
// report, named in the manifest, and the copy that an earlier backup holds stays.
//
// Only one process may back up an installation at a time: see [store.LockBackup].
func (b *Backup) Run(ctx context.Context) (*Report, error) {
	if err := installation.SamePair(ctx, b.Store, b.Bucket); err != nil {
		return nil, err
	}
	id, err := b.Store.InstallationID(ctx)
	if err != nil {
		return nil, err
	}
	if id == "" {
		return nil, gendu.Errorf(gendu.Conflict, "this installation has no id yet, which its first server gives it: start one, or run `gendu installation join`")
	}
	to := target{b.Target}
	if _, err := to.claimable(ctx, id, b.Adopt); err != nil {
		return nil, err
	}
	ctx, own, err := b.takeTurn(ctx, to)
	if err != nil {
		return nil, err
	}
	defer own.end(ctx)
	report, err := b.inTurn(ctx, to, own, id)
	if lost := context.Cause(ctx); err != nil && gendu.KindOf(lost) == gendu.Conflict {
		err = lost
	}
	return report, err
}

// inTurn makes the snapshot while no other backup changes the target.
func (b *Backup) inTurn(ctx context.Context, to target, own *turn, id string) (*Report, error) {
	if err := to.claim(ctx, id, b.Adopt); err != nil {
		return nil, err
	}
	numbers, err := to.numbers(ctx)
	if err != nil {
		return nil, err
	}
	if !b.Adopt {
		if err := b.follows(ctx, to, numbers); err != nil {
			return nil, err
		}
	}
	report := &Report{Description: Description{Format: formatVersion, Number: 1, Installation: id, Program: b.Program}}
	for n := range numbers {
		report.Number = max(report.Number, n+1)
	}
	b.Step("looking at what the target holds")
	contents, err := to.held(ctx)
	if err != nil {
		return nil, err
	}
	var damaged [][32]byte
	if b.Verify {
		b.Step("reading every content of the target back")
		if damaged, err = to.damaged(ctx, contents); err != nil {
			return nil, err
		}
		report.Damaged = len(damaged)
	}
	err = b.snapshot(ctx, to, own, contents, report)
	if gendu.KindOf(err) == gendu.Full && b.Keep > 0 {
		err = b.inFreedSpace(ctx, to, own, report, err)
	}
	if err != nil {
		return nil, err
	}
	b.Step("removing what no snapshot needs any more")
	if err := own.held(ctx); err != nil {
		return report, err
	}
	if report.Removed, err = to.prune(ctx, b.Keep); err != nil {
		return report, err
	}
	report.Repaired, err = b.repaired(ctx, to, damaged)
	return report, err
}

// inFreedSpace tries again in a target that was full, once older snapshots have made way
// for this one.
func (b *Backup) inFreedSpace(ctx context.Context, to target, own *turn, report *Report, full error) error {
	b.Step("the target is full: removing older snapshots")
	before, err := to.numbers(ctx)
	if err != nil {
		return err
	}
	removed, err := to.prune(ctx, b.Keep)
	if err != nil {
		return errors.Join(full, err)
	}
	after, err := to.numbers(ctx)
	if err != nil {
		return err
	}
	if removed == 0 && len(after) == len(before) {
		return full
	}
	contents, err := to.held(ctx)
	if err != nil {
		return err
	}
	return b.snapshot(ctx, to, own, contents, report)
}

// snapshot reads the rows, copies what they name, and writes both down.
func (b *Backup) snapshot(ctx context.Context, to target, own *turn, contents map[[32]byte]int64, report *Report) error {
	c := &copier{backup: b, to: to, contents: contents}
	for try := 1; ; try++ {
		b.Step("reading the rows")
		rows, named, err := b.read(ctx, report)
		if err != nil {
			return err
		}
		b.Step("copying objects")
		manifest, err := c.copyAll(ctx, named)
		named.close()
		if err == nil && c.vanished > 0 && try < maxTries { // what is there now is named by newer rows
			rows.close()
			manifest.close()
			continue
		}
		if err == nil {
			err = b.write(ctx, to, own, rows, manifest, c, report)
			manifest.close()
		}
		rows.close()
		for _, p := range c.problems {
			b.Problem(p[0], p[1])
		}
		return err
	}
}

// read takes one consistent view of the rows, and the list of objects that they name.
func (b *Backup) read(ctx context.Context, report *Report) (rows, named *spool, err error) {
	if rows, err = newSpool(); err != nil {
		return nil, nil, err
	}
	if named, err = newSpool(); err != nil {
		rows.close()
		return nil, nil, err
	}
	err = b.Store.Snapshot(ctx, func(v *store.Snapshot) error {
		report.TakenAt = b.Now().UTC()
		var err error
		if report.Newest, err = v.Newest(ctx); err != nil {
			return err
		}
		if report.Schema, err = writeRows(ctx, v, rows); err != nil {
			return err
		}
		for ref, err := range v.Objects(ctx) {
			if err != nil {
				return err
			}
			if err := named.add(entry{Key: ref.Key, Size: ref.Size, SHA256: hex.EncodeToString(ref.SHA256), Optional: ref.Optional}); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		report.Rows, err = rows.finish()
	}
	if err == nil {
		_, err = named.finish()
	}
	if err != nil {
		rows.close()
		named.close()
		return nil, nil, err
	}
	return rows, named, nil
}

// write puts the files of the snapshot, the one that makes it count last.
func (b *Backup) write(ctx context.Context, to target, own *turn, rows, manifest *spool, c *copier, report *Report) error {
	var err error
	if report.Objects, err = manifest.finish(); err != nil {
		return err
	}
	b.Step("writing the snapshot")
	if err := rows.put(ctx, b.Target, snapshotKey(report.Number, rowsName)); err != nil {
		return err
	}
	if err := manifest.put(ctx, b.Target, snapshotKey(report.Number, manifestName)); err != nil {
		return err
	}
	report.EndedAt = b.Now().UTC()
	if err := b.CopyDeletions(ctx); err != nil {
		return err
	}
	report.Copied, report.CopiedBytes = c.copied, c.copiedBytes
	report.Bytes, report.Gone, report.Lost = c.bytes, c.vanished, c.lost
	if err := own.held(ctx); err != nil {
		return err
	}
	return to.writeJSON(ctx, snapshotKey(report.Number, descriptionName), report.Description)
}

// CopyDeletions brings the target's copy of the deletion log up to date. By itself it
// needs a target that belongs to the installation already.
func (b *Backup) CopyDeletions(ctx context.Context) error {
	var err error
	if b.ReadOnly {
		err = installation.CopyNotedDeletions(ctx, b.Store, b.Target)
	} else {
		err = installation.LogDeletions(ctx, b.Store, b.Bucket)
	}
	if err != nil {
		return err
	}
	if err := copyLog(ctx, b.Bucket, b.Target); err != nil {
		return err
	}
	return installation.MergeDeletions(ctx, b.Target, b.Now())
}

// CheckTarget says whether the target is the backup of this installation, and of this copy
// of it.
func (b *Backup) CheckTarget(ctx context.Context) error {
	id, err := b.Store.InstallationID(ctx)
	if err != nil {
		return err
	}
	to := target{b.Target}
	o, err := to.owner(ctx)
	if err == nil && o.Installation != id {
		err = gendu.Errorf(gendu.Conflict, "this is the backup of installation %.40q, and not of %.40q", o.Installation, id)
	}
	if err != nil {
		return err
	}
	numbers, err := to.numbers(ctx)
	if err != nil {
		return err
	}
	return b.follows(ctx, to, numbers)
}

// follows refuses a database that is not a later state of the one that made the newest
// snapshot: it is an older copy, or the snapshot is of a copy. What the one deletes, and the
// snapshots that --keep removes, may be all that is left of the other.
func (b *Backup) follows(ctx context.Context, to target, numbers map[int]bool) error {
	number := newest(numbers)
	if number == 0 {
		return nil
	}
	d, err := to.describe(ctx, number)
	if gendu.KindOf(err) == gendu.Invalid || gendu.KindOf(err) == gendu.NotFound {
		return nil // nothing is removed from such a target
	}
	if err != nil {
		return err
	}
	ok, err := b.Store.Follows(ctx, d.Newest)
	if err == nil && !ok {
		err = gendu.Errorf(gendu.Conflict, "snapshot %d of this backup, of %s, holds what this database has never seen: there are two copies of this installation. Stop the copy that should not run, and look which one backs up here. Then give the other one a target of its own; or, if this database takes the place of the one in the backup, run `gendu backup --adopt` once",
			d.Number, d.TakenAt.Format(time.RFC3339))
	}
	return err
}

// copyLog copies the objects of a deletion log that the other place does not hold.
// They never change.
func copyLog(ctx context.Context, from, to *objects.Bucket) error {
	there := map[string]int64{}
	for info, err := range to.List(ctx, installation.DeletionsPrefix) {
		if err != nil {
			return err
		}
		there[info.Key] = info.Size
	}
	for info, err := range from.List(ctx, installation.DeletionsPrefix) {
		if err != nil {
			return err
		}
		if size, ok := there[info.Key]; ok && size == info.Size {
			continue
		}
		body, _, err := from.Get(ctx, info.Key, 0, -1)
		if gendu.KindOf(err) == gendu.NotFound {
			continue // put together with others meanwhile
		}
		if err != nil {
			return err
		}
		err = to.Put(ctx, info.Key, body, info.Size)
		_ = body.Close() // it was only read
		if err != nil {
			return err
		}
	}
	return nil
}
