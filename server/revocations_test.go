package server

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gendu"
)

// TestRevocationsWithinTwoSeconds revokes at each moment between two readings, and wants no
// grant of that name to count two seconds later: whether the readings go well, fail, or hang.
func TestRevocationsWithinTwoSeconds(t *testing.T) {
	t.Parallel()
	const alice = gendu.ID("alice")
	for _, c := range []struct {
		name string
		read func(ctx context.Context) error
	}{
		{"read", func(context.Context) error { return nil }},
		{"slow", func(context.Context) error { time.Sleep(700 * time.Millisecond); return nil }},
		{"failing", func(context.Context) error { return errors.New("no database") }},
		{"hanging", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				var ended, broken atomic.Bool
				v := testRevocations(ctx)
				v.read = func(ctx context.Context) (list []gendu.ID, err error) {
					if ended.Load() {
						list = append(list, alice)
					}
					if broken.Load() {
						err = c.read(ctx) // what it gives was read before it waited
					}
					return list, err
				}
				counts := func() bool {
					r := v.fresh()
					return r != nil && !r.names(alice)
				}
				for offset := time.Duration(0); offset < time.Second; offset += 50 * time.Millisecond {
					for !counts() { // as after a start
						time.Sleep(10 * time.Millisecond)
					}
					time.Sleep(offset)
					broken.Store(true)
					ended.Store(true)
					time.Sleep(2 * time.Second)
					for range 40 {
						if counts() {
							t.Fatalf("revoked %v after a reading, a grant counts after two seconds", offset)
						}
						time.Sleep(100 * time.Millisecond)
					}
					broken.Store(false)
					ended.Store(false)
				}
			})
		})
	}
}

func testRevocations(ctx context.Context) *revocations {
	return &revocations{
		read: func(context.Context) ([]gendu.ID, error) { return nil, nil },
		made: func() uint64 { return 0 },
		sign: func(context.Context, time.Time) ([]byte, error) { return []byte("key"), nil },
		now:  time.Now, clock: time.Now, stop: ctx,
	}
}

// TestRevocationsRest: a server reads while grants come, rests when none came for a minute,
// and reads again when one does.
func TestRevocationsRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var reads atomic.Int64
		v := testRevocations(ctx)
		v.read = func(context.Context) ([]gendu.ID, error) { reads.Add(1); return nil, nil }
		if v.fresh() != nil {
			t.Error("a grant counts before anything was read")
		}
		for range 100 {
			time.Sleep(time.Second)
			if v.fresh() == nil {
				t.Fatal("a grant does not count while the revocations are read")
			}
		}
		if n := reads.Load(); n < 99 || n > 102 {
			t.Errorf("%d readings in 100 s", n)
		}
		time.Sleep(revocationsIdle + 3*time.Second)
		rested := reads.Load()
		time.Sleep(time.Hour)
		if n := reads.Load(); n != rested {
			t.Errorf("%d readings while nobody listened", n-rested)
		}
		if v.fresh() != nil {
			t.Error("a grant counts by a reading of an hour ago")
		}
		time.Sleep(time.Second)
		if v.fresh() == nil {
			t.Error("the readings do not go on")
		}
	})
}

// TestOwnRevocation: what this process revoked makes its reading old at once.
func TestOwnRevocation(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var made atomic.Uint64
	v := testRevocations(ctx)
	at := time.Now()
	v.made, v.clock = made.Load, func() time.Time { return at }
	v.used.Store(true) // no reading but those of the test
	v.refresh()
	if v.fresh() == nil {
		t.Fatal("a fresh reading does not count")
	}
	made.Add(1)
	if v.fresh() != nil {
		t.Error("a reading from before a revocation counts")
	}
	v.refresh()
	if v.fresh() == nil {
		t.Error("a reading after a revocation does not count")
	}
}
