package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/server/api"
)

// watchStore is the one query for all watchers of a server, and what a watcher
// is told of its episode.
type watchStore interface {
	JobsSince(ctx context.Context, episodeIDs []gendu.ID, since time.Time) ([]*gendu.Job, error)
	Jobs(ctx context.Context, episodeID gendu.ID) ([]*gendu.Job, error)
}

const (
	watchEvery = time.Second
	// watchBack is how long a job that has ended is still looked at, so that a
	// poll that comes late misses no end.
	watchBack     = 30 * time.Second
	watchBeat     = 20 * time.Second // a comment, so that proxies keep the stream
	mostWatched   = 20               // episodes of one stream
	mostListeners = 1000             // streams of one server
)

// hub polls the store once a second while somebody watches, whatever the number
// of watchers, and tells those whose episodes have changed.
type hub struct {
	store watchStore
	now   func() time.Time
	stop  context.Context //nolint:containedctx // ends when the server does

	mu       sync.Mutex
	watchers map[*watcher]struct{}
	running  bool
}

// watcher is one stream. changed holds at most one token: that there is news.
type watcher struct {
	episodes []gendu.ID
	changed  chan gendu.ID
}

func (h *hub) add(w *watcher) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.watchers) >= mostListeners {
		return gendu.Errorf(gendu.Busy, "Too many are watching. The page asks again by itself.")
	}
	if h.watchers == nil {
		h.watchers = map[*watcher]struct{}{}
	}
	h.watchers[w] = struct{}{}
	if !h.running {
		h.running = true
		go h.poll()
	}
	return nil
}

func (h *hub) remove(w *watcher) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.watchers, w)
}

// poll runs while there are watchers.
func (h *hub) poll() {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	last := map[gendu.ID]string{}
	for {
		select {
		case <-h.stop.Done():
			return
		case <-ticker.C:
		}
		ids := h.watched()
		if ids == nil {
			return
		}
		ctx, cancel := context.WithTimeout(h.stop, 5*time.Second)
		jobs, err := h.store.JobsSince(ctx, ids, h.now().Add(-watchBack))
		cancel()
		if err != nil {
			continue // the next second asks again
		}
		state := map[gendu.ID]string{}
		for _, j := range jobs {
			state[j.EpisodeID] += fmt.Sprint(j.ID, j.State, j.Step, int(j.Progress*200), j.Message, j.Attempt, ";")
		}
		for _, id := range ids {
			// An episode that was not watched a second ago may have changed since its
			// watcher was told; who has nothing new is told nothing twice.
			if was, ok := last[id]; !ok || was != state[id] {
				h.tell(id)
			}
		}
		last = map[gendu.ID]string{}
		for _, id := range ids {
			last[id] = state[id]
		}
	}
}

// watched lists the episodes that are watched; nil ends the poll.
func (h *hub) watched() []gendu.ID {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.watchers) == 0 {
		h.running = false
		return nil
	}
	var ids []gendu.ID
	for w := range h.watchers {
		ids = append(ids, w.episodes...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (h *hub) tell(id gendu.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.watchers {
		if slices.Contains(w.episodes, id) {
			select {
			case w.changed <- id:
			default: // it has news to read already, and will read all of it
			}
		}
	}
}

// progress is what a stream says of one episode.
type progress struct {
	EpisodeID string      `json:"episodeId"`
	Jobs      []api.Job   `json:"jobs"`
	Episode   api.Episode `json:"episode"`
}

// events streams how the background work of episodes goes: all of it at once,
// then each change, and "idle" when nothing runs any more.
func (s *Server) events(c echo.Context) error {
	ctx := c.Request().Context()
	objects, err := s.watchedObjects(c)
	if err != nil {
		return err
	}
	w := &watcher{changed: make(chan gendu.ID, 4*mostWatched)}
	for _, o := range objects {
		w.episodes = append(w.episodes, o.episode.ID)
	}
	if err := s.hub.add(w); err != nil {
		return err
	}
	defer s.hub.remove(w)
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/event-stream; charset=utf-8")
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set("X-Accel-Buffering", "no")
	c.Response().WriteHeader(http.StatusOK)
	stream := &eventStream{c: c, rc: http.NewResponseController(c.Response())}
	beat := time.NewTicker(watchBeat)
	defer beat.Stop()
	for {
		idle, err := s.tellAll(ctx, stream, objects)
		if err != nil {
			return nil //nolint:nilerr // the stream is broken; the page opens it anew
		}
		if idle {
			_ = stream.send("idle", []byte("{}"))
			return nil
		}
		if !s.awaitNews(ctx, w, stream, beat.C) {
			return nil
		}
	}
}

// awaitNews waits for a change of a watched episode; false ends the stream.
func (s *Server) awaitNews(ctx context.Context, w *watcher, stream *eventStream, beat <-chan time.Time) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case <-s.stop.Done():
			return false
		case <-w.changed:
			for len(w.changed) > 0 {
				<-w.changed
			}
			return true
		case <-beat:
			if stream.comment() != nil {
				return false
			}
		}
	}
}

