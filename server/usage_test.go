package server

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/audio/take"
	"gendu/installation"
	"gendu/server/api"
	"gendu/server/httpio"
	"gendu/store"
	"gendu/store/jobqueue"
)

// limitedBackend is a backend with limits that a test reaches.
func limitedBackend(t *testing.T, l gendu.Limits) *backend {
	t.Helper()
	dir := t.TempDir()
	return backendWith(t, "sqlite:"+dir+"/gendu.db", "file:"+dir+"/objects", []store.Option{store.WithLimits(l)})
}

// TestTakesOverTheLimit: what is refused is not stored and can be sent again once
// something was deleted; the person and the admin see how much is used.
func TestTakesOverTheLimit(t *testing.T) {
	t.Parallel()
	size := int64(len(takeBytes(300)))
	h := limitedBackend(t, gendu.Limits{Bytes: 2*size + 5, Takes: 5, Uploads: 1, Settings: 3, SettingBytes: 40, Streams: 1})
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice, root := h.as(h.user("alice")), h.as(h.user("root", gendu.Admin))
	ids := []gendu.ID{gendu.NewID(time.Now()), gendu.NewID(time.Now()), gendu.NewID(time.Now())}
	alice.putTake(l, ids[0], takeBytes(300)).want(201, nil)
	alice.putTake(l, ids[1], takeBytes(310)).want(201, nil)
	kind, message, _ := problem(t, alice.putTake(l, ids[2], takeBytes(320)).want(403, nil))
	if kind != "quota" || !strings.Contains(message, gendu.Bytes(2*size)+" of "+gendu.Bytes(2*size+5)) || !strings.Contains(message, "Delete") {
		t.Errorf("one too many is %s: %s", kind, message)
	}
	alice.putTake(l, ids[1], takeBytes(310)).want(200, nil) // the same again is no more
	h.as(h.user("bo")).putTake(l, gendu.NewID(time.Now()), takeBytes(300)).want(201, nil)

	var mine api.MyUsage
	alice.get("/me/usage").want(200, &mine)
	if mine.Used != (api.Used{Bytes: 2 * size, Takes: 2}) || mine.Limits.Bytes != 2*size+5 || mine.Limits.Streams != 1 || mine.Uploads != 0 {
		t.Errorf("my usage is %+v", mine)
	}
	var page api.UserPage
	root.get("/users?search=alice").want(200, &page)
	if len(page.Users) != 1 || page.Users[0].Used != mine.Used || page.Limits != mine.Limits {
		t.Errorf("to an admin it is %+v", page)
	}
	alice.do("DELETE", httpio.Prefix+"/takes/"+string(ids[0]), nil).want(204, nil)
	alice.putTake(l, ids[2], takeBytes(320)).want(201, nil)
}

func TestOtherLimits(t *testing.T) {
	t.Parallel()
	h := limitedBackend(t, gendu.Limits{Bytes: 1e9, Takes: 9, Uploads: 2, Settings: 3, SettingBytes: 40, Streams: 1})
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	c := h.as(host)

	first := c.begin(l.episode.ID, 10).want(201, nil).header.Get("Location")
	c.begin(l.episode.ID, 10).want(201, nil)
	if kind, message, _ := problem(t, c.begin(l.episode.ID, 10).want(403, nil)); kind != "quota" || !strings.Contains(message, "2 of 2 uploads") {
		t.Errorf("one upload too many is %s: %s", kind, message)
	}
	c.do("DELETE", first, nil, "Tus-Resumable", "1.0.0").want(204, nil)
	c.begin(l.episode.ID, 10).want(201, nil)

	setting := func(key, value string, status int) *answer {
		return c.json("PUT", "/me/settings/"+key, map[string]any{"value": map[string]any{"v": value}}).want(status, nil)
	}
	if kind, message, _ := problem(t, setting("long", strings.Repeat("x", 60), 413)); kind != "too_large" || !strings.Contains(message, "40 bytes") {
		t.Errorf("a long setting is %s: %s", kind, message)
	}
	for _, key := range []string{"a", "b", "c", "c"} {
		setting(key, "1", 204)
	}
	if kind, _, _ := problem(t, setting("d", "1", 403)); kind != "quota" {
		t.Errorf("one setting too many is %s", kind)
	}

	if err := h.store.Enqueue(t.Context(), &gendu.Job{Kind: gendu.AlignTranscript, SubjectID: "x", EpisodeID: l.episode.ID}); err != nil {
		t.Fatal(err)
	}
	path := httpio.Prefix + "/events?episode=" + string(l.episode.ID)
	_, stop := c.listen(path)
	if kind, message, _ := problem(t, c.do("GET", path, nil).want(403, nil)); kind != "quota" || !strings.Contains(message, "Close one") {
		t.Errorf("one stream too many is %s: %s", kind, message)
	}
	stop()
}

