package server

import (
	"net/url"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
)

// TestProgress: the days, stages and sentence of one learner, and the recordings of a day.
func TestProgress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice := w.as(w.users[theAlice])
	progress := func(zone string) (out api.LearnerProgress) {
		t.Helper()
		alice.get("/me/progress?zone="+url.QueryEscape(zone)).want(200, &out)
		matches(t, "LearnerProgress", out)
		return out
	}
	before := progress("Asia/Taipei")
	if len(before.Days) != 7*10 || before.Days[0].Date.Weekday() != time.Monday || before.DaysPerWeek != 5 || before.ThenAndNow != nil || before.Zone != "Asia/Taipei" {
		t.Errorf("%+v", before)
	}
	alice.get("/me/progress?zone=Mars/Olympus").want(400, nil)

	cue := w.published.cues[0]
	take := func(at time.Time) gendu.ID {
		t.Helper()
		v := &gendu.Take{
			ID: gendu.NewID(at), UserID: w.users[theAlice].ID, EpisodeID: cue.EpisodeID, AudioID: w.published.episode.AudioID, CueID: cue.ID, Revision: 1,
			CueText: cue.Text, CueEndMS: 1000, Mode: gendu.Repeat, Type: "audio/wav", Size: 44, SHA256: []byte("x"), DurationMS: 90_000, RecordedAt: at,
		}
		_, err := w.store.PutTake(t.Context(), v, nil)
		w.must(err)
		return v.ID
	}
	id := take(time.Now().AddDate(0, 0, -1))
	after := progress("UTC")
	var spoken []api.TodayDay
	for _, d := range after.Days {
		if d.SpokenMs > 0 {
			spoken = append(spoken, d)
		}
	}
	if len(spoken) != 1 || spoken[0].SpokenMs != 90_000 || spoken[0].State == api.DayFuture {
		t.Fatalf("days with recordings: %+v", spoken)
	}
	of := func(day string) (out api.TakePage) {
		t.Helper()
		alice.get("/me/takes?zone=UTC&day="+day).want(200, &out)
		return out
	}
	if list := of(spoken[0].Date.Format(time.DateOnly)).Takes; len(list) != 1 || list[0].Id != string(id) {
		t.Errorf("of the day: %+v", list)
	}
	if list := of(spoken[0].Date.AddDate(0, 0, 1).Format(time.DateOnly)).Takes; len(list) != 0 {
		t.Errorf("of the day after: %+v", list)
	}
	alice.get("/me/takes?day=2026-02-30").want(400, nil)
}
