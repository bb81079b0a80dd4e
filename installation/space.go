package installation

import (
	"fmt"
	"os"
	"path/filepath"

	"gendu"
	"gendu/internal/durable"
)

// Space watches the disks of this machine that an installation writes to beside its
// object store, which watches its own (see [gendu/objects.WithReserve]). A nil one
// watches nothing.
type Space struct {
	Database string // the SQLite file; "": the database is elsewhere
	Reserve  int64  // bytes that stay free beside the database
	// Free is the space left at a path; nil: that of the machine.
	Free func(path string) (int64, error)
}

// tempLeast is what must be free for temporary files: one recording of the greatest
// length, and something to spare.
const tempLeast = 20 << 20

func (s *Space) free(path string) (int64, error) {
	if s.Free != nil {
		return s.Free(path)
	}
	return durable.Free(path)
}

// ForRows says whether there is space for more rows than are needed to delete something
// or to sign somebody in; where not, it is [gendu.Full].
func (s *Space) ForRows() error {
	if s == nil || s.Database == "" || s.Reserve <= 0 {
		return nil
	}
	dir := filepath.Dir(s.Database)
	free, err := s.free(dir)
	if err != nil {
		return gendu.Wrap(err, gendu.Unavailable, "The disk of the database cannot be looked at.")
	}
	if free >= s.Reserve {
		return nil
	}
	return gendu.Wrap(fmt.Errorf("%d bytes are free at %s, and %d are kept in reserve", free, dir, s.Reserve),
		gendu.Full, "The disk on which the server keeps its database (--database) is full. The person who runs the server has to free space there.")
}

// ForTemp says whether temporary files can be written; where not, it is [gendu.Full] or
// [gendu.Unavailable].
func (s *Space) ForTemp() error {
	if s == nil {
		return nil
	}
	dir := os.TempDir()
	free, err := s.free(dir)
	if err == nil && free < tempLeast {
		return TempFull(fmt.Errorf("%d bytes are free at %s, and %d are needed", free, dir, tempLeast))
	}
	if err == nil {
		err = probe(dir)
	}
	if durable.IsFull(err) { // no bytes may be missing but names, or a quota is reached
		return TempFull(err)
	}
	return gendu.Wrap(err, gendu.Unavailable, "The folder for temporary files (TMPDIR) cannot be written to: look at its owner and its permissions.")
}

func probe(dir string) error {
	f, err := os.CreateTemp(dir, "gendu-probe-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it was made for this alone
	_, err = f.Write([]byte("gendu"))
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// TempFull is an error of the folder for temporary files.
func TempFull(cause error) error {
	return gendu.Wrap(cause, gendu.Full, "The server's folder for temporary files (TMPDIR) is full. The person who runs the server has to free space there, or name another folder with TMPDIR.")
}

// Left are the bytes free at the disks that are watched, by what they are for.
func (s *Space) Left() map[string]int64 {
	out := map[string]int64{}
	if s == nil {
		return out
	}
	if free, err := s.free(os.TempDir()); err == nil {
		out["temporary"] = free
	}
	if s.Database != "" {
		if free, err := s.free(filepath.Dir(s.Database)); err == nil {
			out["database"] = free
		}
	}
	return out
}
