package server

import (
	"net/http"
	"testing"
	"time"

	"gendu"
	"gendu/server/gate"
)

// TestPlayingEndsAtOnce plays an audio, so that the server remembers that it may
// be heard, and then takes the access away in each way there is.
func TestPlayingEndsAtOnce(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host, learner := h.user("host", gendu.Host), h.user("alice")
	l := h.newLesson(host, "k", gendu.Published)
	path := "/media/audios/" + string(l.audio.ID) + "/practice.wav"
	at := "/episodes/" + string(l.episode.ID)

	alice := h.as(learner)
	for range 3 {
		alice.do("GET", path, nil).want(http.StatusOK, nil)
	}
	h.as(host).json("PUT", at+"/publication", map[string]bool{"published": false}).want(http.StatusOK, nil)
	alice.do("GET", path, nil).want(http.StatusNotFound, nil)
	h.as(host).json("PUT", at+"/publication", map[string]bool{"published": true}).want(http.StatusOK, nil)
	alice.do("GET", path, nil).want(http.StatusOK, nil)
	alice.json("DELETE", "/session", nil).want(http.StatusNoContent, nil)
	alice.do("GET", path, nil).want(http.StatusUnauthorized, nil)
}

func TestAccessCache(t *testing.T) {
	t.Parallel()
	var m accessCache
	now := time.Unix(1000, 0)
	key := accessKey{"token", "audio"}
	found := func(at time.Time) bool {
		ok, _ := m.get(key, at, &gate.Request{})
		return ok
	}
	_, writes := m.get(key, now, &gate.Request{})
	m.put(key, writes, now, &gate.Request{User: &gendu.User{}})
	if !found(now.Add(accessLife - 1)) {
		t.Error("what was kept is not found within its life")
	}
	if found(now.Add(accessLife)) {
		t.Error("what was kept is found behind its life")
	}
	if other, _ := m.get(accessKey{"token", "other"}, now, &gate.Request{}); other {
		t.Error("another audio is found")
	}
	m.clear()
	if found(now) {
		t.Error("what was forgotten is found")
	}
	m.put(key, writes, now, &gate.Request{})
	if found(now) {
		t.Error("what was looked up before a change is kept behind it")
	}
}
