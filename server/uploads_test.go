package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"gendu"
	"gendu/internal/testkit"
	"gendu/server/httpio"
	"gendu/server/uploading"
)

func meta(pairs ...string) string {
	var out []string
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	return strings.Join(out, ",")
}

func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(b)
	return b
}

// begin makes an upload and gives its path.
func (c *caller) begin(episode gendu.ID, size int) *answer {
	c.h.t.Helper()
	return c.do("POST", httpio.Prefix+"/uploads", nil, "Tus-Resumable", "1.0.0", "Upload-Length", strconv.Itoa(size),
		"Upload-Metadata", meta("episode", string(episode), "filename", `C:\Users\me\K935 跟讀.mp3`))
}

func (c *caller) patch(path string, offset int, b []byte) *answer {
	c.h.t.Helper()
	return c.do("PATCH", path, bytes.NewReader(b), "Tus-Resumable", "1.0.0", "Upload-Offset", strconv.Itoa(offset),
		"Content-Type", "application/offset+octet-stream")
}

func (c *caller) head(path string) *answer {
	c.h.t.Helper()
	return c.do("HEAD", path, nil, "Tus-Resumable", "1.0.0")
}

// TestUploadGoesOnAtAnotherServer sends the first half to one server, loses the
// connection in the middle of a chunk, and the rest to another one.
func TestUploadGoesOnAtAnotherServer(t *testing.T) {
	t.Parallel()
	onEverything(t, uploadGoesOn)
}

func uploadGoesOn(t *testing.T, h *backend) {
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	c := h.as(host)
	file := noise(19<<20 + 12345)

	path := c.begin(l.episode.ID, len(file)).want(201, nil).header.Get("Location")
	if !strings.HasPrefix(path, httpio.Prefix+"/uploads/") {
		t.Fatalf("Location is %q; a path is expected", path)
	}
	a := c.patch(path, 0, file[:9<<20]).want(204, nil)
	if a.header.Get("Upload-Offset") != strconv.Itoa(9<<20) || a.header.Get("Upload-Expires") == "" {
		t.Fatalf("after the first part: %v", a.header)
	}
	c.patch(path, 5, file[5:10]).want(409, nil)

	// The connection breaks after 1 MiB of an announced 4 MiB.
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.web.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: x\r\nCookie: gendu_session=%s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: %d\r\n"+
		"Content-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n\r\n", path, c.cookie, 9<<20, 4<<20)
	if _, err := conn.Write(file[9<<20 : 10<<20]); err != nil {
		t.Fatal(err)
	}
	conn.Close()

	// Another server on the same backend. It waits for the lock of the first one.
	other := &backend{t: t, store: h.store, bucket: h.bucket, log: h.log}
	other.start()
	d := &caller{h: other, cookie: c.cookie}
	offset, err := strconv.Atoi(d.head(path).want(200, nil).header.Get("Upload-Offset"))
	if err != nil || offset != 10<<20 {
		t.Fatalf("after the broken connection the offset is %d, want %d: what had arrived is kept", offset, 10<<20)
	}
	d.patch(path, offset, file[offset:]).want(204, nil)

	up, err := h.store.Upload(t.Context(), gendu.ID(path[len(httpio.Prefix+"/uploads/"):]))
	if err != nil {
		t.Fatal(err)
	}
	if up.AudioID == "" || up.FileName != "K935 跟讀.mp3" {
		t.Fatalf("the upload is %+v", up)
	}
	audio, err := h.store.Audio(t.Context(), up.AudioID)
	if err != nil || audio.EpisodeID != l.episode.ID || audio.Size != int64(len(file)) {
		t.Fatalf("the audio is %+v, %v", audio, err)
	}
	if !bytes.Equal(h.object(audio.ObjectKey("source")), file) {
		t.Fatal("the source is not what was sent")
	}
	jobs, err := h.store.JobsOfSubject(t.Context(), audio.ID)
	if err != nil || len(jobs) != 1 || jobs[0].Kind != gendu.IngestAudio {
		t.Fatalf("the jobs are %+v, %v", jobs, err)
	}
	for info, err := range h.bucket.List(t.Context(), "uploads/") {
		t.Errorf("a chunk is left: %s %v", info.Key, err)
	}
	// Asking again changes nothing.
	if a := c.head(path).want(200, nil); a.header.Get("Upload-Offset") != strconv.Itoa(len(file)) {
		t.Fatalf("finished, but the offset is %s", a.header.Get("Upload-Offset"))
	}
}

