package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
	"gendu/store"
	"gendu/store/storetest"
)

func open(t *testing.T, url string, opts ...store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func migrated(t *testing.T, url string, opts ...store.Option) *store.Store {
	t.Helper()
	if err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	return open(t, url, opts...)
}

var migratedOnce = testkit.NewTemplate(func(url string) error { return store.Migrate(context.Background(), url) })

// databases are the addresses of empty and of migrated databases of every sort.
var databases = []struct {
	name  string
	empty func(t *testing.T) string
	ready func(t *testing.T) string
}{
	{
		"SQLite",
		func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "gendu.db") },
		func(t *testing.T) string { return migratedOnce.SQLite(t) },
	},
	{
		"PostgreSQL",
		func(t *testing.T) string { return testkit.Postgres(t) },
		func(t *testing.T) string { return migratedOnce.Postgres(t) },
	},
}

func TestStore(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T, opts ...store.Option) *store.Store {
				return open(t, d.ready(t), opts...)
			})
		})
	}
}

// TestBroken brings rows into contradictions past the store, which makes none.
func TestBroken(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, url := t.Context(), d.empty(t)
			s := migrated(t, url)
			u := &gendu.User{Login: "host"}
			show := &gendu.Show{Slug: "show"}
			e := &gendu.Episode{}
			for _, step := range []func() error{
				func() error { return s.CreateUser(ctx, u) },
				func() error { show.OwnerID = u.ID; return s.CreateShow(ctx, show) },
				func() error { e.ShowID = show.ID; return s.CreateEpisode(ctx, e) },
				func() error { return s.AddTranscript(ctx, &gendu.Transcript{EpisodeID: e.ID}, nil) },
				func() error {
					_, err := raw(t, url).ExecContext(ctx, `UPDATE transcripts SET state = 'ready', audio_id = 'another'`)
					return err
				},
				func() error {
					_, err := raw(t, url).ExecContext(ctx, `UPDATE episodes SET transcript_id = (SELECT id FROM transcripts)`)
					return err
				},
			} {
				if err := step(); err != nil {
					t.Fatal(err)
				}
			}
			faults, err := s.Broken(ctx)
			if err != nil || len(faults) != 2 || faults[0].Table != "episodes" || faults[1].Table != "transcripts" {
				t.Errorf("faults %+v, %v", faults, err)
			}
		})
	}
}

// TestRepair takes jobs away past the store, as a person with a database shell
// might, and has them made again.
func TestRepair(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, url := t.Context(), d.empty(t)
			s := migrated(t, url)
			u := &gendu.User{Login: "host"}
			show := &gendu.Show{Slug: "show"}
			e := &gendu.Episode{}
			a := &gendu.Audio{}
			for _, step := range []func() error{
				func() error { return s.CreateUser(ctx, u) },
				func() error { show.OwnerID = u.ID; return s.CreateShow(ctx, show) },
				func() error { e.ShowID = show.ID; return s.CreateEpisode(ctx, e) },
				func() error { a.EpisodeID = e.ID; return s.AddAudio(ctx, a) },
				func() error { _, err := raw(t, url).ExecContext(ctx, "DELETE FROM jobs"); return err },
			} {
				if err := step(); err != nil {
					t.Fatal(err)
				}
			}
			if faults, err := s.Broken(ctx); err != nil || len(faults) != 1 || faults[0].ID != string(a.ID) {
				t.Errorf("faults %+v, %v", faults, err)
			}
			if n, err := s.Repair(ctx); err != nil || n != 1 {
				t.Errorf("repaired %d, %v", n, err)
			}
			if faults, err := s.Broken(ctx); err != nil || len(faults) != 0 {
				t.Errorf("faults left %+v, %v", faults, err)
			}
			j, err := s.ClaimJob(ctx, "o", []gendu.JobKind{gendu.IngestAudio}, time.Minute)
			if err != nil || j.SubjectID != a.ID || j.EpisodeID != e.ID {
				t.Errorf("the job is %+v, %v", j, err)
			}
		})
	}
}
