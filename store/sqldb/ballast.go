package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"gendu"
	"gendu/internal/durable"
)

const (
	// ballastLen is enough for what SQLite writes beside its file until it begins to use
	// the same bytes again (its WAL, some 4 MB).
	ballastLen = 8 << 20
	// ballastFrom is how much is free before the ballast is taken.
	ballastFrom = 64 << 20
)

// ballast is a file beside an SQLite database that only takes space. When the disk is
// full, no matter who filled it, the file is given up: SQLite must write something even to
// delete a recording or to sign somebody in. A nil one is never there.
type ballast struct {
	path string
	mu   sync.Mutex
}

// Fill makes the file where it is missing and there is ample space. What goes wrong
// leaves a database without ballast, which is no reason to stop.
func (b *ballast) Fill() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if info, err := os.Stat(b.path); err == nil && info.Size() == ballastLen {
		return
	}
	if free, err := durable.Free(filepath.Dir(b.path)); err != nil || free < ballastFrom {
		return
	}
	if err := writeBallast(b.path); err != nil {
		_ = os.Remove(b.path) // it may be half a file
	}
}

// writeBallast writes bytes that take space: a file of holes would take none.
func writeBallast(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	block := make([]byte, 1<<20)
	for i := range block {
		block[i] = byte(i * 31 >> 3) // some file systems keep no zeros
	}
	for range ballastLen / len(block) {
		if _, err := f.Write(block); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(f.Sync(), f.Close())
}

// release gives the file up where err says that the disk is full. It says whether there
// was one, so that the same statement may be tried again.
func (b *ballast) release(err error) bool {
	if b == nil || err == nil || gendu.KindOf(err) != gendu.Full && kind(err) != gendu.Full {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return os.Remove(b.path) == nil
}

// Writer is the side of the database that writes. A statement by itself that finds the
// disk full is tried again once the ballast is gone: here, and in rows where it answers
// with some. Transactions are tried again by [DB.Tx].
type Writer struct {
	*sql.DB
	Ballast *ballast
}

// ExecContext implements [Queryer].
func (w *Writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	res, err := w.DB.ExecContext(ctx, query, args...)
	if w.Ballast.release(err) {
		return w.DB.ExecContext(ctx, query, args...)
	}
	return res, err
}
