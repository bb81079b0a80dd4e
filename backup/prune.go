package backup

import (
	"context"
	"slices"
	"strings"

	"gendu/installation"
	"gendu/store/rows"
)

// prune removes snapshots that are too many or incomplete, and the contents that no
// snapshot needs any more; a recording that its learner deleted is not needed by any.
// It needs every manifest that is left to be whole, and removes nothing otherwise.
func (t target) prune(ctx context.Context, keep int) (removed int, err error) {
	complete, err := t.numbers(ctx)
	if err != nil {
		return 0, err
	}
	var kept []int
	for n, whole := range complete {
		if whole {
			kept = append(kept, n)
		}
	}
	slices.Sort(kept)
	if keep > 0 && len(kept) > keep {
		kept = kept[len(kept)-keep:]
	}
	needed, err := t.needed(ctx, kept)
	if err != nil {
		return 0, err
	}
	for n, whole := range complete {
		if whole && slices.Contains(kept, n) {
			continue
		}
		// The description first: without it the rest does not count.
		for _, name := range []string{descriptionName, manifestName, rowsName} {
			if err := t.Delete(ctx, snapshotKey(n, name)); err != nil {
				return 0, err
			}
		}
	}
	var drop []string
	for info, err := range t.List(ctx, objectsPrefix) {
		if err != nil {
			return 0, err
		}
		if sum, ok := hashOf(info.Key); ok && !needed[sum] {
			drop = append(drop, info.Key)
		}
	}
	for _, key := range drop {
		if err := t.Delete(ctx, key); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

// needed is the contents that snapshots name, without what was deleted since.
func (t target) needed(ctx context.Context, numbers []int) (map[[32]byte]bool, error) {
	deleted, err := t.deleted(ctx)
	if err != nil {
		return nil, err
	}
	needed := map[[32]byte]bool{}
	for _, n := range numbers {
		d, err := t.describe(ctx, n)
		if err != nil {
			return nil, err
		}
		for e, err := range t.manifest(ctx, d) {
			if err != nil {
				return nil, err
			}
			if sum, ok := e.sum(); ok && !deleted[owned(e.Key)] {
				needed[sum] = true
			}
		}
	}
	return needed, nil
}

// owned is the part of a key that names what a person deletes as a whole: a take or an
// upload.
func owned(key string) string {
	if strings.HasPrefix(key, "takes/") {
		return key[:max(strings.LastIndexByte(key, '-'), 0)]
	}
	if id, ok := strings.CutPrefix(key, "uploads/"); ok {
		id, _, _ = strings.Cut(id, "/")
		return "uploads/" + id
	}
	return key
}

// deleted is what the copy of the deletion log says is gone for good.
func (t target) deleted(ctx context.Context) (map[string]bool, error) {
	out := map[string]bool{}
	for logged, err := range installation.Deletions(ctx, t.Bucket, installation.DeletionsPrefix) {
		if err != nil {
			return nil, err
		}
		for _, d := range logged.Entries {
			switch d.Kind {
			case rows.TakeDeleted:
				out["takes/"+string(d.Other)+"/"+string(d.Subject)] = true
			case rows.UploadDeleted:
				out["uploads/"+string(d.Subject)] = true
			}
		}
	}
	return out, nil
}
