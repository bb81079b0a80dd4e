package store

import (
	"context"
	"database/sql"
	"errors"

	"gendu/store/sqldb"
)

// Pragmas reads settings of SQLite, of a connection that writes and of one that
// reads.
func (s *Store) Pragmas(ctx context.Context, names ...string) ([]string, error) {
	var out []string
	var errs []error
	for _, db := range []sqldb.Queryer{s.db.Writer, s.db.Reader} {
		for _, name := range names {
			v, err := sqldb.Value[string](ctx, db, "PRAGMA "+name)
			out, errs = append(out, v), append(errs, err)
		}
	}
	return out, errors.Join(errs...)
}

// SeeQueries shows every query of the reading side to seen before it runs, until undo.
func (s *Store) SeeQueries(seen func(query string, args []any)) (undo func()) {
	was := s.db.Reader
	s.db.Reader = &seeing{was, seen}
	return func() { s.db.Reader = was }
}

type seeing struct {
	sqldb.Queryer
	seen func(query string, args []any)
}

func (q *seeing) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	q.seen(query, args)
	return q.Queryer.QueryContext(ctx, query, args...)
}
