package backup

import (
	"testing"
	"time"

	"gendu/installation"
	"gendu/store"
)

// lent are the tables of a copy that are its own: which installation it is, and the
// hashes that a backup was the first to compute.
var lent = []string{"installation", "object_hashes"}

// TestRoundTrip backs up each kind of installation into each kind of target and
// restores it into another kind.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for i, from := range kinds {
		to, place := kinds[len(kinds)-1-i], []func(*testing.T) string{folder, s3}[i%2]
		t.Run(from.name+"To"+to.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, from), openBucket(t, place(t))
			report := a.backUp(target)
			if report.Copied != report.Objects.Lines || report.Gone+report.Lost != 0 || report.Number != 1 {
				t.Errorf("the first backup: %+v", report)
			}
			b := newSite(t, to)
			r := b.restore(target)
			r.KeepSignedIn = true
			done, err := r.Run(t.Context())
			b.ok(err)
			b.open()
			if done.Copied != report.Objects.Lines || done.ID == report.Installation {
				t.Errorf("the restore: %+v", done)
			}
			b.same(a.dump(lent...), b.dump(lent...))
			b.objectsAreThere()
			if sum := b.clean(); sum.Hashed != sum.Objects-2 { // the chunks of the upload have none
				t.Errorf("check: %+v", sum)
			}
			a.clean()
		})
	}
}

// TestThereAndBack moves an installation to the other database and back.
func TestThereAndBack(t *testing.T) {
	t.Parallel()
	a := filled(t, kinds[0])
	first := a.dump(lent...)
	at := a
	for _, k := range []kind{kinds[1], kinds[0]} {
		target, next := openBucket(t, folder(t)), newSite(t, k)
		at.backUp(target)
		r := next.restore(target)
		r.KeepSignedIn = true
		_, err := r.Run(t.Context())
		next.ok(err)
		at = next.open()
	}
	at.same(first, at.dump(lent...))
	at.objectsAreThere()
	at.clean()
}

// TestSecondRun copies only what is new.
func TestSecondRun(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, k), openBucket(t, folder(t))
			a.backUp(target)
			if again := a.backUp(target); again.Copied != 0 || again.CopiedBytes != 0 || again.Number != 2 {
				t.Errorf("the second backup: %+v", again)
			}
			a.addTake(takes)
			if third := a.backUp(target); third.Copied != 1 || third.CopiedBytes != 100 {
				t.Errorf("the third backup: %+v", third)
			}
			b := newSite(t, kinds[0])
			b.restored(target)
			b.same(a.dump(append(lent, "sessions", "tickets")...), b.dump(append(lent, "sessions", "tickets")...))
			for _, table := range []string{"sessions", "tickets"} {
				if n := b.count(table); n != 0 {
					t.Errorf("%d %s are there after a restore", n, table)
				}
			}
		})
	}
}

// count counts the rows of a table.
func (s *site) count(table string) int {
	s.t.Helper()
	n := 0
	s.ok(s.store.Snapshot(s.t.Context(), func(v *store.Snapshot) error {
		_, rows, err := v.Rows(s.t.Context(), table)
		if err != nil {
			return err
		}
		for _, err := range rows {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	}))
	return n
}

// TestHashes alters objects whose rows keep no hash: a deep check finds them. Those
// from before hashes were kept get theirs with the first backup.
func TestHashes(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			a := filled(t, k)
			altered := []string{"covers/" + show + "/1", "episodes/" + audio + "/listening.m4a"}
			for _, key := range altered {
				a.ok(a.store.ForgetObjectHash(t.Context(), key)) // as if it was older
			}
			if sum := a.clean(); sum.Unhashed != 4 { // and two chunks of an upload
				t.Errorf("before the backup: %+v", sum)
			}
			a.backUp(openBucket(t, folder(t)))
			if sum := a.clean(); sum.Unhashed != 2 || sum.Hashed != sum.Objects-2 {
				t.Errorf("after the backup: %+v", sum)
			}
			a.bucket.OnPut(nil, nil) // nobody notices
			want := map[string]bool{}
			for _, key := range altered {
				b := contentOf(key)
				b[5] ^= 1
				a.put(key, b)
				want[key] = true
			}
			c := installation.Checker{Store: a.store, Bucket: a.bucket, Now: time.Now, Deep: true, Each: func(f installation.Finding) {
				if f.What != installation.Altered || !want[f.Key] {
					t.Errorf("%+v", f)
				}
				delete(want, f.Key)
			}}
			if _, err := c.Check(t.Context()); err != nil || len(want) != 0 {
				t.Errorf("not found: %v, %v", want, err)
			}
		})
	}
}
