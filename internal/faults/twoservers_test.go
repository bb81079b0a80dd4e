package faults

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
	"gendu/store"
)

// leaseFor is how long a claim holds without a sign of life (docs/architecture.md).
const leaseFor = 20 * time.Second

// pair is two servers on one PostgreSQL and one S3 store, with a host and a
// learner who are signed in at both: a cookie is for the host, not for the port.
type pair struct {
	t             *testing.T
	servers       [2]*server
	host, learner [2]*client
	db            *store.Store
	show          gendu.ID
	notes         string
	sound         []byte
}

func newPair(t *testing.T) *pair {
	t.Helper()
	database, bucket := testkit.Postgres(t), testkit.S3(t)
	p := &pair{
		t: t, servers: [2]*server{newServer(t, database, bucket), newServer(t, database, bucket)},
		notes: string(readFile(t, "../../cmd/gendu/demo/notes.txt")), sound: longAudio(t, 6),
	}
	first := p.servers[0]
	first.tool(password+"\n", "user", "add", "host", "--roles", "host", "--password-stdin")
	first.tool(password+"\n", "user", "add", "learner", "--password-stdin")
	for _, s := range p.servers {
		s.start()
	}
	p.host[0], p.learner[0] = signIn(t, first, "host"), signIn(t, first, "learner")
	p.host[1] = &client{t: t, base: p.servers[1].url, http: p.host[0].http}
	p.learner[1] = &client{t: t, base: p.servers[1].url, http: p.learner[0].http}
	p.show = p.host[0].createShow("Two servers")
	var err error
	if p.db, err = store.Open(t.Context(), database); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.db.Close() })
	return p
}

// TestTwoServers runs two servers on one PostgreSQL and one S3 store. One is
// killed in the middle of an upload, which the other takes on, and in the middle
// of a job, which the other finishes; it runs all along. Both are practised on.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	uploaded := p.killMidUpload()
	p.servers[0].start()
	worked := p.killMidJob()
	for misses := 1; worked == ""; misses++ {
		if misses > maxMisses {
			t.Fatalf("%d kills came after the decoding: make the audio longer", misses)
		}
		for _, s := range p.servers {
			s.startAgain()
		}
		worked = p.killMidJob()
	}
	if uploaded != worked {
		t.Errorf("the end after a kill in mid-upload differs from that after a kill in mid-job:\n%s\n%s", uploaded, worked)
	}
}

// killMidUpload kills the first server while it receives a chunk. The rest of the
// upload goes to the second, which was there all the time, and which ingests it
// while the first is away. It gives the end state.
func (p *pair) killMidUpload() string {
	p.t.Helper()
	second := p.servers[1].pid()
	episode := p.host[0].createEpisode(p.show, p.notes)
	upload := p.host[0].createUpload(episode, len(p.sound))
	acknowledged, err := p.host[0].patch(upload, 0, p.sound[:len(p.sound)/3])
	if err != nil {
		p.t.Fatal(err)
	}
	body, feed := io.Pipe()
	broken := make(chan error, 1)
	go func() { broken <- p.host[0].stream(upload, acknowledged, len(p.sound)/3, body) }()
	if _, err := feed.Write(p.sound[acknowledged : acknowledged+64<<10]); err != nil {
		p.t.Fatal(err)
	}
	p.servers[0].kill()
	_ = feed.CloseWithError(io.ErrUnexpectedEOF)
	if err := <-broken; err == nil {
		p.t.Fatal("the chunk was acknowledged by a server that was killed in its middle")
	}
	held := p.host[1].offset(upload) // once the dead server's lock has run out
	if held < acknowledged || held > acknowledged+64<<10 {
		p.t.Fatalf("the second server holds %d bytes, the first acknowledged %d and got no more than 64 KiB more", held, acknowledged)
	}
	half := len(p.sound) / 2
	if err := p.host[1].patchFrom(upload, held, p.sound[:half]); err != nil {
		p.t.Fatal(err)
	}
	if err := p.host[1].patchFrom(upload, half, p.sound); err != nil {
		p.t.Fatal(err)
	}
	state := endState(p.t, p.servers[1], p.host[1], p.db, episode)
	page := p.host[1].episode(episode)
	_, source := p.host[1].must(http.MethodGet, "/media/audios/"+string(page.Audio.ID)+"/source", nil, nil, http.StatusOK)
	if !bytes.Equal(source, p.sound) {
		p.t.Error("the source is not what was sent to the two servers")
	}
	if p.servers[0].pid() != 0 || p.servers[1].pid() != second {
		p.t.Error("the second server did not do this alone and in one run")
	}
	p.t.Logf("mid-upload: %d of %d bytes acknowledged by the first server, the rest by the second", acknowledged, len(p.sound))
	return state
}

