package rows

import (
	"context"
	"sync/atomic"

	"gendu"
	"gendu/store/sqldb"
)

// Revoke ends the grants that name a person, a session or an episode. It belongs into the
// transaction that takes the access away, so that no server sees the one without the other.
func Revoke(ctx context.Context, q sqldb.Queryer, subject gendu.ID, atMS int64) error {
	_, err := sqldb.Exec(ctx, q, "INSERT INTO revocations (subject, revoked_at) VALUES ($1, $2)"+revokedAgain, subject, atMS)
	return err
}

// RevokeEach is revoke for what a SELECT gives: rows of a subject and CAST($2 AS BIGINT),
// where $1 is id. It needs a WHERE, without which SQLite does not see where it ends.
func RevokeEach(ctx context.Context, q sqldb.Queryer, selected string, id gendu.ID, atMS int64) error {
	_, err := sqldb.Exec(ctx, q, "INSERT INTO revocations (subject, revoked_at) "+selected+revokedAgain, id, atMS)
	return err
}

// revokedAgain keeps one row of a subject.
const revokedAgain = " ON CONFLICT (subject) DO UPDATE SET revoked_at = excluded.revoked_at"

// Revocations counts what this process revokes.
type Revocations struct{ n atomic.Uint64 }

// Made says how many there were.
func (r *Revocations) Made() uint64 { return r.n.Load() }

// Count is to be deferred by what revokes, so that it counts after the commit.
func (r *Revocations) Count() { r.n.Add(1) }
