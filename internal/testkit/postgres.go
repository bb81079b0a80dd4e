package testkit

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
)

const installPostgres = "on Debian `apt-get install postgresql`; or set GENDU_TEST_POSTGRES to the postgres:// address of a server where tests may create databases"

// Postgres gives the address of a fresh, empty database, which is dropped when
// the test ends. The server is the one in GENDU_TEST_POSTGRES (psql is needed
// then); where that is unset, one that the test binary starts for itself, without
// fsync.
func Postgres(t testing.TB) (dsn string) {
	t.Helper()
	return postgresDatabase(t, "")
}

// postgresDatabase makes a database; `from` says of what, in SQL.
func postgresDatabase(t testing.TB, from string) (dsn string) {
	t.Helper()
	base, err := postgresServer()
	if err != nil {
		t.Fatal(err)
	}
	name := unique()
	if err := psql(base, "CREATE DATABASE "+name+from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := psql(base, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	if dsn, err = databaseOf(base, name); err != nil {
		t.Fatal(err)
	}
	return dsn
}

func psql(dsn, statement string) error {
	program, err := find("psql", installPostgres, "/usr/lib/postgresql/*/bin")
	if err != nil {
		return err
	}
	out, err := exec.Command(program, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-c", statement).CombinedOutput()
	if err != nil {
		return fmt.Errorf("psql: %s: %w\n%s", statement, err, out)
	}
	return nil
}

var postgresServer = sync.OnceValues(func() (string, error) {
	if dsn := os.Getenv("GENDU_TEST_POSTGRES"); dsn != "" {
		return dsn, nil
	}
	initdb, err := find("initdb", installPostgres, "/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	if initdb, err = filepath.EvalSymlinks(initdb); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "gendu-pg-") // short: it holds a socket
	if err != nil {
		return "", err
	}
	as, err := account(dir)
	if err != nil {
		return "", err
	}
	data := filepath.Join(dir, "data")
	cmd := exec.Command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w\n%s", err, out)
	}
	log, err := daemon(dir, as, filepath.Join(filepath.Dir(initdb), "postgres"), "-D", data, "-F", "-k", dir,
		"-c", "listen_addresses=", "-c", "max_connections=300", "-c", "shared_buffers=32MB", "-c", "full_page_writes=off")
	if err != nil {
		return "", err
	}
	dsn := "postgres://postgres@/postgres?host=" + url.QueryEscape(dir)
	return dsn, await("PostgreSQL", log, func() error { return psql(dsn, "SELECT 1") })
})

// account is who runs PostgreSQL, which refuses to be run by root; dir becomes
// theirs. It is nil where we are not root.
func account(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2, os.Chown(dir, int(uid), int(gid))); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}
