package jobs

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
	"gendu/objects"
	"gendu/store"
	"gendu/store/jobqueue"
)

// backend is a real store and a real bucket with an episode, for the jobs on it.
type backend struct {
	*store.Store
	t       *testing.T
	bucket  *objects.Bucket
	episode *gendu.Episode
	audio   *gendu.Audio  // the last one
	ahead   time.Duration // of the backend's clock
	file    string        // of the database
}

// migratedOnce is copied by each backend.
var migratedOnce = testkit.NewTemplate(func(url string) error { return store.Migrate(context.Background(), url) })

func newBackend(t *testing.T) *backend {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	url := migratedOnce.SQLite(t)
	h := &backend{t: t, file: strings.TrimPrefix(url, "sqlite:")}
	var err error
	h.Store, err = store.Open(ctx, url, store.WithClock(func() time.Time { return time.Now().Add(h.ahead) }))
	h.ok(err)
	t.Cleanup(func() { _ = h.Close() })
	h.bucket, err = objects.Open(ctx, "file:"+dir+"/objects")
	h.ok(err)
	t.Cleanup(func() { _ = h.bucket.Close() })
	host := &gendu.User{Login: "host", Roles: []gendu.Role{gendu.Host}}
	h.ok(h.CreateUser(ctx, host))
	show := &gendu.Show{OwnerID: host.ID, Slug: "show", Title: "Show", Language: "en"}
	h.ok(h.CreateShow(ctx, show))
	h.episode = &gendu.Episode{ShowID: show.ID}
	h.ok(h.CreateEpisode(ctx, h.episode))
	return h
}

func (h *backend) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *backend) put(key string, b []byte) {
	h.t.Helper()
	h.ok(h.bucket.Put(h.t.Context(), key, bytes.NewReader(b), int64(len(b))))
}

func (h *backend) claim(kind gendu.JobKind) *gendu.Job {
	h.t.Helper()
	job, err := h.ClaimJob(h.t.Context(), Owner(), []gendu.JobKind{kind}, leaseFor)
	h.ok(err)
	return job
}

// run has a worker do the job of the kind that waits, as the runner does, and gives
// what it said of it.
func (h *backend) run(kind gendu.JobKind, w worker) error {
	h.t.Helper()
	job, log := h.claim(kind), slog.New(slog.DiscardHandler)
	ctx, stop := context.WithCancelCause(h.t.Context())
	defer stop(nil)
	this := newRun(ctx, stop, job, h.Store, log)
	err := work(ctx, w, this)
	r := &Runner{queue: h.Store, log: log, now: time.Now}
	h.ok(r.settle(h.t.Context(), this, err, context.Cause(ctx)))
	return err
}

// ready adds an audio that is ready, with such practice audio and so many
// milliseconds.
func (h *backend) ready(wav []byte, durationMS int64) {
	h.t.Helper()
	job := h.derived(wav, durationMS)
	h.ok(h.FinishJob(h.t.Context(), jobqueue.GuardOf(job), gendu.JobDone, ""))
}

// derived is ready up to the end of the job, which still runs.
func (h *backend) derived(wav []byte, durationMS int64) *gendu.Job {
	h.t.Helper()
	ctx := h.t.Context()
	h.audio = &gendu.Audio{EpisodeID: h.episode.ID, FileName: "a.wav", Size: 1, Warnings: []string{}}
	h.ok(h.AddAudio(ctx, h.audio))
	job := h.claim(gendu.IngestAudio)
	h.put(h.audio.ObjectKey("practice.wav"), wav)
	h.audio.State, h.audio.DurationMS, h.audio.PracticeLen = gendu.Ready, durationMS, int64(len(wav))
	h.ok(h.FinishAudio(ctx, jobqueue.GuardOf(job), h.audio))
	return job
}

// failing is a worker that cannot.
type failing struct{ err error }

func (f failing) work(context.Context, *run) error { return f.err }

var errBroke = gendu.Errorf(gendu.Invalid, "it broke")

// TestWhatIsReadyStaysReady: where a server dies between the result and the end of
// its job, a later try that fails does not take from people what they use.
func TestWhatIsReadyStaysReady(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	ctx := t.Context()
	h.derived(make([]byte, 44), 1000)
	h.ahead += time.Minute // the server is dead, and so is its lease
	if err := h.run(gendu.IngestAudio, failing{errBroke}); err == nil {
		t.Fatal("it did not fail")
	}
	audio, err := h.Audio(ctx, h.audio.ID)
	h.ok(err)
	if audio.State != gendu.Ready {
		t.Errorf("the audio is %s: %s", audio.State, audio.Message)
	}
	text := &gendu.Transcript{EpisodeID: h.episode.ID, Source: "page"}
	h.ok(h.AddTranscript(ctx, text, []*gendu.Cue{{Text: "One."}}))
	job := h.claim(gendu.AlignTranscript)
	text.State = gendu.Ready
	h.ok(h.FinishTranscript(ctx, jobqueue.GuardOf(job), text, []*gendu.Cue{{Text: "One.", EndMS: 500, Spoken: true}}))
	h.ahead += time.Minute
	if err := h.run(gendu.AlignTranscript, failing{errBroke}); err == nil {
		t.Fatal("it did not fail")
	}
	text, err = h.Transcript(ctx, text.ID)
	h.ok(err)
	if text.State != gendu.Ready {
		t.Errorf("the text is %s: %s", text.State, text.Message)
	}
}
