package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/practice/cards"
	"gendu/store"
	"gendu/store/study"
)

// rated sends one rating of a card.
func (h *fixture) rated(u *gendu.User, c *gendu.Cue, id gendu.ID, r gendu.Rating, at time.Time, undoes gendu.ID) (*gendu.Card, error) {
	return h.Rate(h.t.Context(),
		&gendu.RatingEvent{ID: id, UserID: u.ID, SubjectID: c.ID, Rating: r, At: at, Undoes: undoes},
		&gendu.Card{UserID: u.ID, SubjectID: c.ID, Subject: gendu.CueSubject, EpisodeID: c.EpisodeID, Source: gendu.CardEpisode})
}

// ratings: a rating makes a card and schedules it, once; an undo takes it back.
func ratings(t *testing.T, h *fixture) {
	ctx := t.Context()
	_, cues := h.ready()
	u, other := h.user(), h.user()
	now := h.clock.Now()
	id := func() gendu.ID { return gendu.NewID(h.clock.Now()) }
	first, second, undo := id(), id(), id()

	c := must[*gendu.Card](h)(h.rated(u, cues[0], first, gendu.RatedGood, now.Add(time.Hour), "")) // a clock that runs ahead
	if c.Reps != 1 || !c.LastAt.Equal(now.UTC()) || !c.FirstAt.Equal(now.UTC()) || c.Days != 2 || !c.DueAt.Equal(now.AddDate(0, 0, 2).UTC()) || c.Source != gendu.CardEpisode {
		t.Errorf("after one rating: %+v", c)
	}
	h.clock.Add(time.Minute)
	again := must[*gendu.Card](h)(h.rated(u, cues[0], first, gendu.RatedGood, now.Add(time.Hour), ""))
	equal(h, "the same once more", *again, *c)
	_, err := h.rated(u, cues[0], first, gendu.RatedAgain, now, "")
	h.wantKind("the same id, another rating", err, gendu.Conflict)
	_, err = h.rated(other, cues[0], first, gendu.RatedGood, now, "")
	h.wantKind("somebody else's id", err, gendu.NotFound)
	if _, err := h.Card(ctx, other.ID, cues[0].ID); gendu.KindOf(err) != gendu.NotFound {
		t.Errorf("a refused rating left a card: %v", err)
	}

	// The undo arrives before what it takes back.
	equal(h, "after an undo of what is not there yet", *must[*gendu.Card](h)(h.rated(u, cues[0], undo, gendu.RatingUndo, h.clock.Now(), second)), *c)
	equal(h, "after what was undone", *must[*gendu.Card](h)(h.rated(u, cues[0], second, gendu.RatedAgain, h.clock.Now(), "")), *c)
	list := must[[]gendu.RatingEvent](h)(h.RatingEvents(ctx, u.ID, []gendu.ID{cues[0].ID}))
	equal(h, "events that are kept", len(list), 3)
	want := must[gendu.Schedule](h)(cards.Schedule(list))
	equal(h, "the schedule is that of the events", c.Schedule, want)
	equal(h, "nobody else's events", len(must[[]gendu.RatingEvent](h)(h.RatingEvents(ctx, other.ID, []gendu.ID{cues[0].ID}))), 0)
}

