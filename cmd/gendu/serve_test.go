package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// certificate makes a self-signed pair for another name than this machine's.
func certificate(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ok(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"gendu.example"}, NotAfter: time.Now().Add(time.Hour)}
	public, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	ok(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	ok(t, err)
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	ok(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: public}), 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600))
	return cert, key
}

// TestFaultsAreNamedAllAtOnce starts a server whose every flag is faulty: each
// is named in one answer, and nothing was made.
//
// It is not parallel: it sets the environment.
func TestFaultsAreNamedAllAtOnce(t *testing.T) {
	dir := t.TempDir()
	cert, _ := certificate(t, dir)
	other, _ := os.MkdirTemp(dir, "other")
	_, key := certificate(t, other)
	t.Setenv("GENDU_DATABASE", "")
	t.Setenv("GENDU_DATABASE_FILE", filepath.Join(dir, "missing"))
	err := run(t.Context(), []string{
		"serve", "--database", "postgres://gendu:verysecret@host:port/name", "--objects", "s3://bucket?colour=red&secret_key=verysecret",
		"--addr", "8080", "--base-url", "https://user@gendu.example?x=1", "--tls-cert", cert, "--tls-key", key,
		"--trusted-proxies", "10.0.0.0/8,ten",
	}, io.Discard)
	if err == nil {
		t.Fatal("the server started")
	}
	for _, flag := range []string{
		"GENDU_DATABASE_FILE", "--database", "--objects", "colour", "--addr", "--base-url", "--tls-cert and --tls-key", "--trusted-proxies",
	} {
		if !strings.Contains(err.Error(), flag) {
			t.Errorf("%v does not name %s", err, flag)
		}
	}
	if strings.Contains(err.Error(), "verysecret") {
		t.Errorf("%v tells a secret", err)
	}
	if _, err := os.Stat("data"); err == nil {
		t.Error("a folder was made")
	}
}

func TestServeValidates(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := certificate(t, dir)
	const bucket = "s3://bucket?endpoint=http://s3.example"
	cases := []struct {
		name    string
		cmd     serveCmd
		objects string
		ok      bool
	}{
		{"defaults", serveCmd{Addr: "127.0.0.1:8080"}, "", true},
		{"all addresses", serveCmd{Addr: ":8080", BaseURL: "https://gendu.example.org"}, "", true},
		{"a slash behind the base", serveCmd{Addr: ":8080", BaseURL: "https://gendu.example.org/"}, "", true},
		{"a path in the base", serveCmd{Addr: ":8080", BaseURL: "https://example.org/gendu"}, "", false},
		{"a query in the base", serveCmd{Addr: ":8080", BaseURL: "https://example.org?a=b"}, "", false},
		{"a user in the base", serveCmd{Addr: ":8080", BaseURL: "https://me@example.org"}, "", false},
		{"a certificate", serveCmd{Addr: ":8443", TLSCert: cert, TLSKey: key}, "", true},
		{"a key as certificate", serveCmd{Addr: ":8443", TLSCert: key, TLSKey: key}, "", false},
		{"a certificate alone", serveCmd{Addr: ":8443", TLSCert: cert}, "", false},
		{"a certificate that is not there", serveCmd{Addr: ":8443", TLSCert: cert + "x", TLSKey: key}, "", false},
		{"demo at home", serveCmd{Addr: "[::1]:8080", Demo: true}, "", true},
		{"demo for everybody", serveCmd{Addr: ":8080", Demo: true}, "", false},
		{"a single proxy", serveCmd{Addr: ":8080", TrustedProxies: []string{"192.0.2.7"}}, "", true},
		{"redirect to S3", serveCmd{Addr: ":8080", Redirect: true}, bucket, true},
		{"redirect to a folder", serveCmd{Addr: ":8080", Redirect: true}, "", false},
		{"redirect from https to http", serveCmd{Addr: ":8080", BaseURL: "https://gendu.example", Redirect: true}, bucket, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			where := &stores{Database: "sqlite:data/gendu.db", Objects: c.objects}
			if c.objects == "" {
				where.Objects = "file:data/objects"
			}
			if _, err := c.cmd.validate(where); (err == nil) != c.ok {
				t.Errorf("got %v, want ok %v", err, c.ok)
			}
		})
	}
}

