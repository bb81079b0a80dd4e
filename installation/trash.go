package installation

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"gendu"
	"gendu/objects"
	"gendu/store"
)

const (
	// trashPrefix stands before the day and the former key of an object:
	// "trash/2026-11-29/takes/…".
	trashPrefix = "trash/"
	// TrashAge is how long the trash keeps an object.
	TrashAge = 30 * 24 * time.Hour
)

func trashKey(now time.Time, key string) string {
	return trashPrefix + now.UTC().Format(time.DateOnly) + "/" + key
}

// Trashed is an object in the trash.
type Trashed struct {
	Key  string    // its former key
	Day  time.Time // on which it was moved, in UTC
	Size int64     // bytes

	at string // its key now
}

// removedAt is when a sweep may remove it. Its day counts from its end, so that
// nothing goes early.
func (v Trashed) removedAt() time.Time { return v.Day.Add(24*time.Hour + TrashAge) }

// Trashes lists the trash, in the order of the object store. Objects below the
// prefix of the trash whose day cannot be read are left out.
func Trashes(ctx context.Context, bucket *objects.Bucket) iter.Seq2[Trashed, error] {
	return func(yield func(Trashed, error) bool) {
		for info, err := range bucket.List(ctx, trashPrefix) {
			if err != nil {
				yield(Trashed{}, err)
				return
			}
			text, key, _ := strings.Cut(strings.TrimPrefix(info.Key, trashPrefix), "/")
			day, err := time.Parse(time.DateOnly, text)
			if err != nil || key == "" {
				continue
			}
			if !yield(Trashed{Key: key, Day: day, Size: info.Size, at: info.Key}, nil) {
				return
			}
		}
	}
}

// RestoreTrashed gives an object in the trash its former key back. Where another
// object has that key by now it is of kind conflict, and both stay.
func RestoreTrashed(ctx context.Context, bucket *objects.Bucket, v Trashed) error {
	_, err := bucket.Stat(ctx, v.Key)
	if err == nil {
		return gendu.Errorf(gendu.Conflict, "%s is there already; the one in the trash stays there", v.Key)
	}
	if gendu.KindOf(err) != gendu.NotFound {
		return err
	}
	if err := bucket.Move(ctx, v.at, v.Key); err != nil {
		return fmt.Errorf("restoring %s: %w", v.Key, err)
	}
	return nil
}

// emptyTrash removes what has been in the trash for its time. A sweep that found
// too much to move removes nothing there either: the same rows explained it. Nor does one
// that doubts the clock.
func (w *Sweeper) emptyTrash(ctx context.Context, report *store.Sweep) error {
	if report.Stopped || report.Postponed {
		return nil
	}
	for v, err := range Trashes(ctx, w.Bucket) {
		if err != nil {
			return err
		}
		if w.Now().Before(v.removedAt()) {
			continue
		}
		if err := w.remove(ctx, Empty, v.at); err != nil {
			return err
		}
		report.Emptied++
	}
	return nil
}