// dueCards: which cards are due, new, or hidden.
func dueCards(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	due := func(days int) int {
		return len(must[[]gendu.Card](h)(h.DueCards(ctx, u.ID, h.clock.Now().AddDate(0, 0, days))))
	}
	fresh := func() []gendu.Card { return must[[]gendu.Card](h)(h.FreshCues(ctx, u.ID, e.ID)) }
	equal(h, "sentences without a card", len(fresh()), 3)
	star := must[*gendu.Card](h)(h.PutCard(ctx, &gendu.Card{UserID: u.ID, SubjectID: cues[1].ID, Subject: gendu.CueSubject, EpisodeID: e.ID, Source: gendu.CardStarred}))
	if !star.New() || star.Source != gendu.CardStarred || !star.AddedAt.Equal(h.clock.Now().UTC()) {
		t.Errorf("a starred sentence: %+v", star)
	}
	equal(h, "sentences left", len(fresh()), 2)
	equal(h, "new cards", len(must[[]gendu.Card](h)(h.NewCards(ctx, u.ID, 10))), 1)
	equal(h, "new cards, none wanted", len(must[[]gendu.Card](h)(h.NewCards(ctx, u.ID, 0))), 0)
	equal(h, "a new card is not due", due(400), 0)

	must[*gendu.Card](h)(h.rated(u, cues[1], gendu.NewID(h.clock.Now()), gendu.RatedGood, h.clock.Now(), ""))
	must[*gendu.Card](h)(h.rated(u, cues[0], gendu.NewID(h.clock.Now()), gendu.RatedAgain, h.clock.Now(), ""))
	equal(h, "due today", due(0), 0)
	equal(h, "due the day after tomorrow", due(3), 2)
	equal(h, "new cards left", len(must[[]gendu.Card](h)(h.NewCards(ctx, u.ID, 10))), 0)

	day := h.clock.Now().Add(-time.Hour)
	repeated, newOnes, err := h.RatedToday(ctx, u.ID, day)
	if err != nil || repeated != 0 || newOnes != 2 {
		t.Errorf("rated today: %d repeated, %d new, %v", repeated, newOnes, err)
	}
	h.clock.Add(48 * time.Hour)
	must[*gendu.Card](h)(h.rated(u, cues[1], gendu.NewID(h.clock.Now()), gendu.RatedGood, h.clock.Now(), ""))
	repeated, newOnes, err = h.RatedToday(ctx, u.ID, h.clock.Now().Add(-time.Hour))
	if err != nil || repeated != 1 || newOnes != 0 {
		t.Errorf("rated two days later: %d repeated, %d new, %v", repeated, newOnes, err)
	}

	h.ok(h.RemoveCard(ctx, u.ID, cues[1].ID))
	h.wantKind("removed twice", h.RemoveCard(ctx, u.ID, cues[1].ID), gendu.NotFound)
	equal(h, "due without the removed one", due(400), 1)
	equal(h, "a removed one is not offered as new", len(fresh()), 1)
	back := must[*gendu.Card](h)(h.PutCard(ctx, &gendu.Card{UserID: u.ID, SubjectID: cues[1].ID, Subject: gendu.CueSubject, EpisodeID: e.ID, Source: gendu.CardStarred}))
	equal(h, "it comes back with its ratings", back.Reps, 2)
	h.ok(h.SetEpisodeState(ctx, e.ID, gendu.Draft))
	equal(h, "due of an episode that was taken back", due(400), 0)
}

// cardViews: what a card shows, also after its sentence was corrected, merged or removed.
func cardViews(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	for _, c := range cues {
		must[*gendu.Card](h)(h.rated(u, c, gendu.NewID(h.clock.Now()), gendu.RatedGood, h.clock.Now(), ""))
	}
	first := h.take(u, e, cues[0])
	h.clock.Add(time.Second) // ids of the same moment have no order
	best := h.take(u, e, cues[0])
	yes := true
	h.ok(h.UpdateTake(ctx, u.ID, best.ID, store.TakePatch{Best: &yes}))
	h.take(h.user(), e, cues[0])
	all := func() []gendu.Card { return must[[]gendu.Card](h)(h.CardsOfEpisode(ctx, u.ID, e.ID)) }
	views := must[[]study.CardView](h)(h.CardViews(ctx, u.ID, all()))
	equal(h, "cards", len(views), 3)
	for _, v := range views {
		if v.Cue == nil || v.Cue.ID != v.SubjectID || v.Episode.ID != e.ID || v.Revision != 1 || v.Cue.Text == "" {
			t.Errorf("a card shows %+v", v)
		}
		if v.SubjectID == cues[0].ID && (v.First != first.ID || v.Best != best.ID) || v.SubjectID != cues[0].ID && v.First != "" {
			t.Errorf("takes of %s: %q, %q", v.Cue.Text, v.First, v.Best)
		}
	}
	h.align(h.page(e, "One.", "Two, corrected."))
	present := must[[]gendu.Card](h)(h.Present(ctx, all()))
	views = must[[]study.CardView](h)(h.CardViews(ctx, u.ID, all()))
	if len(views) != len(present) || len(views) == 0 || len(views) == 3 {
		t.Errorf("after a revision: %d views, %d present", len(views), len(present))
	}
}

