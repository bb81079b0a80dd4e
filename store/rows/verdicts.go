package rows

import (
	"context"
	"database/sql"
	"slices"

	"gendu"
	"gendu/store/sqldb"
)

// UpdateVerdict writes what lists say of a take by its latest comparison, in the transaction that
// changes one of its comparisons.
func UpdateVerdict(ctx context.Context, tx *sql.Tx, takeID gendu.ID) error {
	list, err := Comparisons.List(ctx, tx, "WHERE t.take_id = $1 ORDER BY t.revision DESC LIMIT 1", takeID)
	if err != nil || len(list) == 0 {
		return err
	}
	v := list[0].Judged()
	_, err = sqldb.Exec(ctx, tx, "UPDATE takes SET judged_state = $2, judged_verdict = $3, judged_score = $4, judged_equal = $5, judged_method = $6 WHERE id = $1 AND deleted_at = 0",
		takeID, v.State, v.Verdict, v.Score, v.Equal, v.Method)
	return err
}

// LookUpJudged fills in what lists say of takes whose rows do not say it yet: the
// comparison is older than the columns, or a server of an earlier version wrote it.
func LookUpJudged[T any](ctx context.Context, db *sqldb.DB, list []T, of func(*T) *gendu.Take) error {
	unknown := map[gendu.ID]*gendu.Take{}
	var ids []gendu.ID
	for i := range list {
		if t := of(&list[i]); t.Judged.State == "" {
			unknown[t.ID] = t
			ids = append(ids, t.ID)
		}
	}
	for batch := range slices.Chunk(ids, sqldb.RowsPerInsert) {
		found, err := Comparisons.List(ctx, db.Reader, "WHERE t.take_id IN ("+sqldb.Marks(1, len(batch))+") ORDER BY t.take_id, t.revision", sqldb.Args(batch)...)
		if err != nil {
			return err
		}
		for _, c := range found { // the latest revision comes last
			unknown[c.TakeID].Judged = c.Judged()
		}
	}
	return nil
}
