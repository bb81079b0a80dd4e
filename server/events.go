package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/server/gate"
	"gendu/server/httpio"
)

const (
	watchBeat  = 20 * time.Second // a comment, so that proxies keep the stream
	maxWatched = 20               // episodes of one stream
)

// events streams how the background work of episodes goes: all of it at once,
// then each change, and "idle" when nothing runs any more. Before each event the
// session and can are asked again: a former host gets nothing.
func (s *Server) events(c echo.Context) error {
	ctx := c.Request().Context()
	episodes, err := s.watchedEpisodes(c)
	if err != nil {
		return err
	}
	w := newWatcher(gate.RequestOf(ctx).User.ID, episodes)
	if err := s.hub.add(w, s.services.Store.Limits()); err != nil {
		return err
	}
	defer s.hub.remove(w)
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/event-stream; charset=utf-8")
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set("X-Accel-Buffering", "no")
	c.Response().WriteHeader(http.StatusOK)
	stream := &eventStream{c: c, rc: http.NewResponseController(c.Response()), told: map[gendu.ID]*episodeStatus{}}
	var first []*episodeStatus
	for _, id := range episodes {
		n, err := s.buildNews(ctx, id)
		if err != nil {
			return nil //nolint:nilerr // the page opens it again
		}
		first = append(first, n)
	}
	if s.tell(ctx, stream, first) {
		s.follow(ctx, w, stream)
	}
	return nil
}

// follow tells each change until nothing runs any more, or the stream ends
// otherwise; the page opens a broken one again.
func (s *Server) follow(ctx context.Context, w *watcher, stream *eventStream) {
	beat := time.NewTicker(watchBeat)
	defer beat.Stop()
	for {
		if stream.idle() {
			_ = stream.send("idle", []byte("{}"))
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-s.services.Stop.Done():
			return
		case <-w.changed:
			list, gone := w.take()
			if gone || !s.tell(ctx, stream, list) {
				return
			}
		case <-beat.C:
			if stream.comment() != nil {
				return
			}
		}
	}
}

// tell writes news to a stream whose user may still have them; false ends it.
func (s *Server) tell(ctx context.Context, stream *eventStream, list []*episodeStatus) bool {
	req := &gate.Request{Echo: stream.c}
	if err := s.recognise(ctx, req); err != nil {
		return false
	}
	for _, n := range list {
		if gate.Can(req.User, gate.EditEpisode, n.object) != nil || stream.once(n) != nil {
			return false
		}
	}
	return true
}

// watchedEpisodes reads the query and asks can for each episode.
func (s *Server) watchedEpisodes(c echo.Context) ([]gendu.ID, error) {
	ctx := c.Request().Context()
	texts := c.QueryParams()["episode"]
	if len(texts) == 0 || len(texts) > maxWatched {
		return nil, httpio.InField("episode", gendu.Errorf(gendu.Invalid, "The query needs episode=<id>, 1 to %d times.", maxWatched))
	}
	var ids []gendu.ID
	for _, text := range texts {
		id, err := gendu.ParseID(text)
		if err != nil {
			return nil, httpio.ErrNothing()
		}
		o := gate.Resource{}
		if err := gate.FindEpisode(ctx, s.services.Store, id, &o); err != nil {
			return nil, err
		}
		if err := gate.Can(gate.RequestOf(ctx).User, gate.EditEpisode, o); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// eventStream writes server-sent events, each under a deadline.
type eventStream struct {
	c    echo.Context
	rc   *http.ResponseController
	told map[gendu.ID]*episodeStatus // the last of each episode
}

// once writes news that are later than what was written of the episode, where
// they say something else.
func (e *eventStream) once(n *episodeStatus) error {
	id := n.object.Episode.ID
	last := e.told[id]
	if last != nil && last.turn >= n.turn {
		return nil
	}
	e.told[id] = n
	if last != nil && bytes.Equal(last.data, n.data) {
		return nil
	}
	return e.send("jobs", n.data)
}

// idle says whether nothing runs for any of the episodes.
func (e *eventStream) idle() bool {
	for _, n := range e.told {
		if n.busy {
			return false
		}
	}
	return true
}

// send writes one event; data is JSON on one line.
func (e *eventStream) send(event string, data []byte) error {
	return e.write(fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, data))
}

func (e *eventStream) comment() error { return e.write([]byte(": still here\n\n")) }

func (e *eventStream) write(b []byte) error {
	_ = e.rc.SetWriteDeadline(time.Now().Add(httpio.PlainTimeout))
	if _, err := e.c.Response().Write(b); err != nil {
		return err
	}
	return e.rc.Flush()
}
