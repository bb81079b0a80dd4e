package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"slices"

	"github.com/golang-migrate/migrate/v4"

	"gendu"
	"gendu/migrations"
	"gendu/store/sqldb"
)

// schemaForLoad brings a new database to a schema, within the transaction of a load, so
// that a kill leaves either everything or nothing. (golang-migrate notes each migration in
// a transaction of its own, and a kill between the two leaves a database that a person has
// to look at.)
func schemaForLoad(ctx context.Context, tx *sql.Tx, schema uint) error {
	type state struct {
		version int64
		dirty   bool
	}
	list, err := sqldb.Rows(ctx, tx, func(v *state) []any { return []any{&v.version, &v.dirty} }, "SELECT version, dirty FROM schema_migrations")
	if err != nil {
		return err
	}
	now := uint(0)
	for _, v := range list {
		if now = uint(max(v.version, 0)); v.dirty {
			return dirtyNote(now, false, false)
		}
	}
	switch {
	case schema == 0 || schema > latest():
		return gendu.Errorf(gendu.Conflict, "there is no schema %d in this gendu, which knows 1 to %d: use the newer gendu", schema, latest())
	case now > schema:
		return gendu.Errorf(gendu.Conflict, "the database has schema %d already, and the rows have schema %d: give a new database", now, schema)
	}
	return applyMigrations(ctx, tx, now, schema)
}

// applyMigrations runs those above from, up to and with to.
func applyMigrations(ctx context.Context, tx *sql.Tx, from, to uint) error {
	names, err := fs.Glob(migrations.Files, "*.up.sql")
	if err != nil {
		return fmt.Errorf("store: reading the migrations: %w", err)
	}
	slices.Sort(names) // their numbers have four digits
	for _, name := range names {
		var n uint
		if _, err := fmt.Sscanf(name, "%d_", &n); err != nil || n <= from || n > to {
			continue
		}
		text, err := migrations.Files.ReadFile(name)
		if err != nil {
			return fmt.Errorf("store: reading the migrations: %w", err)
		}
		if _, err := sqldb.Exec(ctx, tx, string(text)); err != nil {
			return fmt.Errorf("the migration %s: %w", name, err)
		}
	}
	if _, err := sqldb.Exec(ctx, tx, "DELETE FROM schema_migrations"); err != nil {
		return err
	}
	_, err = sqldb.Exec(ctx, tx, "INSERT INTO schema_migrations (version, dirty) VALUES ($1, FALSE)", int64(to))
	return err
}

// Prepare makes the database at url where there is none, ready for [Store.Load], and says
// how far its schema is.
func Prepare(ctx context.Context, url string) (MigrationState, error) {
	var got MigrationState
	err := withMigrations(ctx, url, func(_ *migrate.Migrate, state MigrationState) error {
		got = state
		return nil
	})
	return got, err
}
