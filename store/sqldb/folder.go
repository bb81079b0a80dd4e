package sqldb

import (
	"os"
	"path/filepath"

	"gendu"
	"gendu/internal/durable"
)

// MakeFolder makes the folder of an SQLite file, durably: SQLite itself syncs no
// more than the folder that the file lies in.
func (d Dialect) MakeFolder() error {
	if d.File == "" {
		return nil
	}
	if err := durable.MakeFolder(filepath.Dir(d.File)); err != nil {
		return gendu.Wrap(err, gendu.Unavailable, "the folder of the database cannot be made")
	}
	return d.ownFile()
}

// ownOnly is who reads and writes the files of a database: its owner. SQLite gives the
// files beside its own the same.
const ownOnly = 0o600

// ownFile makes the file of an SQLite database where it is missing, and keeps others from
// reading it. SQLite itself would leave that to the umask.
func (d Dialect) ownFile() error {
	f, err := os.OpenFile(d.File, os.O_CREATE|os.O_RDWR, ownOnly)
	if err != nil {
		return nil //nolint:nilerr // opening the database says what is wrong
	}
	for _, name := range []string{d.File, d.File + "-wal", d.File + "-shm"} {
		if info, err := os.Stat(name); err == nil && info.Mode().Perm()&^ownOnly != 0 {
			_ = os.Chmod(name, ownOnly) // where the file is somebody else's, that is theirs to decide
		}
	}
	return f.Close()
}
