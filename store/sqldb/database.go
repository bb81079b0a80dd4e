package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gendu"
)

// DB is one SQL database, SQLite or PostgreSQL: its connections, its clock, and the
// transactions that write.
type DB struct {
	Writer  *Writer
	Reader  Queryer // the same one on PostgreSQL, a [*reader] on SQLite
	Dialect Dialect
	Clock   func() time.Time
}

// New reads an address; nothing is opened.
func New(url string) (*DB, error) {
	d, err := ParseURL(url)
	if err != nil {
		return nil, err
	}
	return &DB{Dialect: d, Clock: time.Now, Writer: &Writer{}}, nil
}

// WithBallast keeps an SQLite database able to write for a while on a full disk: see
// [ballast].
func (db *DB) WithBallast() {
	if db.Dialect.File != "" {
		db.Writer.Ballast = &ballast{path: db.Dialect.File + ".ballast"}
	}
}

// Open makes the folder of an SQLite file where it is missing, and connects. A database that
// cannot be reached is of kind [gendu.Unavailable].
func (db *DB) Open(ctx context.Context) error {
	if err := db.Dialect.MakeFolder(); err != nil {
		return err
	}
	write, read, err := db.Dialect.Open()
	if err != nil {
		return err
	}
	db.Writer.DB, db.Reader = write, db.Writer
	if read != write {
		db.Reader = &Reader{DB: read}
	}
	if err := db.Ping(ctx); err != nil {
		_ = db.Close()
		return err
	}
	db.Writer.Ballast.Fill()
	return nil
}

// Close ends all connections.
func (db *DB) Close() error {
	err := db.Writer.Close()
	if r, ok := db.Reader.(*Reader); ok {
		err = errors.Join(err, r.Close())
	}
	return err
}

// Ping says whether the database answers; an error is of kind [gendu.Unavailable].
func (db *DB) Ping(ctx context.Context) error {
	if err := db.Writer.PingContext(ctx); err != nil {
		return gendu.Wrap(err, gendu.Unavailable, "The database cannot be reached at the moment.")
	}
	return nil
}

// Now is the clock, in the precision that the database keeps.
func (db *DB) Now() time.Time { return FromMS(ToMS(db.Clock())) }

// Tx runs f in a transaction that writes. Where another transaction was in the
// way, the whole of f runs again, so f must not change anything but the database.
func (db *DB) Tx(ctx context.Context, f func(tx *sql.Tx) error) error {
	for try := 1; ; try++ {
		err := db.TxOnce(ctx, f)
		if err == nil || try == 4 || !isRetryable(err) && !db.Writer.Ballast.release(err) {
			return err
		}
	}
}

// TxOnce is tx without trying again.
func (db *DB) TxOnce(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := db.Writer.BeginTx(ctx, nil)
	if err != nil {
		return Explain(err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after a commit
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return Explain(fmt.Errorf("committing: %w", err))
	}
	return nil
}

// Stamp fills in what the caller left to the store.
func (db *DB) Stamp(id *gendu.ID, created *time.Time) {
	now := db.Now()
	if *id == "" {
		*id = gendu.NewID(now)
	}
	if created.IsZero() {
		*created = now
	}
	*created = FromMS(ToMS(*created))
}

// DropWAL empties the write-ahead log of SQLite, which still holds pages as they were before
// rows were deleted. Where somebody reads at the moment, it stays until the next time.
func (db *DB) DropWAL(ctx context.Context) error {
	if db.Dialect.File == "" {
		return nil
	}
	conn, err := db.Writer.Conn(ctx)
	if err != nil {
		return Explain(err)
	}
	defer func() { _ = conn.Close() }() // it goes back to the pool
	for _, pragma := range []string{"busy_timeout(0)", "wal_checkpoint(TRUNCATE)", sqliteWait} {
		if _, e := conn.ExecContext(ctx, "PRAGMA "+pragma); e != nil && kind(e) != gendu.Busy && err == nil {
			err = Explain(e)
		}
	}
	return err
}

// ErrReadOnly is in the chain of an error where nothing can be written beside a database.
var ErrReadOnly = errors.New("the database can only be read")
