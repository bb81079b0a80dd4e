package installation

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

// Finding is what a check says of one row, object or job.
type Finding struct {
	What  Sort   `json:"what"`
	Fault bool   `json:"fault"`         // false: worth knowing, and nothing is wrong
	Key   string `json:"key,omitempty"` // of an object
	Table string `json:"table,omitempty"`
	ID    string `json:"id,omitempty"` // of a row
	Text  string `json:"text"`
}

// Sort says what kind of finding one is.
type Sort string

// The sorts of findings.
const (
	WrongPair  Sort = "pair"       // the database and the object store have different ids
	BrokenRow  Sort = "row"        // a row contradicts another one
	Missing    Sort = "missing"    // a row names an object that is not there
	WrongSize  Sort = "size"       // an object has another size than its row says
	Altered    Sort = "altered"    // an object has another hash than its row says
	Unreadable Sort = "unreadable" // an object cannot be read
	Orphaned   Sort = "orphaned"   // no row names an object that is older than a day
	OldTrash   Sort = "trash"      // the trash holds something for longer than its time
	Stuck      Sort = "job"        // a job is due and no server works on it
	Stopped    Sort = "sweep"      // the last sweep stopped
)

// Checker looks at a database and its object store and changes neither.
type Checker struct {
	Store  *store.Store
	Bucket *objects.Bucket
	Now    func() time.Time
	// Deep reads every object whose hash is known.
	Deep bool
	// Each is called with every finding.
	Each func(Finding)

	summary Summary
}

// Summary counts what a check saw.
type Summary struct {
	Objects int `json:"objects"` // that rows name
	Hashed  int `json:"hashed"`  // of these, read and compared with their hash
	// Unhashed objects have no hash that is known, so that only their size is compared:
	// those from before hashes were kept, until the first backup, and chunks of uploads.
	Unhashed int `json:"unhashed"`
	Faults   int `json:"faults"`
	Notes    int `json:"notes"` // findings that are no faults
}

func (c *Checker) found(f Finding) {
	if f.Fault {
		c.summary.Faults++
	} else {
		c.summary.Notes++
	}
	c.Each(f)
}

// Check goes on after everything that it can say in a finding. It fails where the
// database does not answer or ctx ends.
func (c *Checker) Check(ctx context.Context) (Summary, error) {
	c.summary = Summary{}
	for _, part := range []func(context.Context) error{c.pair, c.rows, c.expected, c.orphans, c.trash, c.jobs, c.sweep} {
		if err := part(ctx); err != nil {
			return c.summary, err
		}
	}
	return c.summary, nil
}

func (c *Checker) pair(ctx context.Context) error {
	ids, err := ReadIDs(ctx, c.Store, c.Bucket)
	if err != nil {
		return err
	}
	if err := noRestore(ctx, c.Bucket); gendu.KindOf(err) == gendu.Conflict {
		c.found(Finding{WrongPair, true, "", "", "", err.Error()})
	}
	if ids.Database != ids.Objects {
		c.found(Finding{WrongPair, true, "", "", "", fmt.Sprintf("the database has the id %q and the object store %q", ids.Database, ids.Objects)})
	}
	return nil
}

func (c *Checker) rows(ctx context.Context) error {
	faults, err := c.Store.Broken(ctx)
	for _, f := range faults {
		c.found(Finding{BrokenRow, true, "", f.Table, f.ID, f.Problem})
	}
	return err
}

// expected looks for every object that a row names.
func (c *Checker) expected(ctx context.Context) error {
	for ref, err := range c.Store.Expected(ctx) {
		if err != nil {
			return err
		}
		c.summary.Objects++
		what, text := c.object(ctx, ref)
		if err := ctx.Err(); err != nil {
			return err
		}
		if what == "" {
			continue
		}
		// Its row may have let it go since it was read.
		standing, err := c.Store.Standings(ctx, []string{ref.Key})
		if err != nil {
			return err
		}
		if standing[0] == store.Wanted {
			c.found(Finding{what, true, ref.Key, ref.Table, ref.ID, text})
		}
	}
	return nil
}

func (c *Checker) object(ctx context.Context, ref store.ObjectRef) (Sort, string) {
	info, err := c.Bucket.Stat(ctx, ref.Key)
	switch {
	case gendu.KindOf(err) == gendu.NotFound:
		return Missing, "it is not there"
	case err != nil:
		return Unreadable, err.Error()
	case ref.Size >= 0 && info.Size != ref.Size:
		return WrongSize, fmt.Sprintf("it has %d bytes instead of %d", info.Size, ref.Size)
	case len(ref.SHA256) == 0:
		c.summary.Unhashed++
		return "", ""
	case !c.Deep:
		return "", ""
	}
	sum, _, err := HashObject(ctx, c.Bucket, ref.Key)
	switch {
	case err != nil:
		return Unreadable, err.Error()
	case !bytes.Equal(sum, ref.SHA256):
		return Altered, fmt.Sprintf("it has the SHA-256 %x instead of %x", sum, ref.SHA256)
	}
	c.summary.Hashed++
	return "", ""
}

// HashObject reads an object and gives the SHA-256 and the number of its bytes.
func HashObject(ctx context.Context, bucket *objects.Bucket, key string) (sum []byte, size int64, err error) {
	body, info, err := bucket.Get(ctx, key, 0, -1)
	if err != nil {
		return nil, 0, err
	}
	h := sha256.New()
	_, err = io.Copy(h, body)
	return h.Sum(nil), info.Size, errors.Join(err, body.Close())
}

// orphans lists what a sweep would move or remove.
func (c *Checker) orphans(ctx context.Context) error {
	w := &Sweeper{Store: c.Store, Bucket: c.Bucket, Now: c.Now, DryRun: true, Each: func(action Action, key string) {
		text := "no row names it; a sweep moves it to the trash"
		if action == Remove {
			text = "its row was deleted or has expired; a sweep removes it"
		}
		c.found(Finding{Orphaned, false, key, "", "", text})
	}}
	report := &store.Sweep{}
	err := w.uploads(ctx, report)
	if err == nil {
		err = w.objects(ctx, report)
	}
	return c.orUnreadable(ctx, err)
}

// orUnreadable makes a finding of an object store that cannot be listed to its end.
func (c *Checker) orUnreadable(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	c.found(Finding{Unreadable, true, "", "", "", "the object store cannot be listed: " + err.Error()})
	return nil
}

func (c *Checker) trash(ctx context.Context) error {
	for v, err := range Trashes(ctx, c.Bucket) {
		if err != nil {
			return c.orUnreadable(ctx, err)
		}
		if overdue := c.Now().Sub(v.removedAt()); overdue > 24*time.Hour {
			c.found(Finding{OldTrash, false, v.at, "", "", "it should have left the trash on " + v.removedAt().Format(time.DateOnly) + "; is any server running?"})
		}
	}
	return nil
}

func (c *Checker) jobs(ctx context.Context) error {
	list, err := c.Store.StuckJobs(ctx)
	for _, j := range list {
		c.found(Finding{Stuck, true, "", "jobs", string(j.ID), string(j.Kind) + " " + j.Problem})
	}
	return err
}

func (c *Checker) sweep(ctx context.Context) error {
	last, err := c.Store.LastSweep(ctx)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil
	}
	if err == nil && last.Stopped {
		c.found(Finding{Stopped, true, "", "", "", fmt.Sprintf("the sweep of %s stopped: %d of %d objects have no row, and it may move %d",
			last.BeganAt.Format(time.RFC3339), last.Unknown, last.Objects, last.MoveLimit)})
	}
	return err
}
