package backup

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"gendu"
	"gendu/installation"
	"gendu/objects"
	"gendu/store"
)

// TestRestoreGoesOn stops a restore when each of its steps begins, looks that no server
// starts, and lets it go on.
func TestRestoreGoesOn(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, k), openBucket(t, folder(t))
			a.backUp(target)
			for _, step := range []string{"restoring the rows", "applying the deletion log", "copying objects"} {
				b := newSite(t, k)
				r := b.restore(target)
				ctx, at := cancelAt(t.Context(), step)
				r.Step = at
				if _, err := r.Run(ctx); err == nil {
					t.Fatalf("stopped at %q, it ended well", step)
				}
				b.noServer()
				b.restored(target)
				b.same(a.dump(append(lent, "sessions", "tickets")...), b.dump(append(lent, "sessions", "tickets")...))
				b.objectsAreThere()
				b.clean()
			}
		})
	}
}

// noServer fails where a server would start on the site.
func (s *site) noServer() {
	s.t.Helper()
	rows, err := store.Open(s.t.Context(), s.database)
	s.ok(err)
	defer rows.Close()
	if err := installation.Bind(s.t.Context(), rows, s.bucket); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "has not ended") {
		s.t.Errorf("a server starts on half a restore: %v", err)
	}
	if err := installation.Join(s.t.Context(), rows, s.bucket); gendu.KindOf(err) != gendu.Conflict {
		s.t.Errorf("half a restore can be joined: %v", err)
	}
}

func everyKey(string) bool { return true }

// TestRestoreGoesOnWithObjects stops a restore in the middle of the objects: what was
// copied is not copied again.
func TestRestoreGoesOnWithObjects(t *testing.T) {
	t.Parallel()
	a, target := filled(t, kinds[0]), openBucket(t, folder(t))
	report := a.backUp(target)
	b := newSite(t, kinds[1])
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var n atomic.Int32
	b.bucket.OnPut(everyKey, func(_ context.Context, key string, _ int64, _ []byte) error {
		if n.Add(1) == 8 { // one of them is the note that a restore has begun
			cancel()
		}
		return nil
	})
	if _, err := b.restore(target).Run(ctx); err == nil {
		t.Fatal("it was not stopped")
	}
	b.bucket.OnPut(nil, nil)
	done := b.restored(target)
	if done.There < 6 || done.There+done.Copied != report.Objects.Lines {
		t.Errorf("the second call: %+v", done)
	}
	b.objectsAreThere()
	b.clean()
}

// TestAlteredBackup alters a backup in every part, and wants it refused by name.
func TestAlteredBackup(t *testing.T) {
	t.Parallel()
	content := contentKey(hashText(takeKey(3)))
	flip := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
	for _, c := range []struct {
		name, key string
		alter     func([]byte) []byte // nil: remove it
		want      string
		damaged   bool // the restore can go on without it
	}{
		{"an object", content, flip, takeKey(3), true},
		{"an object that is cut", content, func(b []byte) []byte { return b[:50] }, takeKey(3), true},
		{"an object that is longer", content, func(b []byte) []byte { return append(b, 0) }, takeKey(3), true},
		{"an object that is empty", content, func([]byte) []byte { return nil }, takeKey(3), true},
		{"an object that is missing", content, nil, takeKey(3), true},
		{"the rows", "snapshots/000001/rows.jsonl.gz", flip, "snapshots/000001/rows.jsonl.gz", false},
		{"rows that are cut", "snapshots/000001/rows.jsonl.gz", func(b []byte) []byte { return b[:len(b)-20] }, "snapshots/000001/rows.jsonl.gz", false},
		{"no rows", "snapshots/000001/rows.jsonl.gz", nil, "snapshots/000001/rows.jsonl.gz", false},
		{"the manifest", "snapshots/000001/objects.jsonl.gz", flip, "snapshots/000001/objects.jsonl.gz", false},
		{"no manifest", "snapshots/000001/objects.jsonl.gz", nil, "snapshots/000001/objects.jsonl.gz", false},
		{"the description", "snapshots/000001/snapshot.json", func(b []byte) []byte { return b[:30] }, "snapshots/000001/snapshot.json", false},
		{"no description", "snapshots/000001/snapshot.json", nil, "no snapshot that is complete", false},
		{"the marker", markerKey, func([]byte) []byte { return []byte(`{"format":99}`) }, "newer gendu", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, kinds[0]), openBucket(t, folder(t))
			a.backUp(target)
			if c.alter == nil {
				a.ok(target.Delete(t.Context(), c.key))
			} else {
				b := c.alter([]byte(read(t, target, c.key)))
				a.ok(target.Put(t.Context(), c.key, bytes.NewReader(b), int64(len(b))))
			}
			b := newSite(t, kinds[0])
			r := b.restore(target)
			var problems []string
			r.Problem = func(key, what string) { problems = append(problems, key+": "+what) }
			_, err := r.Run(t.Context())
			if err == nil || !strings.Contains(err.Error()+strings.Join(problems, "\n"), c.want) {
				t.Fatalf("%v, %q; want %q", err, problems, c.want)
			}
			if got := b.get(takeKey(3)); got != "" && c.damaged {
				t.Errorf("the altered object was restored: %q", got)
			}
			if !c.damaged {
				return
			}
			b.noServer()
			r.WithoutDamaged = true
			if _, err := r.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			b.open()
			b.ok(installation.Bind(t.Context(), b.store, b.bucket))
		})
	}
}

