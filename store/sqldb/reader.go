package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// Reader is the reading side of an SQLite database. It keeps its statements
// prepared: SQLite parses and plans a statement again each time otherwise, which
// takes several times as long as looking a row up. (pgx does the same by itself.)
type Reader struct {
	*sql.DB
	mu    sync.RWMutex
	stmts map[string]*sql.Stmt
}

// maxPrepared bounds the statements that are kept; lists of ids make some that
// differ in their length only.
const maxPrepared = 200

// QueryContext runs a query, prepared once.
func (r *Reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r.mu.RLock()
	stmt, n := r.stmts[query], len(r.stmts)
	r.mu.RUnlock()
	if stmt == nil && n < maxPrepared {
		var err error
		if stmt, err = r.prepare(ctx, query); err != nil {
			return nil, err
		}
	}
	if stmt == nil {
		return r.DB.QueryContext(ctx, query, args...)
	}
	return stmt.QueryContext(ctx, args...)
}

func (r *Reader) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	stmt, err := r.DB.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if first := r.stmts[query]; first != nil { // another request was faster
		return first, stmt.Close()
	}
	if r.stmts == nil {
		r.stmts = map[string]*sql.Stmt{}
	}
	r.stmts[query] = stmt
	return stmt, nil
}

// Close ends the statements and the connections.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, stmt := range r.stmts {
		errs = append(errs, stmt.Close())
	}
	r.stmts = nil
	return errors.Join(append(errs, r.DB.Close())...)
}
