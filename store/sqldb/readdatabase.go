package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"gendu"
)

const (
	// toTidy lets SQLite remove what it made beside the file, as the last one that closes
	// it. A connection that may not write leaves it there.
	toTidy   = "mode=rw"
	beside   = "mode=ro"
	asItLies = "mode=ro&immutable=1"
)

// OpenReadOnly opens a database for looking at it: nothing is made and nothing changed.
func OpenReadOnly(ctx context.Context, url string) (*DB, error) {
	d, err := ParseURL(url)
	if err != nil {
		return nil, err
	}
	db := &DB{Dialect: d, Clock: time.Now}
	if d.File == "" {
		err = db.openReadOnlyServer(ctx)
	} else {
		err = db.openReadOnlyFile(ctx)
	}
	if err != nil {
		if db.Writer != nil {
			_ = db.Close()
		}
		return nil, err
	}
	return db, nil
}

func (db *DB) openReadOnlyServer(ctx context.Context) error {
	u, err := url.Parse(db.Dialect.dsn)
	if err != nil {
		return gendu.Errorf(gendu.Invalid, "the address of the database cannot be read")
	}
	q := u.Query()
	q.Set("default_transaction_read_only", "on") // pgx hands unknown settings to the server
	u.RawQuery = q.Encode()
	conn, err := sql.Open(db.Dialect.Driver, u.String())
	if err != nil {
		return gendu.Wrap(err, gendu.Invalid, "the address of the database cannot be read")
	}
	db.Writer, db.Reader = &Writer{DB: conn}, conn
	return db.Ping(ctx)
}

// openReadOnlyFile opens the file beside a server that may be writing, which needs the
// shared memory of its journal. Where that cannot be made, nobody writes, and the file is
// read as it lies there.
func (db *DB) openReadOnlyFile(ctx context.Context) error {
	err := db.Dialect.There()
	if err != nil {
		return err
	}
	for _, how := range db.Dialect.waysToRead() {
		if how == asItLies && pending(db.Dialect.File) {
			return gendu.Errorf(gendu.Conflict, "%s-wal holds writes that cannot be read on a read-only file system: copy the database and its -wal file to a place that can be written, and use them there", db.Dialect.File)
		}
		if err = db.openFile(ctx, how); err == nil {
			return nil
		}
	}
	return gendu.Wrap(err, gendu.Unavailable, "the database cannot be read")
}

// waysToRead are the ways to open the file, the best one first. None changes the database:
// where its journal holds writes, closing a connection that may write would bring them into
// the file, so that then none is used.
func (d Dialect) waysToRead() []string {
	f, err := os.OpenFile(d.File, os.O_RDWR, 0)
	if err == nil {
		_ = f.Close() // nothing was written
	}
	_, noMemory := os.Stat(d.File + "-shm")
	switch {
	case pending(d.File):
		return []string{beside, asItLies}
	case err == nil:
		return []string{toTidy, asItLies}
	case noMemory == nil:
		return []string{beside, asItLies}
	}
	return []string{asItLies}
}

// There says whether the SQLite file may be a database.
func (d Dialect) There() error {
	info, err := os.Stat(d.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return gendu.Errorf(gendu.Conflict, "there is no database %s: look at --database", d.File)
	case err != nil:
		return gendu.Wrap(err, gendu.Unavailable, "the database cannot be read")
	case !info.Mode().IsRegular() || info.Size() == 0:
		return gendu.Errorf(gendu.Conflict, "%s is no database of gendu: look at --database", d.File)
	}
	return nil
}

func pending(file string) bool {
	info, err := os.Stat(file + "-wal")
	return err == nil && info.Size() > 0
}

func (db *DB) openFile(ctx context.Context, how string) error {
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(db.Dialect.File)}).EscapedPath()}
	conn, err := sql.Open(db.Dialect.Driver, name.String()+"?"+how+"&_pragma=busy_timeout(15000)&_pragma=query_only(1)")
	if err != nil {
		return err
	}
	if _, err := Value[int](ctx, conn, "SELECT COUNT(*) FROM sqlite_master"); err != nil {
		_ = conn.Close()
		return err
	}
	db.Writer, db.Reader = &Writer{DB: conn}, conn
	return nil
}
