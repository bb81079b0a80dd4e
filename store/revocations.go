package store

import (
	"context"
	"time"

	"gendu"
	"gendu/store/sqldb"
)

// RevocationLife is how long a revocation is read: longer than a grant lives, a request is
// under way and the clocks of two servers differ, together.
const RevocationLife = 15 * time.Minute

// Revocations lists the persons, sessions and episodes whose access was taken away within
// [RevocationLife]. Access may have been given again since: a revocation ends grants and
// forbids nothing.
func (s *Store) Revocations(ctx context.Context) ([]gendu.ID, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *gendu.ID) []any { return []any{v} },
		"SELECT subject FROM revocations WHERE revoked_at > $1", sqldb.ToMS(s.db.Clock().Add(-RevocationLife)))
	return sqldb.Values(list), err
}

// Revoked counts the revocations that this process has made: a server that sees another
// number than when it read them has to read them again before it trusts a grant.
func (s *Store) Revoked() uint64 { return s.revoked.Made() }
