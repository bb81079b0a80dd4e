package server

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/hosting"
	"gendu/store"
)

const (
	watchEvery = time.Second
	// watchBack is how long a job that has ended is still looked at, so that a
	// poll that comes late misses no end.
	watchBack    = 30 * time.Second
	watchTime    = 5 * time.Second // for the queries of one poll, or of one event
	maxListeners = 1000            // streams of one server
)

// hub polls the store once a second while somebody watches, whatever the number
// of watchers. Of each change it makes one event, which all who watch that
// episode are given: they are browsers of its host.
type hub struct {
	store *store.Store
	build func(ctx context.Context, id gendu.ID) (*episodeStatus, error)
	now   func() time.Time
	stop  context.Context //nolint:containedctx // ends when the server does
	turns atomic.Uint64   // counts what is read, in the order in which the reading began

	mu       sync.Mutex
	watchers map[*watcher]struct{}
	running  bool
}

// episodeStatus is how an episode stands.
type episodeStatus struct {
	turn   uint64 // of two about one episode, that with the greater number was read later
	object gate.Resource
	busy   bool   // something is queued or running
	data   []byte // JSON
}

// watcher is one stream. waiting holds the latest news of each episode that it
// was not told yet, changed that there are some.
type watcher struct {
	user     gendu.ID
	episodes []gendu.ID
	changed  chan struct{}

	mu      sync.Mutex
	waiting map[gendu.ID]*episodeStatus
	gone    bool // an episode of it was deleted
}

func newWatcher(user gendu.ID, episodes []gendu.ID) *watcher {
	return &watcher{user: user, episodes: episodes, changed: make(chan struct{}, 1), waiting: map[gendu.ID]*episodeStatus{}}
}

// tell leaves news at the watcher; nil: the episode is gone.
func (w *watcher) tell(id gendu.ID, n *episodeStatus) {
	w.mu.Lock()
	if n == nil {
		w.gone = true
	} else {
		w.waiting[id] = n
	}
	w.mu.Unlock()
	select {
	case w.changed <- struct{}{}:
	default: // it knows that there are some
	}
}

// take gives what has come since the last time, and whether an episode is gone.
func (w *watcher) take() (list []*episodeStatus, gone bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range w.episodes {
		if n := w.waiting[id]; n != nil {
			list = append(list, n)
		}
	}
	clear(w.waiting)
	return list, w.gone
}

func (h *hub) add(w *watcher, l gendu.Limits) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	own := 0
	for other := range h.watchers {
		if other.user == w.user {
			own++
		}
	}
	if err := l.OneMoreStream(own); err != nil {
		return err
	}
	if len(h.watchers) >= maxListeners {
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
		state, err := h.states(ids)
		if err != nil {
			continue // the next second asks again
		}
		told := map[gendu.ID]string{}
		for _, id := range ids {
			// An episode that was not watched a second ago may have changed since its
			// watcher got; one without news gets nothing twice.
			if was, ok := last[id]; ok && was == state[id] || h.tell(id) {
				told[id] = state[id]
			}
		}
		last = told
	}
}

// states says in a line how the jobs of each episode stand.
func (h *hub) states(ids []gendu.ID) (map[gendu.ID]string, error) {
	ctx, cancel := context.WithTimeout(h.stop, watchTime)
	defer cancel()
	jobs, err := h.store.JobsSince(ctx, ids, h.now().Add(-watchBack))
	state := map[gendu.ID]string{}
	for _, j := range jobs {
		state[j.EpisodeID] += fmt.Sprint(j.ID, j.State, j.Step, int(j.Progress*200), j.Message, j.Attempt, ";")
	}
	return state, err
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

// tell makes the one event of a change and gives it to all who watch the episode.
// It says whether that was done; where not, the next second tries again.
func (h *hub) tell(id gendu.ID) bool {
	ctx, cancel := context.WithTimeout(h.stop, watchTime)
	defer cancel()
	n, err := h.build(ctx, id)
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.watchers {
		if slices.Contains(w.episodes, id) {
			w.tell(id, n)
		}
	}
	return true
}

// progress is what a stream says of one episode.
type progress struct {
	EpisodeID string      `json:"episodeId"`
	Jobs      []api.Job   `json:"jobs"`
	Episode   api.Episode `json:"episode"`
}

// buildNews reads how an episode stands, as its host sees it.
func (s *Server) buildNews(ctx context.Context, id gendu.ID) (*episodeStatus, error) {
	n := &episodeStatus{turn: s.hub.turns.Add(1)}
	jobs, err := s.services.Store.Jobs(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		n.busy = n.busy || j.State == gendu.JobQueued || j.State == gendu.JobRunning
	}
	if err := gate.FindEpisode(ctx, s.services.Store, id, &n.object); err != nil {
		return nil, err
	}
	host := &gendu.User{ID: n.object.Show.OwnerID, Roles: []gendu.Role{gendu.Learner, gendu.Host}}
	asHost := gate.WithRequest(ctx, &gate.Request{User: host, Object: n.object})
	v, _, err := s.episodes.View(asHost, n.object.Episode)
	if err != nil {
		return nil, err
	}
	n.data, err = json.Marshal(progress{string(id), hosting.JobsOf(jobs), v})
	return n, err
}
