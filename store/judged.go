package store

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/store/jobqueue"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Unjudged lists takes, at most so many and in the order of their ids behind after, that
// have a comparison which their row says nothing of.
func (s *Store) Unjudged(ctx context.Context, after gendu.ID, limit int) ([]gendu.ID, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *gendu.ID) []any { return []any{v} }, `SELECT t.id FROM takes t
		WHERE t.judged_state = '' AND t.deleted_at = 0 AND t.id > $1 AND EXISTS (SELECT 1 FROM comparisons k WHERE k.take_id = t.id)
		ORDER BY t.id LIMIT $2`, after, limit)
	return sqldb.Values(list), err
}

// Judge writes what lists say of these takes.
func (s *Store) Judge(ctx context.Context, g jobqueue.JobGuard, ids []gendu.ID) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := jobqueue.Hold(ctx, tx, g); err != nil {
			return err
		}
		for _, id := range ids {
			// Taking hold of the row keeps another comparison from passing between.
			if _, err := sqldb.Exec(ctx, tx, "UPDATE takes SET size = size WHERE id = $1", id); err != nil {
				return err
			}
			if err := rows.UpdateVerdict(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// prepareLists enqueues the job that makes what lists need of older takes and classes,
// where there are any, and says whether it did.
func (s *Store) prepareLists(ctx context.Context) (int, error) {
	takes, err := s.Unjudged(ctx, "", 1)
	if err != nil {
		return 0, err
	}
	classes, err := s.Unqueued(ctx, 1)
	if err != nil || len(takes)+len(classes) == 0 {
		return 0, err
	}
	added, err := s.EnqueueIn(ctx, s.db.Writer, &gendu.Job{Kind: gendu.PrepareLists})
	return number(added), err
}
