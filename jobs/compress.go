package jobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"time"

	"gendu"
	"gendu/audio/take"
	"gendu/objects"
	"gendu/store"
)

const (
	// compressEvery is how often it is looked whether recordings have become old.
	compressEvery = 5 * time.Minute
	// compressTime is how long one job compresses: it shares its lane with the episodes.
	compressTime = time.Minute
	// compressBatch is how many recordings are looked up at once.
	compressBatch = 50
)

// compress stores old recordings as FLAC, one by one: first the new object, then the row
// in one transaction; the sweep removes the former object, which the row has released by
// then. A job that was stopped has nothing to undo, and the next one goes on behind it.
type compress struct {
	store  *store.Store
	bucket *objects.Bucket
	now    func() time.Time
	after  time.Duration // how old a recording is by then
}

func (w *compress) work(ctx context.Context, this *run) error {
	end, done, saved := w.now().Add(compressTime), 0, int64(0)
	defer func() {
		if done > 0 {
			this.log.Info("recordings were compressed", "recordings", done, "bytes saved", saved)
		}
	}()
	for {
		this.tell("compressing", 0)
		list, err := w.store.Uncompressed(ctx, w.now().Add(-w.after), compressBatch)
		if err != nil || len(list) == 0 {
			return err
		}
		for i, recorded := range list {
			if err := ctx.Err(); err != nil {
				return err
			}
			if w.now().After(end) {
				return nil
			}
			n, err := w.one(ctx, this, recorded)
			if err != nil {
				return err
			}
			done++
			saved += n
			this.tell("compressing", float64(i+1)/float64(len(list)))
		}
	}
}

// one compresses a recording and says how many bytes that saves. What cannot be
// compressed stays as it is and is not looked at again.
func (w *compress) one(ctx context.Context, this *run, recorded *gendu.Take) (saved int64, err error) {
	packed, err := w.packed(ctx, recorded)
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case gendu.KindOf(err) == gendu.NotFound, errors.Is(err, take.ErrNotCompressible), errors.Is(err, errAltered):
		if !errors.Is(err, take.ErrNotCompressible) {
			this.log.Error("a recording was not compressed; look at `gendu check --deep`", "take", recorded.ID, "err", err)
		}
		return 0, w.swap(ctx, this, recorded, gendu.Stored{})
	case err != nil:
		return 0, err
	}
	sum := sha256.Sum256(packed)
	stored := gendu.Stored{Type: "audio/flac", Size: int64(len(packed)), SHA256: sum[:]}
	fresh := *recorded
	fresh.Stored = stored
	if err := w.bucket.Put(ctx, fresh.ObjectKey(), bytes.NewReader(packed), stored.Size); err != nil {
		return 0, err
	}
	return recorded.Size - stored.Size, w.swap(ctx, this, recorded, stored)
}

// swap writes the row. Where the take was deleted meanwhile, its tombstone releases both
// objects, and the sweep removes what is there.
func (w *compress) swap(ctx context.Context, this *run, recorded *gendu.Take, v gendu.Stored) error {
	err := w.store.SetStored(ctx, this.guard(), recorded, v)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil
	}
	return err
}

// errAltered says that an object has not the bytes that its row speaks of.
var errAltered = errors.New("the object has another SHA-256 than its row")

// packed is a recording as FLAC, from which exactly what is stored was decoded again.
func (w *compress) packed(ctx context.Context, recorded *gendu.Take) ([]byte, error) {
	body, _, err := w.bucket.Get(ctx, recorded.ObjectKey(), 0, -1)
	if err != nil {
		return nil, err
	}
	wav, err := io.ReadAll(io.LimitReader(body, take.MaxBytes+1))
	if err = errors.Join(err, body.Close()); err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(wav); !bytes.Equal(sum[:], recorded.SHA256) {
		return nil, errAltered
	}
	return take.Compress(wav)
}

// EnqueueCompressions enqueues the compressing of old recordings while there are some,
// until ctx ends. Several servers may do so: only one such job is queued at a time.
func (r *Runner) EnqueueCompressions(ctx context.Context) {
	if r.compressAfter <= 0 {
		return
	}
	ticker := time.NewTicker(compressEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		list, err := r.sweeps.Uncompressed(ctx, r.now().Add(-r.compressAfter), 1)
		if err == nil && len(list) > 0 {
			err = r.sweeps.Enqueue(ctx, &gendu.Job{Kind: gendu.CompressTakes})
		}
		if err != nil && gendu.KindOf(err) != gendu.Conflict && ctx.Err() == nil {
			r.log.Warn("the compressing of old recordings could not be enqueued", "err", err)
		}
	}
}
