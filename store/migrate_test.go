package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gendu"
	"gendu/migrations"
	"gendu/store"
)

func TestMigrate(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, url := t.Context(), d.empty(t)
			state, err := store.MigrationStatus(ctx, url)
			if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
				if gendu.KindOf(err) != gendu.Conflict || gendu.KindOf(store.ForceMigration(ctx, url, 1)) != gendu.Conflict {
					t.Fatalf("a file that is not there: %+v, %v", state, err)
				}
				if list, _ := filepath.Glob(path + "*"); len(list) > 0 {
					t.Fatalf("looking made %v", list)
				}
			} else if err != nil || state.Version != 0 || state.Latest == 0 || state.Dirty {
				t.Fatalf("an empty database: %+v, %v", state, err)
			}
			var wg sync.WaitGroup // several servers start at once
			for range 6 {
				wg.Go(func() {
					if err := store.Migrate(ctx, url); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			state, err = store.MigrationStatus(ctx, url)
			if want := (store.MigrationState{Version: state.Latest, Latest: state.Latest}); err != nil || state != want || state.Latest == 0 {
				t.Errorf("migrated: %+v, %v", state, err)
			}
			if has, err := open(t, url).HasAdmin(ctx); err != nil || has {
				t.Errorf("there is an admin: %v, %v", has, err)
			}
			for _, version := range []int{-1, int(state.Latest) + 1} {
				if err := store.ForceMigration(ctx, url, version); gendu.KindOf(err) != gendu.Invalid {
					t.Errorf("forced to %d: %v", version, err)
				}
			}
		})
	}
}

// raw opens a database past the store, to bring it into states that the store
// does not make.
func raw(t *testing.T, url string) *sql.DB {
	t.Helper()
	driver, dsn := "pgx", url
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		driver, dsn = "sqlite", path
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestMigrateDirty(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, url := t.Context(), d.empty(t)
			// A table that is in the way makes the migration break off.
			db := raw(t, url)
			if _, err := db.ExecContext(ctx, "CREATE TABLE cues (id TEXT)"); err != nil {
				t.Fatal(err)
			}
			if err := store.Migrate(ctx, url); err == nil {
				t.Fatal("a migration over a table that is in the way succeeded")
			}
			state, err := store.MigrationStatus(ctx, url)
			if err != nil || !state.Dirty || state.Version != 1 {
				t.Errorf("state %+v, %v", state, err)
			}
			if _, err := db.ExecContext(ctx, "SELECT id FROM users"); err == nil {
				t.Error("half of the migration is there")
			}
			err = store.Migrate(ctx, url)
			if gendu.KindOf(err) != gendu.Conflict || !strings.Contains(gendu.MessageOf(err), "gendu migrate force 0") {
				t.Errorf("the next start says %v", err)
			}
			// What the message advises.
			if _, err := db.ExecContext(ctx, "DROP TABLE cues"); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(store.ForceMigration(ctx, url, 0), store.Migrate(ctx, url)); err != nil {
				t.Errorf("what the message advises: %v", err)
			}
			if _, err := db.ExecContext(ctx, "UPDATE schema_migrations SET version = 99"); err != nil {
				t.Fatal(err)
			}
			if err := store.Migrate(ctx, url); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "newer gendu") {
				t.Errorf("a database of the future: %v", err)
			}
		})
	}
}

// TestMigrateDirtyButDone: a process died between the commit of a migration and the removal
// of the note.
func TestMigrateDirtyButDone(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, url := t.Context(), d.empty(t)
			s := migrated(t, url)
			state, err := store.MigrationStatus(ctx, url)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := raw(t, url).ExecContext(ctx, "UPDATE schema_migrations SET dirty = TRUE"); err != nil {
				t.Fatal(err)
			}
			err = store.Migrate(ctx, url)
			if want := fmt.Sprintf("`gendu migrate force %d` and start again", state.Latest); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(gendu.MessageOf(err), want) {
				t.Errorf("the next start says %v", err)
			}
			if err := errors.Join(store.ForceMigration(ctx, url, int(state.Latest)), store.Migrate(ctx, url), s.Ping(ctx)); err != nil {
				t.Errorf("what the message advises: %v", err)
			}
		})
	}
}

