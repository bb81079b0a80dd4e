package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// TestSetupLinkUntilThereIsAnAdmin: a server without an administrator prints a link
// at every start, also beside accounts without that role; an old link holds until
// there is an administrator, and no start prints one after that.
func TestSetupLinkUntilThereIsAnAdmin(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, first, stop := startIn(t, dir)
	stop()
	if first == "" {
		t.Fatal("the first start printed no link")
	}
	if _, stderr, code := programOf(t, dir, "user", "add", "mei", "--roles", "teacher,host"); code != 0 {
		t.Fatal(stderr)
	}
	base, second, stop := startIn(t, dir)
	defer stop()
	if second == "" || second == first {
		t.Fatalf("a start beside a teacher printed %q", second)
	}
	if !session(t, base)["setupNeeded"].(bool) {
		t.Error("the page does not say that the server has to be set up")
	}
	if status := setUp(t, base, first, "ada"); status != http.StatusCreated {
		t.Fatalf("the link of the first start is answered %d", status)
	}
	if status := setUp(t, base, second, "eve"); status != http.StatusConflict {
		t.Errorf("a link beside an administrator is answered %d", status)
	}
	if session(t, base)["setupNeeded"].(bool) {
		t.Error("the page says that the server has to be set up")
	}
	_, third, stopThird := startIn(t, dir)
	stopThird()
	if third != "" {
		t.Errorf("a start with an administrator printed %q", third)
	}
}

var setupLink = regexp.MustCompile(`/setup#(\S+)`)

// startIn starts a server over the stores in dir and gives its address and the
// token of the link that it printed. Stop ends it gently.
//
// Somebody else can take the free port before the server does, so it may try again.
func startIn(t *testing.T, dir string) (base, token string, stop func()) {
	t.Helper()
	for range 5 {
		if base, token, stop = tryStart(t, dir); base != "" {
			return base, token, stop
		}
	}
	t.Fatal("the server did not start in five tries")
	return "", "", nil
}

// freeAddress is one of this machine that nobody listens on, at the moment.
func freeAddress(t *testing.T) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	defer free.Close()
	return free.Addr().String()
}

func tryStart(t *testing.T, dir string, flags ...string) (base, token string, stop func()) {
	t.Helper()
	address := freeAddress(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"serve", "--addr", address}, flags...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asProgram+"=1")
	stdout, err := cmd.StdoutPipe()
	ok(t, err)
	ok(t, cmd.Start())
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if m := setupLink.FindStringSubmatch(lines.Text()); m != nil {
			token = m[1]
		}
		if strings.Contains(lines.Text(), " serves ") {
			return "http://" + address, token, func() {
				t.Helper()
				ok(t, cmd.Process.Signal(syscall.SIGTERM))
				if err := cmd.Wait(); err != nil {
					t.Errorf("a server that was stopped ended with %v", err)
				}
			}
		}
	}
	t.Logf("the server ended: %v, %v", lines.Err(), cmd.Wait())
	return "", "", nil
}

// TestMetricsAddress: with an address of their own the metrics need no token there, and
// nothing else is served there; the server's own address does not give them away.
func TestMetricsAddress(t *testing.T) {
	t.Parallel()
	dir, metrics, base := t.TempDir(), "", ""
	for range 5 { // as startIn tries: for two free ports
		metrics = freeAddress(t)
		started, _, stop := tryStart(t, dir, "--metrics-addr", metrics)
		if started != "" {
			base = started
			defer stop()
			break
		}
	}
	if base == "" {
		t.Fatal("the server did not start in five tries")
	}
	for address, want := range map[string]int{
		"http://" + metrics + "/metrics":         http.StatusOK,
		"http://" + metrics + "/":                http.StatusNotFound,
		"http://" + metrics + "/api/v1/session":  http.StatusNotFound,
		"http://" + metrics + "/media/audios/x/": http.StatusNotFound,
		base + "/metrics":                        http.StatusNotFound,
	} {
		response, err := http.Get(address)
		ok(t, err)
		body, err := io.ReadAll(response.Body)
		ok(t, err, response.Body.Close())
		if response.StatusCode != want {
			t.Errorf("%s is answered %d, want %d", address, response.StatusCode, want)
		}
		if has := strings.Contains(string(body), "gendu_http_requests_in_flight"); has != (want == http.StatusOK) {
			t.Errorf("%s: it has the metrics: %v", address, has)
		}
	}
}

func session(t *testing.T, base string) (view map[string]any) {
	t.Helper()
	response, err := http.Get(base + "/api/v1/session")
	ok(t, err)
	defer response.Body.Close()
	ok(t, json.NewDecoder(response.Body).Decode(&view))
	return view
}

func setUp(t *testing.T, base, token, login string) int {
	t.Helper()
	body, err := json.Marshal(map[string]string{"token": token, "login": login, "name": login, "password": "a password for tests"})
	ok(t, err)
	response, err := http.Post(base+"/api/v1/setup", "application/json", bytes.NewReader(body))
	ok(t, err)
	defer response.Body.Close()
	return response.StatusCode
}
