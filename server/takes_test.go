package server

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/take"
	"gendu/audio/wav"
	"gendu/server/api"
	"gendu/server/httpio"
)

// TestCutBodyMayComeAgain: a sender that goes away in the middle is asked to send
// the same once more, not that the recording is refused.
func TestCutBodyMayComeAgain(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	id, sent := gendu.NewID(time.Now()), takeBytes(300)
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.web.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: gendu\r\nCookie: %s=%s\r\nContent-Type: audio/wav\r\nContent-Length: %d\r\n\r\n",
		l.takePath(id, 0), h.server.cookieName, alice.cookie, len(sent))
	if _, err := conn.Write(sent[:len(sent)/2]); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var p api.Problem
	if err := json.NewDecoder(res.Body).Decode(&p); err != nil || res.StatusCode != http.StatusRequestTimeout || p.Kind != "unavailable" {
		t.Fatalf("half a body is answered with %d %+v, %v", res.StatusCode, p, err)
	}
	alice.putTake(l, id, sent).want(201, nil)
}

// TestWriteInAnothersName: a page of Mei's writes nothing into Bo's account.
func TestWriteInAnothersName(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	mei, bo := h.user("mei"), h.user("bo")
	browser := h.as(bo)
	setting := func(name string) *answer {
		return browser.do("PUT", httpio.Prefix+"/me/settings/practice", strings.NewReader(`{"value":{"speed":1}}`), "Content-Type", "application/json", "Gendu-User", name)
	}
	take := func(name string) *answer {
		return browser.do("PUT", l.takePath(gendu.NewID(time.Now()), 0), bytes.NewReader(takeBytes(200)), "Gendu-User", name)
	}
	for what, try := range map[string]func(string) *answer{"a setting": setting, "a take": take} {
		var p api.Problem
		if try(string(mei.ID)).want(401, &p); p.Kind != "unauthenticated" {
			t.Errorf("%s in another's name: %+v", what, p)
		}
		if a := try(string(bo.ID)); a.status >= 300 {
			t.Errorf("%s in the own name: %d %s", what, a.status, a.body)
		}
	}
	// Reading, and signing in again, are nobody's business.
	browser.do("GET", httpio.Prefix+"/me/settings/practice", nil, "Gendu-User", string(mei.ID)).want(200, nil)
	a := browser.do("POST", httpio.Prefix+"/session", strings.NewReader(`{"login":"nobody","password":"wrong wrong"}`), "Content-Type", "application/json", "Gendu-User", string(mei.ID))
	if bytes.Contains(a.body, []byte("Somebody else")) {
		t.Errorf("signing in is refused: %s", a.body)
	}
}

// TestTakeIsIdempotent: the id is the client's.
func TestTakeIsIdempotent(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice, bob := h.as(h.user("alice")), h.as(h.user("bob"))
	id, sent := gendu.NewID(time.Now()), takeBytes(200)
	alice.putTake(l, id, sent).want(201, nil)
	alice.putTake(l, id, sent).want(200, nil)
	alice.putTake(l, id, takeBytes(300)).want(409, nil)
	bob.putTake(l, id, sent).want(404, nil)
	bob.putTake(l, id, takeBytes(300)).want(404, nil)
	take, err := h.store.Take(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(h.object(take.ObjectKey()), sent) || take.CueText != l.cues[0].Text || take.AudioID != l.audio.ID ||
		take.CueStartMS != l.cues[0].StartMS || take.Mode != gendu.Repeat || take.RecordedAt.Year() != 2026 {
		t.Fatalf("the take is %+v", take)
	}
	jobs, err := h.store.JobsOfSubject(t.Context(), id)
	if err != nil || len(jobs) != 1 || jobs[0].Kind != gendu.CompareTake {
		t.Fatalf("the jobs are %+v, %v", jobs, err)
	}
	// Unpublishing hides the episode; the take stays, and its retry is still answered.
	if err := h.store.SetEpisodeState(t.Context(), l.episode.ID, gendu.Draft); err != nil {
		t.Fatal(err)
	}
	alice.get("/episodes/"+string(l.episode.ID)).want(404, nil)
	alice.putTake(l, id, sent).want(200, nil)
	alice.putTake(l, gendu.NewID(time.Now()), sent).want(404, nil)
	mine := alice.takes("/episodes/" + string(l.episode.ID) + "/takes")
	if len(mine) != 1 || mine[0].CueText == "" {
		t.Fatalf("alice's takes are %+v", mine)
	}
	alice.do("GET", mine[0].AudioUrl, nil).want(200, nil)
	// A deleted one revives by no retry.
	alice.json("DELETE", "/takes/"+string(id), nil).want(204, nil)
	alice.putTake(l, id, sent).want(410, nil)
	alice.do("GET", mine[0].AudioUrl, nil).want(404, nil)
	if _, err := h.bucket.Stat(t.Context(), take.ObjectKey()); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("the audio of a deleted take: %v", err)
	}
}

