// Package durable makes folders whose names are on stable storage. Both that write
// files, the database and the objects, stand on it.
package durable

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// MakeFolder makes a folder and those that are missing above it, and puts each new
// name on stable storage before the next one is made: what is written into a folder
// is lost with the folder's own name. The name of the first that is there is put
// there too, since the process that made it may have died before that.
func MakeFolder(dir string) error { return makeFolder(dir, syncFolder) }

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
	return errors.Join(d.Sync(), d.Close())
}
