package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/wav"
	"gendu/identity"
	"gendu/installation"
	"gendu/internal/testkit"
	"gendu/objects"
	"gendu/server/httpio"
	"gendu/store"
	"gendu/store/jobqueue"
	"gendu/transcripts/alignment"
)

// backend is a server on a real SQLite store and a real folder.
type backend struct {
	t      testing.TB
	store  *store.Store
	bucket *objects.Bucket
	server *Server
	web    *httptest.Server
	log    *bytes.Buffer
	space  *installation.Space
	voice  alignment.Voice // nil: there is none
}

// metricsToken opens /metrics.
const metricsToken = "a token for the counters"

// testHash is the hash of testPassword, made once: argon2id is slow on purpose.
const testPassword = "a sentence that nobody guesses"

var testHash = identity.HashPassword(testPassword)

// migratedOnce is copied by each backend.
var migratedOnce = testkit.NewTemplate(func(url string) error { return store.Migrate(context.Background(), url) })

func newBackend(t testing.TB, change ...func(*Config)) *backend {
	t.Helper()
	return backendAt(t, migratedOnce.SQLite(t), "file:"+t.TempDir()+"/objects", change...)
}

// backendAt is a backend on any database and any object store.
func backendAt(t testing.TB, url, keep string, change ...func(*Config)) *backend {
	t.Helper()
	return backendWith(t, url, keep, nil, change...)
}

// backendWith is a backend whose store is opened with options.
func backendWith(t testing.TB, url, keep string, options []store.Option, change ...func(*Config)) *backend {
	t.Helper()
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), url, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	bucket, err := objects.Open(t.Context(), keep)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bucket.Close() })
	h := &backend{t: t, store: st, bucket: bucket, log: &bytes.Buffer{}}
	h.start(change...)
	return h
}

// onEverything runs a test on SQLite and a folder, and on PostgreSQL and S3.
func onEverything(t *testing.T, test func(t *testing.T, h *backend)) {
	t.Helper()
	t.Run("sqlite and folder", func(t *testing.T) {
		t.Parallel()
		test(t, newBackend(t))
	})
	t.Run("postgres and s3", func(t *testing.T) {
		t.Parallel()
		test(t, backendAt(t, migratedOnce.Postgres(t), testkit.S3(t)))
	})
}

