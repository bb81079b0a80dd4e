package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"modernc.org/sqlite"

	"gendu"
)

// Dialect is all that differs between the two databases.
type Dialect struct {
	Driver     string // of database/sql
	dsn        string
	File       string // path of the SQLite file; "" for PostgreSQL
	SkipLocked string // ends the sub-select of a claim
	Share      string // ends a SELECT whose rows must not change until the transaction ends
	LockUsers  string // keeps others from adding users until the transaction ends

	CountTables string // counts the tables with the name $1
}

// The result codes of SQLite (https://sqlite.org/rescode.html) and the SQLSTATEs
// of PostgreSQL (its appendix A) that mean something to us.
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteForeignKey = 787
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
)

// ParseURL reads "sqlite:PATH" or "postgres://…".
func ParseURL(raw string) (Dialect, error) {
	if path, ok := strings.CutPrefix(raw, "sqlite:"); ok {
		path = strings.TrimPrefix(path, "//")
		if path == "" || strings.ContainsRune(path, 0) {
			return Dialect{}, gendu.Errorf(gendu.Invalid, "the database %q names no file: write sqlite:PATH, such as sqlite:data/gendu.db", raw)
		}
		path = filepath.Clean(path)
		return Dialect{
			Driver: "sqlite", dsn: sqliteDSN(path, false), File: path,
			CountTables: "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1",
		}, nil
	}
	if strings.HasPrefix(raw, "postgres://") || strings.HasPrefix(raw, "postgresql://") {
		if _, err := pgconn.ParseConfig(raw); err != nil { // it tells no password
			return Dialect{}, gendu.Wrap(err, gendu.Invalid, "the address of the database cannot be read")
		}
		return Dialect{
			Driver:     "pgx",
			dsn:        raw,
			SkipLocked: "FOR UPDATE SKIP LOCKED",
			Share:      "FOR SHARE",
			LockUsers:  "LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE",

			CountTables: "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA() AND table_name = $1",
		}, nil
	}
	return Dialect{}, gendu.Errorf(gendu.Invalid, "the database must be given as sqlite:PATH or postgres://user:password@host/name")
}

// sqliteWait is how long a connection waits for another process that writes.
const sqliteWait = "busy_timeout(15000)"

// sqliteDSN names the file with the settings that "saved means on stable
// storage" needs: WAL synced at every commit, and writers that take their lock
// at the start of a transaction, so that they wait instead of failing half-way.
func sqliteDSN(path string, readOnly bool) string {
	q := url.Values{}
	q.Set("_txlock", "immediate")
	q["_pragma"] = []string{
		sqliteWait, "journal_mode(WAL)", "synchronous(FULL)",
		"foreign_keys(1)", "temp_store(MEMORY)", "cache_size(-8000)",
		"secure_delete(1)", // what is deleted is overwritten with zeros
	}
	if readOnly {
		q.Set("_txlock", "deferred")
		q["_pragma"] = append(q["_pragma"], "query_only(1)")
	}
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}
	return name.String()
}

// Open gives the pool that writes and the pool that reads. SQLite has one writer
// at a time whatever we do: a pool of one makes our own goroutines queue in
// order instead of polling for the lock. PostgreSQL needs one pool.
func (d Dialect) Open() (write, read *sql.DB, err error) {
	write, err = sql.Open(d.Driver, d.dsn)
	if err != nil {
		return nil, nil, gendu.Wrap(err, gendu.Invalid, "the address of the database cannot be read")
	}
	if d.File == "" {
		write.SetMaxOpenConns(16)
		write.SetMaxIdleConns(8)
		return write, write, nil
	}
	write.SetMaxOpenConns(1)
	read, err = sql.Open(d.Driver, sqliteDSN(d.File, true))
	if err != nil {
		_ = write.Close()
		return nil, nil, gendu.Wrap(err, gendu.Invalid, "the address of the database cannot be read")
	}
	conns := max(4, runtime.NumCPU())
	read.SetMaxOpenConns(conns)
	read.SetMaxIdleConns(conns)
	return write, read, nil
}

