package sqldb

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

// Table says once how a noun lies in its rows: fields points at the noun's
// values in the order of cols. What is read into is also what is written from,
// so the two cannot disagree.
type Table[T any] struct {
	Name   string
	Thing  string // in a message: "There is no such <thing>."
	Cols   []string
	Fields func(*T) []any
}

// Of lists the columns behind an alias, for a SELECT.
func (t Table[T]) Of(alias string) string {
	return alias + "." + strings.Join(t.Cols, ", "+alias+".")
}

// Plain lists the columns, for a RETURNING.
func (t Table[T]) Plain() string { return strings.Join(t.Cols, ", ") }

// from is "SELECT <columns> FROM <table> AS t".
func (t Table[T]) from() string {
	return "SELECT " + t.Of("t") + " FROM " + t.Name + " AS t "
}

// One reads the one row that tail leaves, else [gendu.NotFound].
func (t Table[T]) One(ctx context.Context, q Queryer, tail string, args ...any) (*T, error) {
	return Row(ctx, q, t.Thing, t.Fields, t.from()+tail, args...)
}

// List reads the rows that tail leaves.
func (t Table[T]) List(ctx context.Context, q Queryer, tail string, args ...any) ([]*T, error) {
	return Rows(ctx, q, t.Fields, t.from()+tail, args...)
}

// RowsPerInsert keeps a statement far below the limits on parameters (SQLite
// 32766, PostgreSQL 65535) at any number of columns that we have.
const RowsPerInsert = 500

// Insert writes rows, many to a statement; more is appended to it, such as an
// ON CONFLICT clause. It gives the number of rows that were written.
func (t Table[T]) Insert(ctx context.Context, q Queryer, more string, list ...*T) (int, error) {
	written := 0
	for len(list) > 0 {
		batch := list[:min(len(list), RowsPerInsert)]
		list = list[len(batch):]
		var text strings.Builder
		fmt.Fprintf(&text, "INSERT INTO %s (%s) VALUES ", t.Name, strings.Join(t.Cols, ", "))
		args := make([]any, 0, len(batch)*len(t.Cols))
		for i, v := range batch {
			if i > 0 {
				text.WriteString(", ")
			}
			text.WriteString("(" + Marks(len(args)+1, len(t.Cols)) + ")")
			args = append(args, t.Fields(v)...)
		}
		n, err := Exec(ctx, q, text.String()+" "+more, args...)
		if err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

// Marks is n placeholders from number first on: "$3, $4".
func Marks(first, n int) string {
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

// Args makes a list of parameters from a list of ids or kinds.
func Args[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// Row reads the one row of a query into a new T, else [gendu.NotFound].
func Row[T any](ctx context.Context, q Queryer, thing string, into func(*T) []any, query string, args ...any) (*T, error) {
	list, err := Rows(ctx, q, into, query, args...)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, Missing(thing)
	}
	return list[0], nil
}

// Rows reads all rows of a query; none is an empty list.
func Rows[T any](ctx context.Context, q Queryer, into func(*T) []any, query string, args ...any) ([]*T, error) {
	list, err := rowsOnce(ctx, q, into, query, args...)
	if w, ok := q.(*Writer); ok && w.Ballast.release(err) {
		return rowsOnce(ctx, q, into, query, args...)
	}
	return list, err
}

func rowsOnce[T any](ctx context.Context, q Queryer, into func(*T) []any, query string, args ...any) ([]*T, error) {
	r, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, Explain(err)
	}
	defer func() { _ = r.Close() }() // its error is also that of Err
	list := []*T{}
	for r.Next() {
		v := new(T)
		if err := r.Scan(into(v)...); err != nil {
			return nil, Explain(err)
		}
		list = append(list, v)
	}
	return list, Explain(r.Err())
}

// Value reads one row of one column; no row is the zero value.
func Value[T any](ctx context.Context, q Queryer, query string, args ...any) (T, error) {
	list, err := Rows(ctx, q, func(v *T) []any { return []any{v} }, query, args...)
	if err != nil || len(list) == 0 {
		var zero T
		return zero, err
	}
	return *list[0], nil
}

// Exec runs a statement and gives the number of rows it touched.
func Exec(ctx context.Context, q Queryer, query string, args ...any) (int, error) {
	res, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, Explain(err)
	}
	n, err := res.RowsAffected()
	return int(n), Explain(err)
}

// NotFoundIfNone turns "no row was touched" into [gendu.NotFound].
func NotFoundIfNone(thing string) func(n int, err error) error {
	return func(n int, err error) error {
		if err == nil && n == 0 {
			return Missing(thing)
		}
		return err
	}
}

// Missing is the [gendu.NotFound] of a thing.
func Missing(thing string) error {
	return gendu.Errorf(gendu.NotFound, "There is no such %s.", thing)
}

// ExplainConflict gives a unique clash its sentence; other errors pass.
func ExplainConflict(err error, message string) error {
	if e, ok := errors.AsType[*gendu.Error](err); ok && e.Kind == gendu.Conflict {
		return gendu.Wrap(e.Err, gendu.Conflict, message)
	}
	return err
}

// Explain gives a database's error its kind. Errors that have one, and those of
// a context that ended, pass.
func Explain(err error) error {
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

// Time is a moment as Unix milliseconds in a column; the zero time is 0.
func Time(t *time.Time) moment { return moment{t} }

func (m moment) Scan(src any) error {
	var n sql.NullInt64
	if err := n.Scan(src); err != nil {
		return err
	}
	*m.t = FromMS(n.Int64)
	return nil
}

func (m moment) Value() (driver.Value, error) { return ToMS(*m.t), nil }

// ToMS is a moment in Unix milliseconds; the zero time is 0.
func ToMS(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// FromMS is the moment of Unix milliseconds, in UTC; 0 is the zero time.
func FromMS(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// orNull is a word, a number or a flag that may be NULL on the way in.
type orNull[T any] struct{ v *T }

// OrNull is a value that may be NULL when it is read.
func OrNull[T any](v *T) orNull[T] { return orNull[T]{v} }

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

// JSON is a list or a struct as JSON text in a column.
func JSON[T any](v *T) document[T] { return document[T]{v} }

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

// Hex is bytes as hexadecimal text in a column.
func Hex(v *[]byte) hexed { return hexed{v} }

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

// Roles is roles as words with spaces between, in a column.
func Roles(v *[]gendu.Role) roleSet { return roleSet{v} }

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

// Values takes the pointers away.
func Values[T any](list []*T) []T {
	out := make([]T, len(list))
	for i, v := range list {
		out[i] = *v
	}
	return out
}
