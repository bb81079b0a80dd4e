package jobs

import (
	"context"

	"gendu"
	"gendu/store"
)

// takesPerBatch is how many takes are judged in one transaction.
const takesPerBatch = 200

// lists makes what lists need of classes and takes that are older than it: the queue of
// each class, and what a row says of each take, in short transactions. What is done is not
// found again, so that a job that was stopped goes on where it was; until then the lists
// look it up.
type lists struct {
	store *store.Store
}

func (w *lists) work(ctx context.Context, this *run) error {
	for {
		this.tell("queueing", 0)
		batch, err := w.store.Unqueued(ctx, 20)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			break
		}
		for i, class := range batch {
			if err := w.store.QueueClass(ctx, class); err != nil {
				return err
			}
			this.tell("queueing", float64(i+1)/float64(len(batch)))
		}
	}
	return w.fillVerdicts(ctx, this)
}

// fillVerdicts goes through the takes in the order of their ids, so that one without an answer
// is passed over.
func (w *lists) fillVerdicts(ctx context.Context, this *run) error {
	var after gendu.ID
	for done := 0; ; {
		this.tell("judging", 0)
		batch, err := w.store.Unjudged(ctx, after, takesPerBatch)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			this.log.Info("lists were prepared", "takes", done)
			return nil
		}
		if err := w.store.Judge(ctx, this.guard(), batch); err != nil {
			return err
		}
		done += len(batch)
		after = batch[len(batch)-1]
	}
}
