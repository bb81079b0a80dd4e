package store

import (
	"path/filepath"

	"gendu"
	"gendu/internal/durable"
)

// makeFolder makes the folder of an SQLite file, durably: SQLite itself syncs no
// more than the folder that the file lies in.
func (d dialect) makeFolder() error {
	if d.file == "" {
		return nil
	}
	if err := durable.MakeFolder(filepath.Dir(d.file)); err != nil {
		return gendu.Wrap(err, gendu.Unavailable, "the folder of the database cannot be made")
	}
	return nil
}
