package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/classroom"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// blankTombstones: of a deleted take nothing stays but whose it was; the verdict of its review
// stays as a grade.
func blankTombstones(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	teacher, u := h.user(gendu.Teacher), h.user()
	c := h.class(teacher, false)
	h.join(c, u)
	v := h.take(u, e, cues[0])
	h.ok(h.Submit(ctx, v.ID, c.ID, u.ID))
	h.ok(h.UpdateTake(ctx, u.ID, v.ID, store.TakePatch{Note: ptr("private words"), Best: ptr(true)}))
	h.ok(h.PutReview(ctx, &gendu.Review{TakeID: v.ID, ClassID: c.ID, TeacherID: teacher.ID, Verdict: gendu.Good, Text: "well said"}))
	h.ok(h.DeleteTake(ctx, u.ID, v.ID))
	got := must[*gendu.Take](h)(h.Take(ctx, v.ID))
	got.CreatedAt = time.Time{}
	want := gendu.Take{ID: v.ID, UserID: u.ID, Subject: gendu.CueSubject, Speed: 1, DeletedAt: h.clock.Now(), SHA256: []byte{}, Stored: gendu.Stored{SHA256: []byte{}}}
	equal(h, "the tombstone", fmt.Sprintf("%+v", *got), fmt.Sprintf("%+v", want))
	grades := must[[]store.Grade](h)(h.Grades(ctx, c.ID, "", 10))
	if len(grades) != 1 || grades[0].Learner != u.Name || grades[0].Verdict != gendu.Good {
		t.Errorf("grades: %+v", grades)
	}
	equal(h, "reviews", len(must[[]*gendu.Review](h)(h.ReviewsOfTake(ctx, v.ID))), 0)
}

// accountDeletion asks for the deletion of an account, takes it back, asks again, and
// has everything removed after the grace.
func accountDeletion(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	teacher, admin, u, other := h.user(gendu.Teacher), h.user(gendu.Admin), h.user(), h.user()
	c := h.class(teacher, false)
	h.join(c, u)
	v, gone, kept := h.take(u, e, cues[0]), h.take(u, e, cues[0]), h.take(other, e, cues[0])
	word := h.newTake(u, e, &gendu.Cue{ID: gendu.NewID(h.clock.Now()), Text: "fragile"})
	word.Subject = gendu.KeywordSubject
	must[bool](h)(h.PutTake(ctx, word, nil))
	h.ok(h.Submit(ctx, v.ID, c.ID, u.ID))
	h.ok(h.PutReview(ctx, &gendu.Review{TakeID: v.ID, ClassID: c.ID, TeacherID: teacher.ID, Verdict: gendu.Again, Text: "louder"}))
	h.ok(h.DeleteTake(ctx, u.ID, gone.ID))
	h.ok(h.PutSetting(ctx, &gendu.Settings{UserID: u.ID, Key: "practice", JSON: "{}"}))
	leaving := func() []gendu.ID { t.Helper(); return must[[]gendu.ID](h)(h.Leaving(ctx)) }

	asked := must[*gendu.User](h)(h.AskDeletion(ctx, u.ID, u.ID))
	equal(h, "the end", asked.DeleteAt, h.clock.Now().Add(7*24*time.Hour))
	h.clock.Add(6 * 24 * time.Hour)
	equal(h, "asking twice", must[*gendu.User](h)(h.AskDeletion(ctx, u.ID, u.ID)).DeleteAt, asked.DeleteAt)
	h.wantKind("before its time", h.CloseAccount(ctx, u.ID), gendu.NotFound)
	h.ok(h.KeepAccount(ctx, u.ID, true))
	h.clock.Add(2 * 24 * time.Hour)
	equal(h, "taken back", len(leaving()), 0)
	must[*gendu.User](h)(h.AskDeletion(ctx, u.ID, admin.ID))
	h.wantKind("what an admin asked for", h.KeepAccount(ctx, u.ID, true), gendu.Denied)
	h.ok(h.KeepAccount(ctx, u.ID, false))
	must[*gendu.User](h)(h.AskDeletion(ctx, u.ID, u.ID))
	h.clock.Add(7 * 24 * time.Hour)
	if got := leaving(); !slices.Equal(got, []gendu.ID{u.ID}) {
		t.Fatalf("leaving: %v", got)
	}
	h.ok(h.CloseAccount(ctx, u.ID))
	h.wantKind("taking it back too late", h.KeepAccount(ctx, u.ID, true), gendu.NotFound)
	for _, t := range []*gendu.Take{v, word} {
		equal(h, "its objects", must[[]store.Standing](h)(h.Standings(ctx, []string{t.ObjectKey()}))[0], store.Released)
	}
	_, err := h.PutTake(ctx, h.newTake(u, e, cues[0]), nil)
	h.wantKind("a late upload", err, gendu.NotFound)
	equal(h, "leaving until the objects are gone", len(leaving()), 1)
	h.ok(h.ForgetAccount(ctx, u.ID))
	equal(h, "leaving at the end", len(leaving()), 0)
	for _, id := range []gendu.ID{v.ID, gone.ID, word.ID} {
		_, err := h.Take(ctx, id)
		h.wantKind("a take", err, gendu.NotFound)
	}
	_, err = h.User(ctx, u.ID)
	h.wantKind("the user", err, gendu.NotFound)
	_, err = h.Setting(ctx, u.ID, "practice")
	h.wantKind("a setting", err, gendu.NotFound)
	equal(h, "members", len(must[[]classroom.Member](h)(h.Members(ctx, c.ID, classroom.Named{}, 0))), 0)
	grades := must[[]store.Grade](h)(h.Grades(ctx, c.ID, "", 10))
	if len(grades) != 1 || grades[0].Learner != "" || grades[0].Verdict != gendu.Again {
		t.Errorf("grades: %+v", grades)
	}
	equal(h, "another's take", must[*gendu.Take](h)(h.Take(ctx, kept.ID)).CueText, kept.CueText)
	equal(h, "faults", len(must[[]sqldb.Fault](h)(h.Broken(ctx))), 0)
	h.applies(rows.Deletion{Kind: rows.AccountDeleted, Subject: other.ID, AtMS: h.clock.Now().UnixMilli()})
	equal(h, "what a restore removes", len(leaving()), 1)
	h.ok(h.ForgetAccount(ctx, other.ID))
	_, err = h.User(ctx, other.ID)
	h.wantKind("the user of a restored copy", err, gendu.NotFound)
}

