package backup

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/objects"
)

// copied is a second copy of an installation: the same rows with the same id, and a copy of
// the objects, as they are after somebody copied the disk.
func (s *site) copied() *site {
	s.t.Helper()
	dir := s.t.TempDir()
	s.ok(s.store.Close()) // so that the file holds everything
	text, err := os.ReadFile(strings.TrimPrefix(s.database, "sqlite:"))
	s.ok(err)
	s.ok(os.WriteFile(filepath.Join(dir, "gendu.db"), text, 0o600))
	s.open()
	c := &site{t: s.t, database: "sqlite:" + filepath.Join(dir, "gendu.db"), bucket: openBucket(s.t, folder(s.t))}
	for info, err := range s.bucket.List(s.t.Context(), "") {
		s.ok(err)
		c.put(info.Key, []byte(s.get(info.Key)))
	}
	return c.open()
}

// serves does what a server that goes on does: a take comes, and there is a sweep.
func (s *site) serves(take int) {
	s.t.Helper()
	s.addTake(take)
	j := &gendu.Job{Kind: gendu.Sweep, SubjectID: gendu.ID(fmt.Sprint(take))}
	s.ok(s.store.Enqueue(s.t.Context(), j))
}

// keysOf is every key of a target, with the sizes.
func keysOf(t *testing.T, bucket *objects.Bucket) []string {
	t.Helper()
	var list []string
	for info, err := range bucket.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprint(info.Key, " ", info.Size))
	}
	return list
}

// TestOldCopy: an old copy of the database, with the same installation id, changes nothing in
// the backup that the original goes on with, and the other way round.
func TestOldCopy(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	a.serves(takes)
	a.backUp(target)
	b := a.copied()
	a.serves(takes + 1)
	a.backUp(target)
	before := keysOf(t, target)
	b.ok(b.store.DeleteTake(t.Context(), ann, gendu.ID(takeID(3)))) // which the log would take from the snapshots
	refused := func(s *site) {
		t.Helper()
		run := s.backup(target)
		run.Keep = 1
		if _, err := run.Run(t.Context()); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "--adopt") {
			t.Errorf("a copy that is not what was backed up: %v", err)
		}
		if err := s.backup(target).CheckTarget(t.Context()); gendu.KindOf(err) != gendu.Conflict {
			t.Errorf("and its deletion log: %v", err)
		}
		if after := keysOf(t, target); !slices.Equal(after, before) {
			t.Errorf("the target holds\n%q, and before it held\n%q", after, before)
		}
	}
	refused(b)
	a.backUp(target) // goes on

	b.serves(takes + 2)
	takeOver := b.backup(target)
	takeOver.Adopt = true
	_, err := takeOver.Run(t.Context())
	b.ok(err)
	before = keysOf(t, target)
	refused(a)
	b.backUp(target)
}

// TestTwoAtOnce: while one copy backs up, another one does not begin in the same target, so
// that it removes nothing that the first is about to name.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	a.serves(takes)
	b := a.copied()
	for _, step := range []string{"looking at what the target holds", "copying objects", "writing the snapshot", "removing what no snapshot needs any more"} {
		run, entered := a.backup(target), false
		run.Keep, run.renew = 1, 10*time.Millisecond
		run.Step = func(name string) {
			if entered || name != step {
				return
			}
			entered = true
			other := b.backup(target)
			other.Keep, other.renew = 1, 10*time.Millisecond
			if _, err := other.Run(t.Context()); gendu.KindOf(err) != gendu.Busy {
				t.Errorf("at %q another one ran: %v", step, err)
			}
		}
		if _, err := run.Run(t.Context()); err != nil || !entered {
			t.Errorf("at %q: %v", step, err)
		}
	}
	b.backUp(target) // nothing of the first is left in its way
	c := newSite(t, kinds[0])
	c.restored(target)
	c.objectsAreThere()
	c.clean()
}
