package backup

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"

	"gendu"
	"gendu/installation"
	"gendu/store"
)

// restorer copies the objects of a snapshot into the installation.
type restorer struct {
	*Restore
	rows  *store.Store
	begun bool // by an earlier call, so that objects may be there

	mu  sync.Mutex
	out *Restored
}

// standingBatch is how many keys are looked up at once.
const standingBatch = 500

func (r *Restore) copyObjects(ctx context.Context, rows *store.Store, begun bool, out *Restored) error {
	w := &restorer{Restore: r, rows: rows, begun: begun, out: out}
	return inParallel(ctx, w.list, w.one)
}

// list gives what the restored rows want of the manifest.
func (w *restorer) list(ctx context.Context, give func(entry) bool) error {
	var batch []entry
	hand := func() error {
		wanted, err := w.wanted(ctx, batch)
		if err != nil {
			return err
		}
		for _, e := range wanted {
			if !give(e) {
				return context.Cause(ctx)
			}
		}
		batch = batch[:0]
		return nil
	}
	for e, err := range (target{w.Source}).manifest(ctx, w.out.Description) {
		if err != nil {
			return err
		}
		if batch = append(batch, e); len(batch) < standingBatch {
			continue
		}
		if err := hand(); err != nil {
			return err
		}
	}
	return hand()
}

// wanted leaves out what was deleted since the backup.
func (w *restorer) wanted(ctx context.Context, batch []entry) ([]entry, error) {
	keys := make([]string, len(batch))
	for i, e := range batch {
		keys[i] = e.Key
	}
	standings, err := w.rows.Standings(ctx, keys)
	if err != nil {
		return nil, err
	}
	var wanted []entry
	for i, e := range batch {
		if standings[i] != store.Wanted {
			w.mu.Lock()
			w.out.Skipped++
			w.mu.Unlock()
			continue
		}
		wanted = append(wanted, e)
	}
	return wanted, nil
}

func (w *restorer) one(ctx context.Context, e entry) error {
	if e.State == gone {
		return w.gone(ctx, e)
	}
	there, err := w.copy(ctx, e)
	switch {
	case err == nil:
		w.mu.Lock()
		defer w.mu.Unlock()
		if there {
			w.out.There++
		} else {
			w.out.Copied++
		}
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, errAltered):
		w.damaged(e, "it was altered in the backup: "+err.Error())
	case gendu.KindOf(err) == gendu.NotFound && e.State == lost:
		w.damaged(e, "it was lost before the backup already")
	case gendu.KindOf(err) == gendu.NotFound:
		w.damaged(e, "the backup does not hold it any more")
	case errors.Is(err, errSource):
		w.damaged(e, "it cannot be read in the backup: "+err.Error())
	default:
		return fmt.Errorf("restoring %s: %w", e.Key, err)
	}
	return nil
}

func (w *restorer) damaged(e entry, what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.out.Damaged++
	w.Problem(e.Key, what)
}

// gone is of what was deleted while the backup ran. Half an upload without its chunks
// cannot go on: its host begins again.
func (w *restorer) gone(ctx context.Context, e entry) error {
	w.mu.Lock()
	w.out.Skipped++
	w.mu.Unlock()
	rest, ok := strings.CutPrefix(e.Key, "uploads/")
	if !ok {
		return nil
	}
	id, _, _ := strings.Cut(rest, "/")
	if err := w.rows.ForgetUpload(ctx, gendu.ID(id)); gendu.KindOf(err) != gendu.NotFound {
		return err
	}
	return nil
}

// copy brings one object over, unless an earlier call has done so.
func (w *restorer) copy(ctx context.Context, e entry) (there bool, err error) {
	sum, err := hex.DecodeString(e.SHA256)
	if err != nil || len(sum) == 0 {
		return false, gendu.Errorf(gendu.NotFound, "its hash is not known")
	}
	if w.begun {
		info, err := w.Bucket.Stat(ctx, e.Key)
		if err == nil && info.Size == e.Size { // a Put is whole or not at all
			return true, w.keepHash(ctx, e, sum)
		}
		if err != nil && gendu.KindOf(err) != gendu.NotFound {
			return false, err
		}
	}
	body, info, err := w.Source.Get(ctx, contentKey(e.SHA256), 0, -1)
	if err != nil {
		return false, ofSource(err)
	}
	defer func() { _ = body.Close() }() // it was only read
	if err := w.Bucket.Put(ctx, e.Key, verify(&sourceReader{body}, e.SHA256, e.Key), info.Size); err != nil {
		return false, err
	}
	return false, w.keepHash(ctx, e, sum)
}

// keepHash notes a hash that the backup was the first to compute.
func (w *restorer) keepHash(ctx context.Context, e entry, sum []byte) error {
	if !installation.KeepsHash(e.Key) {
		return nil
	}
	return w.rows.AdoptObjectHash(ctx, e.Key, e.Size, sum)
}
