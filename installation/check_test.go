package installation

import (
	"slices"
	"testing"
	"time"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

// TestCheck makes one fault and one note of each sort that the rows and objects
// can show, and finds just these.
func TestCheck(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		p := newPair(t, database(), bucket())
		p.ok(p.bind())
		check := func(deep bool) (Summary, []string) {
			t.Helper()
			var got []string
			c := Checker{
				Store: p.rows, Bucket: p.bucket, Deep: deep, Now: func() time.Time { return time.Now().Add(50 * 24 * time.Hour) },
				Each: func(f Finding) { got = append(got, string(f.What)+" "+f.Key+f.ID) },
			}
			sum, err := c.Check(t.Context())
			p.ok(err)
			slices.Sort(got)
			return sum, got
		}
		if sum, got := check(true); len(got) != 0 || sum != (Summary{}) {
			t.Errorf("a new pair: %+v %q", sum, got)
		}
		p.audioOfTakes()
		p.rowsOf(0, 5)
		p.bytesOfTakes(0, 5)
		key := func(n int) string { return p.take(n).ObjectKey() }
		p.ok(p.bucket.Delete(t.Context(), key(1)))
		p.put(key(2), []byte("too short"))
		p.put(key(3), append([]byte("X"), bytesOf(3)[1:]...)) // the same length
		p.bytesOfTakes(7, 8)                                  // no row
		p.bytesOfTakes(6, 7)
		p.rowsOf(6, 7)
		p.ok(p.rows.DeleteTake(t.Context(), p.user.ID, p.take(6).ID)) // released
		p.bytesOfTakes(8, 9)
		p.ok(p.bucket.Move(t.Context(), key(8), "trash/2026-01-02/"+key(8)))
		p.ok(p.rows.SaveSweep(t.Context(), &store.Sweep{Stopped: true}))
		want := []string{
			"missing " + key(1) + string(p.take(1).ID), "orphaned " + key(6), "orphaned " + key(7),
			"size " + key(2) + string(p.take(2).ID), "sweep ", "trash trash/2026-01-02/" + key(8),
		}
		sum, got := check(false)
		if !slices.Equal(got, want) || sum.Faults != 3 || sum.Notes != 3 || sum.Hashed != 0 {
			t.Errorf("found %+v\n%q, want\n%q", sum, got, want)
		}
		want = append(want, "altered "+key(3)+string(p.take(3).ID))
		slices.Sort(want)
		sum, got = check(true)
		if !slices.Equal(got, want) || sum.Faults != 4 || sum.Hashed != 2 {
			t.Errorf("deep: found %+v\n%q, want\n%q", sum, got, want)
		}
		if n := p.count(""); n != 8 { // it changed nothing
			t.Errorf("%d objects are left", n)
		}
	})
}

// TestCheckDeletedMeanwhile: what a learner deletes while the check runs is not missing.
func TestCheckDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		p := newPair(t, database(), bucket())
		p.ok(p.bind())
		p.audioOfTakes()
		p.rowsOf(0, 2)
		p.bytesOfTakes(1, 2)
		var got []string
		c := Checker{Store: p.rows, Bucket: p.bucket, Now: time.Now, Each: func(f Finding) {
			got = append(got, string(f.What)+" "+f.Key)
			if len(got) > 1 {
				return
			}
			// The rows of both were read at once.
			p.ok(p.rows.DeleteTake(t.Context(), p.user.ID, p.take(1).ID))
			p.ok(p.bucket.Delete(t.Context(), p.take(1).ObjectKey()))
		}}
		_, err := c.Check(t.Context())
		p.ok(err)
		if want := []string{"missing " + p.take(0).ObjectKey()}; !slices.Equal(got, want) {
			t.Errorf("found %q, want %q", got, want)
		}
	})
}

// TestCheckStuckJobs: a job whose server died long ago, and one that nobody takes.
func TestCheckStuckJobs(t *testing.T) {
	t.Parallel()
	eachPair(t, func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket) {
		p := newPair(t, database(), bucket())
		ctx := t.Context()
		for range 2 {
			p.ok(p.rows.Enqueue(ctx, &gendu.Job{Kind: gendu.Sweep, SubjectID: gendu.NewID(time.Now()), RunAt: time.Now().Add(-2 * time.Hour)}))
		}
		p.ok(p.rows.Enqueue(ctx, &gendu.Job{Kind: gendu.Sweep, SubjectID: "fresh"}))
		_, err := p.rows.ClaimJob(ctx, "dead", []gendu.JobKind{gendu.Sweep}, -time.Hour)
		p.ok(err)
		list, err := p.rows.StuckJobs(ctx)
		p.ok(err)
		if len(list) != 2 {
			t.Errorf("stuck: %+v", list)
		}
	})
}
