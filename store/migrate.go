package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"time"

	"github.com/golang-migrate/migrate/v4"
	"github.com/golang-migrate/migrate/v4/database"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	migratesqlite "github.com/golang-migrate/migrate/v4/database/sqlite"
	"github.com/golang-migrate/migrate/v4/source/iofs"

	"gendu"
	"gendu/migrations"
	"gendu/store/sqldb"
)

// MigrationState says how far the schema of a database is.
type MigrationState struct {
	Version uint // 0: nothing applied yet
	Latest  uint // what this program knows
	Dirty   bool // the migration to Version broke off half-way
}

// migrationWait is how long a server waits for another that migrates.
const migrationWait = 10 * time.Minute

// Migrate brings the schema of the database at url up to date. Several
// processes may call it at once: the first does the work, the others wait for
// it (an advisory lock on PostgreSQL, a lock on PATH.lock beside an SQLite file;
// golang-migrate's own begins only after the state was read, which is half-way
// while another migrates).
// A dirty database, and one that a newer gendu has migrated, are
// [gendu.Conflict] with the way to fix it in the message.
func Migrate(ctx context.Context, url string) error {
	return withMigrations(ctx, url, func(m *migrate.Migrate, state MigrationState) error {
		switch {
		case state.Dirty:
			return dirty(ctx, url, state.Version)
		case state.Version > state.Latest:
			return gendu.Errorf(gendu.Conflict, "the database has schema %d, but this gendu knows only up to %d: start the newer gendu that migrated it, or restore the backup made before", state.Version, state.Latest)
		case state.Version == state.Latest:
			return nil
		}
		err := m.Up()
		if d, ok := errors.AsType[migrate.ErrDirty](err); ok {
			return dirty(ctx, url, uint(max(d.Version, 0)))
		}
		if err != nil && !errors.Is(err, migrate.ErrNoChange) {
			return gendu.Wrap(err, gendu.Conflict, "a migration of the database failed; see the cause, then `gendu migrate status`")
		}
		return ctx.Err()
	})
}

// MigrationStatus says how far the schema of the database at url is. It changes
// nothing and makes nothing: an SQLite file that is not there is [gendu.Conflict].
func MigrationStatus(ctx context.Context, url string) (MigrationState, error) {
	s, err := openAnySchema(ctx, url)
	if err != nil {
		return MigrationState{}, err
	}
	state, err := s.schema(ctx)
	return state, errors.Join(err, s.Close())
}

// ForceMigration writes down that the schema is at version and not dirty,
// without running anything. It is for a person who has looked at the database, so
// that it makes none.
func ForceMigration(ctx context.Context, url string, version int) error {
	if err := CheckThere(url); err != nil {
		return err
	}
	return withMigrations(ctx, url, func(m *migrate.Migrate, state MigrationState) error {
		if version < 0 || uint(version) > state.Latest {
			return gendu.Errorf(gendu.Invalid, "there is no schema %d: this gendu knows 0 to %d", version, state.Latest)
		}
		if version == 0 {
			version = database.NilVersion
		}
		return m.Force(version)
	})
}

// dirtyNote explains a note that a migration has begun. Each one is a transaction, so that it
// is there as a whole or not at all: a process that died between its commit and the removal
// of the note leaves the first, one whose migration failed the second.
func dirtyNote(version uint, there, known bool) error {
	switch {
	case known && there:
		return gendu.Errorf(gendu.Conflict, "the migration of the database to schema %d was done, but the process ended before it removed the note that it had begun: run `gendu migrate force %d` and start again", version, version)
	case known:
		return gendu.Errorf(gendu.Conflict, "the migration of the database to schema %d broke off half-way and was rolled back, but the note that it had begun is still there: look at the log of that start for the cause and fix it, then run `gendu migrate force %d` and `gendu migrate up`", version, max(version, 1)-1)
	default:
		return gendu.Errorf(gendu.Conflict, "the migration of the database to schema %d had begun, and it cannot be told whether it was done: look into the database, then run `gendu migrate force` with %d where it was, or with %d where it was not", version, version, max(version, 1)-1)
	}
}