// TestDeletionBeforeTheUpload: a take that was deleted while it was under way does not
// come after all; nobody else's is deleted by that.
func TestDeletionBeforeTheUpload(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice, bob := h.as(h.user("alice")), h.as(h.user("bob"))
	id, sent := gendu.NewID(time.Now()), takeBytes(200)
	alice.json("DELETE", "/takes/"+string(id), nil).want(204, nil)
	alice.putTake(l, id, sent).want(410, nil)
	alice.json("DELETE", "/takes/"+string(id), nil).want(404, nil)
	bob.putTake(l, id, sent).want(404, nil)
	mine := alice.takes("/me/takes")
	if len(mine) != 0 {
		t.Errorf("alice has %+v", mine)
	}
	id = gendu.NewID(time.Now())
	alice.putTake(l, id, sent).want(201, nil)
	bob.json("DELETE", "/takes/"+string(id), nil).want(404, nil)
	alice.putTake(l, id, sent).want(200, nil)
}

// TestTakesAtOnce: many connections put other bytes under one id at the same
// moment. One wins, and what is stored is what its row says.
func TestTakesAtOnce(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	id := gendu.NewID(time.Now())
	var wg sync.WaitGroup
	status := make([]int, 8)
	for i := range status {
		wg.Go(func() { status[i] = alice.putTake(l, id, takeBytes(100+float64(i%4)*50)).status })
	}
	wg.Wait()
	count := map[int]int{}
	for _, s := range status {
		count[s]++
	}
	if count[201] != 1 || count[200] != 1 || count[409] != 6 {
		t.Errorf("the answers are %v, want one 201, one 200 and six 409", count)
	}
	take, err := h.store.Take(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	got := h.object(take.ObjectKey())
	hz := 0
	for i := range 4 {
		if bytes.Equal(got, takeBytes(100+float64(i)*50)) {
			hz = 100 + i*50
		}
	}
	a := alice.do("GET", httpio.Prefix+"/takes/"+string(id)+"/audio", nil).want(200, nil)
	if hz == 0 || !bytes.Equal(a.body, got) {
		t.Error("what is stored is not whole")
	}
}

// TestTakeRefusals: what cannot be a take.
func TestTakeRefusals(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	path := func() string { return l.takePath(gendu.NewID(time.Now()), 0) }
	good := string(takeBytes(200))
	without := func(name string) string {
		before, after, _ := strings.Cut(path(), name+"=")
		_, rest, _ := strings.Cut(after, "&")
		return before + rest
	}
	long := wav.Encode(dsp.Signal{Rate: 8000, Samples: make([]float32, 8000*601)})
	for name, q := range map[string]struct {
		path, body string
		want       int
	}{
		"not audio":         {path(), "hello, this is text", 400},
		"HTML":              {path(), "<!doctype html><script>alert(1)</script>", 400},
		"empty":             {path(), "", 400},
		"cut header":        {path(), good[:20], 400},
		"no samples":        {path(), string(wav.Encode(dsp.Signal{Rate: 16000})), 400},
		"over 16 MiB":       {path(), good + strings.Repeat("x", 16<<20), 413},
		"over 10 minutes":   {path(), string(long), 413},
		"no episode":        {without("episode"), good, 400},
		"no cue":            {without("cue"), good, 400},
		"no revision":       {without("revision"), good, 400},
		"no mode":           {without("mode"), good, 400},
		"no date":           {path()[:strings.Index(path(), "&recordedAt")], good, 400},
		"no speed":          {path() + "&speed=fast", good, 400},
		"too slow":          {path() + "&speed=0.4", good, 400},
		"too fast":          {path() + "&speed=2.1", good, 400},
		"speed NaN":         {path() + "&speed=NaN", good, 400},
		"part of a ms":      {path() + "&clipStartMs=1.5", good, 400},
		"clip much later":   {path() + "&clipStartMs=60001", good, 400},
		"echo perhaps":      {path() + "&echoCancelled=1", good, 400},
		"cut perhaps":       {path() + "&cut=yes", good, 400},
		"other revision":    {strings.Replace(path(), "revision=1", "revision=2", 1), good, 404},
		"other cue":         {strings.Replace(path(), string(l.cues[0].ID), string(gendu.NewID(time.Now())), 1), good, 404},
		"an id that is not": {strings.Replace(path(), "/takes/", "/takes/x", 1), good, 400},
		"capitals in an id": {httpio.Prefix + "/takes/" + strings.ToUpper(path()[len(httpio.Prefix+"/takes/"):]), good, 400},
	} {
		a := alice.do("PUT", q.path, strings.NewReader(q.body), "Content-Type", "audio/wav")
		if a.status != q.want {
			t.Errorf("%s: status %d, want %d: %s", name, a.status, q.want, a.body)
			continue
		}
		if _, message, _ := problem(t, a); message == "" || strings.Contains(message, "audio:") {
			t.Errorf("%s: the message is %q", name, message)
		}
	}
	// The type is what was found, not what was claimed.
	a := alice.do("PUT", path(), strings.NewReader(good), "Content-Type", "text/html").want(201, nil)
	var take api.Take
	a.want(201, &take)
	got := alice.do("GET", take.AudioUrl, nil).want(200, nil)
	if got.header.Get("Content-Type") != "audio/wav" || got.header.Get("Content-Security-Policy") != httpio.BytesPolicy {
		t.Errorf("the take is served as %v", got.header)
	}
}

// TestTakeWithoutALength: a body that is sent in chunks is bounded too.
func TestTakeWithoutALength(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	put := func(b []byte) int {
		r, err := http.NewRequestWithContext(t.Context(), "PUT", h.web.URL+l.takePath(gendu.NewID(time.Now()), 0), readerOnly{bytes.NewReader(b)})
		if err != nil {
			t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: h.server.cookieName, Value: alice.cookie})
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			return 0 // the server closed while we were still sending
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	if s := put(takeBytes(200)); s != 201 {
		t.Errorf("a good one: %d", s)
	}
	if s := put(append(takeBytes(200), make([]byte, 17<<20)...)); s != 413 && s != 0 {
		t.Errorf("17 MiB: %d, want 413", s)
	}
}

// TestTakeOfAnUnspokenSentence: there is nothing to compare with.
func TestTakeOfAnUnspokenSentence(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	cues := []*gendu.Cue{{Text: "Unspoken."}, {Text: "Spoken.", StartMS: 5, EndMS: 10, Spoken: true}}
	err := h.store.AddTranscript(t.Context(), &gendu.Transcript{EpisodeID: l.episode.ID, State: gendu.Ready, Timed: true, AudioID: l.audio.ID}, cues)
	if err != nil {
		t.Fatal(err)
	}
	alice := h.as(h.user("alice"))
	path := func(c *gendu.Cue) string {
		p := strings.Replace(l.takePath(gendu.NewID(time.Now()), 0), string(l.cues[0].ID), string(c.ID), 1)
		return strings.Replace(p, "revision=1", "revision=2", 1)
	}
	alice.do("PUT", path(cues[0]), bytes.NewReader(takeBytes(200))).want(400, nil)
	alice.do("PUT", path(cues[1]), bytes.NewReader(takeBytes(200))).want(201, nil)
	// The old revision can still be recorded: the page may not know of the new one.
	alice.putTake(l, gendu.NewID(time.Now()), takeBytes(200)).want(201, nil)
}

// TestTakesFollowTheirSentence: a take of a sentence that was merged into another one
// is listed under that one, and keeps the text that it was made of.
func TestTakesFollowTheirSentence(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	id := gendu.NewID(time.Now())
	alice.do("PUT", l.takePath(id, 1), bytes.NewReader(takeBytes(200))).want(201, nil)
	merged := []*gendu.Cue{{Text: "Sentence 0. Sentence 1.", StartMS: 1000, EndMS: 3500, Spoken: true}, {Text: "Sentence 2.", StartMS: 4000, EndMS: 5000, Spoken: true}}
	if err := h.store.AddTranscript(t.Context(), &gendu.Transcript{EpisodeID: l.episode.ID, Timed: true}, merged); err != nil {
		t.Fatal(err)
	}
	var take api.Take
	alice.do("GET", httpio.Prefix+"/takes/"+string(id), nil).want(200, &take)
	list := alice.takes("/episodes/" + string(l.episode.ID) + "/takes")
	mine := alice.takes("/me/takes")
	for _, got := range slices.Concat([]api.Take{take}, list, mine) {
		if got.CueId != string(l.cues[0].ID) || got.CueText != "Sentence 1." {
			t.Errorf("the take of %q is under %s, want %s", got.CueText, got.CueId, l.cues[0].ID)
		}
	}
	if len(list) != 1 || len(mine) != 1 {
		t.Errorf("%d and %d takes are listed", len(list), len(mine))
	}
}

// TestSilentTake: digital silence is a recording like another.
func TestSilentTake(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.as(h.user("alice"))
	silent := wav.Encode(dsp.Signal{Rate: 16000, Samples: make([]float32, 16000)})
	a := alice.putTake(l, gendu.NewID(time.Now()), silent)
	var take api.Take
	if a.want(201, &take); take.DurationMs != 1000 {
		t.Errorf("%d ms", take.DurationMs)
	}
}

// TestTakeIsHandedOn: the jobs of this process need not decode a recording again.
func TestTakeIsHandedOn(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	h.server.services.Decoded = new(take.Decoded)
	id := gendu.NewID(time.Now())
	h.as(h.user("alice")).putTake(l, id, takeBytes(200)).want(201, nil)
	take, err := h.store.Take(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := h.server.services.Decoded.Take(take.ObjectKey()); !ok || s.Duration().Milliseconds() != take.DurationMS {
		t.Errorf("handed on: %t, %v of %d ms", ok, s.Duration(), take.DurationMS)
	}
}
