package storetest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/classroom"
	"gendu/store/rows"
)

func classes(t *testing.T, h *fixture) {
	ctx := t.Context()
	teacher, u := h.user(gendu.Teacher), h.user()
	c := h.class(teacher, false)
	got := must[*gendu.Class](h)(h.ClassByCode(ctx, c.Code.Code))
	if got.ID != c.ID || got.Code.UsesLeft != -1 || !got.Code.ExpiresAt.IsZero() || got.AllTakes {
		t.Errorf("got %+v", got)
	}
	equal(h, "scores are off", h.change(c, classroom.ClassChange{ScoresOff: ptr(true)}).ScoresOff, true)
	if now := must[*gendu.Class](h)(h.Class(ctx, c.ID)); !now.ScoresOff || now.Name != c.Name || now.Code != c.Code || now.AllTakes {
		t.Errorf("changed: %+v, want only the scores to be", now)
	}
	h.wantKind("a code twice", h.CreateClass(ctx, &gendu.Class{TeacherID: teacher.ID, Code: c.Code}), gendu.Conflict)
	for range 2 { // no code is not one that could clash, nor one to join by
		h.ok(h.CreateClass(ctx, &gendu.Class{TeacherID: teacher.ID, Name: "No code"}))
	}
	_, err := h.JoinClass(ctx, "", u.ID)
	h.wantKind("joining without a code", err, gendu.NotFound)
	h.join(c, u)
	h.join(c, u)
	equal(h, "is a member", h.isMember(c, u), true)
	equal(h, "classes of the learner", len(must[[]*gendu.Class](h)(h.ClassesOfLearner(ctx, u.ID))), 1)
	members := must[[]classroom.Member](h)(h.Members(ctx, c.ID, classroom.Named{}, 0))
	if len(members) != 1 || members[0].ID != u.ID || !members[0].JoinedAt.Equal(h.clock.Now()) {
		t.Errorf("members %+v", members)
	}
	list := must[[]classroom.ClassSummary](h)(h.ClassesOfTeacher(ctx, teacher.ID, rows.Place{}, 0))
	equal(h, "classes of the teacher", len(list), 3)
	h.ok(h.EndMembership(ctx, c.ID, u.ID))
	h.wantKind("ending it twice", h.EndMembership(ctx, c.ID, u.ID), gendu.NotFound)
	equal(h, "is a member no more", h.isMember(c, u), false)
	equal(h, "members left", len(must[[]classroom.Member](h)(h.Members(ctx, c.ID, classroom.Named{}, 0))), 0)
	h.clock.Add(time.Second)
	h.join(c, u) // may come back
	equal(h, "joined at", must[[]classroom.Member](h)(h.Members(ctx, c.ID, classroom.Named{}, 0))[0].JoinedAt, h.clock.Now())
	h.change(c, classroom.ClassChange{Name: ptr("Renamed")})
	equal(h, "no code", must[*gendu.Class](h)(h.SetClassCode(ctx, c.ID, gendu.ClassCode{UsesLeft: -1})).Code.Code, "")
	if now := must[*gendu.Class](h)(h.Class(ctx, c.ID)); now.Name != "Renamed" || !now.ScoresOff || now.Code.Code != "" {
		t.Errorf("renamed: %+v", now)
	}
	classesEnd(t, h, c, teacher, u)
}

// isMember says whether a user is an active member of a class.
func (h *fixture) isMember(c *gendu.Class, u *gendu.User) bool {
	h.t.Helper()
	list := must[[]*gendu.Class](h)(h.ClassesOfLearner(h.t.Context(), u.ID))
	return slices.ContainsFunc(list, func(v *gendu.Class) bool { return v.ID == c.ID })
}