// Snapshot is how a transaction begins whose reads all see the same moment. That is
// so in SQLite by itself.
func (d Dialect) Snapshot() *sql.TxOptions {
	if d.File != "" {
		return nil
	}
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

// Queryer is a [*sql.DB] or a [*sql.Tx].
type Queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// kind says what a database's error means for the caller; "" for errors that
// are nobody's but ours.
func kind(err error) gendu.Kind {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch code := e.Code(); {
		case code == sqliteUnique || code == sqlitePrimaryKey:
			return gendu.Conflict
		case code == sqliteForeignKey:
			return gendu.NotFound
		case code&0xff == sqliteBusy || code&0xff == sqliteLocked:
			return gendu.Busy
		case code&0xff == sqliteFull:
			return gendu.Full
		case code&0xff == sqliteCantOpen:
			return gendu.Unavailable
		}
		return ""
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "23505":
			return gendu.Conflict
		case "23503":
			return gendu.NotFound
		case "22021", "22P05": // U+0000, or bytes that are not UTF-8
			return gendu.Invalid
		case "55P03", "57014":
			return gendu.Busy
		case "53100":
			return gendu.Full
		}
		if class := e.Code[:min(2, len(e.Code))]; class == "08" || class == "53" || class == "57" || class == "3D" || class == "28" {
			return gendu.Unavailable
		}
		return ""
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return gendu.Unavailable
	}
	return ""
}

// isRetryable says whether a transaction failed only because of another one
// (deadlock, serialisation), so that the same transaction may be tried again.
func isRetryable(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40P01" || e.Code == "40001")
}

// migrationLock is the key of our advisory lock: "gendu" in ASCII.
const migrationLock = 0x67656e6475

// SchemaTables is a sub-select with one row where migrations have begun.
func (d Dialect) SchemaTables() string {
	if d.File != "" {
		return "(SELECT 1 AS there FROM sqlite_master WHERE name = 'schema_migrations') AS found"
	}
	return "(SELECT 1 AS there FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_migrations') AS found"
}

// Lock keeps other processes from migrating the same database until unlock.
func (d Dialect) Lock(ctx context.Context) (unlock func(), err error) {
	if d.File != "" {
		return d.lockFile(ctx)
	}
	db, _, err := d.Open()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // the lock belongs to its connection, and ends with it
	if _, err := Exec(ctx, db, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		_ = db.Close()
		return nil, gendu.Wrap(err, gendu.Unavailable, "the lock of the database cannot be taken: it cannot be reached, or another gendu is migrating it")
	}
	return func() { _ = db.Close() }, nil
}

// backupLock is the key of the advisory lock of backups.
const backupLock = migrationLock + 1

// LockBackup keeps other processes from backing up the same database until unlock.
// Where one does already, it is of kind busy.
func (d Dialect) LockBackup(ctx context.Context) (unlock func(), err error) {
	busy := gendu.Errorf(gendu.Busy, "another backup of this installation is running: wait until it has ended")
	if d.File != "" {
		return tryLockFile(d.File+".backup.lock", busy)
	}
	db, _, err := d.Open()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // the lock belongs to its connection, and ends with it
	got, err := Value[bool](ctx, db, "SELECT pg_try_advisory_lock($1)", int64(backupLock))
	if err == nil && !got {
		err = busy
	}
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return func() { _ = db.Close() }, nil
}

// BackupLockName names the lock of [dialect.lockBackup]: two processes with the same name
// cannot both hold it, and a copy of the database has another one. It is "" where the
// machine does not tell enough.
func (d Dialect) BackupLockName(ctx context.Context) (string, error) {
	if d.File != "" {
		return lockFileName(d.File + ".backup.lock"), nil
	}
	db, _, err := d.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close() }() // it was only read
	// A copy of the server has been started at another moment.
	return Value[string](ctx, db, "SELECT CAST(pg_postmaster_start_time() AS TEXT) || ' ' || CAST(oid AS TEXT) FROM pg_database WHERE datname = current_database()")
}
