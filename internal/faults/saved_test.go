package faults

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"gendu"
)

// practisable starts a server with a learner, a host, and one episode that can
// be practised.
func practisable(t *testing.T, s *server) (host, learner *client, show, episode gendu.ID) {
	t.Helper()
	s.tool(password+"\n", "user", "add", "host", "--roles", "host", "--password-stdin")
	s.tool(password+"\n", "user", "add", "learner", "--password-stdin")
	s.tool("", "import", "--show", "saved", "--owner", "host", "--audio", "../../cmd/gendu/demo/audio.mp3", "--notes", "../../cmd/gendu/demo/notes.txt", "--publish")
	s.start()
	host, learner = signIn(t, s, "host"), signIn(t, s, "learner")
	var shows []named
	host.json(http.MethodGet, "/api/v1/shows", nil, &shows, http.StatusOK)
	var page struct {
		Episodes []named `json:"episodes"`
	}
	host.json(http.MethodGet, "/api/v1/shows/"+string(shows[0].ID), nil, &page, http.StatusOK)
	return host, learner, shows[0].ID, page.Episodes[0].ID
}

// TestKillAfterSaved kills the server in the moment after it acknowledged a take
// or a chunk of an upload. What was acknowledged must be there afterwards.
func TestKillAfterSaved(t *testing.T) {
	t.Parallel()
	s := newFolderServer(t, t.TempDir())
	host, learner, show, episode := practisable(t, s)
	page := learner.episode(episode)
	draft := host.createEpisode(show, string(readFile(t, "../../cmd/gendu/demo/notes.txt")))
	const chunk = 256 << 10
	data := noise(64 * chunk)
	upload := host.createUpload(draft, len(data))
	takes := map[gendu.ID][]byte{}
	acknowledged := 0

	n := rounds(6, 50)
	for round := range n {
		if round%2 == 0 {
			id, wav := gendu.NewID(time.Now()), tone(round)
			if _, err := learner.putTake(id, episode, page, wav); err != nil {
				t.Fatal(err)
			}
			s.kill()
			takes[id] = wav
		} else {
			next, err := host.patch(upload, acknowledged, data[acknowledged:acknowledged+chunk])
			if err != nil {
				t.Fatal(err)
			}
			s.kill()
			acknowledged = next
		}
		s.start()
		if held := host.offset(upload); held != acknowledged {
			t.Fatalf("round %d: the upload is at %d, %d bytes were acknowledged", round, held, acknowledged)
		}
	}
	for id, wav := range takes {
		_, body := learner.must(http.MethodGet, "/api/v1/takes/"+string(id)+"/audio", nil, nil, http.StatusOK)
		if !bytes.Equal(body, wav) {
			t.Errorf("take %s came back with other bytes", id)
		}
	}
	t.Logf("%d kills: %d takes and %d bytes of an upload, nothing lost", n, len(takes), acknowledged)
}

// tone is a recording of 0.8 s whose bytes differ from round to round.
func tone(round int) []byte {
	const rate, n = 16000, 12800
	var b bytes.Buffer
	b.WriteString("RIFF")
	_ = binary.Write(&b, binary.LittleEndian, uint32(36+2*n))
	b.WriteString("WAVEfmt ")
	_ = binary.Write(&b, binary.LittleEndian, struct {
		Size                          uint32
		Tag, Channels                 uint16
		Rate, BytesPerSecond          uint32
		BytesPerFrame, BitsPerChannel uint16
	}{16, 1, 1, rate, 2 * rate, 2, 16})
	b.WriteString("data")
	_ = binary.Write(&b, binary.LittleEndian, uint32(2*n))
	for i := range n {
		_ = binary.Write(&b, binary.LittleEndian, int16(9000*math.Sin(2*math.Pi*float64(200+10*round)*float64(i)/rate)))
	}
	return b.Bytes()
}

// noise is bytes that do not repeat, the same at every run.
func noise(n int) []byte {
	seed := [32]byte{}
	copy(seed[:], fmt.Sprint("gendu", n))
	b := make([]byte, n)
	_, _ = rand.NewChaCha8(seed).Read(b)
	return b
}
