package installation

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

// TestEmptyDatabase has a full object store meet an empty database, as after a
// mistyped --database. It is refused; and where somebody insists, nothing is lost.
func TestEmptyDatabase(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		full := newPair(t, database(), bucket())
		full.ok(full.bind())
		full.rowsOf(0, 400)
		full.bytesOfTakes(0, 400)
		empty := newPair(t, database(), full.bucket)
		err := empty.bind()
		if gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "--database") || !strings.Contains(err.Error(), "gendu installation join") {
			t.Errorf("the empty database: %v", err)
		}
		if ids, err := ReadIDs(t.Context(), empty.rows, empty.bucket); err != nil || ids.Database != "" {
			t.Errorf("a refused database has the id %q, %v", ids.Database, err)
		}
		if _, err := empty.later(io.Discard, 25*time.Hour).Sweep(t.Context()); gendu.KindOf(err) != gendu.Conflict {
			t.Errorf("a sweep with the wrong database: %v", err)
		}
		full.wantTakes(0, 400)

		empty.ok(Join(t.Context(), empty.rows, empty.bucket)) // somebody insists
		var log bytes.Buffer
		report, err := empty.later(&log, 25*time.Hour).Sweep(t.Context())
		full.ok(err)
		if !report.Stopped || report.Unknown != 400 || report.MoveLimit != 100 || report.Trashed+report.Removed != 0 {
			t.Errorf("the sweep: %+v", report)
		}
		if !strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), "unknown=400") {
			t.Errorf("the log says %q", &log)
		}
		if last, err := empty.rows.LastSweep(t.Context()); err != nil || !last.Stopped || last.Unknown != 400 {
			t.Errorf("the report that is kept: %+v, %v", last, err)
		}
		full.wantTakes(0, 400)
	})
}

// TestOlderDatabase restores an older database beside newer objects.
func TestOlderDatabase(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		newer := newPair(t, database(), bucket())
		newer.ok(newer.bind())
		newer.rowsOf(0, 300)
		newer.bytesOfTakes(0, 300)
		ids, err := ReadIDs(t.Context(), newer.rows, newer.bucket)
		newer.ok(err)
		for _, c := range []struct {
			known   int
			stopped bool
		}{{260, false}, {150, true}} {
			older := newPair(t, database(), newer.bucket)
			older.rowsOf(0, c.known)
			_, err := older.rows.AdoptInstallationID(t.Context(), ids.Database) // a copy has the same one
			older.ok(err)
			older.ok(older.bind())
			report := older.sweep()
			if report.Stopped != c.stopped || report.Unknown != 300-c.known || report.Removed != 0 {
				t.Errorf("with %d known: %+v", c.known, report)
			}
			older.wantTakes(0, c.known)
			older.restoreAll()
			newer.wantTakes(0, 300)
			if n := newer.count(trashPrefix); n != 0 {
				t.Errorf("%d objects stayed in the trash", n)
			}
		}
	})
}

// TestAbandonedUpload has 2 GiB in chunks wait for a host who never came back:
// more objects than may be moved, but their row explains them.
func TestAbandonedUpload(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		p := newPair(t, database(), bucket())
		p.ok(p.bind())
		const chunks = 256 // of 8 MiB, which nothing here depends on
		up := &gendu.Upload{UserID: p.user.ID, EpisodeID: p.episode.ID, Size: chunks, ExpiresAt: time.Now().Add(24 * time.Hour)}
		p.ok(p.rows.CreateUpload(t.Context(), up))
		for n := range chunks {
			p.put(fmt.Sprintf("uploads/%s/%d", up.ID, n), []byte{1})
			p.ok(p.rows.AddChunk(t.Context(), up.ID, n, 1, int64(n)))
		}
		p.put(fmt.Sprintf("uploads/%s/%d", up.ID, chunks), []byte{1}) // a server died before it wrote the row
		early, err := p.later(io.Discard, 23*time.Hour).Sweep(t.Context())
		p.ok(err)
		if early.Removed+early.Unknown != 0 || p.count("uploads/") != chunks+1 {
			t.Errorf("before its time: %+v", early)
		}
		report := p.sweep()
		if report.Stopped || report.Removed != chunks+1 || report.Unknown != 0 || p.count("") != 1 {
			t.Errorf("the sweep: %+v, and %d objects are left", report, p.count(""))
		}
		if _, err := p.rows.Upload(t.Context(), up.ID); gendu.KindOf(err) != gendu.NotFound {
			t.Errorf("its row: %v", err)
		}
	})
}

// TestUploadDeletedMeanwhile: an upload that its host deletes while the sweep is at
// work is no fault.
func TestUploadDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		p := newPair(t, database(), bucket())
		up := &gendu.Upload{UserID: p.user.ID, EpisodeID: p.episode.ID, Size: 1}
		p.ok(p.rows.CreateUpload(t.Context(), up))
		p.ok(p.rows.DeleteUpload(t.Context(), up.ID))
		p.ok(p.later(io.Discard, 0).forget(t.Context(), up, &store.Sweep{}))
	})
}

