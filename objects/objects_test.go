package objects_test

import (
	"io"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"gendu"
	"gendu/internal/testkit"
	"gendu/objects"
	"gendu/objects/objectstest"
)

func open(t *testing.T, address string) *objects.Bucket {
	t.Helper()
	b, err := objects.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func TestFolder(t *testing.T) {
	t.Parallel()
	objectstest.Run(t, func(t *testing.T) *objects.Bucket {
		return open(t, "file:"+filepath.Join(t.TempDir(), "new", "objects"))
	})
}

func TestVersityGW(t *testing.T) {
	t.Parallel()
	objectstest.Run(t, func(t *testing.T) *objects.Bucket { return open(t, testkit.S3(t)) })
}

// TestGoFakeS3 is a second S3 server with other habits, and with a prefix.
func TestGoFakeS3(t *testing.T) {
	t.Parallel()
	objectstest.Run(t, func(t *testing.T) *objects.Bucket {
		srv := httptest.NewServer(gofakes3.New(s3mem.New()).Server())
		t.Cleanup(srv.Close)
		return open(t, "s3://made-by-us?create=true&path_style=true&prefix=in/side&access_key=a&secret_key=b&endpoint="+url.QueryEscape(srv.URL))
	})
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "data", "file:", "s3://", "s3://bucket/folder", "s3://user:pw@bucket", "s3://bucket?endpoint=localhost:1",
		"s3://bucket?endpoint=ftp://x", "s3://bucket?colour=red", "s3://bucket?path_style=perhaps", "s3://bucket?prefix=../x",
		"s3://bucket?access_key=only", "s3://bu%zzcket?secret_key=verysecret", "s3://bucket?secret_key=verysecret",
	} {
		b, err := objects.Open(t.Context(), address)
		if gendu.KindOf(err) != gendu.Invalid || b != nil {
			t.Errorf("Open(%q) = %v, %v", address, b, err)
		}
		if strings.Contains(err.Error(), "verysecret") {
			t.Errorf("Open(%q) tells the secret: %v", address, err)
		}
	}
}

func TestNoBucket(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(testkit.S3(t))
	if err != nil {
		t.Fatal(err)
	}
	u.Host = "there-is-no-such-bucket"
	b := open(t, u.String())
	if err := b.Check(t.Context()); gendu.KindOf(err) != gendu.Unavailable {
		t.Errorf("Check: %v", err)
	}
	if _, _, err := b.Get(t.Context(), "x", 0, -1); gendu.KindOf(err) != gendu.Unavailable {
		t.Errorf("Get: %v", err)
	}
	if err := b.Put(t.Context(), "x", strings.NewReader("x"), 1); gendu.KindOf(err) != gendu.Unavailable {
		t.Errorf("Put: %v", err)
	}
}

func TestFolderStaysInside(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	b := open(t, "file:"+dir)
	if _, _, err := b.Get(t.Context(), "link/secret", 0, -1); err == nil {
		t.Error("a link out of the folder was followed")
	}
	if err := b.Put(t.Context(), "link/new", strings.NewReader("x"), 1); err == nil {
		t.Error("a link out of the folder was written through")
	}
	for info, err := range b.List(t.Context(), "") {
		t.Errorf("a link is listed: %+v, %v", info, err)
	}
}

func TestFolderClearsWhatDiedHalfWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, "file:"+dir)
	work := filepath.Join(dir, ".writing")
	for name, age := range map[string]time.Duration{"old": 72 * time.Hour, "young": time.Hour} {
		if err := os.WriteFile(filepath.Join(work, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Now().Add(-age)
		if err := os.Chtimes(filepath.Join(work, name), when, when); err != nil {
			t.Fatal(err)
		}
	}
	open(t, "file:"+dir)
	left, err := os.ReadDir(work)
	if err != nil || len(left) != 1 || left[0].Name() != "young" {
		t.Errorf("left: %v, %v", left, err)
	}
}

// TestFolderBodyIsAFile holds what sendfile needs (net.sendFile): the file itself
// behind an io.LimitedReader.
func TestFolderBodyIsAFile(t *testing.T) {
	t.Parallel()
	b := open(t, "file:"+t.TempDir())
	if err := b.Put(t.Context(), "k", strings.NewReader("0123456789"), 10); err != nil {
		t.Fatal(err)
	}
	r, _, err := b.Get(t.Context(), "k", 2, 5)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	body := r.(*objects.Body)
	limited, ok := body.Next(3).(*io.LimitedReader)
	if !ok || limited.N != 3 {
		t.Fatalf("Next gives %T %+v", limited, limited)
	}
	if _, ok := limited.R.(*os.File); !ok {
		t.Errorf("behind it is a %T", limited.R)
	}
	if b, err := io.ReadAll(io.MultiReader(limited, body)); err != nil || string(b) != "23456" {
		t.Errorf("read %q, %v", b, err)
	}
}

func TestPutFile(t *testing.T) {
	t.Parallel()
	b := open(t, "file:"+t.TempDir())
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte("file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.PutFile(t.Context(), "k", path); err != nil {
		t.Fatal(err)
	}
	if info, err := b.Stat(t.Context(), "k"); err != nil || info.Size != 4 {
		t.Errorf("%+v, %v", info, err)
	}
	if err := b.PutFile(t.Context(), "k", path+"missing"); err == nil {
		t.Error("a missing file was stored")
	}
}
