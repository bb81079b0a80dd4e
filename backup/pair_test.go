package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/installation"
	"gendu/internal/testkit"
	"gendu/objects"
	"gendu/store"
)

// kind is a sort of database beside a sort of object store.
type kind struct {
	name              string
	database, objects func(t *testing.T) string
}

func sqlite(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "gendu.db") }
func postgres(t *testing.T) string {
	t.Helper()
	return testkit.Postgres(t)
}
func folder(t *testing.T) string { return "file:" + filepath.Join(t.TempDir(), "objects") }
func s3(t *testing.T) string {
	t.Helper()
	return testkit.S3(t)
}

var kinds = []kind{
	{"SQLiteAndFolder", sqlite, folder},
	{"PostgreSQLAndS3", postgres, s3},
	{"SQLiteAndS3", sqlite, s3},
	{"PostgreSQLAndFolder", postgres, folder},
}

// site is an installation, or the place for one.
type site struct {
	t        *testing.T
	database string
	bucket   *objects.Bucket
	store    *store.Store // nil before the restore
}

func (s *site) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func openBucket(t *testing.T, url string) *objects.Bucket {
	t.Helper()
	b, err := objects.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func newSite(t *testing.T, k kind) *site {
	t.Helper()
	return &site{t: t, database: k.database(t), bucket: openBucket(t, k.objects(t))}
}

// open opens the database, and has deletions and hashes kept as a server does.
func (s *site) open() *site {
	s.t.Helper()
	var err error
	s.store, err = store.Open(s.t.Context(), s.database)
	s.ok(err)
	s.t.Cleanup(func() { _ = s.store.Close() })
	installation.KeepRecords(s.store, s.bucket, func(err error) { s.t.Error(err) })
	return s
}

// filled is an installation with rows in every table, and their objects.
func filled(t *testing.T, k kind) *site {
	t.Helper()
	s := newSite(t, k)
	s.ok(store.Migrate(t.Context(), s.database))
	s.open()
	s.load(sample())
	for ref, err := range s.store.Expected(t.Context()) {
		s.ok(err)
		s.put(ref.Key, contentOf(ref.Key))
	}
	s.ok(installation.Join(t.Context(), s.store, s.bucket))
	return s
}

func (s *site) put(key string, b []byte) {
	s.t.Helper()
	s.ok(s.bucket.Put(s.t.Context(), key, bytes.NewReader(b), int64(len(b))))
}

// cover gives a show another cover, as it was sent.
func (s *site) cover(id gendu.ID, key string) {
	s.t.Helper()
	_, err := s.store.SetCover(s.t.Context(), id, gendu.Cover{Key: key, Type: "image/png"})
	s.ok(err)
}

// load writes rows past the rules of the store.
func (s *site) load(rows map[string][]values) {
	s.t.Helper()
	ctx := s.t.Context()
	state, err := store.MigrationStatus(ctx, s.database)
	s.ok(err)
	columns := map[string][]store.Column{}
	s.ok(s.store.Snapshot(ctx, func(v *store.Snapshot) error {
		for _, table := range store.Tables {
			var err error
			if columns[table], _, err = v.Rows(ctx, table); err != nil {
				return err
			}
		}
		return nil
	}))
	s.ok(s.store.Load(ctx, "0190a000-0000-7000-8000-00000000aaaa", state.Latest, func(l *store.Loader) error {
		for _, table := range store.Tables {
			if err := l.Table(ctx, table, columns[table]); err != nil {
				return err
			}
			for _, row := range rows[table] {
				if err := l.Add(ctx, row.in(columns[table])); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// dump is all rows as text, table by table, each sorted.
func (s *site) dump(without ...string) string {
	s.t.Helper()
	var out strings.Builder
	s.ok(s.store.Snapshot(s.t.Context(), func(v *store.Snapshot) error {
		for _, table := range store.Tables {
			if slices.Contains(without, table) {
				continue
			}
			_, rows, err := v.Rows(s.t.Context(), table)
			if err != nil {
				return err
			}
			var list []string
			for row, err := range rows {
				if err != nil {
					return err
				}
				text, err := json.Marshal(row)
				if err != nil {
					return err
				}
				list = append(list, string(text))
			}
			slices.Sort(list)
			fmt.Fprintf(&out, "%s\n  %s\n", table, strings.Join(list, "\n  "))
		}
		return nil
	}))
	return out.String()
}

// same fails where two dumps differ, and shows the first line that does.
func (s *site) same(want, got string) {
	s.t.Helper()
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			s.t.Fatalf("the rows differ from line %d on:\nwant %q\ngot  %q", i+1, a[min(i, len(a)-1)], b[min(i, len(b)-1)])
		}
	}
}

// clean fails where a deep check finds a fault, or objects without a hash.
func (s *site) clean() installation.Summary {
	s.t.Helper()
	c := installation.Checker{Store: s.store, Bucket: s.bucket, Now: time.Now, Deep: true, Each: func(f installation.Finding) {
		if f.Fault {
			s.t.Errorf("check: %+v", f)
		}
	}}
	sum, err := c.Check(s.t.Context())
	s.ok(err)
	return sum
}

// objectsAreThere compares every object that the rows name with what was put.
func (s *site) objectsAreThere() {
	s.t.Helper()
	n := 0
	for ref, err := range s.store.Expected(s.t.Context()) {
		s.ok(err)
		if got := s.get(ref.Key); got != string(contentOf(ref.Key)) {
			s.t.Errorf("%s holds %d bytes that are not its own", ref.Key, len(got))
		}
		n++
	}
	if n == 0 {
		s.t.Error("the rows name no objects")
	}
}

// get is what an object holds; "" where it is not there.
func (s *site) get(key string) string {
	s.t.Helper()
	return read(s.t, s.bucket, key)
}

func read(t *testing.T, bucket *objects.Bucket, key string) string {
	t.Helper()
	body, _, err := bucket.Get(t.Context(), key, 0, -1)
	if gendu.KindOf(err) == gendu.NotFound {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	_ = body.Close()
	return string(b)
}

// backup is a backup of the site.
func (s *site) backup(to *objects.Bucket) *Backup {
	return &Backup{
		Store: s.store, Bucket: s.bucket, Target: to, Now: time.Now, Program: "test", Step: func(string) {},
		Problem: func(key, what string) { s.t.Errorf("backup: %s: %s", key, what) },
	}
}

func (s *site) backUp(to *objects.Bucket) *Report {
	s.t.Helper()
	report, err := s.backup(to).Run(s.t.Context())
	s.ok(err)
	return report
}

// restore is a restore into the site.
func (s *site) restore(from *objects.Bucket) *Restore {
	return &Restore{
		Source: from, Database: s.database, Bucket: s.bucket, Now: time.Now, Step: func(string) {},
		Problem: func(key, what string) { s.t.Errorf("restore: %s: %s", key, what) },
	}
}

// restored restores into the site and opens it.
func (s *site) restored(from *objects.Bucket) *Restored {
	s.t.Helper()
	done, err := s.restore(from).Run(s.t.Context())
	s.ok(err)
	s.open()
	s.ok(installation.Bind(s.t.Context(), s.store, s.bucket))
	return done
}

// contentOf is what the object of a key holds in the tests.
func contentOf(key string) []byte {
	if strings.HasPrefix(key, "takes/"+ann) { // whose key names the hash of its bytes
		key = "takes/" + key[len("takes/"+ann)+1:strings.LastIndexByte(key, '-')]
	}
	n := 100
	if strings.HasSuffix(key, "practice.wav") {
		n = 4000
	}
	return bytes.Repeat([]byte(key+"\n"), n)[:n]
}

func hashText(key string) string {
	sum := sha256.Sum256(contentOf(key))
	return hex.EncodeToString(sum[:])
}

// values are the columns of a row that differ from the zero of their type.
type values map[string]any

func (v values) in(cols []store.Column) []any {
	row := make([]any, len(cols))
	for i, c := range cols {
		given, ok := v[c.Name]
		zero := map[store.ColumnType]any{store.Text: "", store.Integer: int64(0), store.Real: 0.0, store.Boolean: false}[c.Type]
		switch x := given.(type) {
		case int:
			row[i] = int64(x)
		default:
			row[i] = x
		}
		if !ok {
			row[i] = zero
		}
	}
	return row
}

// cancelAt gives a context that ends when a step begins.
func cancelAt(ctx context.Context, step string) (context.Context, func(string)) {
	ctx, cancel := context.WithCancel(ctx)
	return ctx, func(name string) {
		if name == step {
			cancel()
		}
	}
}

// addTake has Ann make a take that the sample does not have.
func (s *site) addTake(n int) {
	s.t.Helper()
	sum := sha256.Sum256(contentOf(takeKey(n)))
	v := &gendu.Take{
		ID: gendu.ID(takeID(n)), UserID: ann, EpisodeID: episode, AudioID: audio, CueID: cue, Revision: 1, CueEndMS: 500, Mode: gendu.Repeat,
		Type: "audio/wav", Size: 100, SHA256: sum[:],
	}
	s.put(takeKey(n), contentOf(takeKey(n)))
	_, err := s.store.PutTake(s.t.Context(), v, nil)
	s.ok(err)
}
