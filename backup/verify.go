package backup

import (
	"context"
	"encoding/hex"
	"maps"
	"slices"
	"sync"

	"gendu"
	"gendu/installation"
)

// damaged reads contents of the target back, and takes those out of the list whose bytes
// do not match the hash in their key, so that the copying replaces them.
func (t target) damaged(ctx context.Context, contents map[[32]byte]int64) ([][32]byte, error) {
	var mu sync.Mutex
	var found [][32]byte
	list := slices.Collect(maps.Keys(contents))
	err := inParallel(ctx, func(_ context.Context, give func(entry) bool) error {
		for _, sum := range list {
			if !give(entry{SHA256: hex.EncodeToString(sum[:])}) {
				return nil
			}
		}
		return nil
	}, func(ctx context.Context, e entry) error {
		whole, err := t.matches(ctx, e)
		if err != nil || whole {
			return err
		}
		sum, _ := e.sum()
		mu.Lock()
		defer mu.Unlock()
		found = append(found, sum)
		delete(contents, sum)
		return nil
	})
	return found, err
}

// matches says whether a content of the target has the bytes that its key promises. One
// that cannot be read has not; a target that does not answer is an error.
func (t target) matches(ctx context.Context, e entry) (bool, error) {
	sum, _, err := installation.HashObject(ctx, t.Bucket, contentKey(e.SHA256))
	switch {
	case err == nil:
		return hex.EncodeToString(sum) == e.SHA256, nil
	case ctx.Err() != nil:
		return false, context.Cause(ctx)
	case gendu.KindOf(err) == gendu.Unavailable:
		return false, err
	}
	return false, nil
}

// repaired counts the damaged contents that match now, or that nothing needs any more,
// and reports the others.
func (b *Backup) repaired(ctx context.Context, to target, damaged [][32]byte) (n int, err error) {
	for _, sum := range damaged {
		e := entry{SHA256: hex.EncodeToString(sum[:])}
		whole, err := to.matches(ctx, e)
		if err != nil {
			return n, err
		}
		if !whole {
			_, err := to.Stat(ctx, contentKey(e.SHA256))
			whole = gendu.KindOf(err) == gendu.NotFound // no snapshot that is kept names it
		}
		if whole {
			n++
			continue
		}
		b.Problem(contentKey(e.SHA256), "it is damaged in the backup, and this installation has no such object any more: an older snapshot lacks it")
	}
	return n, nil
}
