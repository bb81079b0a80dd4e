package backup

import (
	"slices"
	"testing"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

// TestReadOnly backs up an installation of which nothing may be changed, such as a snapshot
// of a disk: not even hashes that nobody has computed, nor deletions that the log lacks.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	for _, k := range []kind{kinds[0], {"PostgreSQLAndFolder", postgres, folder}} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			at := k.objects(t)
			a := filled(t, kind{k.name, k.database, func(*testing.T) string { return at }})
			target := openBucket(t, folder(t))
			a.backUp(target)
			cover := "covers/" + show + "/1"
			a.ok(a.store.ForgetObjectHash(t.Context(), cover))
			a.store.OnDeletion(nil) // as if the object store was away
			a.ok(a.store.DeleteTake(t.Context(), ann, gendu.ID(takeID(3))))
			rows, files := a.dump(), keysOf(t, a.bucket)

			ro := &site{t: t}
			var err error
			ro.store, err = store.OpenReadOnly(t.Context(), a.database)
			a.ok(err)
			defer ro.store.Close()
			ro.bucket, err = objects.OpenReadOnly(t.Context(), at)
			a.ok(err)
			defer ro.bucket.Close()
			b := ro.backup(target)
			b.ReadOnly = true
			if report, err := b.Run(t.Context()); err != nil || report.Number != 2 || report.Lost+report.Gone != 0 {
				t.Fatalf("%+v, %v", report, err)
			}
			a.same(rows, a.dump())
			if after := keysOf(t, a.bucket); !slices.Equal(after, files) {
				t.Errorf("the objects are\n%q, and before they were\n%q", after, files)
			}
			c := newSite(t, kinds[0])
			r := c.restore(target)
			r.Snapshot = 1
			done, err := r.Run(t.Context())
			c.ok(err)
			if c.open(); done.Deletions != 1 || c.get(takeKey(3)) != "" || c.get(cover) == "" {
				t.Errorf("%+v", done)
			}
		})
	}
}
