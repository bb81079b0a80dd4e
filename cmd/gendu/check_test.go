package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gendu"
)

// TestCheckMakesNothing: a mistyped path is an error, and nothing appears there.
func TestCheckMakesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	database, objects := "sqlite:"+filepath.Join(dir, "gendu.db"), "file:"+filepath.Join(dir, "objects")
	check := func(args ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), append([]string{"check"}, args...), &out)
		return out.String(), err
	}
	empty := filepath.Join(dir, "empty.db")
	ok(t, os.WriteFile(empty, nil, 0o600))
	stranger := filepath.Join(dir, "stranger.db")
	ok(t, os.WriteFile(stranger, []byte(strings.Repeat("not a database\n", 100)), 0o600))
	for _, path := range []string{filepath.Join(dir, "gendu.db"), filepath.Join(dir, "none", "gendu.db"), dir, empty, stranger} {
		if _, err := check("--database", "sqlite:"+path, "--objects", objects); err == nil || gendu.KindOf(err) == gendu.Internal {
			t.Errorf("check of %s: %v", path, err)
		}
	}
	s := &stores{Database: database, Objects: objects}
	h, err := s.open(t.Context())
	ok(t, err)
	h.close()
	if _, err := check("--database", database, "--objects", "file:"+filepath.Join(dir, "mistyped")); gendu.KindOf(err) != gendu.Conflict {
		t.Errorf("check of a mistyped folder: %v", err)
	}
	out, err := check("--database", database, "--objects", objects, "--json", "--deep")
	var sum struct{ Summary map[string]int }
	if err != nil || json.Unmarshal([]byte(out), &sum) != nil || sum.Summary["faults"] != 0 {
		t.Errorf("check --json: %q, %v", out, err)
	}
}

// TestLookingLeavesNothing: after every command that only looks each file is as it was, whether no server has the database
// open, or one has, or one was killed.
func TestLookingLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := lastingDir(t)
	s := &stores{Database: "sqlite:" + filepath.Join(dir, "gendu.db"), Objects: "file:" + filepath.Join(dir, "objects")}
	h, err := s.open(t.Context())
	ok(t, err)
	h.close()
	unchanged := func(when, dir string) {
		t.Helper()
		before := contents(t, dir)
		for _, line := range []string{"check --deep", "sweep --dry-run", "trash list", "installation show", "migrate status", "user list"} {
			var out bytes.Buffer
			args := append(strings.Fields(line), "--database", "sqlite:"+filepath.Join(dir, "gendu.db"), "--objects", "file:"+filepath.Join(dir, "objects"))
			ok(t, run(t.Context(), args, &out))
			if line == "sweep --dry-run" && !strings.Contains(out.String(), "trash   takes/ann/a-0011223344556677\n") {
				t.Errorf("%s: there is nothing to do: %q", when, &out)
			}
			if after := contents(t, dir); after != before {
				t.Errorf("%s: after %s there is\n%s, and before it there was\n%s", when, line, after, before)
			}
		}
	}
	long := time.Now().Add(-100 * time.Hour)
	for _, name := range []string{"takes/ann/a-0011223344556677", ".writing/of-a-dead-process", "trash/2001-01-01/takes/ann/b-0011223344556677"} {
		file := filepath.Join(dir, "objects", name)
		ok(t, os.MkdirAll(filepath.Dir(file), 0o750))
		ok(t, os.WriteFile(file, []byte(name), 0o600))
		ok(t, os.Chtimes(file, long, long))
	}
	unchanged("closed", dir)
	h, err = s.open(t.Context())
	ok(t, err)
	defer h.close()
	ok(t, h.store.CreateUser(t.Context(), &gendu.User{Login: "ann", Name: "Ann"}))
	killed := lastingDir(t)
	ok(t, os.CopyFS(killed, os.DirFS(dir)))
	ok(t, os.Chtimes(filepath.Join(killed, "objects/takes/ann/a-0011223344556677"), long, long))
	if info, err := os.Stat(filepath.Join(killed, "gendu.db-wal")); err != nil || info.Size() == 0 {
		t.Fatalf("nothing waits in the journal: %v", err)
	}
	unchanged("killed", killed)
	unchanged("open", dir)
	ok(t, h.store.CreateUser(t.Context(), &gendu.User{Login: "bob", Name: "Bob"}))
}

// contents is every file below a folder with a hash of its bytes, but for what SQLite keeps
// in memory beside a database.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var list strings.Builder
	for _, path := range strings.Fields(names(t, dir)) {
		sum := ""
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && !strings.HasSuffix(path, "-shm") {
			b, err := os.ReadFile(path)
			ok(t, err)
			sum = fmt.Sprintf("%x", sha256.Sum256(b))
		}
		fmt.Fprintln(&list, path, sum)
	}
	return list.String()
}

// TestLookingMakesNothing: a command that only looks, or changes what is there, makes
// no database and no folder at a mistyped path; it names the path and the flag.
func TestLookingMakesNothing(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"user list", "user roles mei host", "user password mei", "user disable mei", "migrate status", "migrate force 1",
		"episode show G001", "check", "sweep", "sweep --dry-run", "trash list", "trash restore --all", "installation show", "installation join",
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			dir := lastingDir(t)
			file := filepath.Join(dir, "data", "gendo.db")
			args := append(strings.Fields(line), "--database", "sqlite:"+file, "--objects", "file:"+filepath.Join(dir, "objects"))
			err := run(t.Context(), args, &bytes.Buffer{})
			if gendu.KindOf(err) != gendu.Conflict || !strings.Contains(explain(err), file) || !strings.Contains(explain(err), "--database") {
				t.Errorf("it says %v", err)
			}
			if got := names(t, dir); got != dir+"\n" {
				t.Errorf("it left\n%s", got)
			}
		})
	}
}

// TestUserListNeedsNoObjects: a list of rows asks only the database.
func TestUserListNeedsNoObjects(t *testing.T) {
	t.Parallel()
	dir := lastingDir(t)
	database, objects := "sqlite:"+filepath.Join(dir, "gendu.db"), "file:"+filepath.Join(dir, "objects")
	ok(t, run(t.Context(), []string{"user", "add", "mei", "--database", database, "--objects", objects}, &bytes.Buffer{}))
	var out bytes.Buffer
	err := run(t.Context(), []string{"user", "list", "--database", database, "--objects", objects + "-mistyped"}, &out)
	if err != nil || !strings.Contains(out.String(), "mei") {
		t.Errorf("user list: %q, %v", out.String(), err)
	}
	out.Reset()
	err = run(t.Context(), []string{"migrate", "status", "--database", database, "--objects", objects}, &out)
	if err != nil || !strings.Contains(out.String(), "up to date") {
		t.Errorf("migrate status: %q, %v", out.String(), err)
	}
}

// startTemp is where temporary files are before a command of these tests, which run in
// this process, has a folder of its own for them and removes it.
var startTemp = os.TempDir()

// lastingDir is t.TempDir where other tests run such commands meanwhile.
func lastingDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(startTemp, "gendu-test-")
	ok(t, err)
	t.Cleanup(func() { ok(t, os.RemoveAll(dir)) })
	return dir
}

// names is every file and folder below dir.
func names(t *testing.T, dir string) string {
	t.Helper()
	var list strings.Builder
	ok(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		list.WriteString(path + "\n")
		return err
	}))
	return list.String()
}
