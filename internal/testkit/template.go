package testkit

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Template is a database that is filled once in a test binary, and copied for each
// test: a copy costs a tenth of a migration.
type Template struct {
	postgres func() (string, error)
	sqlite   func() (map[string][]byte, error) // its files
}

// NewTemplate gives a template that fill fills, by the address of an empty database,
// when the first copy is wanted.
func NewTemplate(fill func(database string) error) *Template {
	return &Template{
		postgres: sync.OnceValues(func() (string, error) {
			base, err := postgresServer()
			if err != nil {
				return "", err
			}
			name := unique()
			dsn, err := databaseOf(base, name)
			if err != nil {
				return "", err
			}
			return name, errors.Join(psql(base, "CREATE DATABASE "+name), fill(dsn))
		}),
		sqlite: sync.OnceValues(func() (map[string][]byte, error) {
			dir, err := os.MkdirTemp("", "gendu-template-")
			if err != nil {
				return nil, err
			}
			defer func() { _ = os.RemoveAll(dir) }()
			if err := fill("sqlite:" + filepath.Join(dir, "gendu.db")); err != nil {
				return nil, err
			}
			return filesIn(dir)
		}),
	}
}

// Postgres gives the address of a copy, which is dropped when the test ends.
func (m *Template) Postgres(t testing.TB) string {
	t.Helper()
	name, err := m.postgres()
	if err != nil {
		t.Fatal(err)
	}
	return postgresDatabase(t, " TEMPLATE "+name)
}

// SQLite gives the address of a copy, which is removed when the test ends.
func (m *Template) SQLite(t testing.TB) string {
	t.Helper()
	files, err := m.sqlite()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return "sqlite:" + filepath.Join(dir, "gendu.db")
}

func filesIn(dir string) (map[string][]byte, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// databaseOf is the address of a database of a server.
func databaseOf(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}
