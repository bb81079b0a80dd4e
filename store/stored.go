package store

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/store/jobqueue"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Uncompressed lists recordings that came before a moment as WAV and are still stored so,
// the oldest first.
func (s *Store) Uncompressed(ctx context.Context, before time.Time, limit int) ([]*gendu.Take, error) {
	return rows.Takes.List(ctx, s.db.Reader, `WHERE t.type = 'audio/wav' AND t.stored_at = 0 AND t.deleted_at = 0 AND t.created_at < $1
		ORDER BY t.created_at, t.id LIMIT $2`, sqldb.ToMS(before), limit)
}

// SetStored says that the object of a take is now another one, which is on stable
// storage; the former one is released. With a zero v the take stays as it was sent and is
// not looked at again. A take that was deleted, or changed meanwhile, is [gendu.NotFound].
func (s *Store) SetStored(ctx context.Context, g jobqueue.JobGuard, t *gendu.Take, v gendu.Stored) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := jobqueue.Hold(ctx, tx, g); err != nil {
			return err
		}
		return s.setStored(ctx, tx, t, v, s.db.Clock())
	})
}

// SetStoredAsSent says that the bytes of a take are stored as they were sent once more.
func (s *Store) SetStoredAsSent(ctx context.Context, t *gendu.Take) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error { return s.setStored(ctx, tx, t, gendu.Stored{}, time.Time{}) })
}

func (s *Store) setStored(ctx context.Context, tx *sql.Tx, t *gendu.Take, v gendu.Stored, now time.Time) error {
	if _, err := rows.HoldUsage(ctx, tx, t.UserID); err != nil {
		return err
	}
	err := sqldb.NotFoundIfNone("take")(sqldb.Exec(ctx, tx, `UPDATE takes SET stored_type = $3, stored_size = $4, stored_sha256 = $5, stored_at = $6
		WHERE id = $1 AND stored_sha256 = $2 AND deleted_at = 0`, t.ID, sqldb.Hex(&t.Stored.SHA256), v.Type, v.Size, sqldb.Hex(&v.SHA256), sqldb.ToMS(now)))
	if err != nil {
		return err
	}
	fresh := *t
	fresh.Stored = v
	return rows.AddUsage(ctx, tx, t.UserID, fresh.ObjectSize()-t.ObjectSize(), 0)
}
