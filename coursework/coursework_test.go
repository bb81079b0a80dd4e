package coursework_test

import (
	"testing"
	"time"

	"gendu"
	"gendu/coursework"
)

var now = time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)

func TestNewCode(t *testing.T) {
	t.Parallel()
	usual := coursework.NewCode(now, nil, nil)
	if len(usual.Code) != 8 || usual.UsesLeft != coursework.AnyUses || !usual.ExpiresAt.Equal(now.AddDate(0, 0, 30)) {
		t.Errorf("the usual code is %+v", usual)
	}
	if c := coursework.NewCode(now, new(2), new(5)); c.Code == usual.Code || c.UsesLeft != 5 || !c.ExpiresAt.Equal(now.Add(48*time.Hour)) {
		t.Errorf("a code for 5 learners and 2 days is %+v", c)
	}
	if got := coursework.ReadCode(usual.Code); got != usual.Code {
		t.Errorf("%s is read as %s", usual.Code, got)
	}
	if got := coursework.ReadCode(" ab2d-\u00a0efgh "); got != "AB2DEFGH" {
		t.Errorf("what was typed is read as %q", got)
	}
}

func TestClassName(t *testing.T) {
	t.Parallel()
	if name, err := coursework.ClassName(" 英文三甲 "); err != nil || name != "英文三甲" {
		t.Errorf("%q, %v", name, err)
	}
	if _, err := coursework.ClassName(" \t"); gendu.KindOf(err) != gendu.Invalid {
		t.Errorf("an empty name: %v", err)
	}
}

func TestScoresHidden(t *testing.T) {
	t.Parallel()
	shown, hidden := &gendu.Class{}, &gendu.Class{ScoresOff: true}
	if coursework.ScoresHidden(nil) || coursework.ScoresHidden([]*gendu.Class{shown}) || !coursework.ScoresHidden([]*gendu.Class{shown, hidden}) {
		t.Error("one class with scores off hides them, and nothing else does")
	}
}

func TestWhatATeacherSees(t *testing.T) {
	t.Parallel()
	take := gendu.Take{ID: "take", UserID: "learner", Note: "mine", Best: true, Favourite: true, CueText: "One."}
	if got := coursework.ForTeacher(take); got.Note != "" || got.Best || got.Favourite || got.CueText != "One." {
		t.Errorf("a teacher sees %+v", got)
	}
	if take.Note == "" {
		t.Error("the learner lost the note")
	}
	r := &gendu.Review{TeacherID: "chen"}
	for user, want := range map[gendu.ID]bool{"learner": true, "chen": true, "another": false} {
		if got := coursework.SeesReview(user, &take, r); got != want {
			t.Errorf("%s sees the review: %v", user, got)
		}
	}
}

func TestCheckReview(t *testing.T) {
	t.Parallel()
	take := &gendu.Take{DurationMS: 1000}
	r := &gendu.Review{Text: " good \n", Comments: []gendu.Comment{{AtMS: 0}, {AtMS: 1000}}}
	if err := coursework.CheckReview(take, r); err != nil || r.Text != "good" {
		t.Errorf("%q, %v", r.Text, err)
	}
	for _, at := range []int64{-1, 1001} {
		r.Comments[1].AtMS = at
		if err := coursework.CheckReview(take, r); gendu.KindOf(err) != gendu.Invalid {
			t.Errorf("a comment at %d ms: %v", at, err)
		}
	}
}
