package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"time"
)

// Secret is the key of this name that all servers of the database share. Where there is
// none yet, fresh becomes it; of several servers that start at once, one wins.
func (s *Store) Secret(ctx context.Context, name string, fresh []byte) ([]byte, error) {
	if _, err := exec(ctx, s.w, "INSERT INTO secrets (name, hex) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, asHex(&fresh)); err != nil {
		return nil, err
	}
	key, err := row(ctx, s.w, "secret", func(v *[]byte) []any { return []any{asHex(v)} }, "SELECT hex FROM secrets WHERE name = $1", name)
	if err != nil {
		return nil, err
	}
	return *key, nil
}

const grantKeys = "grants-"

// GrantKey is the key that signs grants on the day of at (UTC), shared by all servers. Each
// day has one of its own, which the first server that needs it makes, so that a key that
// leaked opens nothing for long; the sweep removes those of former days.
func (s *Store) GrantKey(ctx context.Context, at time.Time) ([]byte, error) {
	fresh := make([]byte, sha256.Size)
	_, _ = rand.Read(fresh) // never fails since Go 1.24
	return s.Secret(ctx, grantKeyName(at), fresh)
}

func grantKeyName(at time.Time) string { return grantKeys + at.UTC().Format(time.DateOnly) }

func (s *Store) purgeGrantKeys(ctx context.Context) error {
	_, err := exec(ctx, s.w, "DELETE FROM secrets WHERE name LIKE '"+grantKeys+"%' AND name < $1", grantKeyName(s.now().Add(-24*time.Hour)))
	return err
}