// TestOwnFiles: nobody else on the machine reads the database or holds its lock.
func TestOwnFiles(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "gendu.db")
	if err := os.WriteFile(file, nil, 0o644); err != nil { // of an earlier version
		t.Fatal(err)
	}
	s := migrated(t, "sqlite:"+file)
	if err := s.CreateUser(t.Context(), &gendu.User{Login: "ann"}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + "-wal", file + "-shm", file + ".lock"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// downTo is all statements that bring the newest schema back to a version.
func downTo(t *testing.T, version int) string {
	t.Helper()
	names, err := fs.Glob(migrations.Files, "*.down.sql")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	var down strings.Builder
	for _, name := range slices.Backward(names) {
		var n int
		if _, err := fmt.Sscanf(name, "%d_", &n); err != nil || n <= version {
			continue
		}
		text, err := migrations.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		down.Write(text)
	}
	return down.String()
}

// TestMigrateTakes brings a database in which there are takes back to schema 1 and up
// again: the takes stay, and none of them is marked.
func TestMigrateTakes(t *testing.T) {
	t.Parallel()
	down := downTo(t, 1)
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, url := t.Context(), d.empty(t)
			s := migrated(t, url)
			u := &gendu.User{Login: "ann", Name: "Ann"}
			take := &gendu.Take{Mode: gendu.Shadow, CueText: "One.", Speed: 0.75, Size: 7, SHA256: []byte{1}, EchoCancelled: true, Cut: true}
			if err := s.CreateUser(ctx, u); err != nil {
				t.Fatal(err)
			}
			take.UserID = u.ID
			if _, err := s.PutTake(ctx, take, nil); err != nil {
				t.Fatal(err)
			}
			if _, err := raw(t, url).ExecContext(ctx, down); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(store.ForceMigration(ctx, url, 1), store.Migrate(ctx, url)); err != nil {
				t.Fatal(err)
			}
			got, err := open(t, url).Take(ctx, take.ID)
			if err != nil || got.EchoCancelled || got.Cut || got.Speed != 0.75 || got.CueText != "One." || got.UserID != u.ID {
				t.Errorf("the take is %+v, %v", got, err)
			}
			if used, err := open(t, url).Usage(ctx, u.ID); err != nil || used != (gendu.Usage{Bytes: 7, Takes: 1}) {
				t.Errorf("counted in the migration: %+v, %v", used, err)
			}
		})
	}
}

// TestMigrateFileLock has another process hold the lock beside the file.
func TestMigrateFileLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "gendu.db")
	if _, err := exec.LookPath("flock"); err != nil {
		t.Fatal("this test needs flock; install it: on Debian `apt-get install util-linux`")
	}
	holder := exec.CommandContext(t.Context(), "flock", path+".lock", "sh", "-c", "echo held; read -r _ || true")
	in, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.Migrate(ctx, "sqlite:"+path); gendu.KindOf(err) != gendu.Busy {
		t.Errorf("while another holds the lock: %v", err)
	}
	done := make(chan error)
	go func() { done <- store.Migrate(t.Context(), "sqlite:"+path) }()
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(holder.Wait(), <-done); err != nil {
		t.Errorf("after it let go: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("this is no database, and long enough to be taken for one"), 0o600); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]gendu.Kind{
		"":                                   gendu.Invalid,
		"gendu.db":                           gendu.Invalid,
		"sqlite:":                            gendu.Invalid,
		"mysql://x":                          gendu.Invalid,
		"sqlite:" + file + "/below/a/file":   gendu.Unavailable,
		"sqlite:" + file:                     gendu.Unavailable,
		"postgres://nobody@127.0.0.1:1/none": gendu.Unavailable,
	} {
		s, err := store.Open(t.Context(), url)
		if gendu.KindOf(err) != want || s != nil {
			t.Errorf("Open(%q) = %v, %v; want kind %q", url, s, err, want)
		}
	}
}

// TestSQLiteSettings holds what "saved means on stable storage" stands on, for
// the pool that writes and the one that reads.
func TestSQLiteSettings(t *testing.T) {
	t.Parallel()
	s := migrated(t, "sqlite:"+filepath.Join(t.TempDir(), "odd name ?#%.db"))
	got, err := s.Pragmas(t.Context(), "synchronous", "journal_mode", "foreign_keys")
	if want := []string{"2", "wal", "1", "2", "wal", "1"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("settings %q, %v; want %q", got, err, want)
	}
}

// TestTwoProcesses has two stores on one file write at once, as a command beside
// a running server does.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	url := "sqlite:" + filepath.Join(t.TempDir(), "gendu.db")
	stores := []*store.Store{migrated(t, url), open(t, url)}
	var wg sync.WaitGroup
	for i, s := range stores {
		for j := range 4 {
			wg.Go(func() {
				for range 10 {
					if _, err := s.CountAttempt(t.Context(), "key", 1<<60); err != nil {
						t.Errorf("store %d, writer %d: %v", i, j, err)
					}
				}
			})
		}
	}
	wg.Wait()
	if n, err := stores[0].CountAttempt(t.Context(), "key", 1<<60); err != nil || n != 81 {
		t.Errorf("%d attempts, %v", n, err)
	}
}
