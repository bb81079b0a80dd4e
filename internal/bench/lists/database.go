package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"gendu/store"
)

// database is one that is filled and measured.
type database struct {
	name, url string
	db        *sql.DB
	stop      func()
}

// begin starts the database of a name, which is sqlite or postgres.
func begin(name string, o options) (*database, error) {
	size := fmt.Sprint(o.takes)
	if o.stubs {
		size += "-stubs"
	}
	dir := filepath.Join(o.dir, name+"-"+size)
	switch name {
	case "sqlite":
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		return &database{name: "SQLite", url: "sqlite:" + filepath.Join(dir, "gendu.db"), stop: func() {}}, nil
	case "postgres":
		return beginPostgres(dir)
	}
	return nil, fmt.Errorf("no database is called %q: write sqlite or postgres", name)
}

// beginPostgres runs a server of its own over a folder, with the settings that Debian
// gives but for a quarter of a small machine's memory.
func beginPostgres(dir string) (*database, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		return nil, errors.New("PostgreSQL is missing: on Debian `apt-get install postgresql`")
	}
	bin := filepath.Dir(found[len(found)-1])
	var as *syscall.SysProcAttr
	if os.Geteuid() == 0 { // PostgreSQL refuses to be run by root
		u, err := user.Lookup("postgres")
		if err != nil {
			return nil, err
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2, os.MkdirAll(dir, 0o700), os.Chown(dir, int(uid), int(gid))); err != nil {
			return nil, err
		}
		as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	data := filepath.Join(dir, "data")
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); err != nil {
		initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
		initdb.SysProcAttr, initdb.Dir = as, dir
		if out, err := initdb.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("initdb: %w\n%s", err, out)
		}
	}
	server := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "shared_buffers=512MB", "-c", "max_wal_size=4GB")
	server.SysProcAttr, server.Dir = as, dir
	if err := server.Start(); err != nil {
		return nil, err
	}
	d := &database{name: "PostgreSQL", url: "postgres://postgres@/postgres?host=" + url.QueryEscape(dir), stop: func() {
		_ = server.Process.Signal(syscall.SIGINT)
		_ = server.Wait()
	}}
	for range 300 {
		if s, err := store.Open(context.Background(), d.url); err == nil {
			return d, s.Close()
		}
		time.Sleep(200 * time.Millisecond)
	}
	d.stop()
	return nil, errors.New("PostgreSQL did not start")
}

// open opens the database past the store, for the rows that are filled in.
func (d *database) open() (err error) {
	if path, ok := strings.CutPrefix(d.url, "sqlite:"); ok {
		d.db, err = sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=cache_size(-2000000)")
		return err
	}
	d.db, err = sql.Open("pgx", d.url)
	return err
}

// copyRows writes rows into a table as fast as the database takes them.
func (d *database) copyRows(ctx context.Context, table string, columns []string, n int, row func(i int) []any) error {
	conn, err := d.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if !strings.HasPrefix(d.url, "sqlite:") {
		return conn.Raw(func(c any) error {
			i := 0
			from := pgx.CopyFromFunc(func() ([]any, error) {
				if i++; i > n {
					return nil, nil
				}
				return row(i - 1), nil
			})
			_, err := c.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, from)
			return err
		})
	}
	// An index over rows in no order is made faster at once, from all of them.
	again, err := dropIndexes(ctx, conn, table)
	if err != nil {
		return err
	}
	if err := insert(ctx, conn, table, columns, n, row); err != nil {
		return err
	}
	for _, statement := range again {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// dropIndexes takes the indexes off a table of SQLite, but for those that belong to its
// constraints, and gives the statements that make them again.
func dropIndexes(ctx context.Context, conn *sql.Conn, table string) (again []string, err error) {
	rows, err := conn.QueryContext(ctx, "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", table)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var names []string
	for rows.Next() {
		var name, statement string
		if err := rows.Scan(&name, &statement); err != nil {
			return nil, err
		}
		names, again = append(names, name), append(again, statement)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := conn.ExecContext(ctx, "DROP INDEX "+name); err != nil {
			return nil, err
		}
	}
	return again, nil
}

// insert writes rows into a table of SQLite, many in one transaction.
func insert(ctx context.Context, conn *sql.Conn, table string, columns []string, n int, row func(i int) []any) error {
	const batch = 20_000
	places := strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")
	for at := 0; at < n; at += batch {
		tx, err := conn.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		stmt, err := tx.PrepareContext(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ",")+") VALUES ("+places+")")
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
		for i := at; i < min(n, at+batch); i++ {
			if _, err := stmt.ExecContext(ctx, row(i)...); err != nil {
				return errors.Join(err, tx.Rollback())
			}
		}
		if err := errors.Join(stmt.Close(), tx.Commit()); err != nil {
			return err
		}
	}
	return nil
}
