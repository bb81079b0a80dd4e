package installation

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
	"gendu/objects"
	"gendu/store"
	"gendu/store/jobqueue"
)

// kindsOfPairs are the databases and object stores that belong together in practice.
var kindsOfPairs = []struct {
	name              string
	database, objects func(t *testing.T) string
}{
	{
		"SQLiteAndFolder",
		func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "gendu.db") },
		func(t *testing.T) string { return "file:" + filepath.Join(t.TempDir(), "objects") },
	},
	{
		"PostgreSQLAndS3",
		func(t *testing.T) string { return testkit.Postgres(t) },
		func(t *testing.T) string { return testkit.S3(t) },
	},
}

// pair is a database and an object store with an episode.
type pair struct {
	t       *testing.T
	rows    *store.Store
	bucket  *objects.Bucket
	user    *gendu.User
	episode *gendu.Episode
}

// eachPair runs a test on each kind, with openers of further databases and stores.
func eachPair(t *testing.T, test func(t *testing.T, database func() *store.Store, bucket func() *objects.Bucket)) {
	t.Helper()
	for _, k := range kindsOfPairs {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			test(t, func() *store.Store {
				url := k.database(t)
				if err := store.Migrate(t.Context(), url); err != nil {
					t.Fatal(err)
				}
				s, err := store.Open(t.Context(), url)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = s.Close() })
				return s
			}, func() *objects.Bucket {
				b, err := objects.Open(t.Context(), k.objects(t))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = b.Close() })
				return b
			})
		})
	}
}

func (p *pair) ok(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// newPair fills a database with an episode. Ids are given, so that two databases
// can know the same things.
func newPair(t *testing.T, rows *store.Store, bucket *objects.Bucket) *pair {
	t.Helper()
	p := &pair{t: t, rows: rows, bucket: bucket}
	p.user = &gendu.User{ID: "ann", Login: "ann", Name: "Ann", Roles: gendu.Roles()}
	p.ok(rows.CreateUser(t.Context(), p.user))
	p.ok(rows.CreateShow(t.Context(), &gendu.Show{ID: "show", OwnerID: p.user.ID, Slug: "show", Title: "Show", Language: "en"}))
	p.episode = &gendu.Episode{ID: "episode", ShowID: "show"}
	p.ok(rows.CreateEpisode(t.Context(), p.episode))
	return p
}

// take is take number n of the pair's learner; every other one is of a keyword.
func (p *pair) take(n int) *gendu.Take {
	sum := sha256.Sum256(bytesOf(n))
	subject := []gendu.SubjectKind{gendu.CueSubject, gendu.KeywordSubject}[n%2]
	return &gendu.Take{
		ID: gendu.ID(fmt.Sprintf("take-%04d", n)), UserID: p.user.ID, EpisodeID: p.episode.ID, AudioID: "audio", Subject: subject, CueID: "cue", Mode: gendu.Repeat, Speed: 1,
		SHA256: sum[:], Size: int64(len(bytesOf(n))), Type: "audio/wav",
	}
}

// audioOfTakes adds the audio that takes are made against, so that their rows are
// whole.
func (p *pair) audioOfTakes() {
	p.t.Helper()
	ctx := p.t.Context()
	a := &gendu.Audio{ID: "audio", EpisodeID: p.episode.ID, FileName: "a.wav", Warnings: []string{}}
	p.ok(p.rows.AddAudio(ctx, a))
	job, err := p.rows.ClaimJob(ctx, "here", []gendu.JobKind{gendu.IngestAudio}, time.Minute)
	p.ok(err)
	a.State = gendu.Failed
	p.ok(p.rows.FinishAudio(ctx, jobqueue.GuardOf(job), a))
	p.ok(p.rows.FinishJob(ctx, jobqueue.GuardOf(job), gendu.JobFailed, ""))
}

func bytesOf(n int) []byte { return fmt.Appendf(nil, "the bytes of take %d", n) }

// rowsOf writes the rows of takes from first to end.
func (p *pair) rowsOf(first, end int) {
	p.t.Helper()
	for n := first; n < end; n++ {
		_, err := p.rows.PutTake(p.t.Context(), p.take(n), nil)
		p.ok(err)
	}
}

// bytesOfTakes writes the objects of takes from first to end.
func (p *pair) bytesOfTakes(first, end int) {
	p.t.Helper()
	for n := first; n < end; n++ {
		p.put(p.take(n).ObjectKey(), bytesOf(n))
	}
}

func (p *pair) put(key string, b []byte) {
	p.t.Helper()
	p.ok(p.bucket.Put(p.t.Context(), key, bytes.NewReader(b), int64(len(b))))
}

// wantTakes fails where an object of the takes from first to end is not where it
// was, or has other bytes.
func (p *pair) wantTakes(first, end int) {
	p.t.Helper()
	for n := first; n < end; n++ {
		body, _, err := p.bucket.Get(p.t.Context(), p.take(n).ObjectKey(), 0, -1)
		p.ok(err)
		got, err := io.ReadAll(body)
		p.ok(err)
		p.ok(body.Close())
		if !bytes.Equal(got, bytesOf(n)) {
			p.t.Fatalf("take %d holds %q", n, got)
		}
	}
}

// later is a sweeper that runs when all objects of the test are old.
func (p *pair) later(log io.Writer, d time.Duration) *Sweeper {
	return &Sweeper{
		Store: p.rows, Bucket: p.bucket, Log: slog.New(slog.NewTextHandler(log, nil)),
		Now: func() time.Time { return time.Now().Add(d) },
	}
}

func (p *pair) sweep() *store.Sweep {
	p.t.Helper()
	report, err := p.later(io.Discard, 25*time.Hour).Sweep(p.t.Context())
	p.ok(err)
	return report
}

func (p *pair) count(prefix string) int {
	p.t.Helper()
	n := 0
	for _, err := range p.bucket.List(p.t.Context(), prefix) {
		p.ok(err)
		n++
	}
	return n
}

func (p *pair) bind() error { return Bind(p.t.Context(), p.rows, p.bucket) }

// restoreAll puts everything in the trash back.
func (p *pair) restoreAll() {
	p.t.Helper()
	var list []Trashed
	for v, err := range Trashes(p.t.Context(), p.bucket) {
		p.ok(err)
		list = append(list, v)
	}
	for _, v := range list {
		p.ok(RestoreTrashed(p.t.Context(), p.bucket, v))
	}
}
