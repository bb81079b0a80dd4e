package server

import (
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/store/study"
)

// listened is a sum of listening of who's.
func (w *world) listened(who string) gendu.ID {
	w.t.Helper()
	now := time.Now()
	id := gendu.NewID(now)
	w.must(w.store.PutListening(w.t.Context(), &study.ListeningSum{ID: id, UserID: w.users[who].ID, At: now, MS: 1000}))
	return id
}

// TestListening: what was heard counts once, and stands beside what was spoken.
func TestListening(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice := w.as(w.users[theAlice])
	now := time.Now()
	yesterday := now.AddDate(0, 0, -1)
	id, late := gendu.NewID(now), gendu.NewID(now)
	put := func(id gendu.ID, at time.Time, ms int64) *answer {
		return alice.json("PUT", "/me/listening/"+string(id), map[string]any{"at": at.UTC(), "ms": ms})
	}
	put(id, yesterday, 60_000).want(204, nil)
	put(id, yesterday, 90_000).want(204, nil)
	put(id, yesterday, 90_000).want(204, nil)
	put(late, now.AddDate(0, 0, -59), 1000).want(204, nil)
	put(late, now.AddDate(0, 0, -61), 1000).want(400, nil)
	put(late, now, 900_001).want(400, nil)
	put(late, now, 0).want(400, nil)
	w.as(w.users[theEve]).json("PUT", "/me/listening/"+string(id), map[string]any{"at": now.UTC(), "ms": 1}).want(404, nil)

	var progress api.LearnerProgress
	alice.get("/me/progress?zone=UTC").want(200, &progress)
	matches(t, "LearnerProgress", progress)
	heard := map[string]int64{}
	for _, d := range progress.Days {
		if d.HeardMs > 0 {
			heard[d.Date.Format(time.DateOnly)] = d.HeardMs
		}
	}
	day := yesterday.UTC().Add(-4 * time.Hour).Format(time.DateOnly) // a day begins at 04:00
	if heard[day] != 90_000 {
		t.Errorf("heard on %s: %v", day, heard)
	}
}
