package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gendu"
)

// TestBackupCommands backs up, restores and lists as a person does, and mistypes.
func TestBackupCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	site := func(name string) []string {
		return []string{"--database", "sqlite:" + filepath.Join(dir, name, "gendu.db"), "--objects", "file:" + filepath.Join(dir, name, "objects")}
	}
	do := func(args ...string) (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), args, &out)
		return out.String(), err
	}
	with := func(where []string, args ...string) []string { return append(args, where...) }
	target := filepath.Join(dir, "target")

	if _, err := do(with(site("mistyped"), "backup", target)...); gendu.KindOf(err) != gendu.Conflict {
		t.Errorf("a backup of nothing: %v", err)
	}
	for _, name := range []string{"mistyped", "target"} {
		if _, err := os.Stat(filepath.Join(dir, name)); !os.IsNotExist(err) {
			t.Errorf("a mistyped address made %s: %v", name, err)
		}
	}
	h, err := (&stores{Database: site("a")[1], Objects: site("a")[3]}).open(t.Context()) // makes it
	ok(t, err)
	h.close()
	if _, err := do(with(site("a"), "backup", "--log-only", target)...); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("the log beside no backup: %v", err)
	}
	ok(t, os.RemoveAll(target))
	for _, want := range []string{"snapshot 1 of ", "snapshot 2 of "} {
		if out, err := do(with(site("a"), "backup", target)...); err != nil || !strings.HasPrefix(out, want) {
			t.Errorf("backup: %q, %v", out, err)
		}
	}
	_, err = do(with(site("a"), "backup", "--log-only", "file:"+target)...)
	ok(t, err)
	if out, err := do(with(site("b"), "restore", target, "--list")...); err != nil || !strings.Contains(out, "2 snapshots") {
		t.Errorf("restore --list: %q, %v", out, err)
	}
	if _, err := do(with(site("b"), "restore", target+"2")...); gendu.KindOf(err) != gendu.NotFound || !strings.Contains(err.Error(), "no backup at this address") {
		t.Errorf("a mistyped backup: %v", err)
	}
	if _, err := do(with(site("b"), "restore", target, "--snapshot", "7")...); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("a snapshot that is not there: %v", err)
	}
	out, err := do(with(site("b"), "restore", target, "--deletions", "file:"+filepath.Join(dir, "a", "objects"))...)
	if err != nil || !strings.Contains(out, "snapshot 2 of ") || !strings.Contains(out, "sign in again") {
		t.Errorf("restore: %q, %v", out, err)
	}
	_, err = do(with(site("b"), "check", "--deep")...)
	ok(t, err)
	if _, err := do(with(site("b"), "restore", target)...); gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("into itself: %v", err)
	}
	for _, args := range [][]string{
		{"backup", "https://somewhere"},
		{"backup", "s3://bucket/a?prefix=b"},
		{"backup", target, "--keep", "-1"},
		{"restore", target, "--snapshot", "-1"},
		{"restore", target, "--deletions", "nowhere"},
		{"backup"},
	} {
		if _, err := do(with(site("a"), args...)...); exitCode(err) != exitUsage {
			t.Errorf("gendu %v: %v", args, err)
		}
	}
}

func TestPlaceURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"/backup":                       "file:/backup",
		"backup":                        "file:backup",
		"file:backup":                   "file:backup",
		"s3://bucket":                   "s3://bucket",
		"s3://bucket/":                  "s3://bucket/",
		"s3://bucket/a/b":               "s3://bucket?prefix=a%2Fb",
		"s3://bucket/a?region=eu":       "s3://bucket?prefix=a&region=eu",
		"s3://bucket?prefix=a&region=b": "s3://bucket?prefix=a&region=b",
	} {
		if got, err := placeURL(text); err != nil || got != want {
			t.Errorf("placeURL(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
}

// TestBackupApart: the folders of a backup and of the objects do not hold each other, by
// whatever links they are named.
func TestBackupApart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	where := []string{"--database", "sqlite:" + filepath.Join(data, "gendu.db"), "--objects", "file:" + filepath.Join(data, "objects")}
	h, err := (&stores{Database: where[1], Objects: where[3]}).open(t.Context())
	ok(t, err)
	h.close()
	ok(t, os.Symlink(data, filepath.Join(dir, "link")))
	for target, good := range map[string]bool{
		filepath.Join(data, "objects"):                  false,
		filepath.Join(data, "objects", "backup", "new"): false,
		data:                       false,
		filepath.Join(dir, "link"): false,
		filepath.Join(dir, "link", "objects", "bak"): false,
		dir:                                   false,
		filepath.Join(data, "objects-backup"): true,
	} {
		var out bytes.Buffer
		err := run(t.Context(), append([]string{"backup", target}, where...), &out)
		if good && err != nil || !good && (gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "lie one in the other")) {
			t.Errorf("%s: %v", strings.TrimPrefix(target, dir), err)
		}
	}
	source := filepath.Join(data, "objects-backup")
	for _, objects := range []string{source, filepath.Join(source, "objects"), dir} {
		before := names(t, source)
		err := run(t.Context(), []string{"restore", source, "--database", "sqlite:" + filepath.Join(dir, "new", "gendu.db"), "--objects", "file:" + objects}, &bytes.Buffer{})
		if gendu.KindOf(err) != gendu.Conflict || !strings.Contains(err.Error(), "lie one in the other") || names(t, source) != before {
			t.Errorf("a restore into %s: %v", strings.TrimPrefix(objects, dir), err)
		}
	}
}
