package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gendu"
	"gendu/backup"
	"gendu/installation"
	"gendu/objects"
	"gendu/store"
	"gendu/store/sqldb"
)

type backupCmd struct {
	Stores stores `embed:""`

	Target  string `arg:"" help:"Where the backup is: a folder, or s3://BUCKET/PREFIX?endpoint=…&region=…"`
	Keep    int    `help:"Remove older snapshots, so that N are left; without it all stay." placeholder:"N"`
	Adopt   bool   `help:"Go on with the backup of another installation, from which this one was restored, or of another copy of this database, whose place this one takes."`
	Verify  bool   `help:"Also read every content of the target back, and copy again what is damaged there. It takes as long as a first backup."`
	LogOnly bool   `help:"Only bring the copy of the deletion log up to date, which takes a moment."`
}

// Run backs up once, and fails at the end where objects are lost.
func (c *backupCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	place, err := placeURL(c.Target)
	if err := usage(s.validate(), named("<target>", err), c.check()); err != nil {
		return err
	}
	if err := apart(place, s.Objects); err != nil {
		return named("<target>", err)
	}
	h, lock, err := s.openForBackup(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	if lock.unlock == nil {
		fmt.Fprintln(os.Stderr, "the files of the installation can only be read: nothing is written beside them")
	} else {
		defer lock.unlock()
	}
	to, err := objects.Open(ctx, place, objects.WithFull("the place of the backup is full: free space there, or keep fewer snapshots with --keep"))
	if err != nil {
		return err
	}
	defer to.Close()
	b := &backup.Backup{
		Lock: lock.name, ReadOnly: lock.unlock == nil, Store: h.store, Bucket: h.bucket, Target: to, Now: time.Now, Program: version, Adopt: c.Adopt, Keep: c.Keep, Verify: c.Verify,
		Problem: func(key, what string) { fmt.Fprintf(out, "lost       %s: %s\n", key, what) },
		Step:    progress(),
	}
	if c.LogOnly {
		if err := errors.Join(installation.SamePair(ctx, h.store, h.bucket), b.CheckTarget(ctx)); err != nil {
			return err
		}
		return b.CopyDeletions(ctx)
	}
	report, err := b.Run(ctx)
	if report != nil {
		fmt.Fprintf(out, "snapshot %d of %s: %d rows and lines, %d objects with %s; %d objects with %s copied, %d contents removed\n",
			report.Number, report.TakenAt.Format(time.RFC3339), report.Rows.Lines, report.Objects.Lines, size(report.Bytes), report.Copied, size(report.CopiedBytes), report.Removed)
	}
	if report != nil && c.Verify {
		fmt.Fprintf(out, "%d contents of the target were damaged, and %d of them are repaired or needed no more\n", report.Damaged, report.Repaired)
	}
	if err != nil {
		return err
	}
	if report.Repaired < report.Damaged {
		return fmt.Errorf("%w: %d contents of the backup are damaged and cannot be repaired; see docs/operating.md", errFaults, report.Damaged-report.Repaired)
	}
	if report.Lost > 0 {
		return fmt.Errorf("%w: the snapshot is complete but for %d objects that this installation has lost; see docs/operating.md", errFaults, report.Lost)
	}
	return nil
}

func (c *backupCmd) check() error {
	if c.Keep < 0 {
		return gendu.Errorf(gendu.Invalid, "--keep: a number above 0 is expected")
	}
	return nil
}

type restoreCmd struct {
	Stores stores `embed:""`

	Source         string `arg:"" help:"Where the backup is: a folder, or s3://BUCKET/PREFIX?endpoint=…&region=…"`
	Snapshot       int    `help:"The number of the snapshot; by default the newest." placeholder:"N"`
	List           bool   `help:"Only list the snapshots of the backup."`
	Deletions      string `help:"Objects of the installation that was backed up, where they are still there: its deletion log is newer than the copy in the backup." placeholder:"URL"`
	KeepSignedIn   bool   `help:"Keep everybody signed in, and one-time links valid: for a move of an installation that was stopped before its last backup."`
	WithoutDamaged bool   `help:"End the restore although objects, or parts of the deletion log, are damaged; they are left out."`
}

// Run fills the installation that --database and --objects name.
func (c *restoreCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	place, err := placeURL(c.Source)
	if err := usage(s.validate(), named("<source>", err), c.check()); err != nil {
		return err
	}
	if err := apart(place, s.Objects); err != nil && !c.List {
		return named("<source>", err)
	}
	from, err := objects.OpenReadOnly(ctx, place)
	if gendu.KindOf(err) == gendu.Conflict {
		return gendu.Errorf(gendu.NotFound, "there is no backup at this address: the folder is not there. Is a disk not mounted?")
	}
	if err != nil {
		return err
	}
	defer from.Close()
	if c.List {
		return listSnapshots(ctx, from, out)
	}
	r := &backup.Restore{
		Source: from, Database: s.Database, Now: time.Now, Snapshot: c.Snapshot, KeepSignedIn: c.KeepSignedIn, WithoutDamaged: c.WithoutDamaged,
		Problem: func(key, what string) { fmt.Fprintf(out, "damaged    %s: %s\n", key, what) },
		Step:    progress(),
	}
	if c.Deletions != "" {
		if r.Deletions, err = objects.OpenReadOnly(ctx, c.Deletions); err != nil {
			return named("--deletions", err)
		}
		defer r.Deletions.Close()
	}
	unlock, err := store.LockBackup(ctx, s.Database)
	if err != nil {
		return err
	}
	defer unlock()
	if r.Bucket, err = objects.Open(ctx, s.Objects); err != nil {
		return err
	}
	defer r.Bucket.Close()
	done, err := r.Run(ctx)
	if err != nil {
		return err
	}
	c.tell(out, done)
	return nil
}

func (c *restoreCmd) check() error {
	if c.Snapshot < 0 {
		return gendu.Errorf(gendu.Invalid, "--snapshot: a number above 0 is expected")
	}
	if c.Deletions != "" {
		return named("--deletions", objects.CheckURL(c.Deletions))
	}
	return nil
}

// tell says what was done, and what nobody can know.
func (c *restoreCmd) tell(out io.Writer, done *backup.Restored) {
	fmt.Fprintf(out, "snapshot %d of %s is restored as installation %s: %d objects copied, %d were there already, %d deleted ones left out, %d damaged\n",
		done.Number, done.TakenAt.Format(time.RFC3339), done.ID, done.Copied, done.There, done.Skipped, done.Damaged)
	fmt.Fprintf(out, "%d deletions were applied", done.Deletions)
	if c.Deletions == "" {
		fmt.Fprint(out, "; those after the last run of `gendu backup` are not known without --deletions")
	}
	fmt.Fprintln(out)
	if !c.KeepSignedIn {
		fmt.Fprintln(out, "everybody has to sign in again")
	}
}

func listSnapshots(ctx context.Context, from *objects.Bucket, out io.Writer) error {
	unreadable := 0
	list, err := backup.Snapshots(ctx, from, func(number int, err error) {
		unreadable++
		fmt.Fprintf(out, "%6d  cannot be restored: %s\n", number, err)
	})
	if err != nil {
		return err
	}
	for _, d := range list {
		fmt.Fprintf(out, "%6d  %s  schema %d, gendu %s, %d objects with %s", d.Number, d.TakenAt.Format(time.RFC3339), d.Schema, d.Program, d.Objects.Lines, size(d.Bytes))
		if d.Lost > 0 {
			fmt.Fprintf(out, ", %d lost", d.Lost)
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "%d snapshots\n", len(list))
	if unreadable > 0 {
		return fmt.Errorf("%w: %d snapshots cannot be read; bring their snapshot.json back from another copy of the backup, or delete their folders below snapshots/", errFaults, unreadable)
	}
	return nil
}

// placeURL is the address of an object store for what a person writes: a folder, or
// s3://BUCKET/PREFIX.
func placeURL(text string) (string, error) {
	if strings.HasPrefix(text, "file:") {
		return text, objects.CheckURL(text)
	}
	if !strings.Contains(text, "://") {
		return "file:" + text, objects.CheckURL("file:" + text)
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "s3" { // its text would repeat the address with its secrets
		return "", gendu.Errorf(gendu.Invalid, "a folder or s3://BUCKET/PREFIX?endpoint=…&region=… is expected")
	}
	if prefix := strings.Trim(u.Path, "/"); prefix != "" {
		q := u.Query()
		if q.Has("prefix") {
			return "", gendu.Errorf(gendu.Invalid, "the prefix is given twice: as a path and as prefix=")
		}
		q.Set("prefix", prefix)
		u.Path, u.RawQuery = "", q.Encode()
	}
	return u.String(), objects.CheckURL(u.String())
}

// apart refuses a backup, also one to restore, whose folder lies in that of the objects, or
// holds it: a sweep would take the one for strangers in the other, and one broken disk takes
// both.
func apart(place, objectsURL string) error {
	target, ok := strings.CutPrefix(place, "file:")
	dir, both := strings.CutPrefix(objectsURL, "file:")
	if !ok || !both {
		return nil
	}
	t, o := realPath(target), realPath(dir)
	if within(t, o) || within(o, t) {
		return gendu.Errorf(gendu.Conflict, "the folder of the backup %s and that of the objects %s lie one in the other: give a folder elsewhere, best on another disk", t, o)
	}
	return nil
}

// realPath follows links as far as the path exists.
func realPath(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path)
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		return real
	}
	parent := filepath.Dir(abs)
	if parent == abs {
		return abs
	}
	return filepath.Join(realPath(parent), filepath.Base(abs))
}

// within says whether a path is the folder or lies in it.
func within(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// backupLock is the lock of a backup. Its unlock is nil where nothing can be written, and so
// nothing can be locked, beside the database.
type backupLock struct {
	unlock func()
	name   string
}

// openForBackup opens both stores of an installation that is there, and takes the lock. It
// migrates nothing: the rows may be those of the gendu before an upgrade. An installation on
// a read-only file system, such as a snapshot of a disk, is only read.
func (s *stores) openForBackup(ctx context.Context) (*backend, backupLock, error) {
	readOnly, err := s.openReadOnly(ctx) // makes nothing where an address is mistyped
	if err != nil {
		return nil, backupLock{}, err
	}
	var lock backupLock
	lock.unlock, err = store.LockBackup(ctx, s.Database)
	if errors.Is(err, sqldb.ErrReadOnly) {
		return readOnly, lock, nil
	}
	readOnly.close()
	if err != nil {
		return nil, lock, err
	}
	if lock.name, err = store.BackupLockName(ctx, s.Database); err != nil {
		lock.unlock()
		return nil, lock, err
	}
	rows, err := store.Open(ctx, s.Database)
	if err != nil {
		lock.unlock()
		return nil, lock, err
	}
	bucket, err := objects.Open(ctx, s.Objects)
	if err != nil {
		lock.unlock()
		return nil, lock, errors.Join(err, rows.Close())
	}
	return &backend{store: rows, bucket: bucket}, lock, nil
}

// progress tells a person at the terminal what goes on.
func progress() func(string) {
	return func(step string) { fmt.Fprintln(os.Stderr, step) }
}

// size is a number of bytes for a person.
func size(n int64) string {
	switch {
	case n < 10<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 10<<20:
		return fmt.Sprintf("%d KiB", n>>10)
	case n < 10<<30:
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d GiB", n>>30)
}
