package store

import (
	"context"
	"time"

	"gendu"
)

// RevocationLife is how long a revocation is read: longer than a grant lives, a request is
// under way and the clocks of two servers differ, together.
const RevocationLife = 15 * time.Minute

// revokedAgain keeps one row of a subject.
const revokedAgain = " ON CONFLICT (subject) DO UPDATE SET revoked_at = excluded.revoked_at"

// revoke ends the grants that name a person, a session or an episode. It belongs into the
// transaction that takes the access away, so that no server sees the one without the other.
func revoke(ctx context.Context, q queryer, subject gendu.ID, atMS int64) error {
	_, err := exec(ctx, q, "INSERT INTO revocations (subject, revoked_at) VALUES ($1, $2)"+revokedAgain, subject, atMS)
	return err
}

// revokeEach is revoke for what a SELECT gives: rows of a subject and CAST($2 AS BIGINT),
// where $1 is id. It needs a WHERE, without which SQLite does not see where it ends.
func revokeEach(ctx context.Context, q queryer, selected string, id gendu.ID, atMS int64) error {
	_, err := exec(ctx, q, "INSERT INTO revocations (subject, revoked_at) "+selected+revokedAgain, id, atMS)
	return err
}

// Revocations lists the persons, sessions and episodes whose access was taken away within
// [RevocationLife]. Access may have been given again since: a revocation ends grants and
// forbids nothing.
func (s *Store) Revocations(ctx context.Context) ([]gendu.ID, error) {
	list, err := rows(ctx, s.r, func(v *gendu.ID) []any { return []any{v} },
		"SELECT subject FROM revocations WHERE revoked_at > $1", toMS(s.now().Add(-RevocationLife)))
	return values(list), err
}

// Revoked counts the revocations that this process has made: a server that sees another
// number than when it read them has to read them again before it trusts a grant.
func (s *Store) Revoked() uint64 { return s.revoked.Load() }

// revoking is to be deferred by what revokes, so that it counts after the commit.
func (s *Store) revoking() { s.revoked.Add(1) }
