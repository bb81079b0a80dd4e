package backup

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"

	"gendu/store"
)

func zipped(text string) []byte {
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	_, _ = io.WriteString(zip, text)
	_ = zip.Close()
	return b.Bytes()
}

// memory keeps rows that are read, and checks what a loader relies on.
type memory struct {
	t    *testing.T
	cols []store.Column
	rows [][]any
}

func (m *memory) Table(_ context.Context, _ string, cols []store.Column) error {
	m.cols = cols
	return nil
}

func (m *memory) Add(_ context.Context, row []any) error {
	if len(row) != len(m.cols) {
		m.t.Fatalf("a row of %d values for %d columns", len(row), len(m.cols))
	}
	for i, v := range row {
		ok := v == nil
		switch m.cols[i].Type {
		case store.Text:
			_, is := v.(string)
			ok = ok || is
		case store.Integer:
			_, is := v.(int64)
			ok = ok || is
		case store.Real:
			_, is := v.(float64)
			ok = ok || is
		case store.Boolean:
			_, is := v.(bool)
			ok = ok || is
		}
		if !ok {
			m.t.Fatalf("a %T in a column of type %s", v, m.cols[i].Type)
		}
	}
	m.rows = append(m.rows, row)
	return nil
}

const twoRows = `{"format":"gendu rows","version":1,"schema":11}
{"table":"users","columns":[{"name":"id","type":"text"},{"name":"n","type":"integer"},{"name":"r","type":"real"},{"name":"b","type":"boolean"}]}
["a",1,0.5,true]
[{"base64":"//4="},null,"NaN",false]
{"end":2}
`

func FuzzRows(f *testing.F) {
	for _, text := range []string{twoRows, twoRows[:100], strings.Replace(twoRows, "[\"a\"", "[[", 1), "{}", "[]\n", ""} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m := &memory{t: t}
		_ = readRows(t.Context(), bytes.NewReader(zipped(string(text))), 11, m)
		_ = readRows(t.Context(), bytes.NewReader(text), 11, m) // as a gzip file of its own
	})
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"key":"covers/x/1","size":3,"sha256":"` + hashText("x") + `"}` + "\n" + `{"key":"a","size":-1,"state":"gone"}` + "\n"))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for e, err := range entries(bytes.NewReader(zipped(string(text)))) {
			if err != nil {
				continue
			}
			if sum, ok := e.sum(); e.SHA256 != "" && (!ok || contentKey(e.SHA256) == "" || sum == [32]byte{} && !strings.HasPrefix(e.SHA256, "00")) {
				t.Fatalf("%+v has no sum", e)
			}
		}
	})
}

// FuzzValue writes values and reads them again.
func FuzzValue(f *testing.F) {
	f.Add("a", int64(1), 0.5, true)
	f.Add("\xff\x00\u2028<&>", int64(-1<<63), 5e-324, false)
	f.Fuzz(func(t *testing.T, text string, n int64, r float64, b bool) {
		for typ, v := range map[store.ColumnType]any{store.Text: text, store.Integer: n, store.Real: r, store.Boolean: b} {
			line, err := json.Marshal(encodeValue(v))
			if err != nil {
				t.Fatal(err)
			}
			got, err := decodeValue(line, typ)
			if nan := r != r; err != nil || !reflect.DeepEqual(got, v) && (typ != store.Real || !nan) { //nolint:gocritic // NaN is not itself
				t.Fatalf("%v (%T) came back as %v (%T), %v", v, v, got, got, err)
			}
		}
	})
}

// TestRowsFaults names the line of what is wrong.
func TestRowsFaults(t *testing.T) {
	t.Parallel()
	head, table, _ := strings.Cut(twoRows, "\n")
	table, _, _ = strings.Cut(table, "\n")
	for _, c := range []struct{ name, text, want string }{
		{"as written", twoRows, ""},
		{"no head", "", "no head"},
		{"another file", `{"format":"x"}` + "\n", "line 1"},
		{"a later version", strings.Replace(twoRows, `"version":1`, `"version":2`, 1), "version 2"},
		{"another schema", strings.Replace(twoRows, `"schema":11`, `"schema":12`, 1), "schema 12"},
		{"an unknown field", strings.Replace(twoRows, `"schema":11`, `"schema":11,"x":1`, 1), "line 1"},
		{"a row before a table", head + "\n[1]\n", "line 2"},
		{"no columns", head + "\n" + `{"table":"users","columns":[]}` + "\n", "line 2"},
		{"a row too short", head + "\n" + table + "\n[\"a\"]\n", "line 3 cannot be read: the row has 1 values instead of 4"},
		{"a wrong type", head + "\n" + table + "\n[1,1,1,true]\n", "line 3 cannot be read: column id"},
		{"a fraction", head + "\n" + table + "\n[\"a\",1.5,1,true]\n", "column n"},
		{"more behind a row", head + "\n" + table + "\n[\"a\",1,1,true] []\n", "more behind its end"},
		{"cut within a line", twoRows[:len(twoRows)-3], "it is cut off"},
		{"cut between lines", strings.TrimSuffix(twoRows, "{\"end\":2}\n"), "the end is missing"},
		{"a row is missing", strings.Replace(twoRows, "[\"a\",1,0.5,true]\n", "", 1), "1 rows instead of 2"},
		{"more behind the end", twoRows + "[]\n", "more behind the end"},
		{"no JSON", head + "\nx\n", "line 2"},
	} {
		err := readRows(t.Context(), bytes.NewReader(zipped(c.text)), 11, &memory{t: t})
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	// A line without an end is refused before it fills the memory.
	long := bytes.Repeat([]byte("a"), 1<<20)
	r, w := io.Pipe()
	go func() {
		zip := gzip.NewWriter(w)
		_, _ = io.WriteString(zip, head+"\n"+`["`)
		for range 2 * maxLine / len(long) {
			if _, err := zip.Write(long); err != nil {
				break
			}
		}
		_ = w.CloseWithError(zip.Close())
	}()
	err := readRows(t.Context(), r, 11, &memory{t: t})
	_ = r.Close()
	if err == nil || !strings.Contains(err.Error(), "line 2 cannot be read: it is longer than") {
		t.Errorf("a line without an end: %v", err)
	}
}
