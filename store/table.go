package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gendu"
)

// table says once how a noun lies in its rows: fields points at the noun's
// values in the order of cols. What is read into is also what is written from,
// so the two cannot disagree.
type table[T any] struct {
	name   string
	thing  string // in a message: "There is no such <thing>."
	cols   []string
	fields func(*T) []any
}

// of lists the columns behind an alias, for a SELECT.
func (t table[T]) of(alias string) string {
	return alias + "." + strings.Join(t.cols, ", "+alias+".")
}

// plain lists the columns, for a RETURNING.
func (t table[T]) plain() string { return strings.Join(t.cols, ", ") }

// from is "SELECT <columns> FROM <table> AS t".
func (t table[T]) from() string {
	return "SELECT " + t.of("t") + " FROM " + t.name + " AS t "
}

// one reads the one row that tail leaves, else [gendu.NotFound].
func (t table[T]) one(ctx context.Context, q queryer, tail string, args ...any) (*T, error) {
	return row(ctx, q, t.thing, t.fields, t.from()+tail, args...)
}

// list reads the rows that tail leaves.
func (t table[T]) list(ctx context.Context, q queryer, tail string, args ...any) ([]*T, error) {
	return rows(ctx, q, t.fields, t.from()+tail, args...)
}

// rowsPerInsert keeps a statement far below the limits on parameters (SQLite
// 32766, PostgreSQL 65535) at any number of columns that we have.
const rowsPerInsert = 500

// insert writes rows, many to a statement; more is appended to it, such as an
// ON CONFLICT clause. It gives the number of rows that were written.
func (t table[T]) insert(ctx context.Context, q queryer, more string, list ...*T) (int, error) {
	written := 0
	for len(list) > 0 {
		batch := list[:min(len(list), rowsPerInsert)]
		list = list[len(batch):]
		var text strings.Builder
		fmt.Fprintf(&text, "INSERT INTO %s (%s) VALUES ", t.name, strings.Join(t.cols, ", "))
		args := make([]any, 0, len(batch)*len(t.cols))
		for i, v := range batch {
			if i > 0 {
				text.WriteString(", ")
			}
			text.WriteString("(" + marks(len(args)+1, len(t.cols)) + ")")
			args = append(args, t.fields(v)...)
		}
		n, err := exec(ctx, q, text.String()+" "+more, args...)
		if err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

// marks is n placeholders from number first on: "$3, $4".
func marks(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(first + i))
	}
	return b.String()
}

// args makes a list of parameters from a list of ids or kinds.
func args[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// row reads the one row of a query into a new T, else [gendu.NotFound].
func row[T any](ctx context.Context, q queryer, thing string, into func(*T) []any, query string, args ...any) (*T, error) {
	list, err := rows(ctx, q, into, query, args...)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, missing(thing)
	}
	return list[0], nil
}

// rows reads all rows of a query; none is an empty list.
func rows[T any](ctx context.Context, q queryer, into func(*T) []any, query string, args ...any) ([]*T, error) {
	list, err := rowsOnce(ctx, q, into, query, args...)
	if w, ok := q.(*writer); ok && w.ballast.release(err) {
		return rowsOnce(ctx, q, into, query, args...)
	}
	return list, err
}

func rowsOnce[T any](ctx context.Context, q queryer, into func(*T) []any, query string, args ...any) ([]*T, error) {
	r, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, explain(err)
	}
	defer func() { _ = r.Close() }() // its error is also that of Err
	list := []*T{}
	for r.Next() {
		v := new(T)
		if err := r.Scan(into(v)...); err != nil {
			return nil, explain(err)
		}
		list = append(list, v)
	}
	return list, explain(r.Err())
}

// value reads one row of one column; no row is the zero value.
func value[T any](ctx context.Context, q queryer, query string, args ...any) (T, error) {
	list, err := rows(ctx, q, func(v *T) []any { return []any{v} }, query, args...)
	if err != nil || len(list) == 0 {
		var zero T
		return zero, err
	}
	return *list[0], nil
}

// exec runs a statement and gives the number of rows it touched.
func exec(ctx context.Context, q queryer, query string, args ...any) (int, error) {
	res, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, explain(err)
	}
	n, err := res.RowsAffected()
	return int(n), explain(err)
}

