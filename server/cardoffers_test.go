package server

import (
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/store/jobqueue"
)

// hardTwice is a sentence that who recorded twice, hard to follow both times, and has not
// decided on yet.
func (w *world) hardTwice(who string) gendu.ID {
	w.t.Helper()
	ctx, u, now := w.t.Context(), w.users[who], time.Now()
	cue := w.published.cues[len(w.published.cues)-1] // other tests record and rate the first ones
	for i := range 2 {
		at := now.Add(time.Duration(i-2) * time.Second)
		t := &gendu.Take{
			ID: gendu.NewID(at), UserID: u.ID, EpisodeID: w.published.episode.ID, AudioID: w.published.audio.ID, CueID: cue.ID, Revision: 1,
			CueText: "x", CueEndMS: 1000, Mode: gendu.Repeat, Type: "audio/wav", Size: 44, SHA256: []byte("x"), RecordedAt: at,
		}
		_, err := w.store.PutTake(ctx, t, &gendu.Job{})
		w.must(err)
		job := w.jobOf(t.ID)
		w.must(w.store.PutComparison(ctx, jobqueue.GuardOf(job), &gendu.Compared{TakeID: t.ID, Revision: 1, State: gendu.Ready, Comparison: &gendu.Comparison{Verdict: gendu.VerdictHard, Overall: 20}}))
		w.must(w.store.FinishJob(ctx, jobqueue.GuardOf(job), gendu.JobDone, ""))
	}
	return cue.ID
}

// jobOf claims the comparison of a take; others that wait are ended.
func (w *world) jobOf(take gendu.ID) *gendu.Job {
	w.t.Helper()
	for {
		job, err := w.store.ClaimJob(w.t.Context(), "test", []gendu.JobKind{gendu.CompareTake}, time.Minute)
		w.must(err)
		if job.SubjectID == take {
			return job
		}
		w.must(w.store.FinishJob(w.t.Context(), jobqueue.GuardOf(job), gendu.JobDone, ""))
	}
}

// TestCardOffers: a sentence that was hard twice is offered, taken or refused for good, and
// not offered where a class hides what the machine says.
func TestCardOffers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice, bob := w.as(w.users[theAlice]), w.as(w.users[theBob])
	offers := func(as *caller) (out api.CardOffers) {
		t.Helper()
		as.get("/me/card-offers").want(200, &out)
		matches(t, "CardOffers", out)
		return out
	}
	if got := offers(alice); len(got.Offers) != 0 {
		t.Errorf("before anything was said: %+v", got)
	}
	cue := w.hardTwice(theAlice)
	w.hardTwice(theBob)
	got := offers(alice)
	want := api.CardOffer{CueId: string(cue), EpisodeId: string(w.published.episode.ID), Text: w.published.cues[len(w.published.cues)-1].Text, Language: w.published.show.Language, Episode: w.published.episode.Number}
	if len(got.Offers) != 1 || got.Offers[0] != want {
		t.Errorf("%+v, want %+v", got.Offers, want)
	}
	teacher := w.as(w.users[theTeacher])
	class := "/classes/" + string(w.class.ID)
	teacher.json("PATCH", class, map[string]any{"scoresOff": true}).want(200, nil)
	if got := offers(alice); len(got.Offers) != 0 {
		t.Errorf("offered although scores are hidden: %+v", got)
	}
	teacher.json("PATCH", class, map[string]any{"scoresOff": false}).want(200, nil)

	alice.json("DELETE", "/me/card-offers/"+string(cue), nil).want(204, nil)
	alice.json("DELETE", "/me/card-offers/"+string(cue), nil).want(204, nil)
	alice.json("DELETE", "/me/card-offers/"+string(gendu.NewID(time.Now())), nil).want(404, nil)
	w.hardTwice(theAlice)
	if got := offers(alice); len(got.Offers) != 0 {
		t.Errorf("refused, and offered again: %+v", got)
	}
	bob.json("PUT", "/me/cards/"+string(cue), map[string]any{"episodeId": w.published.episode.ID, "source": "judged"}).want(200, nil)
	if got := offers(bob); len(got.Offers) != 0 {
		t.Errorf("taken, and offered again: %+v", got)
	}
	bob.json("DELETE", "/me/card-offers/"+string(cue), nil).want(404, nil)
}

// TestTeachersAgainMakesACard: what a teacher wants to hear again is under Today.
func TestTeachersAgainMakesACard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.sent(theAlice, w.class)
	w.as(w.users[theTeacher]).json("PUT", "/takes/"+string(id)+"/review", map[string]any{"classId": w.class.ID, "verdict": "again", "text": "Louder, please."}).want(200, nil)
	var today api.Today
	w.as(w.users[theAlice]).get("/me/today").want(200, &today)
	if len(today.Fresh) == 0 || today.Fresh[0].Source != api.CardSourceTeacher || today.Fresh[0].CueId != string(w.published.cues[0].ID) {
		t.Errorf("new today: %+v", today.Fresh)
	}
}
