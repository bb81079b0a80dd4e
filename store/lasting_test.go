package store_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/migrations"
	"gendu/store"
	"gendu/store/jobqueue"
)

// before brings a database to schema 2, as the version before lasting ids left it,
// and fills it: two episodes, whose second revision had a sentence corrected, two
// merged and one removed, so that their ids were new then.
func before(t *testing.T, url string) {
	t.Helper()
	ctx, db := t.Context(), raw(t, url)
	run := func(query string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(ctx, query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	for _, name := range []string{"0001_house.up.sql", "0002_echo_cancelled.up.sql"} {
		b, err := migrations.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		run(string(b))
	}
	if err := store.ForceMigration(ctx, url, 2); err != nil {
		t.Fatal(err)
	}
	run(`INSERT INTO users VALUES ('learner', 'learner', 'Lin', 'x', 'learner', '', FALSE, FALSE, 1)`)
	run(`INSERT INTO shows VALUES ('show', 'learner', 'show', 'Show', '', 'en', '', '', '', 1, 1)`)
	for _, e := range []string{"k1", "k2"} {
		fillEpisode(ctx, t, db, e)
	}
}

// texts of the two revisions, by the ends of their ids.
var revisions = [][][2]string{
	{{"same", "Nothing changes here at all."}, {"typo", "The night train semed to belong to old films."}, {"left", "They board after dinner."}, {"right", "They wake up in another city."}, {"gone", "Buy one ticket and get one free."}},
	{{"same", "Nothing changes here at all."}, {"fixed", "The night train seemed to belong to old films."}, {"both", "They board after dinner. They wake up in another city."}},
}

func fillEpisode(ctx context.Context, t *testing.T, db *sql.DB, e string) {
	t.Helper()
	run := func(query string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(ctx, query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	run(`INSERT INTO episodes VALUES ($1, 'show', 'K', 'Title', '', 'published', $2, $3, 1, 1, 1, 0)`, e, e+"-audio", e+"-r2")
	run(`INSERT INTO audios VALUES ($1, $2, 'a.mp3', 1, 'ready', '', 60000, 'm4a', 44, '[]', '{}', 1)`, e+"-audio", e)
	for n, cues := range revisions {
		id := e + []string{"-r1", "-r2"}[n]
		run(`INSERT INTO transcripts VALUES ($1, $2, $3, $4, 'the page', '', $5, FALSE, 'ready', 'pauses', '', $3)`,
			id, e, n+1, e+"-audio", `{"keywords":[{"term":"timetable"}]}`)
		for i, c := range cues {
			run(`INSERT INTO cues VALUES ($1, $2, $3, $4, 0, $5, '', $6, $7, 1, TRUE, '[]')`, id, e+"-"+c[0], e, i, c[1], i*1000, i*1000+900)
		}
	}
	for i, c := range revisions[0] {
		run(`INSERT INTO takes (id, user_id, episode_id, audio_id, cue_id, revision, cue_text, cue_start_ms, cue_end_ms, mode, speed,
				clip_start_ms, type, size, sha256, duration_ms, level, note, best, favourite, recorded_at, created_at, deleted_at)
			VALUES ($1, 'learner', $2, $3, $4, 1, $5, 0, 900, 'repeat', 1, NULL, 'audio/wav', 44, '', 900, '{}', '', TRUE, FALSE, 1, $6, 0)`,
			e+"-take-"+c[0], e, e+"-audio", e+"-"+c[0], c[1], i+1)
	}
}

// reach are the takes of an episode, by what their sentences are today.
func reach(t *testing.T, s *store.Store, e gendu.ID) map[string]string {
	t.Helper()
	list, err := s.TakesOf(t.Context(), "learner", store.TakeQuery{EpisodeID: e})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, v := range list {
		if want := strings.TrimPrefix(string(v.ID), string(e)+"-take-"); string(v.CueID) != string(e)+"-"+want {
			t.Errorf("the cue of take %s was rewritten to %s", v.ID, v.CueID)
		}
		out[strings.TrimPrefix(string(v.ID), string(e)+"-take-")] = strings.TrimPrefix(string(v.Now), string(e)+"-")
	}
	return out
}

// TestOrphansReachTheirSentences migrates a database of the version before and links
// its takes, with a stop in between.
func TestOrphansReachTheirSentences(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, url := t.Context(), d.empty(t)
			before(t, url)
			s := migrated(t, url)
			if got := reach(t, s, "k1"); got["same"] != "same" || got["typo"] != "" {
				t.Errorf("before the job, takes reach %v", got)
			}
			if n, err := s.Repair(ctx); err != nil || n < 1 {
				t.Fatalf("the start enqueues %d jobs, %v", n, err)
			}
			claim := func() jobqueue.JobGuard {
				t.Helper()
				j, err := s.ClaimJob(ctx, "here", []gendu.JobKind{gendu.LinkTakes}, time.Minute)
				if err != nil {
					t.Fatal(err)
				}
				return jobqueue.GuardOf(j)
			}
			orphaned := func(want ...gendu.ID) {
				t.Helper()
				if got, err := s.Orphaned(ctx, 10); err != nil || !slices.Equal(got, want) {
					t.Fatalf("orphaned are %v, %v, want %v", got, err, want)
				}
			}
			orphaned("k1", "k2")
			g := claim()
			ok := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			ok(s.LinkTakes(ctx, g, "k1"))
			ok(s.ReleaseJob(ctx, g)) // the server stops
			orphaned("k2")
			if err := s.LinkTakes(ctx, g, "k2"); gendu.KindOf(err) != gendu.Conflict {
				t.Errorf("without the lease: %v", err)
			}
			ok(s.LinkTakes(ctx, claim(), "k2"))
			orphaned()
			want := map[string]string{"same": "same", "typo": "fixed", "left": "both", "right": "both", "gone": ""}
			for _, e := range []gendu.ID{"k1", "k2"} {
				got := reach(t, s, e)
				for take, cue := range want {
					if got[take] != cue {
						t.Errorf("%s: a take of %q reaches %q, want %q", e, take, got[take], cue)
					}
				}
			}
			keywordsHaveIDs(t, s)
			ok(s.FinishJob(ctx, claimed(t, s), gendu.JobDone, ""))
			if n, err := s.Repair(ctx); err != nil || n != 0 {
				t.Errorf("a linked database is repaired again: %d, %v", n, err)
			}
		})
	}
}

// claimed is the guard of the job that runs.
func claimed(t *testing.T, s *store.Store) jobqueue.JobGuard {
	t.Helper()
	list, err := s.JobsOfSubject(t.Context(), "")
	if err != nil || len(list) != 1 {
		t.Fatalf("jobs %+v, %v", list, err)
	}
	return jobqueue.GuardOf(list[0])
}

// keywordsHaveIDs: both the newest revision and one that is in use have them.
func keywordsHaveIDs(t *testing.T, s *store.Store) {
	t.Helper()
	for _, id := range []gendu.ID{"k1-r2", "k2-r2"} {
		tr, err := s.Transcript(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		named := func(k gendu.Keyword) bool { return k.ID != "" && k.Term == "timetable" }
		if !slices.ContainsFunc(tr.Keywords(), named) {
			t.Errorf("the page is %+v", tr.Page)
		}
	}
}
