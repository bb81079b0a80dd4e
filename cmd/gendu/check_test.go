package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	before := names(t, dir)
	out, err := check("--database", database, "--objects", objects, "--json", "--deep")
	var sum struct{ Summary map[string]int }
	if err != nil || json.Unmarshal([]byte(out), &sum) != nil || sum.Summary["faults"] != 0 {
		t.Errorf("check --json: %q, %v", out, err)
	}
	if after := names(t, dir); after != before {
		t.Errorf("check left\n%s, and before it there was\n%s", after, before)
	}
}

// names is every file and folder below dir, without the journal that SQLite keeps
// beside a database while it is open.
func names(t *testing.T, dir string) string {
	t.Helper()
	var list strings.Builder
	ok(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if !strings.HasSuffix(path, "-shm") && !strings.HasSuffix(path, "-wal") {
			list.WriteString(path + "\n")
		}
		return err
	}))
	return list.String()
}
