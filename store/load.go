package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"gendu"
	"gendu/store/people"
	"gendu/store/sqldb"
)

// Loader writes the rows of a snapshot into an empty database.
type Loader struct {
	s      *Store
	tx     *sql.Tx
	table  string
	done   []string
	cols   []Column
	args   []any
	rows   int
	bytes  int
	params int // placeholders that fit in one statement
}

const (
	// A statement has at most so many parameters (SQLite takes 32766) and, by
	// estimate, so many bytes.
	maxParams    = 15000
	maxStatement = 4 << 20
)

// Load runs f, which fills the database with rows of a schema, and then brings it to the
// latest schema, all in one transaction: either everything is there afterwards or nothing.
// The database must hold no rows and have no newer schema, else it is of kind conflict;
// a new one gets its schema here. With the rows it gets the installation id, by which
// [Store.InstallationID] tells later that they are there.
func (s *Store) Load(ctx context.Context, installation string, schema uint, f func(*Loader) error) error {
	return s.db.TxOnce(ctx, func(tx *sql.Tx) error {
		if err := s.empty(ctx, tx); err != nil {
			return err
		}
		if err := schemaForLoad(ctx, tx, schema); err != nil {
			return err
		}
		l := &Loader{s: s, tx: tx}
		if err := f(l); err != nil {
			return err
		}
		if err := l.flush(ctx); err != nil {
			return err
		}
		if err := applyMigrations(ctx, tx, schema, latest()); err != nil {
			return err
		}
		// What the keys of grants signed may be some minutes old only, and of another time.
		if _, err := sqldb.Exec(ctx, tx, "DELETE FROM secrets WHERE name LIKE '"+people.GrantKeys+"%'"); err != nil {
			return err
		}
		_, err := sqldb.Exec(ctx, tx, "INSERT INTO installation (one, id, created_at) VALUES (1, $1, $2)", installation, sqldb.ToMS(s.db.Clock()))
		return err
	})
}

// Empty says whether a database holds no rows, whatever its schema; one that does is
// of kind conflict.
func (s *Store) Empty(ctx context.Context) error { return s.empty(ctx, s.db.Writer) }

func (s *Store) empty(ctx context.Context, q sqldb.Queryer) error {
	for _, table := range Tables {
		there, err := sqldb.Value[int](ctx, q, s.db.Dialect.CountTables, table)
		if err != nil {
			return err
		}
		if there == 0 {
			continue // a later migration makes it
		}
		n, err := sqldb.Value[int](ctx, q, "SELECT COUNT(*) FROM (SELECT 1 FROM "+table+" LIMIT 1) AS t")
		if err != nil {
			return err
		}
		if n > 0 {
			return gendu.Errorf(gendu.Conflict, "the database is not empty: there are rows in %s. Restore into a new database: look at --database", table)
		}
	}
	return nil
}

// Table begins a table. What comes in its rows follows cols.
func (l *Loader) Table(ctx context.Context, table string, cols []Column) error {
	if err := l.flush(ctx); err != nil {
		return err
	}
	switch {
	case !slices.Contains(Tables, table):
		return errForeign("there is no table %.80q", table)
	case slices.Contains(l.done, table):
		return errForeign("the table %s comes twice", table)
	case len(cols) == 0:
		return errForeign("the table %s has no columns", table)
	}
	there, err := columnsOf(ctx, l.tx, table)
	if err != nil {
		return err
	}
	for i, c := range cols {
		if !slices.Contains(there, c) {
			return errForeign("the table %s has no column %.80q of type %.20q", table, c.Name, c.Type)
		}
		if slices.ContainsFunc(cols[:i], func(d Column) bool { return d.Name == c.Name }) {
			return errForeign("the column %s of %s comes twice", c.Name, table)
		}
	}
	l.table, l.cols, l.params = table, slices.Clone(cols), maxParams/len(cols)*len(cols)
	l.done = append(l.done, table)
	return nil
}

// Add adds a row of the current table.
func (l *Loader) Add(ctx context.Context, row []any) error {
	if len(row) != len(l.cols) {
		return errForeign("a row of %s has %d values instead of %d", l.table, len(row), len(l.cols))
	}
	if l.table == "installation" { // a restored copy is an installation of its own
		return nil
	}
	for i, v := range row {
		if v != nil {
			if _, err := neutral(v, l.cols[i].Type); err != nil {
				return errForeign("%s.%s: %v", l.table, l.cols[i].Name, err)
			}
		}
		if text, ok := v.(string); ok {
			l.bytes += len(text)
		}
	}
	l.args = append(l.args, row...)
	l.rows++
	if len(l.args) >= l.params || l.bytes >= maxStatement {
		return l.flush(ctx)
	}
	return nil
}

func (l *Loader) flush(ctx context.Context) error {
	if l.rows == 0 {
		return nil
	}
	var text strings.Builder
	fmt.Fprintf(&text, "INSERT INTO %s (%s) VALUES ", l.table, names(l.cols))
	for i := range l.rows {
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString("(" + sqldb.Marks(i*len(l.cols)+1, len(l.cols)) + ")")
	}
	_, err := sqldb.Exec(ctx, l.tx, text.String(), l.args...)
	l.args, l.rows, l.bytes = l.args[:0], 0, 0
	if err != nil {
		return fmt.Errorf("writing rows of %s: %w", l.table, err)
	}
	return nil
}

// SignOutAll ends all sessions and voids all one-time links, within the load.
func (l *Loader) SignOutAll(ctx context.Context) error {
	if err := l.flush(ctx); err != nil {
		return err
	}
	for _, table := range []string{"sessions", "tickets"} {
		if _, err := sqldb.Exec(ctx, l.tx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	return nil
}
