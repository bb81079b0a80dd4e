package backup

import (
	"context"
	"slices"
	"strings"
	"testing"

	"gendu"
	"gendu/objects"
)

// TestKeep removes old snapshots and what only they name, and leaves the rest whole.
func TestKeep(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	a.backUp(target)
	a.cover(show, "covers/"+show+"/2")
	a.put("covers/"+show+"/2", contentOf("covers/"+show+"/2"))
	a.ok(target.Put(t.Context(), "snapshots/000002/rows.jsonl.gz", strings.NewReader("half"), 4)) // of a backup that was killed
	b := a.backup(target)
	b.Keep = 2
	report, err := b.Run(t.Context())
	a.ok(err)
	if report.Removed != 0 || report.Number != 3 || read(t, target, "snapshots/000002/rows.jsonl.gz") != "" {
		t.Errorf("%+v", report)
	}
	report, err = b.Run(t.Context())
	a.ok(err)
	if report.Removed != 1 || report.Number != 4 || read(t, target, contentKey(hashText("covers/"+show+"/1"))) != "" {
		t.Errorf("%+v", report)
	}
	list, err := Snapshots(t.Context(), target, allReadable(t))
	if err != nil || len(list) != 2 || list[0].Number != 3 || list[1].Number != 4 {
		t.Errorf("%+v, %v", list, err)
	}
	for _, d := range list {
		c := newSite(t, kinds[0])
		r := c.restore(target)
		r.Snapshot = d.Number
		_, err := r.Run(t.Context())
		c.ok(err)
		c.open().objectsAreThere()
		c.clean()
	}
	// A manifest that cannot be read keeps everything.
	a.ok(target.Put(t.Context(), "snapshots/000003/objects.jsonl.gz", strings.NewReader("x"), 1))
	before := countObjects(t, target)
	b.Keep = 3
	if _, err := b.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "snapshots/000003/objects.jsonl.gz") {
		t.Errorf("an altered manifest: %v", err)
	}
	if n := countObjects(t, target); n != before {
		t.Errorf("%d contents instead of %d", n, before)
	}
}

// TestFullTarget: older snapshots make way where the target is full, as far as --keep says.
func TestFullTarget(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	a.backUp(target)
	a.backUp(target)
	target.OnPut(everyKey, func(ctx context.Context, key string, _ int64, _ []byte) error {
		_, err := target.Stat(ctx, "snapshots/000001/snapshot.json")
		if err == nil && strings.HasPrefix(key, "snapshots/") {
			return gendu.Errorf(gendu.Full, "no space for %s", key)
		}
		return nil
	})
	b := a.backup(target)
	if _, err := b.Run(t.Context()); gendu.KindOf(err) != gendu.Full {
		t.Errorf("keeping all: %v", err)
	}
	b.Keep = 1
	_, err := b.Run(t.Context())
	a.ok(err)
	list, err := Snapshots(t.Context(), target, allReadable(t))
	if err != nil || len(list) != 1 || list[0].Number < 3 {
		t.Errorf("%+v, %v", list, err)
	}
	c := newSite(t, kinds[0])
	c.restored(target)
	c.objectsAreThere()
}

// TestForeignNumber: a folder whose number no backup reaches is nobody's snapshot, and the
// list does not count up to it.
func TestForeignNumber(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	a.backUp(target)
	for _, number := range []string{"9223372036854775807", "99999999999", "0", "-3", "x"} {
		a.ok(target.Put(t.Context(), "snapshots/"+number+"/snapshot.json", strings.NewReader("{}"), 2))
	}
	if report := a.backUp(target); report.Number != 2 {
		t.Errorf("the second snapshot has number %d", report.Number)
	}
	list, err := Snapshots(t.Context(), target, allReadable(t))
	if err != nil || len(list) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
	newSite(t, kinds[0]).restored(target)
}

// TestUnreadableSnapshot: one description that cannot be read hides no other snapshot, and a
// backup goes on beside it.
func TestUnreadableSnapshot(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	a.backUp(target)
	a.backUp(target)
	a.ok(target.Put(t.Context(), "snapshots/000002/snapshot.json", strings.NewReader("{"), 1))
	bad := []int{}
	list, err := Snapshots(t.Context(), target, func(number int, err error) {
		bad = append(bad, number)
		if !strings.Contains(err.Error(), "snapshots/000002/snapshot.json") {
			t.Errorf("the place is not named: %v", err)
		}
	})
	if err != nil || len(list) != 1 || list[0].Number != 1 || !slices.Equal(bad, []int{2}) {
		t.Errorf("%+v, unreadable %v, %v", list, bad, err)
	}
	c := newSite(t, kinds[0])
	if _, err := c.restore(target).Run(t.Context()); gendu.KindOf(err) != gendu.Invalid || !strings.Contains(err.Error(), "--snapshot") {
		t.Errorf("restoring the newest: %v", err)
	}
	r := c.restore(target)
	r.Snapshot = 1
	_, err = r.Run(t.Context())
	c.ok(err)
	c.open().objectsAreThere()

	before := countObjects(t, target)
	report, err := a.backup(target).Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "snapshots/000002/snapshot.json") {
		t.Errorf("contents are removed although nobody knows what snapshot 2 needs: %v", err)
	}
	if report == nil || report.Number != 3 || countObjects(t, target) != before {
		t.Errorf("the new snapshot: %+v", report)
	}
	newSite(t, kinds[0]).restored(target)
}

func allReadable(t *testing.T) func(int, error) {
	t.Helper()
	return func(number int, err error) { t.Errorf("snapshot %d: %v", number, err) }
}

func countObjects(t *testing.T, bucket *objects.Bucket) int {
	t.Helper()
	n := 0
	for _, err := range bucket.List(t.Context(), objectsPrefix) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}
