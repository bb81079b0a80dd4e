package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/store/jobqueue"
)

// said records a sentence, with what the machine says of it.
func (h *fixture) said(u *gendu.User, e *gendu.Episode, c *gendu.Cue, verdict gendu.ComparisonVerdict) *gendu.Take {
	h.t.Helper()
	take := h.compared(u, e, c)
	j := h.claim(gendu.CompareTake)
	h.ok(h.PutComparison(h.t.Context(), jobqueue.GuardOf(j), &gendu.Compared{TakeID: take.ID, Revision: take.Revision, State: gendu.Ready, Comparison: &gendu.Comparison{Verdict: verdict}}))
	h.done(j)
	return take
}

// cardOffers: what was hard twice in a row is offered, until it is a card or refused.
func cardOffers(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	offered := func() (texts string) {
		t.Helper()
		for _, c := range must[[]gendu.Card](h)(h.CardOffers(ctx, u.ID)) {
			for _, cue := range cues {
				if c.SubjectID == cue.ID && c.EpisodeID == e.ID && c.Source == gendu.CardJudged {
					texts += cue.Text + " "
				}
			}
		}
		return texts
	}
	first, second, third := cues[0].Text+" ", cues[1].Text+" ", cues[2].Text+" "
	h.said(u, e, cues[0], gendu.VerdictHard)
	equal(h, "after one", offered(), "")
	h.said(u, e, cues[0], gendu.VerdictSilent)
	last := h.said(u, e, cues[0], gendu.VerdictHard)
	equal(h, "after two, and silence between", offered(), first)
	h.said(u, e, cues[1], gendu.VerdictHard)
	h.said(u, e, cues[1], gendu.VerdictHard)
	h.said(u, e, cues[2], gendu.VerdictHard)
	h.said(u, e, cues[2], gendu.VerdictHard)
	equal(h, "of three sentences, the newest first", offered(), third+second+first)
	equal(h, "of somebody else", len(must[[]gendu.Card](h)(h.CardOffers(ctx, h.user().ID))), 0)

	h.wantKind("what is not offered is not refused", h.RefuseCard(ctx, h.user().ID, cues[0].ID), gendu.NotFound)
	h.ok(h.RefuseCard(ctx, u.ID, cues[0].ID))
	h.ok(h.RefuseCard(ctx, u.ID, cues[0].ID)) // once more
	h.said(u, e, cues[0], gendu.VerdictHard)
	equal(h, "refused for good", offered(), third+second)
	equal(h, "a refused one is still a new sentence of its episode", len(must[[]gendu.Card](h)(h.FreshCues(ctx, u.ID, e.ID))), 3)
	must[*gendu.Card](h)(h.PutCard(ctx, &gendu.Card{UserID: u.ID, SubjectID: cues[1].ID, Subject: gendu.CueSubject, EpisodeID: e.ID, Source: gendu.CardJudged}))
	equal(h, "one that was taken", offered(), third)
	h.ok(h.RemoveCard(ctx, u.ID, cues[1].ID))
	equal(h, "one that was taken out again", offered(), third)
	h.said(u, e, cues[2], gendu.VerdictOK)
	equal(h, "after a good one", offered(), "")
	h.said(u, e, cues[2], gendu.VerdictHard)
	h.said(u, e, cues[2], gendu.VerdictHard)
	equal(h, "hard again", offered(), third)
	h.clock.Add(31 * 24 * time.Hour)
	equal(h, "long ago", offered(), "")
	h.ok(h.DeleteTake(ctx, u.ID, last.ID))
}

// teachersCard: what a teacher wants to hear again becomes a card, and stays one.
func teachersCard(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u, teacher := h.user(), h.user(gendu.Teacher)
	c := &gendu.Class{TeacherID: teacher.ID, Name: "C", Code: gendu.ClassCode{Code: "TEACHERS", UsesLeft: -1}}
	h.ok(h.CreateClass(ctx, c))
	must[*gendu.Class](h)(h.JoinClass(ctx, "TEACHERS", u.ID))
	answer := func(take *gendu.Take, v gendu.Verdict) {
		t.Helper()
		h.clock.Add(time.Second)
		h.ok(h.Submit(ctx, take.ID, c.ID, u.ID))
		h.ok(h.PutReview(ctx, &gendu.Review{TakeID: take.ID, ClassID: c.ID, TeacherID: teacher.ID, Verdict: v}))
	}
	count := func() int { return len(must[[]gendu.Card](h)(h.NewCards(ctx, u.ID, 10))) }
	answer(h.take(u, e, cues[0]), gendu.Good)
	equal(h, "after a good answer", count(), 0)
	take := h.take(u, e, cues[1])
	answer(take, gendu.Again)
	card := must[*gendu.Card](h)(h.Card(ctx, u.ID, cues[1].ID))
	if count() != 1 || card.Source != gendu.CardTeacher || card.EpisodeID != e.ID || card.Subject != gendu.CueSubject || !card.AddedAt.Equal(h.clock.Now().UTC()) || !card.New() {
		t.Errorf("after an answer \"again\": %+v", card)
	}
	answer(take, gendu.Good)
	equal(h, "the answer was changed", count(), 1)
	h.ok(h.RemoveCard(ctx, u.ID, cues[1].ID))
	answer(take, gendu.Again)
	equal(h, "the learner took it out", count(), 0)

	starred := must[*gendu.Card](h)(h.PutCard(ctx, &gendu.Card{UserID: u.ID, SubjectID: cues[2].ID, Subject: gendu.CueSubject, EpisodeID: e.ID, Source: gendu.CardStarred}))
	rated := must[*gendu.Card](h)(h.rated(u, cues[2], gendu.NewID(h.clock.Now()), gendu.RatedGood, h.clock.Now(), ""))
	answer(h.take(u, e, cues[2]), gendu.Again)
	now := must[*gendu.Card](h)(h.Card(ctx, u.ID, cues[2].ID))
	if now.Source != starred.Source || now.Schedule != rated.Schedule {
		t.Errorf("a card that was there: %+v, was %+v", now, rated)
	}
}