// dayMoments: what is counted of a learner's days.
func dayMoments(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	start := h.clock.Now()
	h.take(u, e, cues[0])
	h.take(u, e, cues[1])
	must[*gendu.Card](h)(h.rated(u, cues[0], gendu.NewID(start), gendu.RatedGood, start, ""))
	must[*gendu.Card](h)(h.rated(u, cues[1], gendu.NewID(start), gendu.RatedGood, start.Add(-20*24*time.Hour), ""))
	spoken := must[[]study.Moment](h)(h.SpokenMoments(ctx, u.ID, start.Add(-time.Hour)))
	if len(spoken) != 1 || spoken[0].N != 1800 || spoken[0].At.After(start) || start.Sub(spoken[0].At) >= 15*time.Minute {
		t.Errorf("spoken: %+v", spoken)
	}
	equal(h, "spoken by nobody else", len(must[[]study.Moment](h)(h.SpokenMoments(ctx, h.user().ID, start.Add(-time.Hour)))), 0)
	list, before, err := h.RatedMoments(ctx, u.ID, start.Add(-15*24*time.Hour))
	if err != nil || len(list) != 1 || list[0].N != 1 || !before {
		t.Errorf("rated: %+v, before %v, %v", list, before, err)
	}
	list, before, err = h.RatedMoments(ctx, u.ID, start.Add(-25*24*time.Hour))
	if err != nil || len(list) != 2 || before {
		t.Errorf("rated in the longer time: %+v, before %v, %v", list, before, err)
	}
	// One that is taken back, twice and by a clock that was set in between, counts no more.
	again := gendu.NewID(start)
	must[*gendu.Card](h)(h.rated(u, cues[2], again, gendu.RatedAgain, start.Add(-time.Hour), ""))
	for range 2 {
		must[*gendu.Card](h)(h.rated(u, cues[2], gendu.NewID(start), gendu.RatingUndo, start.Add(-2*time.Hour), again))
	}
	list, _, err = h.RatedMoments(ctx, u.ID, start.Add(-90*time.Minute))
	if err != nil || len(list) != 1 || list[0].N != 1 {
		t.Errorf("rated and taken back: %+v, %v", list, err)
	}
	due := must[[]study.Moment](h)(h.DueMoments(ctx, u.ID, start, start.AddDate(0, 0, 7)))
	if len(due) != 1 || due[0].N != 1 {
		t.Errorf("due: %+v", due)
	}
	n, teacher, err := h.UnreadAnswers(ctx, u.ID)
	if err != nil || n != 0 || teacher != "" {
		t.Errorf("answers: %d, %q, %v", n, teacher, err)
	}
	boss := h.user(gendu.Teacher)
	c := h.class(boss, false)
	h.join(c, u)
	take := h.take(u, e, cues[2])
	h.ok(h.Submit(ctx, take.ID, c.ID, u.ID))
	h.ok(h.PutReview(ctx, &gendu.Review{TakeID: take.ID, ClassID: c.ID, TeacherID: boss.ID, Verdict: gendu.Good}))
	if n, teacher, err = h.UnreadAnswers(ctx, u.ID); err != nil || n != 1 || teacher != boss.Name {
		t.Errorf("one answer: %d, %q, %v", n, teacher, err)
	}
	h.ok(h.MarkReviewSeen(ctx, u.ID, take.ID))
	if n, _, err = h.UnreadAnswers(ctx, u.ID); err != nil || n != 0 {
		t.Errorf("after it was read: %d, %v", n, err)
	}
}
