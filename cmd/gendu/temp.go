package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"gendu/jobs"
)

// tempPrefix begins the names of such folders: gendu@HOST,PID,START,RANDOM.
const tempPrefix = "gendu@"

// ownTemp gives this process a folder of its own for its temporary files and those
// of the programs that it runs; remove takes it away at the end. Those of
// processes of this machine that were killed are removed first: what is derived
// from a long episode fills gigabytes.
func ownTemp() (remove func(), err error) {
	top := os.TempDir()
	entries, err := os.ReadDir(top)
	if err != nil {
		return nil, fmt.Errorf("the folder for temporary files: %w; another can be chosen with TMPDIR", err)
	}
	for _, e := range entries {
		if name, ours := strings.CutPrefix(e.Name(), tempPrefix); ours && left(name) {
			_ = os.RemoveAll(filepath.Join(top, e.Name())) // what cannot be removed is left to the next start
		}
	}
	dir, err := os.MkdirTemp(top, tempPrefix+strings.ReplaceAll(jobs.Owner(), "/", ",")+",*")
	if err != nil {
		return nil, fmt.Errorf("the folder for temporary files: %w; another can be chosen with TMPDIR", err)
	}
	if err := os.Setenv("TMPDIR", dir); err != nil {
		return nil, err
	}
	return func() {
		_ = os.Setenv("TMPDIR", top)
		_ = os.RemoveAll(dir)
	}, nil
}

// left says whether the process behind a folder's name ran on this machine and is
// dead.
func left(name string) bool {
	parts := strings.Split(name, ",")
	if len(parts) != 4 {
		return false
	}
	owner := strings.Join(parts[:3], "/")
	return strings.HasPrefix(owner, jobs.OwnerPrefix()) && !jobs.Alive(owner)
}
