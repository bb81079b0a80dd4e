package server

import (
	"bytes"
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
	h := newBackend(t)
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

// TestDamagedTake: a take whose object was cut off or altered is as lost as one whose
// object is gone. In either form of storing, the same bytes sent again heal it.
func TestDamagedTake(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]struct {
		do     func([]byte) []byte
		served bool // nobody compares the hash of what is served
		flac   bool
	}{
		"cut off":      {do: func(b []byte) []byte { return b[:9] }},
		"empty":        {do: func([]byte) []byte { return nil }},
		"longer":       {do: func(b []byte) []byte { return append(b, 0) }},
		"altered":      {do: func(b []byte) []byte { return append(b[:len(b)-1:len(b)-1], ^b[len(b)-1]) }, served: true},
		"cut off FLAC": {do: func(b []byte) []byte { return b[:len(b)/2] }, flac: true},
		"no FLAC":      {do: func(b []byte) []byte { return make([]byte, len(b)) }, flac: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newBackend(t)
			l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
			alice := h.as(h.user("alice"))
			id, sent := gendu.NewID(time.Now()), takeBytes(300)
			var take api.Take
			alice.putTake(l, id, sent).want(201, &take)
			row, err := h.store.Take(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if damage.flac {
				row = h.compressed(id)
			}
			bad := damage.do(h.object(row.ObjectKey()))
			if err := h.bucket.Put(t.Context(), row.ObjectKey(), bytes.NewReader(bad), int64(len(bad))); err != nil {
				t.Fatal(err)
			}
			for _, span := range []string{"bytes=0-0", "bytes=100-199"} {
				if damage.served {
					break
				}
				if kind, _, _ := problem(t, alice.do("GET", take.AudioUrl, nil, "Range", span).want(500, nil)); kind != "lost" {
					t.Errorf("%s is %q", span, kind)
				}
			}
			alice.putTake(l, id, sent).want(200, nil)
			if text := alice.do("GET", take.AudioUrl, nil).want(200, nil).text(); text != string(sent) {
				t.Error("the take did not heal")
			}
		})
	}
}

// TestLostPart: the audio of an episode is lost, which is not the same as an audio
// that is not ready or has no such part.
func TestLostPart(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
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
