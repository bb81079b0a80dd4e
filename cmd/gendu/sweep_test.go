package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gendu"
)

// TestWrongDatabase starts commands with another database beside a full object
// store, has them refused, and goes the ways that the messages name.
func TestWrongDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	right := []string{"--database", "sqlite:" + filepath.Join(dir, "right.db"), "--objects", "file:" + filepath.Join(dir, "objects")}
	wrong := []string{"--database", "sqlite:" + filepath.Join(dir, "mistyped.db"), right[2], right[3]}
	do := func(where []string, args ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), append(args, where...), &out)
		return out.String(), err
	}
	_, err := do(right, "user", "add", "ada")
	ok(t, err)
	objects := filepath.Join(dir, "objects", "takes", "ann")
	ok(t, os.MkdirAll(objects, 0o750))
	old := time.Now().Add(-48 * time.Hour)
	for _, name := range []string{"a-0011223344556677", "b-0011223344556677"} {
		file := filepath.Join(objects, name)
		ok(t, os.WriteFile(file, []byte(name), 0o600), os.Chtimes(file, old, old))
	}
	for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"sweep"}, {"trash", "list"}} {
		if _, err := do(wrong, args...); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "installation join") {
			t.Errorf("gendu %v with the wrong database: %v", args, err)
		}
	}
	out, err := do(wrong, "installation", "show")
	if err != nil || !strings.Contains(out, "has no id yet") {
		t.Errorf("installation show: %q, %v", out, err)
	}
	_, err = do(wrong, "installation", "join")
	ok(t, err)
	if out, err = do(wrong, "sweep", "--dry-run"); err != nil || !strings.Contains(out, "trash   takes/ann/a-0011223344556677\n") {
		t.Errorf("sweep --dry-run: %q, %v", out, err)
	}
	if _, err = do(wrong, "sweep", "--move-at-most", "1"); gendu.KindOf(err) != gendu.Conflict {
		t.Errorf("a sweep that may move one of two: %v", err)
	}
	if out, err = do(wrong, "check"); err == nil || !strings.Contains(out, "sweep     : the sweep of ") {
		t.Errorf("check after a sweep that stopped: %q, %v", out, err)
	}
	_, err = do(wrong, "sweep")
	ok(t, err)
	if out, err = do(wrong, "trash", "list"); err != nil || !strings.Contains(out, " takes/ann/b-0011223344556677\n2 objects, 36 bytes") {
		t.Errorf("trash list: %q, %v", out, err)
	}
	if _, err = do(wrong, "trash", "restore"); gendu.KindOf(err) != gendu.Invalid {
		t.Errorf("trash restore of nothing: %v", err)
	}
	if out, err = do(wrong, "trash", "restore", "takes/ann/a-0011223344556677", "takes/ann/none"); gendu.KindOf(err) != gendu.NotFound || !strings.Contains(out, "restored takes/ann/a-") {
		t.Errorf("trash restore: %q, %v", out, err)
	}
	_, err = do(wrong, "trash", "restore", "--all")
	ok(t, err)
	for _, name := range []string{"a-0011223344556677", "b-0011223344556677"} {
		if b, err := os.ReadFile(filepath.Join(objects, name)); err != nil || string(b) != name {
			t.Errorf("%s holds %q, %v", name, b, err)
		}
	}
}
