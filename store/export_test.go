package store

import (
	"context"
	"errors"
)

// Pragmas reads settings of SQLite, of a connection that writes and of one that
// reads.
func (s *Store) Pragmas(ctx context.Context, names ...string) ([]string, error) {
	var out []string
	var errs []error
	for _, db := range []queryer{s.w, s.r} {
		for _, name := range names {
			v, err := value[string](ctx, db, "PRAGMA "+name)
			out, errs = append(out, v), append(errs, err)
		}
	}
	return out, errors.Join(errs...)
}
