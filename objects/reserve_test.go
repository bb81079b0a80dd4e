package objects

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gendu"
)

// disk is a folder on a file system of a size of our own.
func disk(t *testing.T, reserve int64, free *int64) (*folder, *Bucket) {
	t.Helper()
	f, err := openFolder(filepath.Join(t.TempDir(), "objects"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.close() })
	f.reserve, f.free = reserve, func(string) (int64, error) { return *free, nil }
	return f, &Bucket{d: f}
}

func TestReserveRefusesWritesAndNothingElse(t *testing.T) {
	t.Parallel()
	free := int64(1000)
	f, b := disk(t, 500, &free)
	ctx := t.Context()
	if err := b.Put(ctx, "a", strings.NewReader("123"), 3); err != nil {
		t.Fatal(err)
	}
	if err := b.Fits(500); err != nil {
		t.Errorf("all above the reserve can be used: %v", err)
	}
	err := b.Put(ctx, "b", bytes.NewReader(make([]byte, 501)), 501)
	if gendu.KindOf(err) != gendu.Full || !strings.Contains(err.Error(), f.root.Name()) || strings.Contains(gendu.MessageOf(err), f.root.Name()) {
		t.Errorf("%v; want full, with the path for the log alone", err)
	}
	free = 499
	if err := b.Put(ctx, "a", strings.NewReader("4"), 1); gendu.KindOf(err) != gendu.Full {
		t.Errorf("replacing: %v", err)
	}
	body, _, err := b.Get(ctx, "a", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(body)
	_ = body.Close()
	if err != nil || string(got) != "123" {
		t.Errorf("read %q, %v: what is there stays", got, err)
	}
	if err := b.Check(ctx); err != nil {
		t.Errorf("the store can be used: %v", err)
	}
	if err := b.Delete(ctx, "a"); err != nil {
		t.Errorf("deleting: %v", err)
	}
}

// TestReserveIsWatchedWhileABodyArrives: others write to the disk meanwhile, and of a
// body in chunks nobody knows the length.
func TestReserveIsWatchedWhileABodyArrives(t *testing.T) {
	t.Parallel()
	free := int64(100 << 20)
	f, b := disk(t, 50<<20, &free)
	body := readerFunc(func(p []byte) (int, error) {
		free -= int64(len(p)) // as if it were written
		return len(p), nil
	})
	err := b.Put(t.Context(), "endless", body, -1)
	if gendu.KindOf(err) != gendu.Full {
		t.Fatalf("%v, want full", err)
	}
	if free < 40<<20 {
		t.Errorf("%d bytes were left before it was noticed", free)
	}
	left, err := os.ReadDir(filepath.Join(f.root.Name(), workDir))
	if err != nil || len(left) != 0 {
		t.Errorf("%v, %v: what was written is taken away again", left, err)
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestWriteErrorTellsFullFromBroken(t *testing.T) {
	t.Parallel()
	free := int64(0)
	f, _ := disk(t, 0, &free)
	for _, c := range []struct {
		err  error
		want gendu.Kind
	}{
		{&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, gendu.Full},
		{fmt.Errorf("so: %w", syscall.EDQUOT), gendu.Full},
		{syscall.EIO, gendu.Unavailable},
		{errors.New("else"), gendu.Unavailable},
	} {
		if got := gendu.KindOf(f.writeError(c.err)); got != c.want {
			t.Errorf("%v is %q, want %q", c.err, got, c.want)
		}
	}
}