// TestUploadWholeButUnfinished: the server died between the last chunk and the
// finish. The client only asks for the offset.
func TestUploadWholeButUnfinished(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	c := h.as(host)
	file := noise(3000)
	path := c.begin(l.episode.ID, len(file)).want(201, nil).header.Get("Location")
	id := gendu.ID(path[len(httpio.Prefix+"/uploads/"):])
	if err := h.bucket.Put(t.Context(), "uploads/"+string(id)+"/0", bytes.NewReader(file), 3000); err != nil {
		t.Fatal(err)
	}
	if err := h.store.AddChunk(t.Context(), id, 0, 3000, 0); err != nil {
		t.Fatal(err)
	}
	c.head(path).want(200, nil)
	audio, err := h.store.Audio(t.Context(), id)
	if err != nil || !bytes.Equal(h.object(audio.ObjectKey("source")), file) {
		t.Fatalf("the audio is not there: %v", err)
	}
}

// TestUploadLockIsGivenUp: a client that comes back by a new connection, while the
// server still waits on the old one, gets the lock.
func TestUploadLockIsGivenUp(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	c := h.as(host)
	path := c.begin(l.episode.ID, 2000).want(201, nil).header.Get("Location")
	pr, pw := io.Pipe()
	old := make(chan struct{})
	go func() {
		defer close(old)
		r, err := http.NewRequestWithContext(t.Context(), "PATCH", h.web.URL+path, pr)
		if err != nil {
			return
		}
		r.ContentLength = 2000
		r.Header.Set("Tus-Resumable", "1.0.0")
		r.Header.Set("Upload-Offset", "0")
		r.Header.Set("Content-Type", "application/offset+octet-stream")
		r.AddCookie(&http.Cookie{Name: h.server.cookieName, Value: c.cookie})
		if res, err := http.DefaultTransport.RoundTrip(r); err == nil {
			_ = res.Body.Close()
		}
	}()
	if _, err := pw.Write(noise(500)); err != nil {
		t.Fatal(err)
	}
	for { // until the first connection holds the lock
		if err := h.store.LockUpload(t.Context(), gendu.ID(path[len(httpio.Prefix+"/uploads/"):]), "probe", time.Second); err != nil {
			break
		}
		_ = h.store.UnlockUpload(t.Context(), gendu.ID(path[len(httpio.Prefix+"/uploads/"):]), "probe")
	}
	offset := c.head(path).want(200, nil).header.Get("Upload-Offset")
	if offset != "500" {
		t.Fatalf("the offset is %s, want 500: what the old connection had sent is kept", offset)
	}
	_ = pw.Close()
	<-old
	c.patch(path, 500, noise(1500)).want(204, nil)
}