// applies applies an entry of the deletion log, twice, as a restore may.
func (h *fixture) applies(d rows.Deletion) {
	h.t.Helper()
	d.ID = gendu.NewID(h.clock.Now())
	for range 2 {
		h.ok(h.ApplyDeletions(h.t.Context(), []rows.Deletion{d}))
	}
}

// accountOfTeacher: reviews that a teacher wrote stay with their learners, without a name;
// classes and shows end.
func accountOfTeacher(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	teacher, u := h.user(gendu.Teacher, gendu.Host), h.user()
	c, show := h.class(teacher, false), h.show(teacher)
	h.join(c, u)
	v := h.take(u, e, cues[0])
	h.ok(h.Submit(ctx, v.ID, c.ID, u.ID))
	h.ok(h.PutReview(ctx, &gendu.Review{TakeID: v.ID, ClassID: c.ID, TeacherID: teacher.ID, Verdict: gendu.Good, Text: "fine"}))
	up := h.upload(e, 10)
	must[*gendu.User](h)(h.AskDeletion(ctx, teacher.ID, teacher.ID))
	h.clock.Add(store.Grace)
	h.ok(h.CloseAccount(ctx, teacher.ID))
	h.ok(h.ForgetAccount(ctx, teacher.ID))
	left := must[*gendu.User](h)(h.User(ctx, teacher.ID))
	if left.Name != "" || left.PasswordHash != "" || len(left.Roles) != 0 || !left.Disabled || left.DeletedAt.IsZero() {
		t.Errorf("what is left of the teacher: %+v", left)
	}
	list, total, err := h.FindUsers(ctx, people.UserQuery{Limit: 100})
	h.ok(err)
	equal(h, "listed", len(list), total)
	if slices.ContainsFunc(list, func(v *gendu.User) bool { return v.ID == teacher.ID }) {
		t.Error("a deleted account is in the list of users")
	}
	equal(h, "the review", must[[]*gendu.Review](h)(h.ReviewsOfTake(ctx, v.ID))[0].Text, "fine")
	_, err = h.Class(ctx, c.ID)
	h.wantKind("the class", err, gendu.NotFound)
	_, err = h.Show(ctx, show.ID)
	h.wantKind("the show", err, gendu.NotFound)
	must[*gendu.Upload](h)(h.Upload(ctx, up.ID)) // of somebody else
	equal(h, "faults", len(must[[]sqldb.Fault](h)(h.Broken(ctx))), 0)
}