// TestReleased: what its owner deleted goes at once and for good, and what is young
// or still wanted stays.
func TestReleased(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		p := newPair(t, database(), bucket())
		p.ok(p.bind())
		p.rowsOf(0, 120)
		p.bytesOfTakes(0, 121) // the last one has no row yet
		for n := range 110 {
			p.ok(p.rows.DeleteTake(t.Context(), p.user.ID, p.take(n).ID))
		}
		report, err := p.later(io.Discard, 0).Sweep(t.Context())
		p.ok(err)
		if report.Removed != 110 || report.Unknown != 0 || report.Stopped || p.count(trashPrefix) != 0 || p.count("takes/") != 11 {
			t.Errorf("the sweep: %+v, and %d takes are left", report, p.count("takes/"))
		}
		p.wantTakes(110, 121)
	})
}

// TestTrash follows one object into the trash, back, in again and out after its time.
func TestTrash(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		p := newPair(t, database(), bucket())
		p.ok(p.bind())
		p.bytesOfTakes(0, 1)
		p.put("not/of/ours", []byte("a stranger"))
		dry := p.later(io.Discard, 25*time.Hour)
		dry.DryRun = true
		var told []string
		dry.Each = func(a Action, key string) { told = append(told, string(a)+" "+key) }
		_, err := dry.Sweep(t.Context())
		p.ok(err)
		if want := "trash " + p.take(0).ObjectKey(); len(told) != 1 || told[0] != want {
			t.Errorf("a dry run says %q, want %q", told, want)
		}
		if _, err := p.rows.LastSweep(t.Context()); gendu.KindOf(err) != gendu.NotFound {
			t.Errorf("a dry run left a report: %v", err)
		}
		p.wantTakes(0, 1)

		if report := p.sweep(); report.Trashed != 1 || p.count("takes/") != 0 {
			t.Errorf("the sweep: %+v", report)
		}
		p.bytesOfTakes(0, 1) // its learner sent it again
		for v, err := range Trashes(t.Context(), p.bucket) {
			p.ok(err)
			if err := RestoreTrashed(t.Context(), p.bucket, v); gendu.KindOf(err) != gendu.Conflict {
				t.Errorf("over another object: %v", err)
			}
		}
		p.ok(p.bucket.Delete(t.Context(), p.take(0).ObjectKey()))
		p.restoreAll()
		p.wantTakes(0, 1)

		p.sweep()
		for _, c := range []struct {
			after time.Duration
			left  int
		}{{30 * 24 * time.Hour, 1}, {33 * 24 * time.Hour, 1}, {33*24*time.Hour + time.Hour, 0}} { // after days without one, the first sweep doubts the clock
			_, err := p.later(io.Discard, c.after).Sweep(t.Context())
			p.ok(err)
			if n := p.count(trashPrefix); n != c.left {
				t.Errorf("after %v the trash holds %d", c.after, n)
			}
		}
		if p.count("not/") != 1 {
			t.Error("a stranger's object is gone")
		}
	})
}

// TestWrittenMeanwhile: an object that is written again while the sweep is at work
// stays where it is.
func TestWrittenMeanwhile(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		p := newPair(t, database(), bucket())
		p.ok(p.bind())
		p.bytesOfTakes(0, 2)
		w := p.later(io.Discard, 25*time.Hour)
		w.Each = func(_ Action, key string) { // the row of the first, and the object of the second
			if key == p.take(0).ObjectKey() {
				p.rowsOf(0, 1)
			} else {
				p.ok(p.bucket.Delete(t.Context(), key))
			}
		}
		report, err := w.Sweep(t.Context())
		p.ok(err)
		if report.Unknown != 2 || report.Trashed != 0 {
			t.Errorf("the sweep: %+v", report)
		}
		p.wantTakes(0, 1)
	})
}

// TestClockMoved: a sweep that finds the clock days ahead, or set back, removes nothing for
// its age. Where the clock is set right again, everything is as it was.
func TestClockMoved(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		p := newPair(t, database(), bucket())
		p.ok(p.bind())
		p.bytesOfTakes(0, 1)
		p.sweep() // a day from now: it goes to the trash
		p.bytesOfTakes(1, 2)
		up := &gendu.Upload{UserID: p.user.ID, EpisodeID: p.episode.ID, Size: 1, ExpiresAt: time.Now().Add(26 * time.Hour)}
		p.ok(p.rows.CreateUpload(t.Context(), up))
		p.put("uploads/"+string(up.ID)+"/0", []byte{1})
		sweep := func(after time.Duration) *store.Sweep {
			t.Helper()
			report, err := p.later(io.Discard, after).Sweep(t.Context())
			p.ok(err)
			return report
		}
		for _, moved := range []time.Duration{25*time.Hour + 40*365*24*time.Hour, 26*time.Hour + time.Minute, -5 * 24 * time.Hour, 25*time.Hour + time.Minute} {
			if r := sweep(moved); !r.Postponed || r.Trashed+r.Removed+r.Emptied != 0 {
				t.Errorf("%v from now: %+v", moved, r)
			}
			if p.count("takes/") != 1 || p.count(trashPrefix) != 1 || p.count("uploads/") != 1 {
				t.Fatalf("%v from now something was removed", moved)
			}
		}
		if r := sweep(27 * time.Hour); r.Postponed || r.Trashed != 1 || r.Removed != 1 {
			t.Errorf("with the right clock: %+v", r)
		}
	})
}
