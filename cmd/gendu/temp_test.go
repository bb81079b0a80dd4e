package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gendu/jobs"
)

// TestOwnTemp is not parallel: it sets the environment.
func TestOwnTemp(t *testing.T) {
	top := t.TempDir()
	t.Setenv("TMPDIR", top)
	here := strings.TrimSuffix(jobs.OwnerPrefix(), "/")
	alive := tempPrefix + strings.ReplaceAll(jobs.Owner(), "/", ",") + ",1"
	dead := tempPrefix + here + ",4194304,1,1" // beyond the largest process number
	keep := []string{alive, tempPrefix + here + "x,4194304,1,1", tempPrefix + "odd", "other"}
	for _, name := range append(keep, dead) {
		if err := os.MkdirAll(filepath.Join(top, name, "in"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	remove, err := ownTemp()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(top, dead)); !os.IsNotExist(err) {
		t.Errorf("the folder of a dead process: %v, want it gone", err)
	}
	for _, name := range keep {
		if _, err := os.Stat(filepath.Join(top, name)); err != nil {
			t.Errorf("%s was not ours to remove: %v", name, err)
		}
	}
	file, err := os.CreateTemp("", "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if filepath.Dir(filepath.Dir(file.Name())) != top {
		t.Errorf("temporary files are made at %s, want a folder of their own below %s", file.Name(), top)
	}
	remove()
	if _, err := os.Stat(file.Name()); !os.IsNotExist(err) || os.TempDir() != top {
		t.Errorf("after the end: %v, in %s", err, os.TempDir())
	}
}