// TestRestoreRefuses restores into what is not new, and begins other restores in it.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, k), openBucket(t, folder(t))
			a.backUp(target)
			a.backUp(target)
			before := a.dump()
			refused := func(what string, r *Restore, want string) {
				t.Helper()
				if _, err := r.Run(t.Context()); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), want) {
					t.Errorf("%s: %v, want %q", what, err, want)
				}
			}
			refused("into itself", a.restore(target), "database is not empty")
			b := newSite(t, k)
			r := b.restore(target)
			r.Bucket = a.bucket
			refused("beside full objects", r, "object store is not empty")
			r = b.restore(target)
			r.Bucket = target
			refused("into the backup", r, "itself a backup")
			r = b.restore(target)
			r.Database = a.database
			refused("into a full database", r, "database is not empty")
			for id, want := range map[string]string{"": "holds no id", "another": `installation "another"`} {
				r = b.restore(target)
				r.Deletions = openBucket(t, folder(t))
				if id != "" {
					a.ok(r.Deletions.Put(t.Context(), "installation", strings.NewReader(id), int64(len(id))))
				}
				refused("with the log of a mistyped place", r, want)
			}
			a.same(before, a.dump())
			a.ok(installation.Bind(t.Context(), a.store, a.bucket))
			a.objectsAreThere()

			r = b.restore(target)
			r.Snapshot = 1
			ctx, at := cancelAt(t.Context(), "applying the deletion log")
			r.Step = at
			if _, err := r.Run(ctx); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			refused("another snapshot meanwhile", b.restore(target), "--snapshot 1")
			c := newSite(t, k)
			r.Database, r.Step = c.database, func(string) {}
			b.ok(store.Migrate(t.Context(), c.database))
			c.open()
			c.ok(c.store.CreateUser(t.Context(), &gendu.User{Login: "somebody", Name: "Somebody"}))
			refused("with another database", r, "not the one that this restore began with")
		})
	}
}

// TestOlderSchema restores rows of an older schema, which has neither all tables nor all
// columns, and refuses those of a newer one.
func TestOlderSchema(t *testing.T) {
	t.Parallel()
	for _, k := range kinds[:2] {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			a, target := filled(t, k), openBucket(t, folder(t))
			a.backUp(target)
			older := rowsOfSchema8(t, read(t, target, "snapshots/000001/rows.jsonl.gz"))
			replaceRows(t, target, older, 8)
			b := newSite(t, k)
			b.restored(target)
			own := append(lent, "consents", "secrets", "revocations", "take_sounds", "usages", "sessions", "tickets", "voices", "comparisons", "cues", "shows")
			b.same(a.dump(own...), b.dump(own...))
			if n := b.count("comparisons"); n != 1 {
				t.Errorf("%d comparisons", n)
			}
			if n := b.count("shows"); n != 2 {
				t.Errorf("%d shows", n)
			}
			if n := b.count("cues"); n != 3 {
				t.Errorf("%d cues", n)
			}
			b.objectsAreThere()
			b.clean()

			replaceRows(t, target, older, 999)
			c := newSite(t, k)
			if _, err := c.restore(target).Run(t.Context()); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "newer gendu") {
				t.Errorf("a schema of the future: %v", err)
			}
		})
	}
}