func dirty(ctx context.Context, url string, version uint) error {
	s, err := openAnySchema(ctx, url)
	if err != nil {
		return dirtyNote(version, false, false)
	}
	defer func() { _ = s.Close() }() // it was only read
	there, known := s.applied(ctx, version)
	return dirtyNote(version, there, known)
}

// added finds what a migration adds: a table, or a column of one.
var added = regexp.MustCompile(`(?m)^(?:CREATE TABLE ([a-z_]+)|ALTER TABLE ([a-z_]+) ADD COLUMN ([a-z_]+))`)

// applied says whether what a migration adds last is there; known is false where that
// cannot be told.
func (s *Store) applied(ctx context.Context, version uint) (there, known bool) {
	names, _ := fs.Glob(migrations.Files, fmt.Sprintf("%04d_*.up.sql", version))
	if len(names) != 1 {
		return false, false
	}
	text, err := fs.ReadFile(migrations.Files, names[0])
	all := added.FindAllStringSubmatch(string(text), -1)
	if err != nil || len(all) == 0 {
		return false, false
	}
	last := all[len(all)-1]
	table, column := cmp.Or(last[1], last[2]), last[3]
	if n, err := sqldb.Value[int](ctx, s.db.Reader, s.db.Dialect.CountTables, table); err != nil || n == 0 {
		return false, err == nil
	}
	cols, err := columnsOf(ctx, s.db.Reader, table)
	if err != nil {
		return false, false
	}
	return column == "" || slices.ContainsFunc(cols, func(c Column) bool { return c.Name == column }), true
}

// withMigrations opens a connection of its own, because golang-migrate closes
// what it is given, and holds the lock while f runs.
func withMigrations(ctx context.Context, url string, f func(*migrate.Migrate, MigrationState) error) error {
	d, err := sqldb.ParseURL(url)
	if err != nil {
		return err
	}
	if err := d.MakeFolder(); err != nil {
		return err
	}
	unlock, err := d.Lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	src, err := iofs.New(migrations.Files, ".")
	if err != nil {
		return fmt.Errorf("store: reading the migrations: %w", err)
	}
	drv, err := migrator(ctx, d)
	if err != nil {
		return err
	}
	m, err := migrate.NewWithInstance("iofs", src, d.Driver, drv)
	if err != nil {
		return fmt.Errorf("store: preparing the migrations: %w", err)
	}
	defer func() { _, _ = m.Close() }() // nothing is written any more
	m.LockTimeout = migrationWait
	stop := context.AfterFunc(ctx, func() {
		select {
		case m.GracefulStop <- true:
		default:
		}
	})
	defer stop()
	state := MigrationState{Latest: latest()}
	state.Version, state.Dirty, err = m.Version()
	if err != nil && !errors.Is(err, migrate.ErrNilVersion) {
		return fmt.Errorf("store: reading the version of the schema: %w", err)
	}
	return f(m, state)
}

// migrator is golang-migrate's driver on a fresh connection.
func migrator(ctx context.Context, d sqldb.Dialect) (database.Driver, error) {
	db, read, err := d.Open()
	if err != nil {
		return nil, err
	}
	if read != db {
		_ = read.Close()
	}
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, gendu.Wrap(err, gendu.Unavailable, "the database cannot be reached")
	}
	var drv database.Driver
	if d.File != "" {
		drv, err = migratesqlite.WithInstance(db, &migratesqlite.Config{})
	} else {
		drv, err = migratepgx.WithInstance(db, &migratepgx.Config{})
	}
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("store: preparing the migrations: %w", err)
	}
	return drv, nil
}

// latest is the highest number among the migrations.
func latest() uint {
	var most uint
	names, _ := fs.Glob(migrations.Files, "*.up.sql")
	for _, name := range names {
		var n uint
		if _, err := fmt.Sscanf(name, "%d_", &n); err == nil {
			most = max(most, n)
		}
	}
	return most
}