// classesEnd signs somebody up with a class's code, and deletes the class.
func classesEnd(t *testing.T, h *fixture, c *gendu.Class, teacher, u *gendu.User) {
	ctx := t.Context()
	signed := &gendu.User{Login: "new", Roles: []gendu.Role{}}
	_, err := h.SignUpWithCode(ctx, "WRONG", signed)
	h.wantKind("signing up with a wrong code", err, gendu.NotFound)
	_, err = h.UserByLogin(ctx, "new")
	h.wantKind("nobody came of it", err, gendu.NotFound)
	open := h.class(teacher, false)
	joined := must[*gendu.Class](h)(h.SignUpWithCode(ctx, open.Code.Code, signed))
	equal(h, "joined", joined.ID, open.ID)
	equal(h, "member at once", h.isMember(open, signed), true)

	h.ok(h.DeleteClass(ctx, open.ID))
	_, err = h.Class(ctx, open.ID)
	h.wantKind("Class, deleted", err, gendu.NotFound)
	_, err = h.JoinClass(ctx, open.Code.Code, u.ID)
	h.wantKind("joining a deleted class", err, gendu.NotFound)
	equal(h, "a member of it", h.isMember(open, signed), false)
	_, err = h.UpdateClass(ctx, open.ID, classroom.ClassChange{Name: ptr("x")})
	h.wantKind("UpdateClass, deleted", err, gendu.NotFound)
	_, err = h.SetClassCode(ctx, open.ID, gendu.ClassCode{Code: "X"})
	h.wantKind("SetClassCode, deleted", err, gendu.NotFound)
	_, err = h.SetClassCode(ctx, c.ID, h.class(teacher, false).Code)
	h.wantKind("a code that another class has", err, gendu.Conflict)
	h.wantKind("DeleteClass, deleted", h.DeleteClass(ctx, open.ID), gendu.NotFound)
}

func (h *fixture) change(c *gendu.Class, what classroom.ClassChange) *gendu.Class {
	h.t.Helper()
	return must[*gendu.Class](h)(h.UpdateClass(h.t.Context(), c.ID, what))
}

// recode gives the class the code that c says.
func (h *fixture) recode(c *gendu.Class) {
	h.t.Helper()
	must[*gendu.Class](h)(h.SetClassCode(h.t.Context(), c.ID, c.Code))
}

func ptr[T any](v T) *T { return &v }

