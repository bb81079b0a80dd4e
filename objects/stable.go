package objects

import (
	"errors"
	"os"
	"path/filepath"
)

// toStable returns once a file, or the names in a folder, are on stable storage.
// It stands alone here so that a test of faults can build without it and see that
// it finds the loss.
func toStable(f *os.File) error { return f.Sync() }

// syncAbove puts the name of the store's own folder on stable storage. A folder
// above that we may not read was there before us.
func syncAbove(dir string) error {
	d, err := os.Open(filepath.Dir(filepath.Clean(dir)))
	if errors.Is(err, os.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(toStable(d), d.Close())
}
