package rows

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/store/sqldb"
)

// StoredSize is the size of the object of a take t.
const StoredSize = "CASE WHEN stored_sha256 <> '' THEN stored_size ELSE size END"

// UsageFields are the columns bytes and takes.
func UsageFields(v *gendu.Usage) []any { return []any{&v.Bytes, &v.Takes} }

// HoldUsage gives what a user keeps, and keeps others from changing it until tx ends.
func HoldUsage(ctx context.Context, tx *sql.Tx, userID gendu.ID) (gendu.Usage, error) {
	for range 2 {
		list, err := sqldb.Rows(ctx, tx, UsageFields, "UPDATE usages SET takes = takes WHERE user_id = $1 RETURNING bytes, takes", userID)
		if err != nil {
			return gendu.Usage{}, err
		}
		if len(list) > 0 {
			return *list[0], nil
		}
		_, err = sqldb.Exec(ctx, tx, `INSERT INTO usages (user_id, bytes, takes)
			SELECT CAST($1 AS TEXT), CAST(COALESCE(SUM(`+StoredSize+`), 0) AS BIGINT), COUNT(*) FROM takes WHERE user_id = $1 AND deleted_at = 0
			ON CONFLICT (user_id) DO NOTHING`, userID)
		if err != nil {
			return gendu.Usage{}, err
		}
	}
	return gendu.Usage{}, sqldb.Missing("user")
}

// AddUsage changes what a user keeps, whose row is held.
func AddUsage(ctx context.Context, tx *sql.Tx, userID gendu.ID, bytes int64, takes int) error {
	_, err := sqldb.Exec(ctx, tx, "UPDATE usages SET bytes = bytes + $2, takes = takes + $3 WHERE user_id = $1", userID, bytes, takes)
	return err
}
