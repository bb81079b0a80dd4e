package testkit_test

import (
	"os"
	"path/filepath"
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
