package server

import (
	"bytes"
	"net/url"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/server/httpio"
	"gendu/store/study"
)

// TestDeviceClocks: a device whose clock is wrong sends a rating, sends it again, and takes
// it back. It counts once, and not later than it came.
func TestDeviceClocks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cue := w.published.cues[0]
	for name, c := range map[string]struct {
		off     time.Duration // of the device's clock
		counted bool          // as of today
	}{
		"right":            {0, true},
		"a minute ahead":   {time.Minute, true},
		"three days ahead": {3 * 24 * time.Hour, true},
		"ten years ahead":  {10 * 365 * 24 * time.Hour, true},
		"a year behind":    {-365 * 24 * time.Hour, false},
		"never set":        {-time.Since(time.Unix(3600, 0)), true},
	} {
		as, now := w.as(w.user("clock "+name)), time.Now()
		id, undo := gendu.NewID(now), gendu.NewID(now)
		var card api.Card
		for range 2 {
			rate(as, id, cue, "good", now.Add(c.off), "").want(200, &card)
			if card.Reps != 1 || card.DueAt == nil || card.DueAt.After(time.Now().AddDate(0, 0, card.Days)) {
				t.Errorf("%s: %+v", name, card)
			}
		}
		if got, want := w.ratedOn(as, "UTC"), map[bool]int{true: 1}[c.counted]; got != want {
			t.Errorf("%s: %d ratings in the last weeks, want %d", name, got, want)
		}
		card = api.Card{} // an undo names its rating, so that their times do not matter
		rate(as, undo, cue, "undo", now.Add(c.off).Add(-time.Hour), id).want(200, &card)
		if card.Reps != 0 || card.DueAt != nil {
			t.Errorf("%s, taken back: %+v", name, card)
		}
		if got := w.ratedOn(as, "UTC"); got != 0 {
			t.Errorf("%s: %d ratings in the last weeks after it was taken back", name, got)
		}
	}
}

// ratedOn is how many ratings the days of Progress count in a time zone.
func (w *world) ratedOn(as *caller, zone string) (n int) {
	w.t.Helper()
	var p api.LearnerProgress
	as.get("/me/progress?zone="+url.QueryEscape(zone)).want(200, &p)
	for _, d := range p.Days {
		n += d.Rated
	}
	return n
}

// TestClockThatWasNeverSet: recordings and minutes heard of such a device count too.
func TestClockThatWasNeverSet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice, now := w.as(w.users[theAlice]), time.Now()
	alice.json("PUT", "/me/listening/"+string(gendu.NewID(now)), map[string]any{"at": time.Unix(900, 0).UTC(), "ms": 60_000}).want(204, nil)
	alice.json("PUT", "/me/listening/"+string(gendu.NewID(now)), map[string]any{"at": now.AddDate(0, 0, -61).UTC(), "ms": 60_000}).want(400, nil)
	query := url.Values{"episode": {string(w.published.episode.ID)}, "cue": {string(w.published.cues[0].ID)}, "revision": {"1"}, "mode": {"repeat"}, "recordedAt": {"1970-01-01T01:00:00Z"}}
	var take api.Take
	alice.do("PUT", httpio.Prefix+"/takes/"+string(gendu.NewID(now))+"?"+query.Encode(), bytes.NewReader(takeBytes(300)), "Content-Type", "audio/wav").want(201, &take)
	if take.RecordedAt.Before(now.Add(-time.Minute)) {
		t.Errorf("recorded at %v", take.RecordedAt)
	}
	var p api.LearnerProgress
	alice.get("/me/progress?zone=UTC").want(200, &p)
	var heard, spoken int64
	for _, d := range p.Days {
		heard, spoken = heard+d.HeardMs, spoken+d.SpokenMs
	}
	if heard != 60_000 || spoken == 0 {
		t.Errorf("%d ms heard, %d ms spoken", heard, spoken)
	}
}

// TestHeardAhead: a device whose clock is ahead was offline for two hours; what it heard in
// each quarter keeps its own. Where it does not say what time it has, all of it is of now.
func TestHeardAhead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const full = 15 * 60_000
	for name, c := range map[string]struct {
		ahead time.Duration
		says  bool
		heard int64
	}{
		"right":                        {0, true, 8 * full},
		"ten minutes ahead":            {10 * time.Minute, true, 8 * full},
		"three days ahead":             {3 * 24 * time.Hour, true, 8 * full},
		"three days ahead, unsaid":     {3 * 24 * time.Hour, false, full},
		"an hour behind":               {-time.Hour, true, 8 * full},
		"ten years and a minute ahead": {10*365*24*time.Hour + time.Minute, true, 8 * full},
	} {
		as, now := w.as(w.user("heard "+name)), time.Now()
		device := now.Add(c.ahead)
		for i := range 8 {
			body := map[string]any{"at": device.Truncate(study.Quarter).Add(-time.Duration(i+1) * study.Quarter).UTC(), "ms": full}
			if c.says {
				body["sentAt"] = device.UTC()
			}
			as.json("PUT", "/me/listening/"+string(gendu.NewID(now)), body).want(204, nil)
		}
		var p api.LearnerProgress
		as.get("/me/progress?zone=UTC").want(200, &p)
		var heard int64
		for _, d := range p.Days {
			heard += d.HeardMs
		}
		if heard != c.heard {
			t.Errorf("%s: %d ms were heard, want %d", name, heard, c.heard)
		}
	}
}

// TestFlights: somebody who flies, and whose clocks change, has each minute and each rating
// in one day, in whatever time zone the days are looked at.
func TestFlights(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice, u := w.as(w.users[theAlice]), w.users[theAlice]
	now, cue := time.Now(), w.published.cues[0]
	const moments = 7 * 24 // every seven hours for seven weeks
	for i := range moments {
		at := now.Add(-time.Duration(i) * 7 * time.Hour)
		_, err := w.store.Rate(t.Context(), &gendu.RatingEvent{ID: gendu.NewID(at), UserID: u.ID, SubjectID: cue.ID, Rating: gendu.RatedGood, At: at},
			&gendu.Card{UserID: u.ID, SubjectID: cue.ID, Subject: gendu.CueSubject, EpisodeID: cue.EpisodeID, Source: gendu.CardStarred})
		w.must(err)
		w.must(w.store.PutListening(t.Context(), &study.ListeningSum{ID: gendu.NewID(at), UserID: u.ID, At: at, MS: 1000}))
	}
	for _, zone := range []string{
		"UTC", "Asia/Taipei", "America/Los_Angeles", "Pacific/Auckland", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago",
		"Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Pacific/Chatham",
	} {
		if got := w.ratedOn(alice, zone); got != moments {
			t.Errorf("in %s %d ratings are in days, want %d", zone, got, moments)
		}
		var p api.LearnerProgress
		alice.get("/me/progress?zone="+url.QueryEscape(zone)).want(200, &p)
		var heard int64
		for _, d := range p.Days {
			heard += d.HeardMs
		}
		if heard != moments*1000 {
			t.Errorf("in %s %d ms were heard, want %d", zone, heard, moments*1000)
		}
	}
}
