package testkit_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gendu/internal/testkit"
)

func TestRepo(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(filepath.Join(testkit.Repo(t), "internal", "testkit")); err != nil {
		t.Fatal(err)
	}
}

func TestServersAreFresh(t *testing.T) {
	t.Parallel()
	if a, b := testkit.Postgres(t), testkit.Postgres(t); a == b {
		t.Errorf("two databases are both %s", a)
	}
	if a, b := testkit.S3(t), testkit.S3(t); a == b {
		t.Errorf("two buckets are both %s", a)
	}
}

// TestTemplate fills once, and what a copy gets stays out of the next one.
func TestTemplate(t *testing.T) {
	t.Parallel()
	filled := 0
	m := testkit.NewTemplate(func(database string) error {
		filled++
		return os.WriteFile(strings.TrimPrefix(database, "sqlite:"), []byte("filled"), 0o600)
	})
	for range 2 {
		file := strings.TrimPrefix(m.SQLite(t), "sqlite:")
		if b, err := os.ReadFile(file); err != nil || string(b) != "filled" {
			t.Errorf("a copy holds %q, %v", b, err)
		}
		if err := os.WriteFile(file, []byte("changed"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if filled != 1 {
		t.Errorf("it was filled %d times", filled)
	}
}
