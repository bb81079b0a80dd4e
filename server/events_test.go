package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
	"gendu/server/httpio"
	"gendu/store/jobqueue"
)

// event is one server-sent event.
type event struct{ name, data string }

// listen opens a stream; its events come by the channel, which ends with it.
func (c *caller) listen(path string) (<-chan event, context.CancelFunc) {
	c.h.t.Helper()
	ctx, cancel := context.WithTimeout(c.h.t.Context(), 30*time.Second)
	r, err := http.NewRequestWithContext(ctx, "GET", c.h.web.URL+path, nil)
	if err != nil {
		c.h.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: c.h.server.cookieName, Value: c.cookie})
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		c.h.t.Fatal(err)
	}
	if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		c.h.t.Fatalf("the stream is %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	out := make(chan event, 100)
	go func() {
		defer close(out)
		defer res.Body.Close()
		lines, e := bufio.NewScanner(res.Body), event{}
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch {
			case lines.Text() == "" && e.name != "":
				out <- e
				e = event{}
			case name == "event":
				e.name = value
			case name == "data":
				e.data = value
			}
		}
	}()
	return out, cancel
}

// TestEvents: all at once, then each change, then idle.
func TestEvents(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	c := h.as(host)
	path := httpio.Prefix + "/events?episode=" + string(l.episode.ID)

	// Nothing runs: it says how things stand and ends.
	events, cancel := c.listen(path)
	defer cancel()
	if e := <-events; e.name != "jobs" || !strings.Contains(e.data, `"episodeId":"`+string(l.episode.ID)) {
		t.Fatalf("first %+v", e)
	}
	if e := <-events; e.name != "idle" {
		t.Fatalf("then %+v", e)
	}
	if e, more := <-events; more {
		t.Fatalf("and then %+v", e)
	}

	audio := &gendu.Audio{EpisodeID: l.episode.ID, FileName: "x", Size: 1, Warnings: []string{}}
	if err := h.store.AddAudio(t.Context(), audio); err != nil {
		t.Fatal(err)
	}
	events, cancel2 := c.listen(path)
	defer cancel2()
	state := func(e event) (string, string, string) {
		t.Helper()
		var p progress
		if err := json.Unmarshal([]byte(e.data), &p); err != nil || len(p.Jobs) == 0 {
			t.Fatalf("%+v: %v", e, err)
		}
		return string(p.Jobs[0].State), p.Jobs[0].Step, string(p.Episode.Work)
	}
	if s, _, work := state(<-events); s != "queued" || work != "pending" {
		t.Fatalf("first %s %s", s, work)
	}
	job, err := h.store.ClaimJob(t.Context(), "test", []gendu.JobKind{gendu.IngestAudio}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if s, _, _ := state(<-events); s != "running" {
		t.Fatalf("then %s", s)
	}
	g := jobqueue.GuardOf(job)
	if _, err := h.store.HeartbeatJob(t.Context(), g, time.Minute, "decoding", 0.5); err != nil {
		t.Fatal(err)
	}
	if _, step, _ := state(<-events); step != "decoding" {
		t.Fatalf("then step %s", step)
	}
	audio.State, audio.Message = gendu.Failed, "It is no audio."
	if err := h.store.FinishAudio(t.Context(), g, audio); err != nil {
		t.Fatal(err)
	}
	if err := h.store.FinishJob(t.Context(), g, gendu.JobFailed, "It is no audio."); err != nil {
		t.Fatal(err)
	}
	last := event{}
	for e := range events {
		if e.name == "idle" {
			break
		}
		last = e
	}
	if s, _, work := state(last); s != "failed" || work != "failed" || !strings.Contains(last.data, "It is no audio.") {
		t.Fatalf("at last %s", last.data)
	}
	// Trying again is one new job, however often it is asked for.
	c.json("POST", "/episodes/"+string(l.episode.ID)+"/retry", nil).want(200, nil)
	var jobs []struct{ State string }
	c.json("POST", "/episodes/"+string(l.episode.ID)+"/retry", nil).want(200, &jobs)
	queued := 0
	for _, j := range jobs {
		if j.State == "queued" {
			queued++
		}
	}
	if queued != 1 {
		t.Errorf("%d jobs are queued after two tries, want 1: %+v", queued, jobs)
	}
}

// TestEventsEndWithTheServer: a stop does not wait for streams.
func TestEventsEndWithTheServer(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	if err := h.store.AddAudio(t.Context(), &gendu.Audio{EpisodeID: l.episode.ID, Warnings: []string{}}); err != nil {
		t.Fatal(err)
	}
	events, cancel := h.as(host).listen(httpio.Prefix + "/events?episode=" + string(l.episode.ID))
	defer cancel()
	<-events
	h.server.Close()
	for range events { //nolint:revive // until it ends
	}
	h.stranger().do("GET", "/readyz", nil).want(503, nil)
	h.stranger().do("GET", "/healthz", nil).want(200, nil)
}

// TestEventsAreBounded: how many episodes one stream watches.
func TestEventsAreBounded(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	c := h.as(h.user("host", gendu.Host))
	c.do("GET", httpio.Prefix+"/events", nil).want(400, nil)
	c.do("GET", httpio.Prefix+"/events?"+strings.Repeat("episode=x&", 21), nil).want(400, nil)
	c.do("GET", httpio.Prefix+"/events?episode=x", nil).want(404, nil)
}

// running makes an episode whose ingest runs, and gives what guards the job.
func (h *backend) running(host *gendu.User, slug string) (*lesson, jobqueue.JobGuard) {
	h.t.Helper()
	l := h.newLesson(host, slug, gendu.Draft)
	if err := h.store.AddAudio(h.t.Context(), &gendu.Audio{EpisodeID: l.episode.ID, Warnings: []string{}}); err != nil {
		h.t.Fatal(err)
	}
	job, err := h.store.ClaimJob(h.t.Context(), "test", []gendu.JobKind{gendu.IngestAudio}, time.Hour)
	if err != nil {
		h.t.Fatal(err)
	}
	return l, jobqueue.GuardOf(job)
}

// TestOneEventForAllWatchers: of a change one event is made, however many watch.
func TestOneEventForAllWatchers(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l, guard := h.running(host, "k")
	readings := &h.server.hub.turns // one for each time that an episode is read
	const watchers = 10
	var streams []<-chan event
	for range watchers {
		events, cancel := h.as(host).listen(httpio.Prefix + "/events?episode=" + string(l.episode.ID))
		defer cancel()
		<-events
		streams = append(streams, events)
	}
	// Each stream reads once as it begins, and the hub once for all in case that
	// something changed meanwhile. Some may begin behind its first poll.
	testkit.Eventually(t, 10*time.Second, "the hub has read for all", func() bool { return readings.Load() == watchers+1 })
	for i, step := range []string{"decoding", "storing"} {
		if _, err := h.store.HeartbeatJob(t.Context(), guard, time.Hour, step, 0.5); err != nil {
			t.Fatal(err)
		}
		for _, events := range streams {
			if e := <-events; e.name != "jobs" || !strings.Contains(e.data, step) {
				t.Fatalf("got %+v, want the step %s", e, step)
			}
		}
		if n := readings.Load(); n != uint64(watchers+2+i) {
			t.Errorf("after change %d for %d watchers the jobs were read %d times, want %d", i+1, watchers, n, watchers+2+i)
		}
	}
}

// TestEventsEndWithTheRight: a host whose role or session was taken away, or
// whose episode was deleted, gets nothing more.
func TestEventsEndWithTheRight(t *testing.T) {
	t.Parallel()
	for name, take := range map[string]func(h *backend, host *gendu.User, c *caller, l *lesson) error{
		"the role": func(h *backend, host *gendu.User, _ *caller, _ *lesson) error {
			return h.store.SetRoles(context.Background(), host.ID, nil)
		},
		"the session": func(h *backend, host *gendu.User, c *caller, _ *lesson) error {
			list, err := h.store.Sessions(context.Background(), host.ID)
			if err != nil || len(list) != 1 {
				return fmt.Errorf("%d sessions, %w", len(list), err)
			}
			return h.store.DeleteSession(context.Background(), host.ID, list[0].ID)
		},
		"the account": func(h *backend, host *gendu.User, _ *caller, _ *lesson) error {
			return h.store.SetDisabled(context.Background(), host.ID, true)
		},
		"the episode": func(h *backend, _ *gendu.User, _ *caller, l *lesson) error {
			return h.store.DeleteEpisode(context.Background(), l.episode.ID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newBackend(t)
			host := h.user("host", gendu.Host)
			l, guard := h.running(host, "k")
			c := h.as(host)
			events, cancel := c.listen(httpio.Prefix + "/events?episode=" + string(l.episode.ID))
			defer cancel()
			<-events
			if err := take(h, host, c, l); err != nil {
				t.Fatal(err)
			}
			if _, err := h.store.HeartbeatJob(t.Context(), guard, time.Hour, "secret", 0.5); err != nil {
				t.Fatal(err)
			}
			testkit.Eventually(t, 10*time.Second, "the stream has ended by itself", func() bool {
				h.server.hub.mu.Lock()
				defer h.server.hub.mu.Unlock()
				return len(h.server.hub.watchers) == 0
			})
			for e := range events {
				t.Errorf("told %+v", e)
			}
		})
	}
}
