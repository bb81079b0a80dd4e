package backup

import (
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/installation"
	"gendu/objects"
)

// TestBesideEachOther has a restored copy and the original, each with what came to it
// later, and lets neither serve or sweep the other's objects.
func TestBesideEachOther(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, k), openBucket(t, folder(t))
			a.backUp(target)
			b := newSite(t, k)
			b.restored(target)
			a.addTake(takes)
			b.addTake(takes + 1)
			for _, mixed := range []struct{ rows, objects *site }{{a, b}, {b, a}} {
				if err := installation.Bind(t.Context(), mixed.rows.store, mixed.objects.bucket); gendu.KindOf(err) != gendu.Conflict {
					t.Errorf("a server starts on half of each: %v", err)
				}
				w := installation.Sweeper{Store: mixed.rows.store, Bucket: mixed.objects.bucket, Now: func() time.Time { return time.Now().Add(48 * time.Hour) }}
				if _, err := w.Sweep(t.Context()); gendu.KindOf(err) != gendu.Conflict {
					t.Errorf("a sweep runs on half of each: %v", err)
				}
			}
			a.objectsAreThere()
			b.objectsAreThere()
			if _, err := b.backup(target).Run(t.Context()); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "--adopt") {
				t.Errorf("two installations back up to one place: %v", err)
			}
			adopt := b.backup(target)
			adopt.Adopt = true
			if report, err := adopt.Run(t.Context()); err != nil || report.Copied != 1 || report.Number != 2 {
				t.Errorf("the copy takes the backup over: %+v, %v", report, err)
			}
			if _, err := a.backup(target).Run(t.Context()); gendu.KindOf(err) != gendu.Conflict {
				t.Errorf("and the original still backs up there: %v", err)
			}
		})
	}
}

// TestTargetRefuses backs up to what is no place for it.
func TestTargetRefuses(t *testing.T) {
	t.Parallel()
	a := filled(t, kinds[0])
	before := a.dump()
	for name, to := range map[string]*objects.Bucket{"its own objects": a.bucket, "somebody's folder": openBucket(t, folder(t))} {
		a.ok(to.Put(t.Context(), "holiday.jpg", strings.NewReader("x"), 1))
		if _, err := a.backup(to).Run(t.Context()); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "neither empty nor a backup") {
			t.Errorf("%s: %v", name, err)
		}
	}
	a.same(before, a.dump())
}
