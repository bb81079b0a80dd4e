package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/study"
)

// cardStages: how many cards a learner has in each stage.
func cardStages(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u, start := h.user(), h.clock.Now()
	must[*gendu.Card](h)(h.PutCard(ctx, &gendu.Card{UserID: u.ID, SubjectID: cues[0].ID, Subject: gendu.CueSubject, EpisodeID: e.ID, Source: gendu.CardStarred}))
	must[*gendu.Card](h)(h.rated(u, cues[1], gendu.NewID(start), gendu.RatedAgain, start, ""))
	for _, days := range []int{-60, -40, 0} {
		must[*gendu.Card](h)(h.rated(u, cues[2], gendu.NewID(start), gendu.RatedGood, start.AddDate(0, 0, days), ""))
	}
	all := must[study.Stages](h)(h.CardStages(ctx, u.ID, 7, 30))
	equal(h, "stages", all, study.Stages{Fresh: 1, Learning: 1, Settled: 1})
	equal(h, "with longer stages", must[study.Stages](h)(h.CardStages(ctx, u.ID, 7, 10_000)), study.Stages{Fresh: 1, Learning: 1, Settling: 1})
	h.ok(h.RemoveCard(ctx, u.ID, cues[1].ID))
	equal(h, "without one that was removed", must[study.Stages](h)(h.CardStages(ctx, u.ID, 7, 30)), study.Stages{Fresh: 1, Settled: 1})
	equal(h, "of somebody else", must[study.Stages](h)(h.CardStages(ctx, h.user().ID, 7, 30)), study.Stages{})
}

// saidAgain: which sentences can be heard then and now, and their recordings.
func saidAgain(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u, start := h.user(), h.clock.Now()
	say := func(c *gendu.Cue) *gendu.Take {
		take := h.compared(u, e, c)
		h.done(h.answered(take, 1))
		return take
	}
	list := func(since time.Time) []study.SaidAgain {
		t.Helper()
		return must[[]study.SaidAgain](h)(h.SaidAgain(ctx, u.ID, since, 7*24*time.Hour, 10))
	}
	first := say(cues[0])
	say(cues[1])
	h.clock.Add(6 * 24 * time.Hour)
	say(cues[1])
	equal(h, "too soon", len(list(start)), 0)
	h.clock.Add(2 * 24 * time.Hour)
	last := say(cues[0])
	h.take(u, e, cues[1]) // nothing is known of this one
	found := list(start)
	if len(found) != 1 || found[0].CueID != cues[0].ID {
		t.Fatalf("said again: %+v", found)
	}
	then, now, err := h.ThenAndNow(ctx, u.ID, found[0])
	if err != nil || then.ID != first.ID || now.ID != last.ID {
		t.Errorf("then %+v, now %+v, %v", then, now, err)
	}
	equal(h, "since later", len(list(start.Add(time.Hour))), 0)
	if _, _, err := h.ThenAndNow(ctx, h.user().ID, found[0]); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("somebody else's: %v", err)
	}
	h.ok(h.DeleteTake(ctx, u.ID, first.ID))
	equal(h, "after the first was deleted", len(list(start)), 0)
}

// takesOfADay: a list of takes is narrowed by when they were recorded.
func takesOfADay(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u, start := h.user(), h.clock.Now()
	early := h.take(u, e, cues[0])
	h.clock.Add(24 * time.Hour)
	late := h.newTake(u, e, cues[1])
	late.RecordedAt = start.Add(time.Hour) // it waited in the browser
	_, err := h.PutTake(ctx, late, nil)
	h.ok(err)
	h.clock.Add(time.Minute)
	second := h.take(u, e, cues[2])
	ids := func(from, to time.Time) (out string) {
		t.Helper()
		for _, v := range must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{From: from, To: to})) {
			out += string(v.ID) + " "
		}
		return out
	}
	equal(h, "of the first day", ids(start.Add(-time.Hour), start.Add(23*time.Hour)), string(late.ID+" "+early.ID+" "))
	equal(h, "of the second day", ids(start.Add(23*time.Hour), start.Add(47*time.Hour)), string(second.ID+" "))
	equal(h, "of all time", ids(time.Time{}, time.Time{}), string(second.ID+" "+late.ID+" "+early.ID+" "))
}
