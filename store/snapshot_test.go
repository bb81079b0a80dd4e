package store_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/people"
)

// TestTables compares the tables that snapshots hold with those of the schema, so that
// none is left out of backups.
func TestTables(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			url := d.empty(t)
			migrated(t, url)
			query := "SELECT table_name FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA() AND table_type = 'BASE TABLE'"
			if d.name == "SQLite" {
				query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
			}
			rows, err := raw(t, url).QueryContext(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			var there []string
			for rows.Next() {
				var name string
				if err := rows.Scan(&name); err != nil {
					t.Fatal(err)
				}
				if name != "schema_migrations" {
					there = append(there, name)
				}
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			want := slices.Sorted(slices.Values(store.Tables))
			if slices.Sort(there); !slices.Equal(there, want) {
				t.Errorf("the schema has the tables\n%q, and snapshots hold\n%q", there, want)
			}
		})
	}
}

// TestTablesInOrder looks whether each table comes after those that it refers to.
func TestTablesInOrder(t *testing.T) {
	t.Parallel()
	url := databases[0].empty(t)
	migrated(t, url)
	db := raw(t, url)
	for i, table := range store.Tables {
		rows, err := db.QueryContext(t.Context(), `SELECT "table" FROM pragma_foreign_key_list($1)`, table)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var parent string
			if err := rows.Scan(&parent); err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(store.Tables[:i], parent) {
				t.Errorf("%s comes before %s, to which it refers", table, parent)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
}

// deletions finds the statements that take something away.
var deletions = regexp.MustCompile(`DELETE FROM "?\+?[a-z_.]*|UPDATE [a-z]+ SET (deleted|ended)_at = `)

// notLogged are the statements of that sort that need no entry in the deletion log,
// with the reason.
var notLogged = map[string]string{
	"DELETE FROM upload_chunks":          "part of deleteUpload, which is logged",
	"DELETE FROM upload_locks":           "a lock is nobody's voice",
	"DELETE FROM uploads":                "deleteUpload, which is logged where a person deletes",
	"DELETE FROM cue_links":              "a link leads on, or is made again",
	"DELETE FROM sessions":               "a restore ends all sessions",
	"DELETE FROM tickets":                "a restore voids all one-time links",
	"DELETE FROM attempts":               "counts of attempts",
	"DELETE FROM jobs":                   "a job is nobody's voice",
	"DELETE FROM cues":                   "a revision is timed again",
	"DELETE FROM deletions":              "the log itself",
	"DELETE FROM schema_migrations":      "the version of the schema",
	"DELETE FROM object_hashes":          "a hash is nobody's voice",
	"DELETE FROM take_sounds":            "a later comparison found none; a restore has it made again, and deleteTake is logged",
	"DELETE FROM submissions":            "Unsubmit, which is logged",
	"DELETE FROM settings":               "the oldest place in an episode, to make room for a new one; or CloseAccount, which is logged",
	"DELETE FROM takes":                  "what is left of takes whose deletion was logged 90 days ago, or with their account",
	"DELETE FROM cards":                  "CloseAccount, which is logged",
	"DELETE FROM card_refusals":          "CloseAccount, which is logged",
	"DELETE FROM listening_sums":         "CloseAccount, which is logged",
	"DELETE FROM practised":              "CloseAccount, deleteEpisode and deleteShow, which are logged",
	"DELETE FROM practice_visits":        "visits of former months; or as with practised",
	"DELETE FROM shown_numbers":          "deleteEpisode and deleteShow, which are logged",
	"DELETE FROM missed_words":           "a later comparison found others; deleteTake is logged",
	"DELETE FROM rating_events":          "CloseAccount, which is logged",
	"DELETE FROM flags":                  "WithdrawFlag, deleteEpisode, deleteShow and CloseAccount, which are logged; or a flag that replaces it",
	"DELETE FROM voices":                 "CloseAccount, which is logged",
	"DELETE FROM consents":               "CloseAccount, which is logged",
	"DELETE FROM memberships":            "CloseAccount, which is logged",
	"DELETE FROM show_editors":           "RemoveEditor, HandOverShow, deleteShow and CloseAccount, which are logged",
	"DELETE FROM revocations":            "ended grants, once no grant of that time can be valid",
	"DELETE FROM secrets":                "keys of grants of former days",
	"DELETE FROM usages":                 "ForgetAccount, after CloseAccount, which is logged",
	"DELETE FROM users":                  "ForgetAccount, after CloseAccount, which is logged",
	"DELETE FROM review_queue":           "rows that follow from others, made again by what changes them",
	`DELETE FROM "+name`:                 "what was said of a take, part of deleteTake, which is logged",
	`DELETE FROM "+table`:                "SignOutAll",
	"UPDATE episodes SET deleted_at = ":  "deleteEpisode and deleteShow, which are logged",
	"UPDATE shows SET deleted_at = ":     "deleteShow, which is logged",
	"UPDATE classes SET deleted_at = ":   "deleteClass, which is logged",
	"UPDATE memberships SET ended_at = ": "EndMembership and deleteClass, which are logged",
}

// TestDeletionsAreLogged makes the person who adds a statement that takes something away
// think of the deletion log: call Deleting of [rows.DeletionLog], or say here why not.
func TestDeletionsAreLogged(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && e.Name() == "storetest" {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(name)
		for _, found := range deletions.FindAllString(string(text), -1) {
			found = strings.ReplaceAll(found, `" +`, `"+`)
			if seen[found] = true; notLogged[found] == "" {
				t.Errorf("%s: %q is new: does the deletion log need an entry (rows.DeletionLog), so that a restore does not bring it back?", name, found)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for text := range notLogged {
		if !seen[text] {
			t.Errorf("%q is there no more", text)
		}
	}
}

// TestLoadRefuses gives a loader what does not fit.
func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	text := func(names ...string) (cols []store.Column) {
		for _, n := range names {
			cols = append(cols, store.Column{Name: n, Type: store.Text})
		}
		return cols
	}
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			url := d.empty(t)
			s := migrated(t, url)
			state, err := store.MigrationStatus(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				name, table string
				cols        []store.Column
				row         []any
				want        string
			}{
				{"no such table", "users; DROP TABLE users", text("id"), nil, "no table"},
				{"no such column", "users", text("id", "login FROM users; --"), nil, "no column"},
				{"another type", "users", []store.Column{{Name: "id", Type: store.Integer}}, nil, "no column"},
				{"a column twice", "users", text("id", "id"), nil, "comes twice"},
				{"no columns", "users", nil, nil, "no columns"},
				{"a row too short", "users", text("id", "login"), []any{"x"}, "1 values instead of 2"},
				{"a value of another type", "users", text("id"), []any{int64(4)}, "a int64 in a column of type text"},
				{"a missing reference", "settings", append(text("user_id", "key", "json"), store.Column{Name: "updated_at", Type: store.Integer}), []any{"nobody", "k", "{}", int64(1)}, "writing rows of settings"},
				{"a value that is missing", "users", text("id"), []any{"x"}, "writing rows of users"},
			} {
				err := s.Load(t.Context(), "id", state.Latest, func(l *store.Loader) error {
					if err := l.Table(t.Context(), c.table, c.cols); err != nil {
						return err
					}
					if c.row == nil {
						return nil
					}
					return l.Add(t.Context(), c.row)
				})
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: %v, want %q", c.name, err, c.want)
				}
			}
			if err := s.Empty(t.Context()); err != nil {
				t.Errorf("something of it stayed: %v", err)
			}
			if err := s.CreateUser(t.Context(), &gendu.User{Login: "ann", Name: "Ann"}); err != nil {
				t.Fatal(err)
			}
			err = s.Load(t.Context(), "id", state.Latest, func(*store.Loader) error { return nil })
			if gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "rows in users") {
				t.Errorf("into a database with rows: %v", err)
			}
		})
	}
}

