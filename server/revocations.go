package server

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"gendu"
)

const (
	revocationsEvery = time.Second
	// revocationsTrust is how old the last reading of the revocations may be for a grant to
	// count, from its beginning on. It is what ends access within two seconds: a server that
	// cannot read them looks every request up.
	revocationsTrust = 1800 * time.Millisecond
	// revocationsIdle is after how long without a grant a server reads them no more.
	revocationsIdle = time.Minute
	revocationsTime = 5 * time.Second // for one reading
)

// revocations knows which grants ended before their time, and the keys that sign them. It
// reads the store once a second while grants come.
type revocations struct {
	read  func(ctx context.Context) ([]gendu.ID, error)
	made  func() uint64 // counts what this process revoked
	sign  func(ctx context.Context, at time.Time) ([]byte, error)
	now   func() time.Time // the date
	clock func() time.Time // for what has passed: it knows no date that is set back
	stop  context.Context  //nolint:containedctx // ends when the server does

	last atomic.Pointer[reading]
	used atomic.Bool // since the last reading

	mu      sync.Mutex
	running bool
	keys    map[string][]byte // by day; never changed in place
}

// reading is what was read at one moment.
type reading struct {
	at    time.Time
	made  uint64
	ended map[gendu.ID]struct{}
	keys  map[string][]byte
}

// names says whether one of these is among what was revoked.
func (r *reading) names(ids ...gendu.ID) bool {
	for _, id := range ids {
		if _, ok := r.ended[id]; ok {
			return true
		}
	}
	return false
}

// fresh is the last reading if it can be trusted, else nil. What this process itself
// revoked since makes it old at once.
func (v *revocations) fresh() *reading {
	v.use()
	r := v.last.Load()
	if r == nil || v.clock().Sub(r.at) >= revocationsTrust || r.made != v.made() {
		return nil
	}
	return r
}

// use keeps the readings going.
func (v *revocations) use() {
	if v.used.Load() {
		return
	}
	v.used.Store(true)
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.running {
		v.running = true
		go v.poll()
	}
}

// poll reads until nobody has used it for a while.
func (v *revocations) poll() {
	ticker := time.NewTicker(revocationsEvery)
	defer ticker.Stop()
	idle := time.Duration(0)
	for {
		v.refresh()
		select {
		case <-v.stop.Done():
			return
		case <-ticker.C:
		}
		v.mu.Lock()
		if idle += revocationsEvery; v.used.Swap(false) {
			idle = 0
		}
		if idle >= revocationsIdle {
			v.running = false
			v.mu.Unlock()
			return
		}
		v.mu.Unlock()
	}
}

// refresh reads once. Where that fails, the reading before grows too old by itself.
func (v *revocations) refresh() {
	ctx, cancel := context.WithTimeout(v.stop, revocationsTime)
	defer cancel()
	r := &reading{at: v.clock(), made: v.made(), ended: map[gendu.ID]struct{}{}}
	for _, at := range []time.Time{v.now(), v.now().Add(grantLife + grantSkew)} {
		if _, err := v.key(ctx, at); err != nil {
			return
		}
	}
	list, err := v.read(ctx)
	if err != nil {
		return
	}
	for _, id := range list {
		r.ended[id] = struct{}{}
	}
	v.mu.Lock()
	r.keys = v.keys
	v.mu.Unlock()
	v.last.Store(r)
}

// key is the key of the day in which a grant ends. The store is asked once for each.
func (v *revocations) key(ctx context.Context, at time.Time) ([]byte, error) {
	day := dayOf(at)
	v.mu.Lock()
	known := v.keys[day]
	v.mu.Unlock()
	if known != nil {
		return known, nil
	}
	key, err := v.sign(ctx, at)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	kept := map[string][]byte{day: key}
	for d, k := range v.keys {
		if d >= dayOf(v.now().Add(-24*time.Hour)) {
			kept[d] = k
		}
	}
	v.keys = kept
	return key, nil
}

// dayOf names a day (UTC); later days sort later.
func dayOf(at time.Time) string { return at.UTC().Format(time.DateOnly) }
