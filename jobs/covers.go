package jobs

import (
	"context"
	"io"

	"gendu"
	"gendu/installation"
	"gendu/objects"
	"gendu/pictures"
	"gendu/store"
)

// coversPerBatch is how many shows are looked up at once.
const coversPerBatch = 20

// covers makes the squares of covers that were stored as they were sent, one by one: first
// the new objects, then the row, then the former object goes. What is done is not found
// again, so that a job that was stopped goes on where it was.
type covers struct {
	store    *store.Store
	bucket   *objects.Bucket
	pictures *pictures.Worker
}

func (w *covers) work(ctx context.Context, this *run) error {
	var after gendu.ID
	for {
		this.tell("encoding covers", 0)
		batch, err := w.store.UncodedCovers(ctx, after, coversPerBatch)
		if err != nil || len(batch) == 0 {
			return err
		}
		for i, show := range batch {
			if err := w.one(ctx, this, show); err != nil {
				return err
			}
			after = show.ID
			this.tell("encoding covers", float64(i+1)/float64(len(batch)))
		}
	}
}

// one makes the squares of one cover. One that cannot be decoded stays as it is and is not
// looked at again.
func (w *covers) one(ctx context.Context, this *run, show *gendu.Show) error {
	coded, err := w.coded(ctx, show)
	switch kind := gendu.KindOf(err); {
	case ctx.Err() != nil:
		return ctx.Err()
	case kind == gendu.Invalid, kind == gendu.TooLarge, kind == gendu.NotFound:
		this.log.Warn("a cover stays as it was sent; its host may choose another one", "show", show.ID, "err", err)
		coded = show.Cover
		coded.Widths = "-"
	case err != nil:
		return err
	}
	former, now := show.Cover, coded
	switch err := w.store.SetCoded(ctx, this.guard(), show.ID, show.Cover, coded); {
	case gendu.KindOf(err) == gendu.NotFound: // the host was faster
		fresh, err := w.store.Show(ctx, show.ID)
		if gendu.KindOf(err) == gendu.NotFound {
			return nil // the sweep removes what there is of a deleted show
		}
		if err != nil {
			return err
		}
		former, now = coded, fresh.Cover
	case err != nil:
		return err
	}
	return installation.DropCover(ctx, w.bucket, former, now)
}

// coded is a cover in squares, which are stored.
func (w *covers) coded(ctx context.Context, show *gendu.Show) (gendu.Cover, error) {
	body, _, err := w.bucket.Get(ctx, show.Cover.Key, 0, -1)
	if err != nil {
		return gendu.Cover{}, err
	}
	defer body.Close()
	picture, err := io.ReadAll(io.LimitReader(body, pictures.MaxBytes+1))
	if err != nil {
		return gendu.Cover{}, err
	}
	return installation.PutCover(ctx, w.bucket, w.pictures, show.ID, picture)
}