// TestMediaOrigin: pages may play from where the store's own addresses lead.
func TestMediaOrigin(t *testing.T) {
	t.Parallel()
	for objects, want := range map[string]string{
		"s3://bucket?path_style=true&access_key=a&secret_key=b&endpoint=https://s3.example:7070": "https://s3.example:7070",
		"s3://bucket?access_key=a&secret_key=b&endpoint=https://s3.example":                      "https://bucket.s3.example",
		"s3://bucket?access_key=a&secret_key=b&region=eu-west-3":                                 "https://bucket.s3.eu-west-3.amazonaws.com",
	} {
		where := &stores{Database: "sqlite:" + filepath.Join(t.TempDir(), "gendu.db"), Objects: objects}
		h, err := where.openUnbound(t.Context())
		ok(t, err)
		defer h.close()
		got, err := (&serveCmd{Redirect: true}).mediaOrigin(t.Context(), h)
		if err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", objects, got, err, want)
		}
	}
}

// TestHealth asks a server by http and, where it has a certificate, by https.
func TestHealth(t *testing.T) {
	t.Parallel()
	cert, key := certificate(t, t.TempDir())
	pair, err := tls.LoadX509KeyPair(cert, key)
	ok(t, err)
	var ready atomic.Int32
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("asked for %s", r.URL.Path)
		}
		w.WriteHeader(int(ready.Load()))
	})
	plain, secure := httptest.NewServer(answer), httptest.NewUnstartedServer(answer)
	secure.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	secure.StartTLS()
	defer plain.Close()
	defer secure.Close()
	asks := []*healthCmd{
		{Addr: plain.Listener.Addr().String()},
		{Addr: secure.Listener.Addr().String(), TLSCert: cert},
	}
	for _, status := range []int{http.StatusOK, http.StatusServiceUnavailable} {
		ready.Store(int32(status))
		for _, ask := range asks {
			if err := ask.Run(t.Context(), secretFaults{}); (err == nil) != (status == http.StatusOK) {
				t.Errorf("%+v at status %d: %v", ask, status, err)
			}
		}
	}
	if err := (&healthCmd{Addr: secure.Listener.Addr().String()}).Run(t.Context(), secretFaults{}); err == nil {
		t.Error("http to an https server is healthy")
	}
	plain.Close()
	err = asks[0].Run(t.Context(), secretFaults{})
	if want := "no server answers at http://" + asks[0].Addr + "/readyz, where --addr leads: "; err == nil || !strings.HasPrefix(err.Error(), want) || exitCode(err) != exitFailed {
		t.Errorf("without a server: %v, want %q", err, want)
	}
	if err := (&healthCmd{Addr: "8080"}).Run(t.Context(), secretFaults{}); exitCode(err) != exitUsage || !strings.Contains(err.Error(), "HOST:PORT is expected") {
		t.Errorf("an address without a port: %v", err)
	}
	for addr, want := range map[string]string{":8443": "http://127.0.0.1:8443/readyz", "[::]:80": "http://127.0.0.1:80/readyz", "[::1]:80": "http://[::1]:80/readyz"} {
		if got, err := (&healthCmd{Addr: addr}).url(); err != nil || got != want {
			t.Errorf("%s is asked at %s, %v, want %s", addr, got, err, want)
		}
	}
}

// TestSecretFiles is not parallel: it sets the environment.
func TestSecretFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "database")
	if err := os.WriteFile(file, []byte("postgres://secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GENDU_DATABASE_FILE", file)
	t.Setenv("GENDU_DATABASE", "")
	t.Setenv("GENDU_ADDR_FILE", file)
	t.Setenv("GENDU_ADDR", "127.0.0.1:1")
	if err := readSecretFiles(); err != nil {
		t.Fatal(err)
	}
	if got := os.Getenv("GENDU_DATABASE"); got != "postgres://secret" {
		t.Errorf("GENDU_DATABASE is %q, want the file's content", got)
	}
	if got := os.Getenv("GENDU_ADDR"); got != "127.0.0.1:1" {
		t.Errorf("GENDU_ADDR is %q, want what the environment said", got)
	}
	t.Setenv("GENDU_BASE_URL_FILE", file+".missing")
	if err := readSecretFiles(); err == nil || !strings.Contains(err.Error(), "GENDU_BASE_URL_FILE") {
		t.Errorf("got %v, want an error that names GENDU_BASE_URL_FILE", err)
	}
}
