package backup

import (
	"testing"
	"testing/synctest"
	"time"

	"gendu"
)

// TestTurn: the note of a backup that was killed holds up the next one for a while, or not at
// all where both hold the same lock; a backup that another one took for dead changes nothing.
func TestTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		to := target{openBucket(t, folder(t))}
		take := func(lock string) (*turn, time.Duration, error) {
			begun := time.Now()
			_, own, err := (&Backup{Now: time.Now, Step: func(string) {}, Lock: lock}).takeTurn(t.Context(), to)
			return own, time.Since(begun), err
		}
		if err := to.writeJSON(t.Context(), runningPrefix+"killed", note{Lock: "this machine"}); err != nil {
			t.Fatal(err)
		}
		own, waited, err := take("this machine")
		if err != nil || waited != 0 {
			t.Fatalf("after one that held the same lock: %v, %v", waited, err)
		}
		if _, waited, err := take("another machine"); gendu.KindOf(err) != gendu.Busy || waited > 2*renewEvery {
			t.Errorf("beside one that goes on: %v, %v", waited, err)
		}
		// It is stopped as a machine that sleeps, so that nothing renews its note.
		own.stop()
		own.done.Wait()
		next, waited, err := take("another machine")
		if err != nil || waited < deadAfter || waited > 2*deadAfter {
			t.Fatalf("after one that stands still: %v, %v", waited, err)
		}
		if err := own.held(t.Context()); gendu.KindOf(err) != gendu.Conflict {
			t.Errorf("the one that stood still goes on: %v", err)
		}
		if err := next.held(t.Context()); err != nil {
			t.Error(err)
		}
		next.end(t.Context())
		if list, err := to.others(t.Context(), ""); err != nil || len(list) != 0 {
			t.Errorf("notes are left: %v, %v", list, err)
		}
	})
}
