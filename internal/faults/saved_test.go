package faults

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"path"
	"strconv"
	"testing"
	"time"

	"gendu"
	"gendu/objects"
)

// chunkLen is what the tests send of an upload at a time.
const chunkLen = 256 << 10

// ledger holds what a server acknowledged: takes, and the chunks of an upload.
type ledger struct {
	t             *testing.T
	host, learner *client
	episode       gendu.ID // that can be practised
	page          episodePage
	draft         gendu.ID // whose upload it is
	upload        string
	data          []byte // of the upload
	held          int    // bytes of it that were acknowledged
	takes         map[gendu.ID][]byte
}

// newLedger starts a server with a host, a learner, an episode that can be
// practised, and an upload that has just begun.
func newLedger(t *testing.T, s *server, chunks int) *ledger {
	t.Helper()
	s.tool(password+"\n", "user", "add", "host", "--roles", "host", "--password-stdin")
	s.tool(password+"\n", "user", "add", "learner", "--password-stdin")
	s.tool("", "import", "--show", "saved", "--owner", "host", "--audio", "../../cmd/gendu/demo/audio.mp3", "--notes", "../../cmd/gendu/demo/notes.txt", "--publish")
	s.start()
	l := &ledger{
		t: t, host: signIn(t, s, "host"), learner: signIn(t, s, "learner"),
		data: noise(chunks * chunkLen), takes: map[gendu.ID][]byte{},
	}
	var list struct {
		Shows []named `json:"shows"`
	}
	l.host.json(http.MethodGet, "/api/v1/shows", nil, &list, http.StatusOK)
	var page struct {
		Episodes []named `json:"episodes"`
	}
	l.host.json(http.MethodGet, "/api/v1/shows/"+string(list.Shows[0].ID), nil, &page, http.StatusOK)
	l.episode = page.Episodes[0].ID
	l.page = l.learner.episode(l.episode)
	l.draft = l.host.createEpisode(list.Shows[0].ID, string(readFile(t, "../../cmd/gendu/demo/notes.txt")))
	l.upload = l.host.createUpload(l.draft, len(l.data))
	return l
}

// at is the same ledger with a server at another address; the cookies are for
// the host, not for the port. Takes are copied: what it notes stays its own.
func (l *ledger) at(t *testing.T, s *server) *ledger {
	to := *l
	to.t = t
	to.host = &client{t: t, base: s.url, http: l.host.http}
	to.learner = &client{t: t, base: s.url, http: l.learner.http}
	to.takes = maps.Clone(l.takes)
	return &to
}

// save has a take acknowledged in even rounds and a chunk in odd ones, and notes
// it once cut was called: that is the moment after the answer.
func (l *ledger) save(round int, cut func()) {
	l.t.Helper()
	if round%2 == 0 {
		id, wav := gendu.NewID(time.Now()), tone(round)
		if _, err := l.learner.putTake(id, l.episode, l.page, wav); err != nil {
			l.t.Fatal(err)
		}
		cut()
		l.takes[id] = wav
		return
	}
	next, err := l.host.patch(l.upload, l.held, l.data[l.held:l.held+chunkLen])
	if err != nil {
		l.t.Fatal(err)
	}
	cut()
	l.held = next
}

// lost names what was acknowledged and is not there, or has other bytes: takes as
// the server at s gives them, and the chunks as they lie in its objects, since a
// row alone says nothing of the bytes.
func (l *ledger) lost(s *server) (list []string) {
	l.t.Helper()
	here := l.at(l.t, s)
	for id, wav := range l.takes {
		response, body, err := here.learner.do(http.MethodGet, "/api/v1/takes/"+string(id)+"/audio", nil, nil)
		switch {
		case err != nil:
			list = append(list, fmt.Sprintf("take %s: %v", id, err))
		case response.StatusCode != http.StatusOK:
			list = append(list, fmt.Sprintf("take %s: status %d", id, response.StatusCode))
		case !bytes.Equal(body, wav):
			list = append(list, fmt.Sprintf("take %s: %d other bytes instead of %d", id, len(body), len(wav)))
		}
	}
	response, _, err := here.host.do(http.MethodHead, l.upload, nil, map[string]string{"Tus-Resumable": "1.0.0"})
	switch {
	case err != nil:
		list = append(list, fmt.Sprintf("the upload: %v", err))
	case response.Header.Get("Upload-Offset") != strconv.Itoa(l.held):
		list = append(list, fmt.Sprintf("the upload: status %d, at %q instead of %d", response.StatusCode, response.Header.Get("Upload-Offset"), l.held))
	}
	if err := l.chunksLost(s.objects); err != nil {
		list = append(list, err.Error())
	}
	return list
}

// chunksLost compares the objects of the upload with what was sent.
func (l *ledger) chunksLost(address string) error {
	bucket, err := objects.Open(l.t.Context(), address)
	if err != nil {
		return err
	}
	defer bucket.Close()
	for n, at := 0, 0; at < l.held; n++ {
		key := fmt.Sprintf("uploads/%s/%d", path.Base(l.upload), n)
		body, _, err := bucket.Get(l.t.Context(), key, 0, -1)
		if err != nil {
			return fmt.Errorf("chunk %d at byte %d: %w", n, at, err)
		}
		got, err := io.ReadAll(body)
		_ = body.Close()
		if err != nil {
			return fmt.Errorf("chunk %d at byte %d: %w", n, at, err)
		}
		if len(got) == 0 || !bytes.HasPrefix(l.data[at:l.held], got) {
			return fmt.Errorf("chunk %d at byte %d: %d other bytes", n, at, len(got))
		}
		at += len(got)
	}
	return nil
}

// finish sends the rest of the upload and compares the source with what was sent.
func (l *ledger) finish(s *server) {
	l.t.Helper()
	here := l.at(l.t, s)
	if err := here.host.patchFrom(l.upload, l.held, l.data); err != nil {
		l.t.Fatal(err)
	}
	// The audio has the id of its upload.
	_, source := here.host.must(http.MethodGet, "/media/audios/"+path.Base(l.upload)+"/source", nil, nil, http.StatusOK)
	if !bytes.Equal(source, l.data) {
		l.t.Errorf("the source of %d bytes is not the %d bytes that were sent", len(source), len(l.data))
	}
}

// TestKillAfterSaved kills the server in the moment after it acknowledged a take
// or a chunk of an upload. What was acknowledged must be there after each kill,
// byte for byte, and the upload must come to its end.
func TestKillAfterSaved(t *testing.T) {
	t.Parallel()
	s := newFolderServer(t, t.TempDir())
	n := rounds(6, 50)
	l := newLedger(t, s, n/2+2)
	for round := range n {
		l.save(round, s.kill)
		s.start()
		if lost := l.lost(s); len(lost) > 0 {
			t.Fatalf("round %d: lost %q", round, lost)
		}
	}
	t.Logf("%d kills: %d takes and %d bytes of an upload in %d chunks, nothing lost", n, len(l.takes), l.held, l.held/chunkLen)
	l.finish(s)
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
