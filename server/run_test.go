package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
	"gendu/server/httpio"
)

// TestRunStopsGracefully: a request that is under way is finished, new ones are
// not taken.
func TestRunStopsGracefully(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.server.Serve(ctx, listener) }()
	base := "http://" + listener.Addr().String()

	pr, pw := io.Pipe()
	answered := make(chan int, 1)
	go func() {
		r, err := http.NewRequestWithContext(t.Context(), "PUT", base+l.takePath(gendu.NewID(time.Now()), 0), pr)
		if err != nil {
			answered <- 0
			return
		}
		r.AddCookie(&http.Cookie{Name: h.server.cookieName, Value: alice.cookie})
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			answered <- 0
			return
		}
		_ = res.Body.Close()
		answered <- res.StatusCode
	}()
	b := takeBytes(200)
	if _, err := pw.Write(b[:1000]); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 10*time.Second, "the request is under way", func() bool {
		return strings.Contains(h.stranger().do("GET", "/metrics", nil, "Authorization", "Bearer "+metricsToken).text(), "gendu_http_requests_in_flight 2\n")
	})
	stop()
	testkit.Eventually(t, 10*time.Second, "the server takes no new connections", func() bool {
		c, err := net.Dial("tcp", listener.Addr().String())
		if err == nil {
			_ = c.Close()
		}
		return err != nil
	})
	if _, err := pw.Write(b[1000:]); err != nil {
		t.Fatal(err)
	}
	_ = pw.Close()
	if s := <-answered; s != 201 {
		t.Errorf("the take that was under way: %d, want 201", s)
	}
	if err := <-ended; err != nil {
		t.Errorf("the end: %v", err)
	}
}

// TestRunCutsTheImpatient: what does not end in time is cut.
func TestRunCutsTheImpatient(t *testing.T) {
	t.Parallel()
	h := newBackend(t, func(c *Config) { c.StopTime = 50 * time.Millisecond })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.server.Serve(ctx, listener) }()
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 10*time.Second, "the request is under way", func() bool {
		return strings.Contains(h.stranger().do("GET", "/metrics", nil, "Authorization", "Bearer "+metricsToken).text(), "gendu_http_requests_in_flight 2\n")
	})
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the end: %v", err)
	}
}

func TestRunRefusesAFaultyAddress(t *testing.T) {
	t.Parallel()
	h := newBackend(t, func(c *Config) { c.Addr = "256.0.0.1:1" })
	if err := h.server.Run(t.Context()); err == nil || !strings.HasPrefix(err.Error(), "server: ") {
		t.Errorf("the error is %v", err)
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://gendu.example": "https://gendu.example", "https://gendu.example/": "https://gendu.example",
		"http://localhost:8080": "http://localhost:8080", "ftp://x": "", "gendu.example": "", "https://x/path": "", "https://u:p@x": "",
	} {
		u, err := baseURL(Config{BaseURL: text})
		got := ""
		if err == nil {
			got = u.String()
		}
		if got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	for cfg, want := range map[listening]string{
		{"127.0.0.1:8080", ""}: "http://127.0.0.1:8080", {":8080", ""}: "http://localhost:8080", {"0.0.0.0:443", "cert"}: "https://localhost:443",
		{"[::]:80", ""}: "http://localhost:80",
	} {
		u, err := baseURL(Config{Addr: cfg.addr, TLSCert: cfg.cert})
		if err != nil || u.String() != want {
			t.Errorf("%s is %v, want %s", cfg.addr, u, want)
		}
	}
}

// listening is the part of a Config that a map can have as its key.
type listening struct{ addr, cert string }

// TestCheckRoutes: a route that nobody declared keeps the server from starting,
// and so does a declared one that is not served.
func TestCheckRoutes(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	if err := checkRoutes(h.server.echo.Routes()); err != nil {
		t.Fatal(err)
	}
	h.server.echo.GET("/secret", h.server.healthz)
	if err := checkRoutes(h.server.echo.Routes()); err == nil || !strings.Contains(err.Error(), "GET /secret is routed but not declared") {
		t.Errorf("the error is %v", err)
	}
	h.stranger().do("GET", "/secret", nil).want(404, nil) // and the gate lets nobody through
	if err := checkRoutes(h.server.echo.Routes()[:3]); err == nil || !strings.Contains(err.Error(), "not routed") {
		t.Errorf("the error is %v", err)
	}
}

// TestInternalTextStaysInside: what we did not mean for people is logged only.
func TestInternalTextStaysInside(t *testing.T) {
	t.Parallel()
	secret := errors.New("dial tcp 10.0.0.5:5432: password authentication failed for user gendu")
	for name, err := range map[string]error{
		"plain":    secret,
		"internal": gendu.Wrap(secret, gendu.Internal, "the pool is broken"),
		"wrapped":  gendu.Wrap(secret, gendu.Unavailable, "The database does not answer."),
		"unknown":  gendu.Wrap(secret, gendu.Kind("new"), "x"),
	} {
		status, p := httpio.ProblemOf(err)
		if status < 500 || strings.Contains(p.Message, "10.0.0.5") || strings.Contains(p.Message, "pool") {
			t.Errorf("%s: %d %s", name, status, p.Message)
		}
	}
	for kind, want := range httpio.StatusOf {
		if status, p := httpio.ProblemOf(gendu.Errorf(kind, "text")); status != want || string(p.Kind) != string(kind) || !p.Kind.Valid() {
			t.Errorf("%s: %d %s", kind, status, p.Kind)
		}
	}
}

// TestMethods: 405 with Allow, and 404 in JSON.
func TestMethods(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	a := h.stranger().do("PUT", httpio.Prefix+"/session", nil).want(405, nil)
	if allow := a.header.Get("Allow"); !strings.Contains(allow, "POST") || !strings.Contains(allow, "GET") {
		t.Errorf("Allow is %q", allow)
	}
	problem(t, a)
	problem(t, h.stranger().do("GET", httpio.Prefix+"/none", nil).want(404, nil))
	h.stranger().do("TRACE", "/", nil).want(405, nil)
}

// TestHealthWithoutDatabase: the process says that it lives, and that it is not
// ready, also to somebody with a cookie.
func TestHealthWithoutDatabase(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	c := h.as(h.user("alice"))
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
	c.do("GET", "/healthz", nil).want(200, nil)
	a := c.do("GET", "/readyz", nil).want(503, nil)
	if kind, message, _ := problem(t, a); kind != "unavailable" || strings.Contains(message, "sql") {
		t.Errorf("not ready: %s %s", kind, message)
	}
	c.do("GET", "/", nil).want(200, nil)
	if a := c.get("/shows"); a.status < 500 || strings.Contains(a.text(), "sql") {
		t.Errorf("without a database: %d %s", a.status, a.body)
	}
}
