package testkit

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const installS3 = "`GOBIN=$PWD/bin go install github.com/versity/versitygw/cmd/versitygw@v1.8.0` in the repository; or set GENDU_TEST_S3 to an address s3://BUCKET?endpoint=…&access_key=…&secret_key=… where tests may write"

// S3 gives an s3:// address, with its credentials, of a place without objects: a
// fresh prefix in the bucket of GENDU_TEST_S3, and where that is unset a fresh
// bucket of a versitygw that the test binary starts for itself.
func S3(t testing.TB) (address string) {
	t.Helper()
	base, err := s3Server()
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(base.address)
	if err != nil {
		t.Fatal(err)
	}
	if base.root == "" {
		q := u.Query()
		q.Set("prefix", strings.TrimPrefix(q.Get("prefix")+"/"+unique(), "/"))
		u.RawQuery = q.Encode()
		return u.String()
	}
	u.Host = unique()
	if err := os.Mkdir(filepath.Join(base.root, u.Host), 0o755); err != nil { // a folder is a bucket there
		t.Fatal(err)
	}
	return u.String()
}

type s3Base struct {
	address string
	root    string // folder of the buckets, of our own server
}

var s3Server = sync.OnceValues(func() (s3Base, error) {
	if address := os.Getenv("GENDU_TEST_S3"); address != "" {
		return s3Base{address: address}, nil
	}
	program, err := find("versitygw", installS3)
	if err != nil {
		return s3Base{}, err
	}
	dir, err := os.MkdirTemp("", "gendu-s3-")
	if err != nil {
		return s3Base{}, err
	}
	b := s3Base{root: filepath.Join(dir, "buckets")}
	side := filepath.Join(dir, "sidecar") // not every file system has extended attributes
	for _, d := range []string{b.root, side} {
		if err := os.Mkdir(d, 0o755); err != nil {
			return b, err
		}
	}
	addr, err := freeAddr()
	if err != nil {
		return b, err
	}
	log, err := daemon(dir, nil, program, "--port", addr, "--access", "gendu", "--secret", "gendu-secret", "--quiet",
		"posix", "--sidecar", side, b.root)
	if err != nil {
		return b, err
	}
	b.address = fmt.Sprintf("s3://bucket?endpoint=%s&path_style=true&region=us-east-1&access_key=gendu&secret_key=gendu-secret",
		url.QueryEscape("http://"+addr))
	return b, await("versitygw", log, func() error {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			err = c.Close()
		}
		return err
	})
})

// freeAddr is an address of this machine where nobody listens now.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