// disks are spaces of our own: bytes free at the database and for temporary files.
type disks struct {
	rows, temp int64
	database   string
}

func (d *disks) free(path string) (int64, error) {
	if path == filepath.Dir(d.database) {
		return d.rows, nil
	}
	if path == os.TempDir() {
		return d.temp, nil
	}
	return 0, fmt.Errorf("nobody asks about %s", path)
}

// TestDiskFull: takes and uploads are refused with what is full; reading, deleting and
// signing in go on.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := &disks{rows: 2 << 30, temp: 2 << 30, database: dir + "/db/gendu.db"}
	h := backendAt(t, "sqlite:"+d.database, "file:"+dir+"/objects")
	h.space = &installation.Space{Database: d.database, Reserve: 1 << 30, Free: d.free}
	h.start()
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	alice, c := h.as(h.user("alice")), h.as(host)
	id := gendu.NewID(time.Now())
	var take api.Take
	alice.putTake(l, id, takeBytes(300)).want(201, &take)

	d.rows = 1<<30 - 1
	later := gendu.NewID(time.Now())
	kind, message, _ := problem(t, alice.putTake(l, later, takeBytes(310)).want(507, nil))
	if kind != "full" || !strings.Contains(message, "database") || strings.Contains(message, dir) {
		t.Errorf("a take is refused with %s: %s", kind, message)
	}
	if !strings.Contains(h.log.String(), dir+"/db") {
		t.Error("the log does not name the folder that is full")
	}
	if kind, message, _ := problem(t, c.begin(l.episode.ID, 10).want(507, nil)); kind != "full" || !strings.Contains(message, "database") {
		t.Errorf("an upload is refused with %s: %s", kind, message)
	}
	h.stranger().do("GET", "/readyz", nil).want(200, nil)
	if text := h.stranger().do("GET", "/metrics", nil, "Authorization", "Bearer "+metricsToken).text(); !strings.Contains(text, fmt.Sprintf(`gendu_free_bytes{of="database"} %g`, float64(d.rows))) {
		t.Error("the metrics do not tell the space left")
	}
	alice.do("GET", take.AudioUrl, nil).want(200, nil)
	alice.putTake(l, id, takeBytes(300)).want(200, nil)
	h.stranger().json("POST", "/session", map[string]string{"login": "alice", "password": testPassword}).want(200, nil)
	alice.do("DELETE", httpio.Prefix+"/takes/"+string(id), nil).want(204, nil)

	d.rows = 2 << 30
	alice.putTake(l, later, takeBytes(310)).want(201, nil)

	d.temp = 1 << 20
	kind, message, _ = problem(t, h.stranger().do("GET", "/readyz", nil).want(503, nil))
	if kind != "full" || !strings.Contains(message, "TMPDIR") {
		t.Errorf("a full folder for temporary files is %s: %s", kind, message)
	}
	d.temp = 2 << 30
	h.stranger().do("GET", "/readyz", nil).want(200, nil)
}

