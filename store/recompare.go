package store

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/publishing"
	"gendu/store/rows"
)

// recompareLost enqueues the takes that have neither an answer nor a job that will
// bring one, and says how many.
func (s *Store) recompareLost(ctx context.Context) (int, error) {
	// They are looked for before anything is locked, since there may be many to look
	// through: a take and its job are written at once, so that what is found waits for
	// nothing.
	list, err := rows.Takes.List(ctx, s.db.Reader, `WHERE t.judged_state = '' AND t.deleted_at = 0 AND NOT EXISTS (SELECT 1 FROM comparisons k WHERE k.take_id = t.id)`+idle+`
		ORDER BY t.created_at DESC, t.id DESC LIMIT $2`, gendu.CompareTake, publishing.MaxRecompared)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	mended := 0
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		mended = 0
		due := s.Now()
		for _, take := range list {
			due = due.Add(publishing.RecompareEvery)
			added, err := s.EnqueueIn(ctx, tx, &gendu.Job{Kind: gendu.CompareTake, SubjectID: take.ID, RunAt: due})
			if err != nil {
				return err
			}
			mended += number(added)
		}
		return nil
	})
	return mended, err
}
