package faults

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
	"gendu/store"
)

// TestTwoServers runs two servers on one PostgreSQL and one S3 store: half an
// upload on the first, which is killed, goes on at the second; practice works on
// either; and the second finishes a job in whose middle the first is killed.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	database := testkit.Postgres(t)
	bucket := testkit.S3(t)
	first := newServer(t, database, bucket)
	second := newServer(t, database, bucket)
	first.tool(password+"\n", "user", "add", "host", "--roles", "host", "--password-stdin")
	first.start()
	second.start()
	host := signIn(t, first, "host")
	elsewhere := &client{t: t, base: second.url, http: host.http} // the cookie is for the host, not the port

	show := host.createShow("Two servers")
	episode := host.createEpisode(show, string(readFile(t, "../../cmd/gendu/demo/notes.txt")))
	sound := longAudio(t, 6)
	upload := host.createUpload(episode, len(sound))
	half, err := host.patch(upload, 0, sound[:len(sound)/2])
	if err != nil {
		t.Fatal(err)
	}
	first.kill()
	if held := elsewhere.offset(upload); held != half {
		t.Fatalf("the second server has %d bytes of the upload, the first acknowledged %d", held, half)
	}

	// The job must run on the first server when that dies, so that the second one
	// is away while it is claimed.
	second.kill()
	first.start()
	for at := half; at < len(sound); {
		if at, err = host.patch(upload, at, sound[at:]); err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	killAt(t, first, db, episode, "decoding")
	second.start()
	page := waitReady(t, elsewhere, episode)

	elsewhere.json(http.MethodPut, "/api/v1/episodes/"+string(episode)+"/publication", map[string]bool{"published": true}, nil, http.StatusOK)
	first.start()
	id, wav := gendu.NewID(time.Now()), tone(1)
	if _, err := host.putTake(id, episode, page, wav); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*client{"first": host, "second": elsewhere} {
		_, body := c.must(http.MethodGet, "/api/v1/takes/"+string(id)+"/audio", nil, nil, http.StatusOK)
		if !bytes.Equal(body, wav) {
			t.Errorf("the %s server gives the take with other bytes", name)
		}
		_, source := c.must(http.MethodGet, "/media/audios/"+string(page.Audio.ID)+"/source", nil, nil, http.StatusOK)
		if !bytes.Equal(source, sound) {
			t.Errorf("the %s server gives the source with other bytes", name)
		}
	}
}
