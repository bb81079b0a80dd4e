package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"time"

	"gendu/store/sqldb"
)

// Secret is the key of this name that all servers of the database share. Where there is
// none yet, fresh becomes it; of several servers that start at once, one wins.
func (s *People) Secret(ctx context.Context, name string, fresh []byte) ([]byte, error) {
	if _, err := sqldb.Exec(ctx, s.db.Writer, "INSERT INTO secrets (name, hex) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, sqldb.Hex(&fresh)); err != nil {
		return nil, err
	}
	key, err := sqldb.Row(ctx, s.db.Writer, "secret", func(v *[]byte) []any { return []any{sqldb.Hex(v)} }, "SELECT hex FROM secrets WHERE name = $1", name)
	if err != nil {
		return nil, err
	}
	return *key, nil
}

// GrantKeys begins the names of the secrets that sign grants; a day follows.
const GrantKeys = "grants-"

// GrantKey is the key that signs grants on the day of at (UTC), shared by all servers. Each
// day has one of its own, which the first server that needs it makes, so that a key that
// leaked opens nothing for long; the sweep removes those of former days.
func (s *People) GrantKey(ctx context.Context, at time.Time) ([]byte, error) {
	fresh := make([]byte, sha256.Size)
	_, _ = rand.Read(fresh) // never fails since Go 1.24
	return s.Secret(ctx, grantKeyName(at), fresh)
}

func grantKeyName(at time.Time) string { return GrantKeys + at.UTC().Format(time.DateOnly) }

// PurgeGrantKeys removes the keys of days whose grants have ended.
func (s *People) PurgeGrantKeys(ctx context.Context) error {
	_, err := sqldb.Exec(ctx, s.db.Writer, "DELETE FROM secrets WHERE name LIKE '"+GrantKeys+"%' AND name < $1", grantKeyName(s.db.Clock().Add(-24*time.Hour)))
	return err
}
