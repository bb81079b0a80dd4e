package uploading

import (
	"context"
	"log/slog"
	"sync"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"gendu"
	"gendu/identity"
	"gendu/store"
)

const (
	lockLease = 20 * time.Second
	lockBeat  = 2 * time.Second
	lockPoll  = 250 * time.Millisecond
	lockTime  = 5 * time.Second // for one statement
)

// uploadLocker implements [tus.Locker] with rows that have a lease: a server that
// dies gives its uploads back within 20 s, and one that lives is asked to let go
// when the client has come back by another connection.
type uploadLocker struct {
	store *store.Store
	owner string
	log   *slog.Logger
	held  sync.Map // gendu.ID to *uploadLock, of this server
}

// guard gives a context that ends when the lock of an upload is lost, so that a
// server that was stopped for a while writes nothing over what its successor
// wrote.
func (l *uploadLocker) guard(ctx context.Context, id gendu.ID) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	v, ok := l.held.Load(id)
	if !ok {
		cancel()
		return ctx, cancel
	}
	lock, _ := v.(*uploadLock)
	stop := context.AfterFunc(lock.lost, cancel)
	return ctx, func() { stop(); cancel() }
}

// NewLock implements [tus.Locker].
func (l *uploadLocker) NewLock(id string) (tus.Lock, error) {
	token, _ := identity.NewToken()
	lost, lose := context.WithCancel(context.Background())
	return &uploadLock{l: l, id: gendu.ID(id), owner: l.owner + "/" + token[:16], done: make(chan struct{}), lost: lost, lose: lose}, nil
}

type uploadLock struct {
	l     *uploadLocker
	id    gendu.ID
	owner string
	done  chan struct{}
	beats sync.WaitGroup
	lost  context.Context //nolint:containedctx // it is the event of losing the lock
	lose  context.CancelFunc
}

// Lock implements [tus.Lock]. Where it waits in vain, the answer is 423, by which
// clients ask again: finishing a large upload takes longer than anybody waits here.
func (k *uploadLock) Lock(ctx context.Context, requestUnlock func()) error {
	ticker := time.NewTicker(lockPoll)
	defer ticker.Stop()
	for {
		err := k.l.store.LockUpload(ctx, k.id, k.owner, lockLease)
		if err == nil {
			k.l.held.Store(k.id, k)
			k.beats.Go(func() { k.keep(context.WithoutCancel(ctx), requestUnlock) })
			return nil
		}
		if ctx.Err() != nil {
			return tus.ErrFileLocked
		}
		if gendu.KindOf(err) != gendu.Conflict {
			k.l.log.ErrorContext(ctx, "locking an upload", "error", err)
			return tus.NewError("ERR_INTERNAL", "the upload could not be locked", 500)
		}
		select {
		case <-ctx.Done():
			return tus.ErrFileLocked
		case <-ticker.C:
		}
	}
}

// keep prolongs the lease until the lock is given back. Where somebody else asks
// for the lock, or it is lost, the request that holds it is asked to stop: tusd
// closes its body, so that no chunk of it follows.
func (k *uploadLock) keep(ctx context.Context, requestUnlock func()) {
	ticker := time.NewTicker(lockBeat)
	defer ticker.Stop()
	renewed := time.Now()
	for {
		select {
		case <-k.done:
			return
		case <-ticker.C:
		}
		bounded, cancel := context.WithTimeout(ctx, lockTime)
		began := time.Now()
		asked, err := k.l.store.RenewUploadLock(bounded, k.id, k.owner, lockLease)
		cancel()
		if err == nil {
			renewed = began
		}
		if gendu.KindOf(err) == gendu.Conflict || time.Since(renewed) > lockLease-lockTime {
			k.lose()
			requestUnlock()
		}
		if asked {
			requestUnlock()
		}
	}
}

// Unlock implements [tus.Lock].
func (k *uploadLock) Unlock() error {
	close(k.done)
	k.beats.Wait()
	k.l.held.CompareAndDelete(k.id, k)
	k.lose()
	ctx, cancel := context.WithTimeout(context.Background(), lockTime)
	defer cancel()
	return k.l.store.UnlockUpload(ctx, k.id, k.owner)
}
