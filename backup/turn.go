package backup

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"gendu"
)

const (
	// runningPrefix stands before the notes of the backups that are being made into a target.
	runningPrefix = "running/"
	// renewEvery is how often a backup changes its note.
	renewEvery = 10 * time.Second
	// deadAfter is how long a note stays the same until its backup is taken for dead. It is
	// measured by who waits, so that the clocks of two machines do not matter.
	deadAfter = 45 * time.Second
)

// turn is the right to change a target, which one backup has at a time. The lock of the
// database does not give it: a copy of the database, on another machine, has a lock of its
// own. It is a note in the target that its owner changes again and again.
type turn struct {
	to    target
	key   string
	note  note
	renew time.Duration

	stop context.CancelFunc
	done sync.WaitGroup
}

// note is what the note of a turn says.
type note struct {
	Since time.Time `json:"since"`
	// Lock names the lock that its process holds: see [store.BackupLockName].
	Lock string `json:"lock,omitempty"`
	N    int    `json:"n"` // how often it was renewed
}

// takeTurn waits until the turn is free, or is of kind busy where another backup goes on.
// The context that it gives ends when the turn is lost.
func (b *Backup) takeTurn(ctx context.Context, to target) (context.Context, *turn, error) {
	t := &turn{to: to, key: runningPrefix + rand.Text(), note: note{Since: b.Now().UTC(), Lock: b.Lock}, renew: renewEvery}
	if b.renew > 0 {
		t.renew = b.renew
	}
	if err := b.awaitOthers(ctx, to); err != nil {
		return nil, nil, err
	}
	if err := to.writeJSON(ctx, t.key, t.note); err != nil {
		return nil, nil, err
	}
	// Another one may have done the same meanwhile; then one of both sees the other, or both.
	others, err := to.others(ctx, t.key)
	if err == nil && len(others) > 0 {
		err = othersTurn(others[0].Since)
	}
	if err != nil {
		return nil, nil, errors.Join(err, to.Delete(context.WithoutCancel(ctx), t.key))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	renewing, stop := context.WithCancel(ctx)
	t.stop = func() { stop(); cancel(nil) }
	t.done.Go(func() { t.keep(renewing, cancel) })
	return ctx, t, nil
}

func othersTurn(since time.Time) error {
	return gendu.Errorf(gendu.Busy, "another backup is being made into this target, begun at %s: wait until it has ended. If you know of none, a second copy of this database exists somewhere", since.Format(time.RFC3339))
}

// keep renews the note until ctx ends. Where somebody took it away, lost is called.
func (t *turn) keep(ctx context.Context, lost context.CancelCauseFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(t.renew):
		}
		if err := t.held(ctx); gendu.KindOf(err) == gendu.Conflict {
			lost(err)
			return
		}
		t.note.N++
		_ = t.to.writeJSON(ctx, t.key, t.note) // what is wrong with the target shows elsewhere too
	}
}

// held says whether the turn is still this backup's: where it stood still for long, another
// one has taken it for dead. That is of kind conflict.
func (t *turn) held(ctx context.Context) error {
	_, err := t.to.Stat(ctx, t.key)
	if gendu.KindOf(err) == gendu.NotFound {
		return gendu.Errorf(gendu.Conflict, "this backup stood still for so long that another one has begun in the same target: run it again once that one has ended")
	}
	return err
}

// end gives the turn back, also where the backup was cancelled.
func (t *turn) end(ctx context.Context) {
	t.stop()
	t.done.Wait()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewEvery)
	defer cancel()
	_ = t.to.Delete(ctx, t.key) // where it stays, it is taken for dead after deadAfter
}

// awaitOthers watches the notes of others. Those that do not change belong to backups that
// are dead, and are removed.
func (b *Backup) awaitOthers(ctx context.Context, to target) error {
	poll := renewEvery / 4
	if b.renew > 0 {
		poll = b.renew
	}
	type sight struct {
		n  int
		at time.Time
	}
	seen, told := map[string]sight{}, false
	for {
		list, err := to.others(ctx, "")
		if err != nil {
			return err
		}
		alive := 0
		for _, o := range list {
			before, known := seen[o.key]
			if known && before.n != o.N {
				return othersTurn(o.Since)
			}
			if !known {
				before = sight{o.N, time.Now()}
				seen[o.key] = before
			}
			mine := b.Lock != "" && o.Lock == b.Lock // this process holds that lock by now
			if !mine && time.Since(before.at) < deadAfter {
				alive++
				continue
			}
			if err := to.Delete(ctx, o.key); err != nil {
				return err
			}
		}
		if alive == 0 {
			return nil
		}
		if !told {
			b.Step("another backup has begun in this target: waiting to see whether it goes on")
			told = true
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(poll):
		}
	}
}

// other is a note of another backup.
type other struct {
	note
	key string
}

// others lists the notes but one's own. One that cannot be read counts as one that does not
// change.
func (t target) others(ctx context.Context, own string) ([]other, error) {
	var list []other
	for info, err := range t.List(ctx, runningPrefix) {
		if err != nil {
			return nil, err
		}
		if info.Key == own {
			continue
		}
		o := other{key: info.Key}
		err = t.readJSON(ctx, info.Key, &o.note)
		switch gendu.KindOf(err) {
		case gendu.NotFound: // it has ended
		case "", gendu.Invalid:
			list = append(list, o)
		default:
			return nil, err
		}
	}
	return list, nil
}
