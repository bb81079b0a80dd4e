package server

import (
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
)

// TestLostTake takes the object of a take away behind the server's back: it says
// so, and the same bytes sent again are stored again.
func TestLostTake(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice, bo := h.as(h.user("alice")), h.as(h.user("bo"))
	id, sent := gendu.NewID(time.Now()), takeBytes(300)
	var take api.Take
	alice.putTake(l, id, sent).want(201, &take)
	row, err := h.store.Take(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.bucket.Delete(t.Context(), row.ObjectKey()); err != nil {
		t.Fatal(err)
	}
	var p api.Problem
	alice.do("GET", take.AudioUrl, nil).want(500, &p)
	if p.Kind != "lost" {
		t.Errorf("a lost take is %+v", p)
	}
	bo.do("GET", take.AudioUrl, nil).want(404, nil)
	if !strings.Contains(h.stranger().do("GET", "/metrics", nil, "Authorization", "Bearer "+metricsToken).text(), "gendu_lost_objects_total 1\n") {
		t.Error("the loss is not counted")
	}
	alice.putTake(l, id, takeBytes(200)).want(409, nil)
	alice.putTake(l, id, sent).want(200, nil)
	if got := h.object(row.ObjectKey()); string(got) != string(sent) {
		t.Errorf("%d bytes are stored again, of %d", len(got), len(sent))
	}
	alice.do("GET", take.AudioUrl, nil).want(200, nil)
}

// TestLostPart: the audio of an episode is lost, which is not the same as an audio
// that is not ready or has no such part.
func TestLostPart(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	url := "/media/audios/" + string(l.audio.ID) + "/practice.wav"
	if err := h.bucket.Delete(t.Context(), l.audio.ObjectKey("practice.wav")); err != nil {
		t.Fatal(err)
	}
	var p api.Problem
	alice.do("GET", url, nil).want(500, &p)
	if p.Kind != "lost" {
		t.Errorf("a lost part is %+v", p)
	}
}