// sinceSchema8 are the tables (with no columns) and the columns that migrations 10 and
// later have added.
var sinceSchema8 = map[string][]string{
	"shows": {"cover_widths", "owner_since"}, "show_editors": nil, "missed_words": nil, "practised": nil, "practice_visits": nil, "shown_numbers": nil, "voices": nil, "object_hashes": nil, "deletions": nil, "usages": nil, "take_sounds": nil, "consents": nil, "secrets": nil, "revocations": nil, "review_queue": nil, "grades": nil, "audit": nil,
	"cards": nil, "card_refusals": nil, "rating_events": nil, "listening_sums": nil, "flags": nil,
	"comparisons": {"method"},
	"cues":        {"speaker", "reading"},
	"transcripts": {"author_id"},
	"takes":       {"stored_type", "stored_size", "stored_sha256", "stored_at", "judged_state", "judged_verdict", "judged_score", "judged_equal", "judged_method", "sent", "answered", "unread", "expires_at", "expires_class"},
	"memberships": {"removed_code", "agreed_at", "answered_at", "wording"},
	"users":       {"delete_at", "delete_by", "deleted_at"},
	"classes":     {"queued", "keep_days", "teacher_since"},
	"sessions":    {"confirmed_at"},
}

// rowsOfSchema8 takes from a file of rows what sinceSchema8 names.
func rowsOfSchema8(t *testing.T, zipped string) []byte {
	t.Helper()
	zip, err := gzip.NewReader(strings.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	var gone []int // the columns of the table at hand that were not there
	rows, drop := 0, false
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.HasPrefix(line, `{"format"`):
			line = fmt.Sprintf("{\"format\":%q,\"version\":1,\"schema\":8}\n", rowsFormat)
		case strings.HasPrefix(line, `{"end"`):
			line, drop = fmt.Sprintf("{\"end\":%d}\n", rows), false
		case strings.HasPrefix(line, `{"table"`):
			line, gone, drop = tableOfSchema8(t, line)
		case !drop:
			rows++
			line = without(t, line, gone)
		}
		if !drop {
			out = append(out, line)
		}
	}
	return []byte(strings.Join(out, ""))
}

// tableOfSchema8 is the line of a table without its new columns, with their places; drop:
// the whole table is new.
func tableOfSchema8(t *testing.T, line string) (older string, gone []int, drop bool) {
	t.Helper()
	var head mark
	if err := json.Unmarshal([]byte(line), &head); err != nil {
		t.Fatal(err)
	}
	added, changed := sinceSchema8[head.Table]
	var kept []store.Column
	for i, c := range head.Columns {
		if slices.Contains(added, c.Name) {
			gone = append(gone, i)
			continue
		}
		kept = append(kept, c)
	}
	if len(gone) != len(added) {
		t.Fatalf("%s has %d of the columns %q", head.Table, len(gone), added)
	}
	head.Columns = kept
	b, err := json.Marshal(head)
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + "\n", gone, changed && added == nil
}

// without is a row without some of its values.
func without(t *testing.T, line string, gone []int) string {
	t.Helper()
	if len(gone) == 0 {
		return line
	}
	var values, kept []json.RawMessage
	if err := json.Unmarshal([]byte(line), &values); err != nil {
		t.Fatal(err)
	}
	for i, v := range values {
		if !slices.Contains(gone, i) {
			kept = append(kept, v)
		}
	}
	b, err := json.Marshal(kept)
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + "\n"
}

// replaceRows puts another file of rows into snapshot 1.
func replaceRows(t *testing.T, bucket *objects.Bucket, text []byte, schema uint) {
	t.Helper()
	to := target{bucket}
	d, err := to.describe(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	_, _ = zip.Write(text)
	_ = zip.Close()
	sum := sha256.Sum256(b.Bytes())
	d.Schema, d.Rows.SHA256 = schema, hex.EncodeToString(sum[:])
	err = errors.Join(
		to.Put(t.Context(), snapshotKey(1, rowsName), &b, int64(b.Len())),
		to.writeJSON(t.Context(), snapshotKey(1, descriptionName), d))
	if err != nil {
		t.Fatal(err)
	}
}
