package server

import (
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
)

// rate sends a rating of a sentence.
func rate(as *caller, id gendu.ID, cue *gendu.Cue, rating string, at time.Time, undoes gendu.ID) *answer {
	body := map[string]any{"cueId": cue.ID, "episodeId": cue.EpisodeID, "rating": rating, "at": at.UTC()}
	if undoes != "" {
		body["undoes"] = undoes
	}
	return as.json("PUT", "/me/ratings/"+string(id), body)
}

// TestRatings: a rating is idempotent, undone by another, and somebody else's business.
func TestRatings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice, eve := w.as(w.users[theAlice]), w.as(w.users[theEve])
	cue, now := w.published.cues[0], time.Now()
	id, undo := gendu.NewID(now), gendu.NewID(now)
	var card, again api.Card
	rate(alice, id, cue, "good", now, "").want(200, &card)
	if card.Reps != 1 || card.Days != 2 || card.DueAt == nil || card.CueId != string(cue.ID) || card.Source != api.CardSourceEpisode {
		t.Errorf("after a rating: %+v", card)
	}
	rate(alice, id, cue, "good", now, "").want(200, &again)
	if again.Reps != 1 || !again.DueAt.Equal(*card.DueAt) {
		t.Errorf("the same once more: %+v", again)
	}
	rate(alice, id, cue, "again", now, "").want(409, nil)
	rate(eve, id, cue, "good", now, "").want(404, nil)
	rate(alice, undo, cue, "undo", now, "").want(400, nil)
	rate(alice, undo, cue, "good", now, id).want(400, nil)
	card = api.Card{}
	rate(alice, undo, cue, "undo", now, id).want(200, &card)
	if card.Reps != 0 || card.DueAt != nil {
		t.Errorf("after the undo: %+v", card)
	}
	rate(alice, gendu.NewID(now), w.draft.cues[0], "good", now, "").want(404, nil)
	// What waited in a browser is taken although its episode went meanwhile.
	w.must(w.store.SetEpisodeState(t.Context(), cue.EpisodeID, gendu.Draft))
	rate(alice, gendu.NewID(now), cue, "good", now, "").want(200, &card)
	rate(alice, gendu.NewID(now), w.published.cues[1], "good", now, "").want(404, nil)
}

// TestToday: what the day offers a new learner, and one who has begun.
func TestToday(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice := w.as(w.users[theAlice])
	today := func(query string) (out api.Today) {
		t.Helper()
		alice.get("/me/today"+query).want(200, &out)
		matches(t, "Today", out)
		return out
	}
	first := today("?zone=Asia/Taipei")
	if len(first.Due)+len(first.Fresh) > 0 || first.Episode != nil || first.Waiting || len(first.Week) != 7 || first.Zone != "Asia/Taipei" || first.Seconds != 0 || first.Settings.NewPerDay != 5 {
		t.Errorf("of a new learner: %+v", first)
	}
	if end := first.DayEnd.UTC(); end.Hour() != 20 || end.Minute() != 0 { // 04:00 in Taipei
		t.Errorf("the day ends at %v", end)
	}
	alice.get("/me/today?zone=Mars/Olympus").want(400, nil)

	var settings api.RecallSettings
	patch := func(body map[string]any) *answer { return alice.json("PATCH", "/me/recall", body) }
	patch(map[string]any{"episodeId": w.published.episode.ID, "newPerDay": 1}).want(200, &settings)
	patch(map[string]any{"timeZone": "Mars/Olympus"}).want(400, nil)
	if settings.Mode != api.RecallModeRated {
		t.Errorf("how a sitting goes at first: %q", settings.Mode)
	}
	patch(map[string]any{"mode": "asleep"}).want(400, nil)
	patch(map[string]any{"mode": "hands_free"}).want(200, &settings)
	if settings.Mode != api.RecallModeHandsFree || settings.NewPerDay != 1 {
		t.Errorf("hands-free: %+v", settings)
	}
	patch(map[string]any{"newPerDay": 51}).want(400, nil)
	patch(map[string]any{"episodeId": w.draft.episode.ID}).want(404, nil)
	recall := func() (out api.Recall) {
		t.Helper()
		alice.get("/me/recall").want(200, &out)
		matches(t, "Recall", out)
		return out
	}
	if got := recall(); got.Settings.NewPerDay != 1 || got.Episode == nil || got.Episode.Title != w.published.episode.Title {
		t.Errorf("what was chosen: %+v", got)
	}
	begun := today("")
	if begun.Settings.Mode != api.RecallModeHandsFree {
		t.Errorf("the mode is not remembered: %+v", begun.Settings)
	}
	if len(begun.Fresh) != 1 || begun.Fresh[0].Text != w.published.cues[0].Text || begun.Fresh[0].Language == "" || begun.Episode == nil || begun.Episode.Left != len(w.published.cues) || begun.Seconds == 0 {
		t.Errorf("with an episode: %+v", begun)
	}
	now := time.Now()
	rate(alice, gendu.NewID(now), w.published.cues[0], "good", now, "").want(200, nil)
	done := today("")
	if len(done.Due)+len(done.Fresh) > 0 || done.Episode.Left != len(w.published.cues)-1 || done.DaysPractised != 1 {
		t.Errorf("after the new one of the day: %+v", done)
	}
	// One that was rated long ago is due, with its history.
	_, err := w.store.Rate(t.Context(), &gendu.RatingEvent{ID: gendu.NewID(now), UserID: w.users[theAlice].ID, SubjectID: w.published.cues[1].ID, Rating: gendu.RatedGood, At: now.AddDate(0, 0, -3)},
		&gendu.Card{UserID: w.users[theAlice].ID, SubjectID: w.published.cues[1].ID, Subject: gendu.CueSubject, EpisodeID: w.published.episode.ID, Source: gendu.CardStarred})
	w.must(err)
	due := today("")
	if len(due.Due) != 1 || due.Due[0].CueId != string(w.published.cues[1].ID) || len(due.Due[0].Events) != 1 || due.Due[0].AudioId != string(w.published.episode.AudioID) {
		t.Errorf("with a due card: %+v", due)
	}
	w.must(w.store.DeleteEpisode(t.Context(), w.published.episode.ID))
	gone := today("")
	if len(gone.Due)+len(gone.Fresh) > 0 || gone.Episode != nil {
		t.Errorf("after the episode was deleted: %+v", gone)
	}
	if got := recall(); got.Episode != nil || got.Settings.NewPerDay != 1 {
		t.Errorf("chosen, and deleted since: %+v", got)
	}
}

// TestCards: a star and its end.
func TestCards(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice := w.as(w.users[theAlice])
	cue := w.published.cues[0]
	path, list := "/me/cards/"+string(cue.ID), "/episodes/"+string(cue.EpisodeID)+"/cards"
	star := func() *answer {
		return alice.json("PUT", path, map[string]any{"episodeId": cue.EpisodeID, "source": "star"})
	}
	var kept []api.Card
	star().want(200, nil)
	alice.get(list).want(200, &kept)
	if len(kept) != 1 || kept[0].Source != api.CardSourceStar || kept[0].DueAt != nil {
		t.Errorf("starred: %+v", kept)
	}
	alice.json("DELETE", path, nil).want(204, nil)
	alice.json("DELETE", path, nil).want(404, nil)
	alice.get(list).want(200, &kept)
	if len(kept) != 0 {
		t.Errorf("after the star was taken: %+v", kept)
	}
	star().want(200, nil)
	w.as(w.users[theEve]).get(list).want(200, &kept)
	if len(kept) != 0 {
		t.Errorf("eve sees %+v", kept)
	}
}
