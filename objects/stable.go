package objects

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// toStable returns once a file, or the names in a folder, are on stable storage.
// It stands alone here so that a test of faults can build without it and see that
// it finds the loss.
func toStable(f *os.File) error { return f.Sync() }

// makeFolder makes a folder and those that are missing above it, and has sync put
// each new name on stable storage before the next one is made: what is written
// into a folder is lost with the folder's own name. The name of the first that is
// there is put there too, since whoever made it may have died before it came to
// that.
func makeFolder(dir string, sync func(dir string) error) error {
	dir = filepath.Clean(dir)
	var missing []string
	for {
		_, err := os.Stat(dir)
		if err == nil {
			break
		}
		if !errors.Is(err, os.ErrNotExist) {
			return err
		}
		missing = append(missing, dir)
		dir = filepath.Dir(dir)
	}
	if err := sync(filepath.Dir(dir)); err != nil {
		return err
	}
	for _, d := range slices.Backward(missing) {
		if err := os.Mkdir(d, 0o750); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
		if err := sync(filepath.Dir(d)); err != nil {
			return err
		}
	}
	return nil
}

// syncFolder puts the names in a folder on stable storage. One that we may not
// read was there before us.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if errors.Is(err, os.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(toStable(d), d.Close())
}
