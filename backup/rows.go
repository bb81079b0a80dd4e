package backup

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"gendu"
	"gendu/store"
)

// The file of the rows: a head, and for each table its columns and then its rows, each
// an array of values in the order of the columns. The last line counts the rows.

const (
	rowsFormat  = "gendu rows"
	rowsVersion = 1
	// maxColumns bounds the columns of a table.
	maxColumns = 256
)

// mark is a line that is no row.
type mark struct {
	Format  string         `json:"format,omitempty"` // of the head
	Version int            `json:"version,omitempty"`
	Schema  uint           `json:"schema,omitempty"`
	Table   string         `json:"table,omitempty"`
	Columns []store.Column `json:"columns,omitempty"`
	End     *int           `json:"end,omitempty"` // rows in all
}

// writeRows writes all rows of a snapshot.
func writeRows(ctx context.Context, v *store.Snapshot, to *spool) (schema uint, err error) {
	if schema, err = v.Schema(ctx); err != nil {
		return 0, err
	}
	if err := to.add(mark{Format: rowsFormat, Version: rowsVersion, Schema: schema}); err != nil {
		return 0, err
	}
	count := 0
	for _, table := range store.Tables {
		cols, rows, err := v.Rows(ctx, table)
		if err != nil {
			return 0, err
		}
		if err := to.add(mark{Table: table, Columns: cols}); err != nil {
			return 0, err
		}
		for row, err := range rows {
			if err != nil {
				return 0, err
			}
			for i := range row {
				row[i] = encodeValue(row[i])
			}
			if err := to.add(row); err != nil {
				return 0, fmt.Errorf("a row of %s: %w", table, err)
			}
			count++
		}
	}
	return schema, to.add(mark{End: &count})
}

// raw is a text that is not UTF-8, which JSON cannot hold.
type raw struct {
	Base64 string `json:"base64"`
}

// encodeValue makes of a value what JSON keeps without loss.
func encodeValue(v any) any {
	switch x := v.(type) {
	case string:
		if !utf8.ValidString(x) {
			return raw{base64.StdEncoding.EncodeToString([]byte(x))}
		}
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return strconv.FormatFloat(x, 'g', -1, 64)
		}
	}
	return v
}

// decodeValue is the value of a column.
func decodeValue(text json.RawMessage, t store.ColumnType) (any, error) {
	if bytes.Equal(text, []byte("null")) {
		return nil, nil //nolint:nilnil // NULL is a value
	}
	switch t {
	case store.Text:
		if len(text) > 0 && text[0] == '{' {
			var r raw
			if err := json.Unmarshal(text, &r); err != nil {
				return nil, err
			}
			b, err := base64.StdEncoding.DecodeString(r.Base64)
			return string(b), err
		}
		var s string
		err := json.Unmarshal(text, &s)
		return s, err
	case store.Integer:
		return strconv.ParseInt(string(text), 10, 64)
	case store.Real:
		return strconv.ParseFloat(string(bytes.Trim(text, `"`)), 64)
	case store.Boolean:
		var b bool
		err := json.Unmarshal(text, &b)
		return b, err
	}
	return nil, fmt.Errorf("there is no type %.40q", t)
}

// rowsTo is where rows that are read go.
type rowsTo interface {
	Table(ctx context.Context, table string, cols []store.Column) error
	Add(ctx context.Context, row []any) error
}

// readRows reads a file of rows of the given schema to its end.
func readRows(ctx context.Context, r io.Reader, schema uint, to rowsTo) error {
	l, err := newLines(r)
	if err != nil {
		return err
	}
	if err := readHead(l, schema); err != nil {
		return err
	}
	var cols []store.Column
	for count := 0; ; {
		line, err := l.next()
		if err == io.EOF { //nolint:errorlint // next answers io.EOF itself
			return l.fault(errors.New("the end is missing"))
		}
		if err != nil {
			return err
		}
		if bytes.HasPrefix(line, []byte("[")) {
			if err := readRow(ctx, l, line, cols, to); err != nil {
				return err
			}
			count++
			continue
		}
		var m mark
		if err := l.decode(line, &m); err != nil {
			return err
		}
		switch {
		case m.End != nil:
			return readEnd(l, *m.End, count)
		case m.Table == "" || len(m.Columns) == 0 || len(m.Columns) > maxColumns:
			return l.fault(fmt.Errorf("a table with 1 to %d columns is expected", maxColumns))
		}
		cols = m.Columns
		if err := to.Table(ctx, m.Table, cols); err != nil {
			return l.inLine(err)
		}
	}
}

func readHead(l *lines, schema uint) error {
	line, err := l.next()
	if err != nil {
		return gendu.Wrap(err, gendu.Invalid, "the file of the rows has no head")
	}
	var m mark
	if err := l.decode(line, &m); err != nil {
		return err
	}
	switch {
	case m.Format != rowsFormat:
		return l.fault(errors.New("this is no file of rows"))
	case m.Version != rowsVersion:
		return l.fault(fmt.Errorf("the file has version %d of the format, and this gendu reads version %d", m.Version, rowsVersion))
	case m.Schema != schema:
		return l.fault(fmt.Errorf("the rows have schema %d, but the snapshot says %d", m.Schema, schema))
	}
	return nil
}

func readEnd(l *lines, want, count int) error {
	if want != count {
		return l.fault(fmt.Errorf("there are %d rows instead of %d", count, want))
	}
	if _, err := l.next(); err != io.EOF { //nolint:errorlint // next answers io.EOF itself
		return l.fault(errors.New("there is more behind the end"))
	}
	return nil
}

func readRow(ctx context.Context, l *lines, line []byte, cols []store.Column, to rowsTo) error {
	if cols == nil {
		return l.fault(errors.New("a row stands before the first table"))
	}
	var values []json.RawMessage
	if err := l.decode(line, &values); err != nil {
		return err
	}
	if len(values) != len(cols) {
		return l.fault(fmt.Errorf("the row has %d values instead of %d", len(values), len(cols)))
	}
	row := make([]any, len(cols))
	for i, text := range values {
		var err error
		if row[i], err = decodeValue(text, cols[i].Type); err != nil {
			return l.fault(fmt.Errorf("column %.80s: %w", cols[i].Name, err))
		}
	}
	return l.inLine(to.Add(ctx, row))
}

// inLine adds the line to an error and keeps its kind.
func (l *lines) inLine(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("up to line %d of the rows: %w", l.n, err)
}
