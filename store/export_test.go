package store

import (
	"context"
	"database/sql"
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

// SeeQueries shows every query of the reading side to seen before it runs, until undo.
func (s *Store) SeeQueries(seen func(query string, args []any)) (undo func()) {
	was := s.r
	s.r = &seeing{was, seen}
	return func() { s.r = was }
}

type seeing struct {
	queryer
	seen func(query string, args []any)
}

func (q *seeing) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	q.seen(query, args)
	return q.queryer.QueryContext(ctx, query, args...)
}