// killMidJob kills the server that has claimed an ingest (the one that took the
// upload, unless the other was quicker). The other, which was there all the time,
// claims the job once the lease has run out: nothing else would free it, since
// dead leases are voided at a start only. It gives the end state, and "" where the
// kill came too late.
func (p *pair) killMidJob() string {
	p.t.Helper()
	pids := [2]int{p.servers[0].pid(), p.servers[1].pid()}
	episode := p.host[0].createEpisode(p.show, p.notes)
	upload, sent := p.host[0].createUpload(episode, len(p.sound)), make(chan error, 1)
	go func() { sent <- p.host[0].patchAll(upload, p.sound) }()
	left := killAt(p.t, p.db, episode, "decoding", p.servers[:]...)
	if left == nil {
		<-sent
		return ""
	}
	claim := watchClaim(p.t.Context(), p.db, left)
	<-sent
	survivor := 0
	if p.servers[0].pid() == 0 {
		survivor = 1
	}
	took := claim(p.t)
	// A lease ends leaseFor after the last sign of life.
	if took < leaseFor || took > claimWithin {
		p.t.Errorf("by its row the job was claimed again %v after the last sign of life, want %v, when its lease ran out, to %v", took, leaseFor, claimWithin)
	}
	state := endState(p.t, p.servers[survivor], p.host[survivor], p.db, episode)
	if p.servers[survivor].pid() != pids[survivor] || p.servers[1-survivor].pid() != 0 {
		p.t.Error("the other server did not do this alone and in one run")
	}
	p.t.Logf("mid-job: server %d was killed while decoding; by the job's row server %d claimed it %.1f s after its last sign of life", 2-survivor, survivor+1, took.Seconds())
	p.servers[1-survivor].start()
	p.practise(episode)
	return state
}

// practise asks both servers for what a learner plays and compares the bytes, and
// hears at each the take that was put at the other.
func (p *pair) practise(episode gendu.ID) {
	p.t.Helper()
	p.host[1].json(http.MethodPut, "/api/v1/episodes/"+string(episode)+"/publication", map[string]bool{"published": true}, nil, http.StatusOK)
	page := p.learner[0].episode(episode)
	media := "/media/audios/" + string(page.Audio.ID)
	_, whole := p.learner[0].must(http.MethodGet, media+"/listening.m4a", nil, nil, http.StatusOK)
	n := len(whole)
	for _, r := range [][2]int{{0, 65535}, {n / 2, n/2 + 65535}, {n - 5000, n - 1}} {
		for i, c := range p.learner {
			_, part := c.must(http.MethodGet, media+"/listening.m4a", nil,
				map[string]string{"Range": fmt.Sprintf("bytes=%d-%d", r[0], r[1])}, http.StatusPartialContent)
			if !bytes.Equal(part, whole[r[0]:r[1]+1]) {
				p.t.Errorf("server %d gives other bytes for the range %v of listening.m4a", i+1, r)
			}
		}
	}
	cue := page.Cues[0]
	clip := fmt.Sprintf("%s/clips/%d-%d.wav", media, cue.StartMS, cue.EndMS)
	_, a := p.learner[0].must(http.MethodGet, clip, nil, nil, http.StatusOK)
	_, b := p.learner[1].must(http.MethodGet, clip, nil, nil, http.StatusOK)
	if !bytes.Equal(a, b) || len(a) <= 44 {
		p.t.Errorf("the clip has %d bytes at one server and %d others at the other", len(a), len(b))
	}
	for i := range p.learner {
		id, wav := gendu.NewID(time.Now()), tone(i+1)
		if _, err := p.learner[i].putTake(id, episode, page, wav); err != nil {
			p.t.Fatal(err)
		}
		_, heard := p.learner[1-i].must(http.MethodGet, "/api/v1/takes/"+string(id)+"/audio", nil, nil, http.StatusOK)
		if !bytes.Equal(heard, wav) {
			p.t.Errorf("a take that was put at server %d has other bytes at server %d", i+1, 2-i)
		}
	}
	p.t.Logf("practise on either: 3 ranges, the clip of a cue and a take each way have the same bytes at both")
}
