package store_test

import (
	"fmt"
	"strings"
	"testing"

	"gendu"
	"gendu/publishing"
	"gendu/store"
	"gendu/store/numbers"
)

// practisedByFive is a database with an episode that just enough learners have practised.
func practisedByFive(t *testing.T, url string) (s *store.Store, episode gendu.ID) {
	t.Helper()
	s = migrated(t, url)
	ctx, db := t.Context(), raw(t, url)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	host := &gendu.User{Login: "host", Roles: []gendu.Role{gendu.Host}}
	ok(s.CreateUser(ctx, host))
	show := &gendu.Show{OwnerID: host.ID, Slug: "show", Title: "Show", Language: "en"}
	ok(s.CreateShow(ctx, show))
	e := &gendu.Episode{ShowID: show.ID, Title: "Episode"}
	ok(s.CreateEpisode(ctx, e))
	for i := range publishing.FewestLearners {
		u := &gendu.User{Login: fmt.Sprint("learner", i)}
		ok(s.CreateUser(ctx, u))
		_, err := db.ExecContext(ctx, "INSERT INTO practised (user_id, cue_id, episode_id, plays, skips, ms, last_at) VALUES ($1, 'c', $2, 1, 0, 1, 1)", u.ID, e.ID)
		ok(err)
	}
	return s, e.ID
}

// TestPlansOfNumbers: the numbers of an episode are read from indexes that hold all that
// they need, by its own rows alone, however many recordings of others there are; so is what
// goes with an account, and what a visit adds.
func TestPlansOfNumbers(t *testing.T) {
	t.Parallel()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			url := d.empty(t)
			s, episode := practisedByFive(t, url)
			var plan []string
			t.Cleanup(s.SeeQueries(func(query string, args []any) {
				if !strings.HasPrefix(strings.TrimSpace(query), "SELECT") {
					return
				}
				for _, line := range planOf(t, url, query, args) {
					plan = append(plan, line)
					line = strings.TrimSpace(line)
					for _, table := range []string{"practised", "practice_visits", "missed_words", "shown_numbers", "takes"} {
						if scans(query, line) || strings.HasPrefix(line, "SCAN "+table) || strings.Contains(line, "Seq Scan on "+table) {
							t.Errorf("%s\nis read by %q", query, line)
						}
					}
				}
			}))
			c, err := s.EpisodeNumbers(t.Context(), episode)
			if err != nil || c.Whole == nil || c.Whole.Learners != publishing.FewestLearners {
				t.Fatalf("%+v, %v", c, err)
			}
			visit := numbers.Visit{ID: "v", UserID: "nobody", EpisodeID: episode, Sentences: []numbers.Practised{{CueID: "c", Plays: 1}}}
			if err := s.PutVisit(t.Context(), visit); err == nil {
				t.Error("nobody has practised")
			}
			text := strings.Join(plan, "\n")
			for _, index := range []string{"practised_episode", "takes_numbers", "missed_words_episode"} {
				if !strings.Contains(text, index) || d.name == "SQLite" && !strings.Contains(text, "COVERING INDEX "+index) {
					t.Errorf("%s\ndoes not use %s alone", text, index)
				}
			}
		})
	}
}
