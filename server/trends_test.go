package server

import (
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/store/jobqueue"
)

// read is a recording of who's that was read, with a pace and a pause too many.
func (w *world) read(who string, tempo float64) gendu.ID {
	w.t.Helper()
	ctx, now := w.t.Context(), time.Now()
	t := &gendu.Take{
		ID: gendu.NewID(now), UserID: w.users[who].ID, EpisodeID: w.published.episode.ID, AudioID: w.published.audio.ID, CueID: w.published.cues[0].ID, Revision: 1,
		CueText: "x", CueEndMS: 1000, Mode: gendu.Repeat, Speed: 1, Type: "audio/wav", Size: 44, SHA256: []byte("x"), DurationMS: 2000, RecordedAt: now,
	}
	_, err := w.store.PutTake(ctx, t, &gendu.Job{})
	w.must(err)
	c := &gendu.Comparison{Verdict: gendu.VerdictOK, Tempo: tempo, Words: make([]gendu.ComparedWord, 5), Pauses: []gendu.Pause{{Kind: gendu.PauseExtra}}}
	for i := range c.Words {
		c.Words[i].Verdict = gendu.WordGood
	}
	c.Measures.Tempo.Known = true
	job := w.jobOf(t.ID)
	w.must(w.store.PutComparison(ctx, jobqueue.GuardOf(job), &gendu.Compared{TakeID: t.ID, Revision: 1, State: gendu.Ready, Comparison: c}))
	w.must(w.store.FinishJob(ctx, jobqueue.GuardOf(job), gendu.JobDone, ""))
	return t.ID
}

// TestTrends: a week says how it was read once there is enough of it, and keeps the goal
// that stood then.
func TestTrends(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alice := w.as(w.users[theAlice])
	trends := func() (out api.LearnerTrends) {
		t.Helper()
		alice.get("/me/trends?zone=UTC").want(200, &out)
		matches(t, "LearnerTrends", out)
		if len(out.Weeks) != 12 {
			t.Fatalf("%d weeks", len(out.Weeks))
		}
		return out
	}
	alice.get("/me/trends?zone=Mars/Olympus").want(400, nil)
	before := trends()
	if week := before.Weeks[11]; week.Monday.Weekday() != time.Monday || *week.Days != 0 || *week.Goal != 5 || week.Pace != nil || week.Pauses != nil {
		t.Errorf("before anything was said: %+v", week)
	}
	for range 4 {
		w.read(theAlice, 0.9)
	}
	now := trends().Weeks[11]
	if now.Takes != 4 || now.Pace != nil || *now.Days != 1 {
		t.Errorf("of four: %+v", now)
	}
	w.read(theAlice, 0.9)
	now = trends().Weeks[11]
	if now.Takes != 5 || now.Pace == nil || *now.Pace != 0.9 || now.Pauses == nil || *now.Pauses != 2 {
		t.Errorf("of five: %+v", now)
	}
	alice.json("PATCH", "/me/recall", map[string]any{"daysPerWeek": 3}).want(200, nil)
	weeks := trends().Weeks
	if *weeks[11].Goal != 3 || *weeks[10].Goal != 5 || *weeks[0].Goal != 5 {
		t.Errorf("after the goal was changed: %d, before %d and %d", *weeks[11].Goal, *weeks[10].Goal, *weeks[0].Goal)
	}
	w.as(w.users[theTeacher]).json("PATCH", "/classes/"+string(w.class.ID), map[string]any{"scoresOff": true}).want(200, nil)
	if hidden := trends().Weeks[11]; hidden.Pace != nil || hidden.Takes != 0 || *hidden.Days != 1 {
		t.Errorf("of hidden scores: %+v", hidden)
	}
}

// TestMemberProgress: a teacher sees of a member what the class may hear.
func TestMemberProgress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	teacher, path := w.as(w.users[theTeacher]), "/classes/"+string(w.class.ID)+"/members/"+string(w.users[theAlice].ID)+"/progress"
	progress := func() (out api.MemberProgress, spoken int64) {
		t.Helper()
		teacher.get(path+"?zone=UTC").want(200, &out)
		matches(t, "MemberProgress", out)
		for _, d := range out.Days {
			spoken += d.SpokenMs
		}
		return out, spoken
	}
	var ids []gendu.ID
	for range 6 {
		ids = append(ids, w.read(theAlice, 0.8))
	}
	out, spoken := progress()
	if out.Name != w.users[theAlice].Name || out.ClassName != w.class.Name || len(out.Days) != 63 || len(out.Weeks) != 12 || spoken != 0 || out.Weeks[11].Takes != 0 || out.ThenAndNow != nil {
		t.Errorf("nothing was sent: %d ms, %+v", spoken, out)
	}
	for _, id := range ids[:5] {
		w.must(w.store.Submit(t.Context(), id, w.class.ID, w.users[theAlice].ID))
	}
	out, spoken = progress()
	week := out.Weeks[11]
	if spoken != 10_000 || week.Takes != 5 || week.Pace == nil || *week.Pace != 0.8 || week.Days != nil || week.Goal != nil {
		t.Errorf("five were sent: %d ms, %+v", spoken, week)
	}
	teacher.get(path+"?zone=Mars/Olympus").want(400, nil)
	teacher.get("/classes/"+string(w.class.ID)+"/members/"+string(gendu.NewID(time.Now()))+"/progress").want(404, nil)
	w.as(w.users[theAlice]).get(path).want(403, nil) // the page is for the teacher
}
