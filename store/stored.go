package store

import (
	"context"
	"database/sql"
	"time"

	"gendu"
)

// Uncompressed lists recordings that came before a moment as WAV and are still stored so,
// the oldest first.
func (s *Store) Uncompressed(ctx context.Context, before time.Time, limit int) ([]*gendu.Take, error) {
	return takes.list(ctx, s.r, `WHERE t.type = 'audio/wav' AND t.stored_at = 0 AND t.deleted_at = 0 AND t.created_at < $1
		ORDER BY t.created_at, t.id LIMIT $2`, toMS(before), limit)
}

// SetStored says that the object of a take is now another one, which is on stable
// storage; the former one is released. With a zero v the take stays as it was sent and is
// not looked at again. A take that was deleted, or changed meanwhile, is [gendu.NotFound].
func (s *Store) SetStored(ctx context.Context, g JobGuard, t *gendu.Take, v gendu.Stored) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		if err := hold(ctx, tx, g); err != nil {
			return err
		}
		return s.setStored(ctx, tx, t, v, s.now())
	})
}

// SetStoredAsSent says that the bytes of a take are stored as they were sent once more.
func (s *Store) SetStoredAsSent(ctx context.Context, t *gendu.Take) error {
	return s.tx(ctx, func(tx *sql.Tx) error { return s.setStored(ctx, tx, t, gendu.Stored{}, time.Time{}) })
}

func (s *Store) setStored(ctx context.Context, tx *sql.Tx, t *gendu.Take, v gendu.Stored, now time.Time) error {
	if _, err := holdUsage(ctx, tx, t.UserID); err != nil {
		return err
	}
	err := notFoundIfNone("take")(exec(ctx, tx, `UPDATE takes SET stored_type = $3, stored_size = $4, stored_sha256 = $5, stored_at = $6
		WHERE id = $1 AND stored_sha256 = $2 AND deleted_at = 0`, t.ID, asHex(&t.Stored.SHA256), v.Type, v.Size, asHex(&v.SHA256), toMS(now)))
	if err != nil {
		return err
	}
	fresh := *t
	fresh.Stored = v
	return addUsage(ctx, tx, t.UserID, fresh.ObjectSize()-t.ObjectSize(), 0)
}