func lastAdminStays(t *testing.T, h *fixture) {
	ctx := t.Context()
	first, second := h.user(gendu.Admin), h.user(gendu.Admin)
	must[*gendu.User](h)(h.AskDeletion(ctx, first.ID, first.ID))
	_, err := h.AskDeletion(ctx, second.ID, second.ID)
	h.wantKind("the last one who stays", err, gendu.Conflict)
	h.ok(h.SetRoles(ctx, second.ID, nil))
	h.clock.Add(store.Grace)
	equal(h, "leaving without another admin", len(must[[]gendu.ID](h)(h.Leaving(ctx))), 0)
	h.ok(h.SetRoles(ctx, second.ID, []gendu.Role{gendu.Admin}))
	equal(h, "leaving", len(must[[]gendu.ID](h)(h.Leaving(ctx))), 1)
}

const week, month = 7 * 24 * time.Hour, 30 * 24 * time.Hour

// retention: the operator's age. What is too old already when it is set is announced a
// week before, too, and what is taken back deletes nothing.
func retention(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	u := h.user()
	old := h.take(u, e, cues[0])
	h.clock.Add(10 * month)
	young := h.take(u, e, cues[0])
	expire := func(what string, keep time.Duration, want ...gendu.ID) {
		t.Helper()
		must[int](h)(h.AnnounceExpiry(ctx, keep))
		var got []gendu.ID
		for _, v := range must[[]*gendu.Take](h)(h.DeleteExpired(ctx, 10)) {
			got = append(got, v.ID)
			if len(v.SHA256) == 0 {
				t.Errorf("%s: the key of its object is not known", what)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v are deleted, want %v", what, got, want)
		}
	}
	expire("no rule", 0)
	expire("announced", month)
	told := must[[]store.Expiring](h)(h.ExpiringOf(ctx, u.ID))
	if len(told) != 1 || told[0].Takes != 1 || told[0].Class != "" || !told[0].At.Equal(h.clock.Now().Add(week)) {
		t.Errorf("announced: %+v", told)
	}
	h.clock.Add(week - time.Second)
	expire("a second early", month)
	expire("taken back", 0)
	equal(h, "announced after it was taken back", len(must[[]store.Expiring](h)(h.ExpiringOf(ctx, u.ID))), 0)
	h.clock.Add(time.Second)
	expire("announced again", month)
	h.clock.Add(week)
	expire("due", month, old.ID)
	if got := must[*gendu.Take](h)(h.Take(ctx, old.ID)); got.DeletedAt.IsZero() || got.CueText != "" {
		t.Errorf("the old take: %+v", got)
	}
	equal(h, "logged", must[[]rows.Deletion](h)(h.Deletions(ctx, 10))[0].Subject, old.ID)
	h.clock.Add(month - 2*week - week)
	expire("the young one is announced", month)
	equal(h, "when", must[[]store.Expiring](h)(h.ExpiringOf(ctx, u.ID))[0].At, young.CreatedAt.Add(month))
	h.clock.Add(week)
	expire("on its day", month, young.ID)
}

// retentionOfClass: the age of a class is for what it hears, and ends with that.
func retentionOfClass(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	teacher, u := h.user(gendu.Teacher), h.user()
	c := h.class(teacher, false)
	h.join(c, u)
	h.change(c, classroom.ClassChange{KeepDays: ptr(30)})
	sent, own, back := h.take(u, e, cues[0]), h.take(u, e, cues[0]), h.take(u, e, cues[0])
	h.ok(h.Submit(ctx, sent.ID, c.ID, u.ID))
	h.ok(h.Submit(ctx, back.ID, c.ID, u.ID))
	h.clock.Add(month - week)
	equal(h, "announced", must[int](h)(h.AnnounceExpiry(ctx, 0)), 2)
	if told := must[[]store.Expiring](h)(h.ExpiringOf(ctx, u.ID)); len(told) != 1 || told[0].Takes != 2 || told[0].Class != c.Name {
		t.Errorf("announced: %+v", told)
	}
	h.ok(h.Unsubmit(ctx, back.ID, c.ID, u.ID))
	h.clock.Add(week)
	must[int](h)(h.AnnounceExpiry(ctx, 0))
	gone := must[[]*gendu.Take](h)(h.DeleteExpired(ctx, 10))
	if len(gone) != 1 || gone[0].ID != sent.ID {
		t.Errorf("deleted: %+v", gone)
	}
	for _, v := range []*gendu.Take{own, back} {
		equal(h, "a take that the class does not hear", must[*gendu.Take](h)(h.Take(ctx, v.ID)).DeletedAt.IsZero(), true)
	}
}
