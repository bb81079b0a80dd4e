package server

import (
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/identity"
	"gendu/server/gate"
)

// accessCache remembers for a moment that a session may hear an audio. A player asks for
// many ranges in a burst, and two queries cost more than the bytes.
//
// What this server changes is forgotten before its answer is sent, so that access
// ends at once here. What another server or the command line changes is seen
// after accessLife at the latest.
type accessCache struct {
	mu      sync.Mutex
	writes  uint64 // grows with every request that may change something
	entries map[accessKey]accessEntry
}

type accessKey struct {
	token   string // the hash of the session's token
	audioID string
}

type accessEntry struct {
	session *gendu.Session
	user    *gendu.User
	object  gate.Resource
	until   time.Time
}

const (
	accessLife = time.Second
	maxEntries = 8192
)

// keyOf is the key of a request that plays an audio; ok is false for others.
func (s *Server) keyOf(c echo.Context, a gate.Action) (key accessKey, ok bool) {
	id := c.Param("audioId")
	if a != gate.ReadEpisode || id == "" || c.Path() == grantPath {
		return key, false
	}
	token, ok := s.sessionToken(c)
	if !ok {
		return key, false
	}
	return accessKey{string(identity.TokenHash(token)), id}, true
}

// get puts into req what is remembered of the key. The number it gives is to
// be handed to put.
func (m *accessCache) get(key accessKey, now time.Time, req *gate.Request) (found bool, writes uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[key]
	if !ok || !now.Before(e.until) {
		return false, m.writes
	}
	req.Session, req.User, req.Object = e.session, e.user, e.object
	return true, m.writes
}

// put remembers what was found and allowed, unless something was changed since
// the writes were counted.
func (m *accessCache) put(key accessKey, writes uint64, now time.Time, req *gate.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if writes != m.writes {
		return
	}
	if m.entries == nil || len(m.entries) >= maxEntries {
		m.entries = map[accessKey]accessEntry{}
	}
	m.entries[key] = accessEntry{req.Session, req.User, req.Object, now.Add(accessLife)}
}

// clear drops everything.
func (m *accessCache) clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	clear(m.entries)
}

// changes says whether a request of this method may change something.
func changes(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}