// start serves the backend's store and bucket; a second one is a second server on
// the same backend.
func (h *backend) start(change ...func(*Config)) *backend {
	h.t.Helper()
	cfg := Config{MetricsToken: metricsToken, Addr: "127.0.0.1:0", BaseURL: "http://127.0.0.1", Version: "test"}
	for _, f := range change {
		f(&cfg)
	}
	web := fstest.MapFS{
		"index.html":         {Data: []byte("<!doctype html><title>gendu</title>")},
		"assets/app-1234.js": {Data: []byte("export {}")},
		"favicon.svg":        {Data: []byte("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")},
	}
	var err error
	h.server, err = New(cfg, Deps{
		Store: h.store, Bucket: h.bucket, Space: h.space, Voice: h.voice, Web: web, Log: slog.New(slog.NewTextHandler(&lockedWriter{w: h.log}, nil)),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.web = httptest.NewServer(h.server.Handler())
	h.t.Cleanup(h.web.Close)
	h.t.Cleanup(h.server.Close)
	return h
}

// user makes a user.
func (h *backend) user(login string, roles ...gendu.Role) *gendu.User {
	h.t.Helper()
	u := &gendu.User{Login: login, Name: "Name of " + login, PasswordHash: testHash, Roles: append([]gendu.Role{gendu.Learner}, roles...)}
	if err := h.store.CreateUser(h.t.Context(), u); err != nil {
		h.t.Fatal(err)
	}
	return u
}

// caller is a browser: it keeps its cookie.
type caller struct {
	h      *backend
	cookie string
}

// as is a browser in which the user is signed in, past the password.
func (h *backend) as(u *gendu.User) *caller {
	h.t.Helper()
	token, hash := identity.NewToken()
	now := time.Now()
	err := h.store.CreateSession(h.t.Context(), &gendu.Session{
		UserID: u.ID, TokenHash: hash, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour),
	}, u.PasswordHash)
	if err != nil {
		h.t.Fatal(err)
	}
	return &caller{h: h, cookie: token}
}

func (h *backend) stranger() *caller { return &caller{h: h} }

// answer is what came back.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

func (c *caller) do(method, path string, body io.Reader, header ...string) *answer {
	c.h.t.Helper()
	r, err := http.NewRequestWithContext(c.h.t.Context(), method, c.h.web.URL+path, body)
	if err != nil {
		c.h.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	if c.cookie != "" {
		r.AddCookie(&http.Cookie{Name: c.h.server.cookieName, Value: c.cookie})
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		c.h.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.h.t.Fatal(err)
	}
	for _, k := range res.Cookies() {
		if k.Name == c.h.server.cookieName {
			c.cookie = k.Value
		}
	}
	return &answer{c.h.t, res.StatusCode, res.Header, b}
}

// json sends a value, or a string of JSON as it is.
func (c *caller) json(method, path string, v any) *answer {
	c.h.t.Helper()
	var b []byte
	if s, ok := v.(string); ok {
		b = []byte(s)
	} else if v != nil {
		var err error
		if b, err = json.Marshal(v); err != nil {
			c.h.t.Fatal(err)
		}
	}
	if v == nil {
		return c.do(method, httpio.Prefix+path, nil)
	}
	return c.do(method, httpio.Prefix+path, bytes.NewReader(b), "Content-Type", "application/json")
}

func (c *caller) get(path string) *answer { c.h.t.Helper(); return c.json("GET", path, nil) }

// want checks the status and reads the body into v, which may be nil.
func (a *answer) want(status int, v any) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	if v != nil {
		if err := json.Unmarshal(a.body, v); err != nil {
			a.t.Fatalf("%v: %s", err, a.body)
		}
	}
	return a
}

// lesson is a published episode with audio, text and the people around it.
type lesson struct {
	host    *gendu.User
	show    *gendu.Show
	episode *gendu.Episode
	audio   *gendu.Audio
	cues    []*gendu.Cue
	wav     []byte // practice.wav
}

// tone is so many milliseconds of a sine at the practice rate.
func tone(rate int, ms int, hz float64) dsp.Signal {
	s := dsp.Signal{Rate: rate, Samples: make([]float32, rate*ms/1000)}
	for i := range s.Samples {
		s.Samples[i] = float32(0.4 * math.Sin(2*math.Pi*hz*float64(i)/float64(rate)))
	}
	return s
}

// newLesson makes an episode that is ready, as ingest and alignment leave it.
func (h *backend) newLesson(host *gendu.User, slug string, state gendu.EpisodeState) *lesson {
	h.t.Helper()
	ctx := h.t.Context()
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	l := &lesson{host: host}
	l.show = &gendu.Show{OwnerID: host.ID, Slug: slug, Title: "Show " + slug, Language: "en", Translation: "zh-Hant"}
	must(h.store.CreateShow(ctx, l.show))
	l.episode = &gendu.Episode{ShowID: l.show.ID, Number: "K1", Title: "Episode of " + slug, State: gendu.Draft}
	must(h.store.CreateEpisode(ctx, l.episode))
	l.audio = &gendu.Audio{EpisodeID: l.episode.ID, FileName: "k1.mp3", Size: 4000, Warnings: []string{}}
	must(h.store.AddAudio(ctx, l.audio))
	job, err := h.store.ClaimJob(ctx, "test", []gendu.JobKind{gendu.IngestAudio}, time.Minute)
	must(err)
	l.wav = wav.Encode(tone(gendu.PracticeRate, 6000, 220))
	l.audio.State, l.audio.DurationMS, l.audio.PracticeLen, l.audio.Listening = gendu.Ready, 6000, int64(len(l.wav)), "m4a"
	l.audio.Tags = gendu.Tags{Title: "T", Artist: "A", Chapters: []gendu.Chapter{{StartMS: 0, EndMS: 1500, Title: "One"}}, CoverType: "image/jpeg"}
	for part, b := range map[string][]byte{
		"source": bytes.Repeat([]byte("s"), 4000), "listening.m4a": bytes.Repeat([]byte("0123456789"), 1000),
		"practice.wav": l.wav, "peaks.dat": []byte("peaks"), "pitch.bin": []byte("pitch"),
		"cover": []byte("\xff\xd8\xff\xe0 a picture"),
	} {
		must(h.bucket.Put(ctx, l.audio.ObjectKey(part), bytes.NewReader(b), int64(len(b))))
	}
	must(h.store.FinishAudio(ctx, jobqueue.GuardOf(job), l.audio))
	must(h.store.FinishJob(ctx, jobqueue.GuardOf(job), gendu.JobDone, ""))
	for i := range 3 {
		l.cues = append(l.cues, &gendu.Cue{
			Text: fmt.Sprintf("Sentence %d.", i), StartMS: int64(1000 + 1500*i), EndMS: int64(2000 + 1500*i), Confidence: 1, Spoken: true,
		})
	}
	must(h.store.AddTranscript(ctx, &gendu.Transcript{
		EpisodeID: l.episode.ID, Source: "x", State: gendu.Ready, Method: "file", Timed: true, AudioID: l.audio.ID,
	}, l.cues))
	if state == gendu.Published {
		must(h.store.SetEpisodeState(ctx, l.episode.ID, gendu.Published))
	}
	l.episode, err = h.store.Episode(ctx, l.episode.ID)
	must(err)
	return l
}

// takePath is where a take of a cue is put.
func (l *lesson) takePath(id gendu.ID, cue int) string {
	return fmt.Sprintf("%s/takes/%s?episode=%s&cue=%s&revision=1&mode=repeat&recordedAt=2026-05-04T03:02:01Z",
		httpio.Prefix, id, l.episode.ID, l.cues[cue].ID)
}

func takeBytes(hz float64) []byte { return wav.Encode(tone(16000, 900, hz)) }

func (c *caller) putTake(l *lesson, id gendu.ID, b []byte) *answer {
	c.h.t.Helper()
	return c.do("PUT", l.takePath(id, 0), bytes.NewReader(b), "Content-Type", "audio/wav")
}

// object reads an object whole.
func (h *backend) object(key string) []byte {
	h.t.Helper()
	r, _, err := h.bucket.Get(context.Background(), key, 0, -1)
	if err != nil {
		h.t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

func problem(t testing.TB, a *answer) (kind, message, field string) {
	t.Helper()
	var p struct{ Kind, Message, Field string }
	if err := json.Unmarshal(a.body, &p); err != nil || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Fatalf("no problem in JSON: %d %q %q", a.status, a.header.Get("Content-Type"), a.body)
	}
	return p.Kind, p.Message, p.Field
}
