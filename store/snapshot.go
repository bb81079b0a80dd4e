package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
	"time"

	"gendu"
	"gendu/store/sqldb"
)

// Tables are the tables that a snapshot holds, in an order in which each comes
// after those that it refers to. schema_migrations is not among them: a snapshot
// names its schema itself.
var Tables = []string{
	"users", "usages", "sessions", "tickets", "settings", "shows", "show_editors", "episodes", "audios", "transcripts", "cues", "cue_links",
	"takes", "comparisons", "take_sounds", "missed_words", "practised", "practice_visits", "shown_numbers", "cards", "card_refusals", "rating_events", "listening_sums", "flags", "classes", "memberships", "consents", "secrets", "revocations", "submissions", "reviews", "review_queue", "grades", "uploads",
	"upload_chunks", "upload_locks",
	"jobs", "attempts", "voices", "installation", "last_sweep", "object_hashes", "deletions", "audit",
}

// ColumnType is the type of a column, whatever the database calls it.
type ColumnType string

// The types of columns, with the Go type of their values.
const (
	Text    ColumnType = "text"    // string
	Integer ColumnType = "integer" // int64
	Real    ColumnType = "real"    // float64
	Boolean ColumnType = "boolean" // bool
)

// Column is a column of a table.
type Column struct {
	Name string     `json:"name"`
	Type ColumnType `json:"type"`
}

// columnTypes is what SQLite and PostgreSQL call the types that our migrations use.
var columnTypes = map[string]ColumnType{
	"TEXT": Text, "BIGINT": Integer, "INT8": Integer, "DOUBLE PRECISION": Real, "DOUBLE": Real, "FLOAT8": Real, "BOOLEAN": Boolean, "BOOL": Boolean,
}

// Snapshot reads all rows as they were at one moment, whatever is written
// meanwhile. It is for one goroutine.
type Snapshot struct {
	s  *Store
	tx *sql.Tx
}

// Snapshot runs f on a consistent view of the database. Servers go on meanwhile;
// the view costs space while it is open, so f is to be quick.
func (s *Store) Snapshot(ctx context.Context, f func(*Snapshot) error) error {
	db := s.db.Writer.DB // PostgreSQL reads and writes through one pool
	if r, prepared := s.db.Reader.(*sqldb.Reader); prepared {
		db = r.DB
	}
	tx, err := db.BeginTx(ctx, s.db.Dialect.Snapshot())
	if err != nil {
		return sqldb.Explain(err)
	}
	defer func() { _ = tx.Rollback() }() // it only reads
	return f(&Snapshot{s, tx})
}

// Schema is the number of the newest migration that the rows went through.
func (v *Snapshot) Schema(ctx context.Context) (uint, error) {
	n, err := sqldb.Value[int64](ctx, v.tx, "SELECT version FROM schema_migrations")
	return uint(max(n, 0)), err
}

// Newest names the newest rows of a moment, of tables in which rows stay. A later state of
// the same database has them; a copy that went its own way before that moment has not.
type Newest struct {
	AtMS  int64    `json:"at"`              // Unix ms
	Audit gendu.ID `json:"audit,omitempty"` // "": there is no entry
	Job   gendu.ID `json:"job,omitempty"`   // "": none was made within newestJob
}

// newestJob is how old the job of [Newest] may be at most.
const newestJob = 24 * time.Hour

// Newest gives the newest rows.
func (v *Snapshot) Newest(ctx context.Context) (n Newest, err error) {
	now := v.s.Now()
	n.AtMS = sqldb.ToMS(now)
	if n.Audit, err = sqldb.Value[gendu.ID](ctx, v.tx, "SELECT id FROM audit ORDER BY id DESC LIMIT 1"); err != nil {
		return n, err
	}
	n.Job, err = sqldb.Value[gendu.ID](ctx, v.tx, "SELECT id FROM jobs WHERE created_at > $1 ORDER BY id DESC LIMIT 1", sqldb.ToMS(now.Add(-newestJob)))
	return n, err
}