// TestUploadRefusals is tus 1.0's protocol where it says no.
func TestUploadRefusals(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host, rival := h.user("host", gendu.Host), h.user("rival", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	c := h.as(host)
	path := c.begin(l.episode.ID, 100).want(201, nil).header.Get("Location")
	tus := []string{"Tus-Resumable", "1.0.0"}
	post := func(c *caller, more ...string) *answer {
		return c.do("POST", httpio.Prefix+"/uploads", nil, append(append([]string{}, tus...), more...)...)
	}
	episode := meta("episode", string(l.episode.ID))
	for name, a := range map[string]struct {
		got  *answer
		want int
	}{
		"no version":         {c.do("POST", httpio.Prefix+"/uploads", nil, "Upload-Length", "5", "Upload-Metadata", episode), 412},
		"no length":          {post(c, "Upload-Metadata", episode), 400},
		"no episode":         {post(c, "Upload-Length", "5"), 400},
		"empty file":         {post(c, "Upload-Length", "0", "Upload-Metadata", episode), 400},
		"over 2 GiB":         {post(c, "Upload-Length", "2147483649", "Upload-Metadata", episode), 413},
		"somebody's episode": {post(h.as(rival), "Upload-Length", "5", "Upload-Metadata", episode), 404},
		"beyond the end":     {c.patch(path, 0, noise(101)), 413},
		"wrong type":         {c.do("PATCH", path, strings.NewReader("x"), "Tus-Resumable", "1.0.0", "Upload-Offset", "0"), 400},
		"override":           {c.do("POST", httpio.Prefix+"/uploads", nil, "Tus-Resumable", "1.0.0", "X-HTTP-Method-Override", "DELETE"), 400},
		"rival's head":       {h.as(rival).head(path), 404},
		"rival's patch":      {h.as(rival).patch(path, 0, noise(5)), 404},
		"rival's delete":     {h.as(rival).do("DELETE", path, nil, tus...), 404},
		"unknown":            {c.head(httpio.Prefix + "/uploads/" + string(gendu.NewID(time.Now()))), 404},
	} {
		if a.got.status != a.want {
			t.Errorf("%s: status %d, want %d: %s", name, a.got.status, a.want, a.got.body)
		}
		if strings.Contains(string(a.got.body), "sql") {
			t.Errorf("%s: internal text got out: %s", name, a.got.body)
		}
	}
	c.do("DELETE", path, nil, tus...).want(204, nil)
	c.head(path).want(404, nil)
}

// TestUploadLockedElsewhere: who waits in vain for a lock hears 423, by which tus's
// clients ask again.
func TestUploadLockedElsewhere(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	path := h.as(host).begin(l.episode.ID, 100).want(201, nil).header.Get("Location")
	id := gendu.ID(path[len(httpio.Prefix+"/uploads/"):])
	if err := h.store.LockUpload(t.Context(), id, "another", time.Hour); err != nil {
		t.Fatal(err)
	}
	lock, err := h.server.uploads.Locker().NewLock(string(id))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if fault, ok := errors.AsType[tus.Error](lock.Lock(ctx, func() {})); !ok || fault.HTTPResponse.StatusCode != http.StatusLocked {
		t.Errorf("a lock that was not got answers %+v, want 423", fault)
	}
}

// TestUploadAtTheStop: a server that gets the signal to stop while a slow client sends keeps what
// has come, says so, and ends at once; another one takes the rest, and there is one audio.
func TestUploadAtTheStop(t *testing.T) {
	t.Parallel()
	h := newBackend(t, func(c *Config) { c.StopTime = time.Minute })
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	c, file := h.as(host), noise(10<<20)
	path := c.begin(l.episode.ID, len(file)).want(201, nil).header.Get("Location")
	id := gendu.ID(path[len(uploading.UploadsPath):])

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.server.Serve(ctx, listener) }()
	slow, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprintf(slow, "PATCH %s HTTP/1.1\r\nHost: x\r\nCookie: gendu_session=%s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"+
		"Content-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n\r\n", path, c.cookie, len(file))
	if _, err := slow.Write(file[:9<<20]); err != nil {
		t.Fatal(err)
	}
	testkit.Eventually(t, 20*time.Second, "the first object is stored", func() bool {
		up, err := h.store.Upload(t.Context(), id)
		return err == nil && up.Offset == 8<<20
	})
	stop()                                                                  // the client sends no more for now
	answered := time.AfterFunc(30*time.Second, func() { _ = slow.Close() }) // where it is never answered
	res, err := http.ReadResponse(bufio.NewReader(slow), nil)
	if err != nil {
		t.Fatalf("the client was not answered: %v", err)
	}
	answered.Stop()
	_ = res.Body.Close()
	if res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("the answer is %s", res.Status)
	}
	if err := <-ended; err != nil {
		t.Errorf("the end: %v", err)
	}

	other := &backend{t: t, store: h.store, bucket: h.bucket, log: h.log}
	other.start()
	d := &caller{h: other, cookie: c.cookie}
	offset, err := strconv.Atoi(d.head(path).want(200, nil).header.Get("Upload-Offset"))
	if err != nil || offset < 8<<20 || offset > 9<<20 {
		t.Fatalf("after the stop the offset is %d, %v", offset, err)
	}
	d.patch(path, offset, file[offset:]).want(204, nil)
	up, err := h.store.Upload(t.Context(), id)
	if err != nil || up.AudioID == "" {
		t.Fatalf("the upload is %+v, %v", up, err)
	}
	if !bytes.Equal(h.object("episodes/"+string(up.AudioID)+"/source"), file) {
		t.Error("the source is not what was sent")
	}
	if jobs, err := h.store.JobsOfSubject(t.Context(), up.AudioID); err != nil || len(jobs) != 1 {
		t.Errorf("the jobs are %+v, %v", jobs, err)
	}
	for info, err := range h.bucket.List(t.Context(), "uploads/") {
		t.Errorf("a chunk is left: %s %v", info.Key, err)
	}
}