// classChanges changes a class beside joins and new codes: neither takes back
// what the other wrote.
func classChanges(t *testing.T, h *fixture) {
	ctx := t.Context()
	c := h.class(h.user(gendu.Teacher), false)
	c.Code.UsesLeft = 8
	h.recode(c)
	learners := make([]*gendu.User, 8)
	for i := range learners {
		learners[i] = h.user()
	}
	var wg sync.WaitGroup
	for i, u := range learners {
		wg.Go(func() {
			if _, err := h.JoinClass(ctx, c.Code.Code, u.ID); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if _, err := h.UpdateClass(ctx, c.ID, classroom.ClassChange{Name: ptr(fmt.Sprint("Name ", i))}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	now := must[*gendu.Class](h)(h.Class(ctx, c.ID))
	equal(h, "uses left after all have joined", now.Code.UsesLeft, 0)

	for _, change := range []func() (*gendu.Class, error){
		func() (*gendu.Class, error) {
			return h.UpdateClass(ctx, c.ID, classroom.ClassChange{AllTakes: ptr(true)})
		},
		func() (*gendu.Class, error) {
			return h.UpdateClass(ctx, c.ID, classroom.ClassChange{ScoresOff: ptr(true)})
		},
		func() (*gendu.Class, error) {
			return h.UpdateClass(ctx, c.ID, classroom.ClassChange{Name: ptr("Last")})
		},
		func() (*gendu.Class, error) {
			return h.SetClassCode(ctx, c.ID, gendu.ClassCode{Code: "FRESH", UsesLeft: 3})
		},
	} {
		wg.Go(func() {
			if _, err := change(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	now = must[*gendu.Class](h)(h.Class(ctx, c.ID))
	if !now.AllTakes || !now.ScoresOff || now.Code.Code != "FRESH" || now.Code.UsesLeft != 3 || now.Name != "Last" {
		t.Errorf("after four changes at once: %+v", now)
	}
}

func joinLimits(t *testing.T, h *fixture) {
	ctx := t.Context()
	c := h.class(h.user(gendu.Teacher), false)
	c.Code.UsesLeft, c.Code.ExpiresAt = 2, h.clock.Now().Add(time.Hour)
	h.recode(c)
	first := h.user()
	h.join(c, first)
	h.join(c, first) // uses nothing
	equal(h, "uses left", must[*gendu.Class](h)(h.Class(ctx, c.ID)).Code.UsesLeft, 1)
	h.join(c, h.user())
	_, err := h.JoinClass(ctx, c.Code.Code, h.user().ID)
	h.wantKind("used up", err, gendu.NotFound)
	_, err = h.ClassByCode(ctx, c.Code.Code)
	h.wantKind("ClassByCode, used up", err, gendu.NotFound)
	h.join(c, first) // a member still is one
	c.Code.UsesLeft = -1
	h.recode(c)
	h.clock.Add(time.Hour)
	_, err = h.JoinClass(ctx, c.Code.Code, h.user().ID)
	h.wantKind("expired", err, gendu.NotFound)
}

// joinRace has more learners join at once than the code has uses, each by two
// connections.
func joinRace(t *testing.T, h *fixture) {
	ctx := t.Context()
	c := h.class(h.user(gendu.Teacher), false)
	c.Code.UsesLeft = 5
	h.recode(c)
	learners := make([]*gendu.User, 8)
	for i := range learners {
		learners[i] = h.user()
	}
	var wg sync.WaitGroup
	var joined atomic.Int32
	for i := range 16 {
		wg.Go(func() {
			_, err := h.JoinClass(ctx, c.Code.Code, learners[i%8].ID)
			switch gendu.KindOf(err) {
			case "":
				joined.Add(1)
			case gendu.NotFound:
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	equal(h, "members", len(must[[]classroom.Member](h)(h.Members(ctx, c.ID, classroom.Named{}, 0))), 5)
	equal(h, "uses left", must[*gendu.Class](h)(h.Class(ctx, c.ID)).Code.UsesLeft, 0)
	if n := joined.Load(); n < 5 || n > 10 {
		t.Errorf("%d were told that they joined", n)
	}
}

// heard is what a teacher hears: what members of own classes sent, while they
// are members.
func heard(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	teacher, rival, u, stranger := h.user(gendu.Teacher), h.user(gendu.Teacher), h.user(), h.user()
	c, theirs := h.class(teacher, false), h.class(rival, false)
	h.join(c, u)
	h.join(theirs, stranger)
	sent, kept := h.take(u, e, cues[0]), h.take(u, e, cues[1])
	hears := func(who *gendu.User, v *gendu.Take, want gendu.ID) {
		t.Helper()
		got, class, err := h.TakeForTeacher(ctx, who.ID, v.ID)
		queue := queued(h)(h.ReviewQueue(ctx, who.ID, "", classroom.QueueQuery{Reviewed: true}))
		if want == "" {
			h.wantKind("TakeForTeacher", err, gendu.NotFound)
			for _, item := range queue {
				if item.Take.ID == v.ID {
					t.Errorf("the queue shows what is not to be heard: %+v", item)
				}
			}
			return
		}
		h.ok(err)
		equal(h, "the take", got.ID, v.ID)
		equal(h, "the class", class, want)
		equal(h, "in the queue", len(queue) > 0, true)
	}
	hears(teacher, sent, "")
	h.wantKind("to a class one is not in", h.Submit(ctx, sent.ID, theirs.ID, u.ID), gendu.NotFound)
	h.wantKind("somebody else's take", h.Submit(ctx, sent.ID, theirs.ID, stranger.ID), gendu.NotFound)
	h.ok(h.Submit(ctx, sent.ID, c.ID, u.ID))
	h.clock.Add(time.Second)
	h.ok(h.Submit(ctx, sent.ID, c.ID, u.ID)) // again changes nothing
	hears(teacher, sent, c.ID)
	hears(teacher, kept, "")
	hears(rival, sent, "")
	sentShows(t, h, c, teacher, rival, u, stranger, sent, e)
	h.ok(h.EndMembership(ctx, c.ID, u.ID))
	hears(teacher, sent, "")
	h.wantKind("after leaving", h.Submit(ctx, kept.ID, c.ID, u.ID), gendu.NotFound)
	h.join(c, u)
	hears(teacher, sent, c.ID)
	h.wantKind("taking back somebody else's", h.Unsubmit(ctx, sent.ID, c.ID, stranger.ID), gendu.NotFound)
	h.ok(h.Unsubmit(ctx, sent.ID, c.ID, u.ID))
	hears(teacher, sent, "")
	h.ok(h.Submit(ctx, sent.ID, c.ID, u.ID))
	h.ok(h.DeleteTake(ctx, u.ID, sent.ID))
	hears(teacher, sent, "")
	h.ok(h.Submit(ctx, kept.ID, c.ID, u.ID))
	h.ok(h.DeleteClass(ctx, c.ID))
	hears(teacher, kept, "")
}

// sentShows is where a take that was sent can be seen, and where it cannot.
func sentShows(t *testing.T, h *fixture, c *gendu.Class, teacher, rival, u, stranger *gendu.User, sent *gendu.Take, e *gendu.Episode) {
	ctx := t.Context()
	item := queued(h)(h.ReviewQueue(ctx, teacher.ID, c.ID, classroom.QueueQuery{}))[0]
	if item.Learner != u.Name || item.ClassName != c.Name || item.ShowTitle != "Show" || item.EpisodeTitle != "Episode" ||
		item.EpisodeNum != e.Number || !item.SentAt.Equal(sent.CreatedAt) || item.Review != nil || item.Take.Judged != (gendu.Judged{}) || item.Take.CueText != "One." {
		t.Errorf("item %+v", item)
	}
	view := must[[]store.TakeView](h)(h.TakesOf(ctx, u.ID, store.TakeQuery{EpisodeID: e.ID}))
	for _, v := range view {
		equal(h, "sent", v.Submission != nil, v.ID == sent.ID)
	}
	equal(h, "submissions", len(must[[]*gendu.Submission](h)(h.Submissions(ctx, u.ID, sent.ID))), 1)
	equal(h, "another's submissions", len(must[[]*gendu.Submission](h)(h.Submissions(ctx, stranger.ID, sent.ID))), 0)
	members := must[[]classroom.Member](h)(h.Members(ctx, c.ID, classroom.Named{}, 0))
	equal(h, "takes of the member", members[0].Takes, 1)
	equal(h, "waiting of the member", members[0].Waiting, 1)
	equal(h, "waiting in the class", must[[]classroom.ClassSummary](h)(h.ClassesOfTeacher(ctx, teacher.ID, rows.Place{}, 0))[0].Waiting, 1)
	equal(h, "a stranger's class", len(queued(h)(h.ReviewQueue(ctx, rival.ID, c.ID, classroom.QueueQuery{}))), 0)
}

// heardAllTakes is a class that hears everything made since one agreed and
// since it does so.
func heardAllTakes(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	teacher, u := h.user(gendu.Teacher), h.user()
	c := h.class(teacher, true)
	before := h.take(u, e, cues[0])
	h.clock.Add(time.Second)
	h.join(c, u)
	h.ok(h.AnswerConsent(ctx, c.ID, u.ID, true, "1"))
	after := h.take(u, e, cues[0])
	queue := func(want ...*gendu.Take) {
		t.Helper()
		list := queued(h)(h.ReviewQueue(ctx, teacher.ID, "", classroom.QueueQuery{}))
		equal(h, "queue", len(list), len(want))
		for i := range min(len(list), len(want)) {
			equal(h, fmt.Sprint("place ", i), list[i].Take.ID, want[i].ID)
		}
	}
	queue(after)
	h.clock.Add(time.Second)
	h.ok(h.Submit(ctx, before.ID, c.ID, u.ID))
	queue(before, after)
	h.change(c, classroom.ClassChange{AllTakes: ptr(false)})
	queue(before)
	h.clock.Add(time.Second)
	h.change(c, classroom.ClassChange{AllTakes: ptr(true)})
	queue(before) // what was made before the switch stays unheard
	h.clock.Add(time.Second)
	h.ok(h.AnswerConsent(ctx, c.ID, u.ID, true, "1"))
	h.change(c, classroom.ClassChange{AllTakes: ptr(true)}) // it is on already
	late := h.take(u, e, cues[1])
	queue(before, late)
	f := classroom.QueueQuery{UserID: u.ID, CueID: cues[1].ID}
	equal(h, "filtered", len(queued(h)(h.ReviewQueue(ctx, teacher.ID, c.ID, f))), 1)
	f.UserID = teacher.ID
	equal(h, "filtered away", len(queued(h)(h.ReviewQueue(ctx, teacher.ID, c.ID, f))), 0)
	equal(h, "limited", len(queued(h)(h.ReviewQueue(ctx, teacher.ID, c.ID, classroom.QueueQuery{Limit: 1}))), 1)
}

func reviews(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	teacher, rival, u := h.user(gendu.Teacher), h.user(gendu.Teacher), h.user()
	c := h.class(teacher, false)
	h.join(c, u)
	first, second := h.take(u, e, cues[0]), h.take(u, e, cues[1])
	review := func(text string) *gendu.Review {
		return &gendu.Review{
			TakeID: first.ID, ClassID: c.ID, TeacherID: teacher.ID, Verdict: gendu.Again, Text: text,
			Comments: []gendu.Comment{{AtMS: 120, Text: "聲調"}},
		}
	}
	h.wantKind("a take that was not sent", h.PutReview(ctx, review("x")), gendu.NotFound)
	for _, v := range []*gendu.Take{first, second} {
		h.ok(h.Submit(ctx, v.ID, c.ID, u.ID))
		h.clock.Add(time.Second)
	}
	foreign := review("x")
	foreign.TeacherID = rival.ID
	h.wantKind("another teacher", h.PutReview(ctx, foreign), gendu.NotFound)
	r := review("Mind the tones.")
	h.ok(h.PutReview(ctx, r))
	view := must[*store.TakeView](h)(h.TakeView(ctx, u.ID, first.ID))
	if view.Review == nil || view.Review.Text != r.Text || view.Review.Verdict != gendu.Again || len(view.Review.Comments) != 1 ||
		view.Review.Comments[0] != r.Comments[0] || !view.Review.SeenAt.IsZero() || view.Review.TeacherID != teacher.ID {
		t.Errorf("view %+v", view.Review)
	}
	h.ok(h.MarkReviewSeen(ctx, rival.ID, first.ID)) // not theirs: nothing
	equal(h, "unseen still", must[[]*gendu.Review](h)(h.ReviewsOfTake(ctx, first.ID))[0].SeenAt, time.Time{})
	h.ok(h.MarkReviewSeen(ctx, u.ID, first.ID))
	equal(h, "seen at", must[[]*gendu.Review](h)(h.ReviewsOfTake(ctx, first.ID))[0].SeenAt, h.clock.Now())
	queue := func(f classroom.QueueQuery, want ...gendu.ID) {
		t.Helper()
		list := queued(h)(h.ReviewQueue(ctx, teacher.ID, c.ID, f))
		equal(h, "queue", len(list), len(want))
		for i := range min(len(list), len(want)) {
			equal(h, fmt.Sprint("place ", i), list[i].Take.ID, want[i])
		}
	}
	queue(classroom.QueueQuery{}, second.ID)
	queue(classroom.QueueQuery{Reviewed: true}, second.ID, first.ID)
	h.clock.Add(time.Second)
	better := review("Better.")
	better.Verdict, better.Comments = gendu.Good, nil
	h.ok(h.PutReview(ctx, better))
	all := must[[]*gendu.Review](h)(h.ReviewsOfTake(ctx, first.ID))
	if len(all) != 1 || all[0].ID != r.ID || all[0].Text != "Better." || all[0].Verdict != gendu.Good || !all[0].SeenAt.IsZero() ||
		!all[0].CreatedAt.Equal(r.CreatedAt) || !all[0].UpdatedAt.Equal(h.clock.Now()) || better.ID != r.ID {
		t.Errorf("replaced: %+v", all)
	}
	equal(h, "waiting", must[[]classroom.ClassSummary](h)(h.ClassesOfTeacher(ctx, teacher.ID, rows.Place{}, 0))[0].Waiting, 1)
	h.ok(h.EndMembership(ctx, c.ID, u.ID))
	h.wantKind("after the membership", h.PutReview(ctx, review("late")), gendu.NotFound)
	equal(h, "the learner keeps it", len(must[[]*gendu.Review](h)(h.ReviewsOfTake(ctx, first.ID))), 1)
	h.ok(h.DeleteTake(ctx, u.ID, first.ID))
	equal(h, "it goes with the take", len(must[[]*gendu.Review](h)(h.ReviewsOfTake(ctx, first.ID))), 0)
}
