package store

import (
	"context"
	"database/sql"

	"gendu"
)

// storedSize is the size of the object of a take t.
const storedSize = "CASE WHEN stored_sha256 <> '' THEN stored_size ELSE size END"

// UserUsage is what a user keeps.
type UserUsage struct {
	UserID gendu.ID
	gendu.Usage
}

func usageFields(v *gendu.Usage) []any { return []any{&v.Bytes, &v.Takes} }

// Usage is what a user keeps.
func (s *Store) Usage(ctx context.Context, userID gendu.ID) (gendu.Usage, error) {
	list, err := rows(ctx, s.r, usageFields, "SELECT bytes, takes FROM usages WHERE user_id = $1", userID)
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
	list, err := rows(ctx, s.r, func(v *UserUsage) []any { return []any{&v.UserID, &v.Bytes, &v.Takes} },
		"SELECT user_id, bytes, takes FROM usages WHERE user_id IN ("+marks(1, len(users))+")", args(users)...)
	for _, v := range list {
		out[v.UserID] = v.Usage
	}
	return out, err
}

// OpenUploads counts the uploads of a user that are under way.
func (s *Store) OpenUploads(ctx context.Context, userID gendu.ID) (int, error) {
	return openUploads(ctx, s.r, userID, toMS(s.now()))
}

func openUploads(ctx context.Context, q queryer, userID gendu.ID, nowMS int64) (int, error) {
	return value[int](ctx, q, "SELECT COUNT(*) FROM uploads WHERE user_id = $1 AND audio_id = '' AND expires_at > $2", userID, nowMS)
}

// holdUsage gives what a user keeps, and keeps others from changing it until tx ends.
func holdUsage(ctx context.Context, tx *sql.Tx, userID gendu.ID) (gendu.Usage, error) {
	for range 2 {
		list, err := rows(ctx, tx, usageFields, "UPDATE usages SET takes = takes WHERE user_id = $1 RETURNING bytes, takes", userID)
		if err != nil {
			return gendu.Usage{}, err
		}
		if len(list) > 0 {
			return *list[0], nil
		}
		_, err = exec(ctx, tx, `INSERT INTO usages (user_id, bytes, takes)
			SELECT CAST($1 AS TEXT), CAST(COALESCE(SUM(`+storedSize+`), 0) AS BIGINT), COUNT(*) FROM takes WHERE user_id = $1 AND deleted_at = 0
			ON CONFLICT (user_id) DO NOTHING`, userID)
		if err != nil {
			return gendu.Usage{}, err
		}
	}
	return gendu.Usage{}, missing("user")
}

// addUsage changes what a user keeps, whose row is held.
func addUsage(ctx context.Context, tx *sql.Tx, userID gendu.ID, bytes int64, takes int) error {
	_, err := exec(ctx, tx, "UPDATE usages SET bytes = bytes + $2, takes = takes + $3 WHERE user_id = $1", userID, bytes, takes)
	return err
}

// Recount counts again what users keep, and says of how many it was wrong: a server of
// an earlier version does not count.
func (s *Store) Recount(ctx context.Context) (int, error) {
	const counted = `(SELECT user_id, SUM(` + storedSize + `) AS bytes, COUNT(*) AS takes FROM takes WHERE deleted_at = 0 GROUP BY user_id)`
	wrong, err := rows(ctx, s.r, func(v *gendu.ID) []any { return []any{v} },
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
	err = s.tx(ctx, func(tx *sql.Tx) error {
		repaired = 0
		kept, err := holdUsage(ctx, tx, userID)
		if err != nil {
			return err
		}
		list, err := rows(ctx, tx, usageFields, `SELECT CAST(COALESCE(SUM(`+storedSize+`), 0) AS BIGINT), COUNT(*)
			FROM takes WHERE user_id = $1 AND deleted_at = 0`, userID)
		if err != nil || *list[0] == kept {
			return err
		}
		repaired = 1
		return addUsage(ctx, tx, userID, list[0].Bytes-kept.Bytes, list[0].Takes-kept.Takes)
	})
	return repaired, err
}
