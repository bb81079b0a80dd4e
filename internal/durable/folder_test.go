package durable

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestNewFoldersAreSynced: every new folder is synced into the one above it at
// once, and so is the first that was there.
func TestNewFoldersAreSynced(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	for _, there := range []string{"", "a", "a/b", "a/b/c"} {
		t.Run("there is "+there, func(t *testing.T) {
			t.Parallel()
			home := filepath.Join(top, filepath.Base("of "+there))
			if err := os.MkdirAll(filepath.Join(home, there), 0o750); err != nil {
				t.Fatal(err)
			}
			want := []string{filepath.Dir(filepath.Join(home, there))}
			for _, d := range []string{"a", "a/b", "a/b/c"} {
				if _, err := os.Stat(filepath.Join(home, d)); err != nil {
					want = append(want, filepath.Dir(filepath.Join(home, d)))
				}
			}
			var got []string
			err := makeFolder(filepath.Join(home, "a/b/c")+"/", func(dir string) error {
				got = append(got, dir)
				return syncFolder(dir)
			})
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("synced %q, %v, want %q", got, err, want)
			}
			if info, err := os.Stat(filepath.Join(home, "a/b/c")); err != nil || !info.IsDir() {
				t.Errorf("the folder is not there: %v", err)
			}
		})
	}
	broken := errors.New("input/output error")
	if err := makeFolder(filepath.Join(top, "x/y"), func(string) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of the sync", err)
	}
}
