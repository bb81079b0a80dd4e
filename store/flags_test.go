package store_test

import (
	"errors"
	"strings"
	"testing"

	"gendu"
	"gendu/publishing"
	"gendu/store"
)

// flaggedByOne is a database with an episode in which a learner has flagged a sentence.
func flaggedByOne(t *testing.T, url string) (s *store.Store, learner, episode gendu.ID) {
	t.Helper()
	s, episode = practisedByFive(t, url)
	u := &gendu.User{Login: "flags"}
	if err := s.CreateUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	_, err := raw(t, url).ExecContext(t.Context(), `INSERT INTO flags (id, user_id, episode_id, cue_id, kind, note, shift_ms, revision, start_ms, end_ms, was, created_at, settled, settled_at, settled_by, seen_at)
		VALUES ('f', $1, $2, 'c', 'start', '', -150, 1, 0, 900, '', 1, '', 0, '', 0)`, u.ID, episode)
	if err != nil {
		t.Fatal(err)
	}
	return s, u.ID, episode
}

// TestPlansOfFlags: flags are found by the indexes of their learner and their episode, never
// by reading all that there are.
func TestPlansOfFlags(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			url := d.empty(t)
			s, learner, episode := flaggedByOne(t, url)
			var plan []string
			t.Cleanup(s.SeeQueries(func(query string, args []any) {
				if !strings.Contains(query, "flags") || !strings.HasPrefix(strings.TrimSpace(query), "SELECT") {
					return
				}
				for _, line := range planOf(t, url, query, args) {
					plan = append(plan, line)
					for _, whole := range []string{"SCAN flags", "SCAN f", "Seq Scan on flags"} {
						if line = strings.TrimSpace(line); line == whole || strings.HasPrefix(line, whole+" ") || whole == "Seq Scan on flags" && strings.Contains(line, whole) {
							t.Errorf("%s\nis read by %q", query, line)
						}
					}
				}
			}))
			own, err := s.OwnFlags(t.Context(), learner, episode)
			if err != nil || len(own) != 1 || own[0].ShiftMS != -150 || own[0].Now != "" {
				t.Fatalf("%+v, %v", own, err)
			}
			open, err := s.OpenFlags(t.Context(), episode, "", 10)
			if err != nil || len(open) != 1 {
				t.Fatalf("%+v, %v", open, err)
			}
			e, err := s.Episode(t.Context(), episode)
			if err != nil {
				t.Fatal(err)
			}
			list, err := s.EpisodesOf(t.Context(), e.ShowID, store.EpisodeQuery{Drafts: true})
			if err != nil || len(list) != 1 || list[0].Flags != 1 {
				t.Fatalf("%+v, %v", list, err)
			}
			if _, err := s.EpisodeNumbers(t.Context(), episode); err != nil {
				t.Fatal(err)
			}
			text := strings.Join(plan, "\n")
			for _, index := range []string{"flags_open", "flags_user", "flags_numbers"} {
				if !strings.Contains(text, index) {
					t.Errorf("%s\ndoes not use %s", text, index)
				}
			}
		})
	}
}

// TestMigrateFlags brings a database in which there are figures back to the schema before
// flags and up again: what was shown stays, and says nothing of flags until it is counted again.
func TestMigrateFlags(t *testing.T) {
	t.Parallel()
	down := downTo(t, 39)
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			ctx, url := t.Context(), d.empty(t)
			s, episode := practisedByFive(t, url)
			if _, err := s.EpisodeNumbers(ctx, episode); err != nil {
				t.Fatal(err)
			}
			db := raw(t, url)
			if _, err := db.ExecContext(ctx, `UPDATE shown_numbers SET figures = '{"learners":5,"practisedMs":5,"spokenMs":0,"stops":{"c":5}}' WHERE kind = 'whole'`); err != nil {
				t.Fatal(err)
			}
			if _, err := db.ExecContext(ctx, down); err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(store.ForceMigration(ctx, url, 39), store.Migrate(ctx, url)); err != nil {
				t.Fatal(err)
			}
			c, err := open(t, url).EpisodeNumbers(ctx, episode)
			if err != nil || c.Whole == nil || c.Whole.Stops["c"] != 5 || c.Whole.Flags != nil {
				t.Fatalf("%+v, %v", c.Whole, err)
			}
			n := publishing.NumbersOf([]*gendu.Cue{{ID: "c", Spoken: true}}, c)
			if n.Sentences[0].Stopped == nil || n.Sentences[0].Flagged != nil {
				t.Errorf("%+v", n.Sentences[0])
			}
		})
	}
}
