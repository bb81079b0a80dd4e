package store

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// UserUsage is what a user keeps.
type UserUsage struct {
	UserID gendu.ID
	gendu.Usage
}

// Usage is what a user keeps.
func (s *Store) Usage(ctx context.Context, userID gendu.ID) (gendu.Usage, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, rows.UsageFields, "SELECT bytes, takes FROM usages WHERE user_id = $1", userID)
	if err != nil || len(list) == 0 {
		return gendu.Usage{}, err
	}
	return *list[0], nil
}

// UsageOf is what these users keep; who keeps nothing may be missing.
func (s *Store) UsageOf(ctx context.Context, users []gendu.ID) (map[gendu.ID]gendu.Usage, error) {
	out := map[gendu.ID]gendu.Usage{}
	if len(users) == 0 {
		return out, nil
	}
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *UserUsage) []any { return []any{&v.UserID, &v.Bytes, &v.Takes} },
		"SELECT user_id, bytes, takes FROM usages WHERE user_id IN ("+sqldb.Marks(1, len(users))+")", sqldb.Args(users)...)
	for _, v := range list {
		out[v.UserID] = v.Usage
	}
	return out, err
}

// OpenUploads counts the uploads of a user that are under way.
func (s *Store) OpenUploads(ctx context.Context, userID gendu.ID) (int, error) {
	return openUploads(ctx, s.db.Reader, userID, sqldb.ToMS(s.db.Clock()))
}

func openUploads(ctx context.Context, q sqldb.Queryer, userID gendu.ID, nowMS int64) (int, error) {
	return sqldb.Value[int](ctx, q, "SELECT COUNT(*) FROM uploads WHERE user_id = $1 AND audio_id = '' AND expires_at > $2", userID, nowMS)
}

// Recount counts again what users keep, and says of how many it was wrong: a server of
// an earlier version does not count.
func (s *Store) Recount(ctx context.Context) (int, error) {
	const counted = `(SELECT user_id, SUM(` + rows.StoredSize + `) AS bytes, COUNT(*) AS takes FROM takes WHERE deleted_at = 0 GROUP BY user_id)`
	wrong, err := sqldb.Rows(ctx, s.db.Reader, func(v *gendu.ID) []any { return []any{v} },
		`SELECT u.id FROM users u LEFT JOIN usages g ON g.user_id = u.id LEFT JOIN `+counted+` c ON c.user_id = u.id
		WHERE COALESCE(g.bytes, 0) <> COALESCE(c.bytes, 0) OR COALESCE(g.takes, 0) <> COALESCE(c.takes, 0)`)
	if err != nil {
		return 0, err
	}
	repaired := 0
	for _, id := range wrong {
		n, err := s.recount(ctx, *id)
		if err != nil {
			return repaired, err
		}
		repaired += n
	}
	return repaired, nil
}

// recount looks at a user while nobody else changes what they keep.
func (s *Store) recount(ctx context.Context, userID gendu.ID) (repaired int, err error) {
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		repaired = 0
		kept, err := rows.HoldUsage(ctx, tx, userID)
		if err != nil {
			return err
		}
		list, err := sqldb.Rows(ctx, tx, rows.UsageFields, `SELECT CAST(COALESCE(SUM(`+rows.StoredSize+`), 0) AS BIGINT), COUNT(*)
			FROM takes WHERE user_id = $1 AND deleted_at = 0`, userID)
		if err != nil || *list[0] == kept {
			return err
		}
		repaired = 1
		return rows.AddUsage(ctx, tx, userID, list[0].Bytes-kept.Bytes, list[0].Takes-kept.Takes)
	})
	return repaired, err
}