// compressed stores a take as FLAC, as the job does.
func (h *backend) compressed(id gendu.ID) *gendu.Take {
	h.t.Helper()
	ctx := h.t.Context()
	ok := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	recorded, err := h.store.Take(ctx, id)
	ok(err)
	packed, err := take.Compress(h.object(recorded.ObjectKey()))
	ok(err)
	sum := sha256.Sum256(packed)
	fresh := *recorded
	fresh.Stored = gendu.Stored{Type: "audio/flac", Size: int64(len(packed)), SHA256: sum[:]}
	ok(h.bucket.Put(ctx, fresh.ObjectKey(), bytes.NewReader(packed), fresh.Stored.Size))
	ok(h.store.Enqueue(ctx, &gendu.Job{Kind: gendu.CompressTakes}))
	job, err := h.store.ClaimJob(ctx, "here", []gendu.JobKind{gendu.CompressTakes}, time.Minute)
	ok(err)
	ok(h.store.SetStored(ctx, jobqueue.GuardOf(job), recorded, fresh.Stored))
	ok(h.store.FinishJob(ctx, jobqueue.GuardOf(job), gendu.JobDone, ""))
	ok(h.bucket.Delete(ctx, recorded.ObjectKey())) // as the sweep does
	return &fresh
}

// TestCompressedTake: a recording that is stored as FLAC is served as it was sent: the
// same bytes, ranges, entity tag and media type, on every store.
func TestCompressedTake(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
		alice := h.as(h.user("alice"))
		id, sent := gendu.NewID(time.Now()), takeBytes(300)
		var take api.Take
		alice.putTake(l, id, sent).want(201, &take)
		before := alice.do("GET", take.AudioUrl, nil).want(200, nil)
		row := h.compressed(id)
		if row.Stored.Size >= row.Size {
			t.Errorf("FLAC has %d bytes, WAV %d", row.Stored.Size, row.Size)
		}
		after := alice.do("GET", take.AudioUrl, nil).want(200, nil)
		if after.text() != string(sent) {
			t.Error("other bytes are served than were sent")
		}
		for _, name := range []string{"Content-Type", "ETag", "Content-Length", "Last-Modified", "Accept-Ranges"} {
			if got, want := after.header.Get(name), before.header.Get(name); got != want || want == "" {
				t.Errorf("%s is %q, was %q", name, got, want)
			}
		}
		part := alice.do("GET", take.AudioUrl, nil, "Range", "bytes=1000-1999", "If-Range", before.header.Get("ETag")).want(206, nil)
		if part.text() != string(sent[1000:2000]) || part.header.Get("Content-Range") != fmt.Sprintf("bytes 1000-1999/%d", len(sent)) {
			t.Errorf("a range is %s of %d bytes", part.header.Get("Content-Range"), len(part.text()))
		}
		if text := alice.do("GET", take.AudioUrl, nil, "Range", "bytes=-10").want(206, nil).text(); text != string(sent[len(sent)-10:]) {
			t.Error("the last ten bytes are others")
		}
		alice.do("HEAD", take.AudioUrl, nil).want(200, nil)
		alice.putTake(l, id, sent).want(200, nil)
		alice.putTake(l, id, takeBytes(200)).want(409, nil)

		// It is lost, and the same bytes come again.
		if err := h.bucket.Delete(t.Context(), row.ObjectKey()); err != nil {
			t.Fatal(err)
		}
		if kind, _, _ := problem(t, alice.do("GET", take.AudioUrl, nil).want(500, nil)); kind != "lost" {
			t.Errorf("a lost one is %s", kind)
		}
		alice.putTake(l, id, sent).want(200, nil)
		if got := h.object(row.SentKey()); !bytes.Equal(got, sent) {
			t.Error("the bytes are not stored again")
		}
		if text := alice.do("GET", take.AudioUrl, nil).want(200, nil).text(); text != string(sent) {
			t.Error("other bytes are served after it was lost")
		}

		row = h.compressed(id)
		alice.do("DELETE", httpio.Prefix+"/takes/"+string(id), nil).want(204, nil)
		if _, err := h.bucket.Stat(t.Context(), row.ObjectKey()); gendu.KindOf(err) != gendu.NotFound {
			t.Errorf("after deletion the object is there: %v", err)
		}
		var mine api.MyUsage
		alice.get("/me/usage").want(200, &mine)
		if mine.Used != (api.Used{}) {
			t.Errorf("after deletion there is used %+v", mine.Used)
		}
	})
}
