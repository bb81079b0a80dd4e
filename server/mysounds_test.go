package server

import (
	"fmt"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/server/httpio"
	"gendu/store/classroom"
	"gendu/store/jobqueue"
)

// said puts a take with these sounds, made so many days ago.
func (w *world) said(who string, days int, sounds []gendu.SaidSound) gendu.ID {
	w.t.Helper()
	ctx, id := w.t.Context(), gendu.NewID(time.Now())
	cue := w.published.cues[days%len(w.published.cues)]
	take := &gendu.Take{
		ID: id, UserID: w.users[who].ID, EpisodeID: w.published.episode.ID, AudioID: w.published.episode.AudioID, CueID: cue.ID, Revision: 1,
		CueText: cue.Text, CueEndMS: 1000, Mode: gendu.Repeat, Type: "audio/wav", Size: 44, SHA256: []byte(id), DurationMS: 1000,
		RecordedAt: time.Now().AddDate(0, 0, -days),
	}
	_, err := w.store.PutTake(ctx, take, &gendu.Job{})
	w.must(err)
	job, err := w.store.ClaimJob(ctx, "test", []gendu.JobKind{gendu.CompareTake}, time.Minute)
	w.must(err)
	w.must(w.store.PutSounds(ctx, jobqueue.GuardOf(job), id, sounds))
	w.must(w.store.FinishJob(ctx, jobqueue.GuardOf(job), gendu.JobDone, ""))
	return id
}

// TestMySounds: an invitation from enough takes, which goes as they are deleted; none for
// a child's voice, and none where a class has switched scores off.
func TestMySounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice := w.as(w.users[theAlice])
	state := func(want api.MySoundsState) (out api.MySounds) {
		t.Helper()
		alice.get("/me/sounds").want(200, &out)
		if out.State != want || (len(out.Sounds) > 0) != (want == api.MySoundsStateFound) {
			t.Errorf("%+v, want %s", out, want)
		}
		return out
	}
	state(api.MySoundsStateUnavailable)
	w.server.services.Scored = true
	state(api.MySoundsStateCollecting)
	var ids []gendu.ID
	for i := range 12 {
		var sounds []gendu.SaidSound
		for k := range 3 {
			word := fmt.Sprint("word", k)
			sounds = append(sounds, gendu.SaidSound{Word: word, Sound: "TH", Score: 1}, gendu.SaidSound{Word: word, Sound: "R", Score: 1.8}, gendu.SaidSound{Word: word, Sound: "S", Score: 1.8})
		}
		ids = append(ids, w.said(theAlice, i, sounds))
	}
	found := state(api.MySoundsStateFound)
	if s := found.Sounds[0]; len(found.Sounds) != 1 || s.Sound != "TH" || s.Ipa != "θ" || s.Words != 36 || len(s.Sentences) == 0 || len(s.Sentences) > 3 || len(s.Sentences[0].Words) != 3 {
		t.Errorf("%+v", found)
	}

	hide := func(off bool) {
		_, err := w.store.UpdateClass(t.Context(), w.class.ID, classroom.ClassChange{ScoresOff: &off})
		w.must(err)
	}
	hide(true)
	state(api.MySoundsStateHidden)
	hide(false)

	w.must(w.store.PutVoice(t.Context(), &gendu.Voice{UserID: w.users[theAlice].ID, Warp: 1.25, Seconds: 60}))
	state(api.MySoundsStateChild)
	w.must(w.store.PutVoice(t.Context(), &gendu.Voice{UserID: w.users[theAlice].ID, Warp: 1.02, Seconds: 60}))

	for _, id := range ids[:3] {
		alice.do("DELETE", httpio.Prefix+"/takes/"+string(id), nil).want(204, nil)
	}
	state(api.MySoundsStateCollecting)
}
