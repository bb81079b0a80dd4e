package store

import (
	"context"
	"database/sql"
	"slices"

	"gendu"
)

// updateVerdict writes what lists say of a take by its latest comparison, in the transaction that
// changes one of its comparisons.
func updateVerdict(ctx context.Context, tx *sql.Tx, takeID gendu.ID) error {
	list, err := comparisons.list(ctx, tx, "WHERE t.take_id = $1 ORDER BY t.revision DESC LIMIT 1", takeID)
	if err != nil || len(list) == 0 {
		return err
	}
	v := list[0].Judged()
	_, err = exec(ctx, tx, "UPDATE takes SET judged_state = $2, judged_verdict = $3, judged_score = $4, judged_equal = $5, judged_method = $6 WHERE id = $1 AND deleted_at = 0",
		takeID, v.State, v.Verdict, v.Score, v.Equal, v.Method)
	return err
}

// lookUpJudged fills in what lists say of takes whose rows do not say it yet: the
// comparison is older than the columns, or a server of an earlier version wrote it.
func lookUpJudged[T any](ctx context.Context, s *Store, list []T, of func(*T) *gendu.Take) error {
	unknown := map[gendu.ID]*gendu.Take{}
	var ids []gendu.ID
	for i := range list {
		if t := of(&list[i]); t.Judged.State == "" {
			unknown[t.ID] = t
			ids = append(ids, t.ID)
		}
	}
	for batch := range slices.Chunk(ids, rowsPerInsert) {
		found, err := comparisons.list(ctx, s.r, "WHERE t.take_id IN ("+marks(1, len(batch))+") ORDER BY t.take_id, t.revision", args(batch)...)
		if err != nil {
			return err
		}
		for _, c := range found { // the latest revision comes last
			unknown[c.TakeID].Judged = c.Judged()
		}
	}
	return nil
}

// Unjudged lists takes, at most so many and in the order of their ids behind after, that
// have a comparison which their row says nothing of.
func (s *Store) Unjudged(ctx context.Context, after gendu.ID, limit int) ([]gendu.ID, error) {
	list, err := rows(ctx, s.r, func(v *gendu.ID) []any { return []any{v} }, `SELECT t.id FROM takes t
		WHERE t.judged_state = '' AND t.deleted_at = 0 AND t.id > $1 AND EXISTS (SELECT 1 FROM comparisons k WHERE k.take_id = t.id)
		ORDER BY t.id LIMIT $2`, after, limit)
	return values(list), err
}

// Judge writes what lists say of these takes.
func (s *Store) Judge(ctx context.Context, g JobGuard, ids []gendu.ID) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		if err := hold(ctx, tx, g); err != nil {
			return err
		}
		for _, id := range ids {
			// Taking hold of the row keeps another comparison from passing between.
			if _, err := exec(ctx, tx, "UPDATE takes SET size = size WHERE id = $1", id); err != nil {
				return err
			}
			if err := updateVerdict(ctx, tx, id); err != nil {
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
	added, err := s.enqueue(ctx, s.w, &gendu.Job{Kind: gendu.PrepareLists})
	return number(added), err
}