// notFoundIfNone turns "no row was touched" into [gendu.NotFound].
func notFoundIfNone(thing string) func(n int, err error) error {
	return func(n int, err error) error {
		if err == nil && n == 0 {
			return missing(thing)
		}
		return err
	}
}

func missing(thing string) error {
	return gendu.Errorf(gendu.NotFound, "There is no such %s.", thing)
}

// explainConflict gives a unique clash its sentence; other errors pass.
func explainConflict(err error, message string) error {
	if e, ok := errors.AsType[*gendu.Error](err); ok && e.Kind == gendu.Conflict {
		return gendu.Wrap(e.Err, gendu.Conflict, message)
	}
	return err
}

// explain gives a database's error its kind. Errors that have one, and those of
// a context that ended, pass.
func explain(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	switch k := kind(err); k {
	case gendu.Conflict:
		return gendu.Wrap(err, k, "This is there already.")
	case gendu.NotFound:
		return gendu.Wrap(err, k, "Something that this refers to is not there.")
	case gendu.Invalid:
		return gendu.Wrap(err, k, "A text holds a character that cannot be kept.")
	case gendu.Busy:
		return gendu.Wrap(err, k, "The database is busy. Please try again.")
	case gendu.Full:
		return gendu.Wrap(err, k, "The disk on which the server keeps its database (--database) is full. The person who runs the server has to free space there.")
	case gendu.Unavailable:
		return gendu.Wrap(err, k, "The database cannot be reached at the moment.")
	}
	return fmt.Errorf("store: %w", err)
}

// The types below stand between a value and its column, in both directions. NULL
// (of an outer join) reads as the zero value.

// moment is a time as Unix milliseconds; the zero time is 0.
type moment struct{ t *time.Time }

func at(t *time.Time) moment { return moment{t} }

func (m moment) Scan(src any) error {
	var n sql.NullInt64
	if err := n.Scan(src); err != nil {
		return err
	}
	*m.t = fromMS(n.Int64)
	return nil
}

func (m moment) Value() (driver.Value, error) { return toMS(*m.t), nil }

func toMS(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMS(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// orNull is a word, a number or a flag that may be NULL on the way in.
type orNull[T any] struct{ v *T }

func opt[T any](v *T) orNull[T] { return orNull[T]{v} }

func (o orNull[T]) Scan(src any) error {
	var n sql.Null[T]
	if err := n.Scan(src); err != nil {
		return err
	}
	*o.v = n.V
	return nil
}

func (o orNull[T]) Value() (driver.Value, error) {
	return driver.DefaultParameterConverter.ConvertValue(*o.v)
}

// document is a list or a struct as JSON text.
type document[T any] struct{ v *T }

func asJSON[T any](v *T) document[T] { return document[T]{v} }

func (d document[T]) Scan(src any) error {
	var n sql.NullString
	if err := n.Scan(src); err != nil {
		return err
	}
	var zero T
	*d.v = zero
	if n.String == "" || n.String == "null" {
		return nil
	}
	return json.Unmarshal([]byte(n.String), d.v)
}

func (d document[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(*d.v)
	if string(b) == "null" {
		b = []byte("[]")
	}
	return string(b), err
}

// hexed is bytes as hexadecimal text.
type hexed struct{ v *[]byte }

func asHex(v *[]byte) hexed { return hexed{v} }

func (h hexed) Scan(src any) error {
	var n sql.NullString
	if err := n.Scan(src); err != nil {
		return err
	}
	b, err := hex.DecodeString(n.String)
	*h.v = b
	return err
}

func (h hexed) Value() (driver.Value, error) { return hex.EncodeToString(*h.v), nil }

// roleSet is roles as words with spaces between.
type roleSet struct{ v *[]gendu.Role }

func asRoles(v *[]gendu.Role) roleSet { return roleSet{v} }

func (r roleSet) Scan(src any) error {
	var n sql.NullString
	if err := n.Scan(src); err != nil {
		return err
	}
	*r.v = nil
	for word := range strings.FieldsSeq(n.String) {
		*r.v = append(*r.v, gendu.Role(word))
	}
	return nil
}

func (r roleSet) Value() (driver.Value, error) {
	words := make([]string, len(*r.v))
	for i, role := range *r.v {
		words[i] = string(role)
	}
	return strings.Join(words, " "), nil
}