// TestLockBackup lets one in at a time.
func TestLockBackup(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			url := d.empty(t)
			unlock, err := store.LockBackup(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := store.LockBackup(t.Context(), url); gendu.KindOf(err) != gendu.Busy {
				t.Errorf("a second one: %v", err)
			}
			if err := store.Migrate(t.Context(), url); err != nil {
				t.Errorf("a server cannot start meanwhile: %v", err)
			}
			name, err := store.BackupLockName(t.Context(), url)
			if again, e := store.BackupLockName(t.Context(), url); err != nil || e != nil || name == "" || name != again {
				t.Errorf("the lock is called %q and %q: %v, %v", name, again, err, e)
			}
			copied := d.empty(t)
			if unlock, err := store.LockBackup(t.Context(), copied); err != nil {
				t.Error(err)
			} else {
				defer unlock()
			}
			if other, err := store.BackupLockName(t.Context(), copied); err != nil || other == name {
				t.Errorf("another database's lock is called %q: %v", other, err)
			}
			unlock()
			if unlock, err = store.LockBackup(t.Context(), url); err != nil {
				t.Fatal(err)
			}
			unlock()
		})
	}
}

// TestFollows: a later state of a database has what was newest in it, a copy from before has
// not; a job that was cleared in its time is no sign of a copy.
func TestFollows(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			clock := time.Now()
			open := func() *store.Store {
				url := d.empty(t)
				if err := store.Migrate(t.Context(), url); err != nil {
					t.Fatal(err)
				}
				s, err := store.Open(t.Context(), url, store.WithClock(func() time.Time { return clock }))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = s.Close() })
				return s
			}
			s, older := open(), open()
			newest := func() (n store.Newest) {
				t.Helper()
				if err := s.Snapshot(t.Context(), func(v *store.Snapshot) (err error) { n, err = v.Newest(t.Context()); return err }); err != nil {
					t.Fatal(err)
				}
				return n
			}
			follows := func(what string, s *store.Store, n store.Newest, want bool) {
				t.Helper()
				if got, err := s.Follows(t.Context(), n); err != nil || got != want {
					t.Errorf("%s: %v, %v", what, got, err)
				}
			}
			follows("without any rows", older, newest(), true)
			if err := s.Enqueue(t.Context(), &gendu.Job{Kind: gendu.Sweep}); err != nil {
				t.Fatal(err)
			}
			n := newest()
			follows("the same", s, n, true)
			follows("without the job", older, n, false)
			clock = clock.Add(13 * 24 * time.Hour)
			follows("when jobs may be cleared", older, n, true)
			if err := s.Audit(t.Context(), &people.AuditEntry{What: people.SignedIn}); err != nil {
				t.Fatal(err)
			}
			n = newest()
			clock = clock.Add(10 * 365 * 24 * time.Hour)
			follows("the same after years", s, n, true)
			follows("without the entry", older, n, false)
		})
	}
}
