package store

import "context"

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
