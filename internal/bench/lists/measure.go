package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"gendu"
	"gendu/identity"
	"gendu/store"
)

// goal is what the first answer of every list stays below, at the 99th percentile.
const goal = 50 * time.Millisecond

// sampled is how many learners ask, one after the other.
const sampled = 50

// list is an answer that is measured: of whom, and its path for the i-th request.
type list struct {
	name, who string
	path      func(i int) string
}

// row is what was measured of a list.
type row struct {
	list
	bytes         int
	p50, p95, p99 time.Duration
}

func fixed(path string) func(int) string { return func(int) string { return path } }

func at(path string, of func(i int) int, kind int) func(int) string {
	return func(i int) string { return fmt.Sprintf(path, id(kind, of(i))) }
}

// lists are the first answers of all pages that show lists.
func lists() []list {
	any := func(n int) func(i int) int { return func(i int) int { return mix(i*17) % n } }
	return []list{
		{"shows (library)", "learner", fixed("/shows")},
		{"a show of 1,000 episodes", "learner", at("/shows/%s", func(int) int { return 0 }, shows)},
		{"a show", "learner", at("/shows/%s", any(showCount), shows)},
		{"own takes", "learner", fixed("/me/takes")},
		{"own takes, favourites", "learner", fixed("/me/takes?which=favourite")},
		{"own takes, sent", "learner", fixed("/me/takes?which=sent")},
		{"own takes, answered", "learner", fixed("/me/takes?which=answered")},
		{"own takes of an episode", "learner", at("/episodes/%s/takes?limit=200", any(episodeCount), episodes)},
		{"10,000 own takes", "learner 0", fixed("/me/takes")},
		{"10,000 own takes of one episode", "learner 0", at("/episodes/%s/takes?limit=200", func(int) int { return 0 }, episodes)},
		{"10,000 own takes, none sent", "learner 0", fixed("/me/takes?which=unanswered")},
		{"Today", "learner", fixed("/me/today")},
		{"Today, 20,000 own ratings", "learner 0", fixed("/me/today")},
		{"progress", "learner", fixed("/me/progress")},
		{"progress, 10,000 own takes", "learner 0", fixed("/me/progress")},
		{"classes joined", "learner", fixed("/classes")},
		{"50 classes taught", "teacher", fixed("/classes")},
		{"a class and its members", "teacher", at("/classes/%s", any(classCount), classes)},
		{"review queue of 50 classes", "teacher", fixed("/review-queue?reviewed=true")},
		{"review queue of a class", "teacher", func(i int) string {
			return "/review-queue?reviewed=true&classId=" + id(classes, mix(i*17)%classCount)
		}},
		{"review queue of a learner", "teacher", func(i int) string {
			return "/review-queue?reviewed=true&learnerId=" + userOf(mix(i*17)%learners)
		}},
		{"own shows (studio)", "host", fixed("/shows?own=true")},
		{"1,000 own episodes", "host", at("/shows/%s", func(int) int { return 0 }, shows)},
		{"users", "admin", fixed("/users")},
		{"users, searched", "admin", func(i int) string { return "/users?search=" + fmt.Sprint(mix(i)%1000) }},
		{"all classes", "admin", fixed("/admin/classes")},
		{"all shows", "admin", fixed("/admin/shows")},
		{"invitations", "admin", fixed("/invitations")},
	}
}

// measureDatabase fills a database, serves it with the built server, and measures all lists.
func measureDatabase(ctx context.Context, d *database, o options) ([]row, error) {
	if err := fill(ctx, d, o); err != nil {
		return nil, err
	}
	cookies, err := signIn(ctx, d)
	if err != nil {
		return nil, err
	}
	base, stop, err := serve(d, o)
	if err != nil {
		return nil, err
	}
	defer stop()
	var out []row
	for _, l := range lists() {
		r, err := measure(l, base, cookies, o.requests)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.name, err)
		}
		fmt.Printf("%-32s %7d bytes  p50 %6.1f  p95 %6.1f  p99 %6.1f ms\n", l.name, r.bytes, ms(r.p50), ms(r.p95), ms(r.p99))
		out = append(out, r)
	}
	return out, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// signIn gives the cookies of some of everybody, by who they are.
func signIn(ctx context.Context, d *database) (map[string][]string, error) {
	s, err := store.Open(ctx, d.url)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	who := map[string][]int{"learner 0": {0}, "teacher": {teacher}, "host": {host}, "admin": {admin}}
	for i := range sampled {
		who["learner"] = append(who["learner"], 1+i*(learners-1)/sampled)
	}
	out := map[string][]string{}
	for name, list := range who {
		for _, i := range list {
			token, hash := identity.NewToken()
			now := time.Now()
			err := s.CreateSession(ctx, &gendu.Session{
				ID: gendu.NewID(now), UserID: gendu.ID(userOf(i)), TokenHash: hash, Device: "bench", CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(24 * time.Hour),
			}, "x")
			if err != nil {
				return nil, err
			}
			out[name] = append(out[name], "gendu_session="+token)
		}
	}
	return out, nil
}

// serve starts the built server on the database.
func serve(d *database, o options) (base string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return "", nil, err
	}
	objects := filepath.Join(o.dir, "objects-"+d.name)
	if err := os.MkdirAll(objects, 0o700); err != nil {
		return "", nil, err
	}
	env := append(os.Environ(), "GENDU_DATABASE="+d.url, "GENDU_OBJECTS=file:"+objects)
	// The recordings that the rows speak of have no bytes.
	join := exec.Command(o.binary, "installation", "join")
	join.Env = env
	if out, err := join.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("installation join: %w\n%s", err, out)
	}
	cmd := exec.Command(o.binary, "serve", "--addr", addr, "--base-url", "http://"+addr)
	cmd.Env = env
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}
	for range 600 {
		if response, err := http.Get("http://" + addr + "/readyz"); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return "http://" + addr + "/api/v1", stop, nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	return "", nil, fmt.Errorf("the server does not answer:\n%s", said.String())
}

// measure asks for a list many times, one request after the other, after a few that warm up
// the connection and the prepared statements.
func measure(l list, base string, cookies map[string][]string, n int) (row, error) {
	const warm = 5
	r := row{list: l}
	var times []time.Duration
	for i := range n + warm {
		start := time.Now()
		body, err := ask(base+l.path(i), cookies[l.who][i%len(cookies[l.who])])
		if err != nil {
			return r, err
		}
		if i >= warm {
			times = append(times, time.Since(start))
			r.bytes = max(r.bytes, len(body))
		}
		if strings.Contains(string(body), `"measures"`) {
			return r, errors.New("it carries whole comparisons")
		}
	}
	slices.Sort(times)
	quantile := func(q float64) time.Duration { return times[min(len(times)-1, int(q*float64(len(times))))] }
	r.p50, r.p95, r.p99 = quantile(0.5), quantile(0.95), quantile(0.99)
	return r, nil
}

func ask(address, cookie string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Cookie", cookie)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err == nil && (response.StatusCode != http.StatusOK || !json.Valid(body)) {
		err = fmt.Errorf("%s: %s\n%.300s", address, response.Status, body)
	}
	return body, err
}
