package people

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// PutSetting stores what a user chose; an older value under the key is replaced. A key
// too many takes the place of the oldest one that says where the user was in an episode;
// where there is none, it is [gendu.Quota].
func (s *People) PutSetting(ctx context.Context, v *gendu.Settings) error {
	v.UpdatedAt = s.db.Now()
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		n, err := sqldb.Exec(ctx, tx, "UPDATE settings SET json = $3, updated_at = $4 WHERE user_id = $1 AND key = $2", v.UserID, v.Key, v.JSON, sqldb.Time(&v.UpdatedAt))
		if err != nil || n > 0 {
			return err
		}
		if err := s.placeForSetting(ctx, tx, v.UserID); err != nil {
			return err
		}
		_, err = settings.Insert(ctx, tx, "ON CONFLICT (user_id, key) DO UPDATE SET json = excluded.json, updated_at = excluded.updated_at", v)
		return err
	})
}

func (s *People) placeForSetting(ctx context.Context, tx *sql.Tx, userID gendu.ID) error {
	if _, err := rows.HoldUsage(ctx, tx, userID); err != nil { // two new keys at once count each other
		return err
	}
	kept, err := sqldb.Value[int](ctx, tx, "SELECT COUNT(*) FROM settings WHERE user_id = $1", userID)
	if err != nil {
		return err
	}
	full := s.limits.OneMoreSetting(kept)
	if full == nil {
		return nil
	}
	n, err := sqldb.Exec(ctx, tx, `DELETE FROM settings WHERE user_id = $1 AND key IN (
		SELECT key FROM settings WHERE user_id = $1 AND key LIKE 'position:%' ORDER BY updated_at, key LIMIT $2)`,
		userID, max(kept-s.limits.Settings+1, 1))
	if err != nil {
		return err
	}
	if n < kept-s.limits.Settings+1 {
		return full
	}
	return nil
}