// Follows says whether the database may be a later state of the one that n is of. Entries of
// the audit log are never removed, jobs only keepJobs after their end.
func (s *Store) Follows(ctx context.Context, n Newest) (bool, error) {
	for _, row := range []struct {
		table string
		id    gendu.ID
		until time.Time // zero: for ever
	}{
		{"audit", n.Audit, time.Time{}},
		{"jobs", n.Job, sqldb.FromMS(n.AtMS).Add(keepJobs - newestJob - time.Hour)},
	} {
		if row.id == "" || !row.until.IsZero() && s.Now().After(row.until) {
			continue
		}
		there, err := sqldb.Value[int](ctx, s.db.Reader, "SELECT COUNT(*) FROM "+row.table+" WHERE id = $1", row.id)
		if err != nil || there == 0 {
			return false, err
		}
	}
	return true, nil
}

// Rows gives the columns of a table and goes through its rows. A row is only valid
// until the next one.
func (v *Snapshot) Rows(ctx context.Context, table string) ([]Column, iter.Seq2[[]any, error], error) {
	cols, err := columnsOf(ctx, v.tx, table)
	if err != nil {
		return nil, nil, err
	}
	return cols, func(yield func([]any, error) bool) {
		r, err := v.tx.QueryContext(ctx, "SELECT "+names(cols)+" FROM "+table)
		if err != nil {
			yield(nil, sqldb.Explain(err))
			return
		}
		defer func() { _ = r.Close() }() // its error is also that of Err
		row, into := make([]any, len(cols)), make([]any, len(cols))
		for i := range row {
			into[i] = &row[i]
		}
		for r.Next() {
			err := r.Scan(into...)
			for i := range row {
				if err == nil {
					row[i], err = neutral(row[i], cols[i].Type)
				}
			}
			if err != nil {
				yield(nil, fmt.Errorf("store: reading %s: %w", table, err))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
		if err := r.Err(); err != nil {
			yield(nil, sqldb.Explain(err))
		}
	}, nil
}

// Objects goes through the objects that the rows name.
func (v *Snapshot) Objects(ctx context.Context) iter.Seq2[ObjectRef, error] {
	return v.s.named(ctx, v.tx, true)
}

// columnsOf asks the database for the columns of a table.
func columnsOf(ctx context.Context, q sqldb.Queryer, table string) ([]Column, error) {
	r, err := q.QueryContext(ctx, "SELECT * FROM "+table+" LIMIT 0") // the columns are what is asked for
	if err != nil {
		return nil, fmt.Errorf("store: the columns of %s: %w", table, sqldb.Explain(err))
	}
	defer func() { _ = r.Close() }() // there is no row
	types, err := r.ColumnTypes()
	if err != nil {
		return nil, sqldb.Explain(err)
	}
	cols := make([]Column, len(types))
	for i, t := range types {
		cols[i] = Column{t.Name(), columnTypes[strings.ToUpper(t.DatabaseTypeName())]}
		if cols[i].Type == "" {
			return nil, fmt.Errorf("store: column %s of %s has the type %q, which a snapshot does not know", t.Name(), table, t.DatabaseTypeName())
		}
	}
	return cols, nil
}

func names(cols []Column) string {
	list := make([]string, len(cols))
	for i, c := range cols {
		list[i] = c.Name
	}
	return strings.Join(list, ", ")
}

// neutral makes of what a driver gave the value that the type of its column says.
func neutral(v any, t ColumnType) (any, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil //nolint:nilnil // NULL is a value
	case []byte:
		if t == Text {
			return string(x), nil
		}
	case string:
		if t == Text {
			return x, nil
		}
	case bool:
		if t == Boolean {
			return x, nil
		}
	case float64:
		if t == Real {
			return x, nil
		}
	case int64:
		switch t {
		case Integer:
			return x, nil
		case Real: // SQLite may keep a whole number so
			return float64(x), nil
		case Boolean:
			return x != 0, nil
		}
	}
	return nil, fmt.Errorf("a %T in a column of type %s", v, t)
}

// errForeign is the error of a snapshot that does not fit the schema.
func errForeign(format string, args ...any) error {
	return gendu.Errorf(gendu.Invalid, "the snapshot does not fit the database: "+format, args...)
}
