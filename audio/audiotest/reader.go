package audiotest

import (
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BoundedReader is a file that fails the test when it is read outside its bounds
// or much more than it is long.
type BoundedReader struct {
	T    *testing.T
	B    []byte
	Read int // bytes
}

func (r *BoundedReader) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off > int64(len(r.B)) {
		r.T.Errorf("read at byte %d of %d", off, len(r.B))
		return 0, io.EOF
	}
	n := copy(p, r.B[off:])
	r.Read += n
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// writeCorpus is where TestHostileFiles leaves its files, for other programs:
//
//	go test ./audio -run TestHostile -write DIR
var writeCorpus = flag.String("write", "", "folder that the hostile files are written into")

// Keep writes a hostile file out where that is asked for.
func Keep(t *testing.T, name string, file []byte) {
	t.Helper()
	if *writeCorpus == "" {
		return
	}
	path := filepath.Join(*writeCorpus, strings.ReplaceAll(name, "/", " - "))
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Error(err)
	}
}

// FailingReader fails behind a byte, as a store does whose connection breaks.
type FailingReader struct {
	B     []byte
	After int64
}

// ErrStore is the error of a FailingReader.
var ErrStore = errors.New("the store is gone")

func (r FailingReader) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > r.After {
		return 0, ErrStore
	}
	return copy(p, r.B[off:]), nil
}