// watchedObjects finds the episodes of the query and asks can for each.
func (s *Server) watchedObjects(c echo.Context) ([]object, error) {
	ctx := c.Request().Context()
	ids := c.QueryParams()["episode"]
	if len(ids) == 0 || len(ids) > mostWatched {
		return nil, &fieldError{"episode", gendu.Errorf(gendu.Invalid, "The query needs episode=<id>, 1 to %d times.", mostWatched)}
	}
	var out []object
	for _, text := range ids {
		id, err := gendu.ParseID(text)
		if err != nil {
			return nil, errNothing()
		}
		o := object{}
		if err := s.findEpisode(ctx, id, &o); err != nil {
			return nil, err
		}
		if err := can(requestOf(ctx).user, editEpisode, o); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// tellAll writes how each episode stands, where that differs from what was
// written before, and says whether nothing runs any more.
func (s *Server) tellAll(ctx context.Context, stream *eventStream, objects []object) (idle bool, err error) {
	idle = true
	for _, o := range objects {
		jobs, err := s.watch.Jobs(ctx, o.episode.ID)
		if err != nil {
			return false, err
		}
		for _, j := range jobs {
			if j.State == gendu.JobQueued || j.State == gendu.JobRunning {
				idle = false
			}
		}
		if err := s.findEpisode(ctx, o.episode.ID, &o); err != nil {
			return false, err // deleted meanwhile
		}
		req := *requestOf(ctx)
		req.object = o
		v, _, err := s.episodes.view(context.WithValue(ctx, requestKey{}, &req), o.episode)
		if err != nil {
			return false, err
		}
		b, err := json.Marshal(progress{string(o.episode.ID), jobsOf(jobs), v})
		if err != nil {
			return false, err
		}
		if err := stream.once(string(o.episode.ID), b); err != nil {
			return false, err
		}
	}
	return idle, nil
}

// eventStream writes server-sent events, each under a deadline.
type eventStream struct {
	c    echo.Context
	rc   *http.ResponseController
	last map[string][]byte
}

// once writes what is said of a thing where it is not what was said before.
func (e *eventStream) once(key string, data []byte) error {
	if bytes.Equal(e.last[key], data) {
		return nil
	}
	if e.last == nil {
		e.last = map[string][]byte{}
	}
	e.last[key] = data
	return e.send("jobs", data)
}

// send writes one event; data is JSON on one line.
func (e *eventStream) send(event string, data []byte) error {
	return e.write(fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, data))
}

func (e *eventStream) comment() error { return e.write([]byte(": still here\n\n")) }

func (e *eventStream) write(b []byte) error {
	_ = e.rc.SetWriteDeadline(time.Now().Add(plainTimeout))
	if _, err := e.c.Response().Write(b); err != nil {
		return err
	}
	return e.rc.Flush()
}
