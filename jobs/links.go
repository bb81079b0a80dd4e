package jobs

import (
	"context"

	"gendu/store"
)

// linksPerBatch is how many episodes are looked for at once.
const linksPerBatch = 20

// links leads the takes that earlier revisions orphaned to their sentences, episode
// by episode, each in a transaction of its own. What is done needs no doing again, so
// that a job that was stopped goes on where it was.
type links struct {
	store *store.Store
}

func (w *links) work(ctx context.Context, this *run) error {
	for done := 0; ; {
		this.tell("linking", 0)
		batch, err := w.store.Orphaned(ctx, linksPerBatch)
		if err != nil || len(batch) == 0 {
			return err
		}
		for i, episode := range batch {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := w.store.LinkTakes(ctx, this.guard(), episode); err != nil {
				return err
			}
			done++
			this.tell("linking", float64(i+1)/float64(len(batch)))
		}
		this.log.Info("takes were linked", "episodes", done)
	}
}
