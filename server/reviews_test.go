package server

import (
	"testing"
	"time"

	"gendu/server/api"
)

// TestReviewNeedsTheClass: a review is written in a class that may hear the take,
// by the teacher of that class.
func TestReviewNeedsTheClass(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine := w.newClass(theTeacher, "MINE2345") // the teacher's too, but alice is not in it
	for name, c := range map[string]struct {
		who   string
		class string
		want  int
	}{
		"her class":             {theTeacher, string(w.class.ID), 200},
		"the teacher's other":   {theTeacher, string(mine.ID), 404},
		"somebody else's class": {theTeacher, string(w.class2.ID), 404},
		"somebody else":         {theTeacher2, string(w.class2.ID), 404},
		"no id":                 {theTeacher, "nonsense-nonsense-nonsense-nonsense-", 404},
	} {
		id := w.sent(theAlice, w.class)
		a := w.as(w.users[c.who]).json("PUT", "/takes/"+string(id)+"/review",
			map[string]any{"classId": c.class, "verdict": "good", "text": "Good."})
		if a.status != c.want {
			t.Errorf("%s: status %d, want %d: %s", name, a.status, c.want, a.body)
		}
	}
}

// TestTeacherSeesNoNotes: what a learner writes for themselves, and where else a
// take was sent, is not the teacher's.
func TestTeacherSeesNoNotes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.sent(theAlice, w.class)
	alice, teacher := w.as(w.users[theAlice]), w.as(w.users[theTeacher])
	alice.json("PATCH", "/takes/"+string(id), map[string]any{"note": "my secret", "best": true, "favourite": true}).want(200, nil)
	var mine, theirs api.Take
	alice.get("/takes/"+string(id)).want(200, &mine)
	teacher.get("/takes/"+string(id)).want(200, &theirs)
	if mine.Note != "my secret" || !mine.Best || len(mine.Submissions) != 1 {
		t.Errorf("alice sees %+v", mine)
	}
	if theirs.Note != "" || theirs.Best || theirs.Favourite || len(theirs.Submissions) != 0 {
		t.Errorf("the teacher sees %+v", theirs)
	}
	queue := teacher.queue("")
	if len(queue) != 1 || queue[0].Take.Note != "" {
		t.Errorf("the queue shows %+v", queue)
	}
}

// TestScoresOff: a teacher switches scores off for a class, and its members learn of it.
func TestScoresOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	joined := func() api.Class {
		t.Helper()
		var classes api.Classes
		w.as(w.users[theAlice]).get("/classes").want(200, &classes)
		if len(classes.Joined) != 1 {
			t.Fatalf("alice is in %d classes", len(classes.Joined))
		}
		return classes.Joined[0]
	}
	if joined().ScoresOff {
		t.Error("scores are off from the start")
	}
	off := map[string]any{"scoresOff": true}
	w.as(w.users[theAlice]).json("PATCH", "/classes/"+string(w.class.ID), off).want(403, nil)
	var c api.Class
	w.as(w.users[theTeacher]).json("PATCH", "/classes/"+string(w.class.ID), off).want(200, &c)
	if !c.ScoresOff || c.AllTakes {
		t.Errorf("the teacher gets %+v", c)
	}
	if !joined().ScoresOff {
		t.Error("alice does not learn that scores are off")
	}
}

// TestAllTakes: a class that is switched to all takes hears those that were not sent
// of members who have agreed since, from that moment on; admins hear none.
func TestAllTakes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	teacher := w.as(w.users[theTeacher])
	before := w.take(theAlice)
	teacher.json("PATCH", "/classes/"+string(w.class.ID), map[string]any{"allTakes": true}).want(200, nil)
	unasked := w.take(theAlice)
	teacher.get("/takes/"+string(unasked)).want(404, nil)
	answer := func(yes bool, wording string) *answer {
		return w.as(w.users[theAlice]).json("PUT", "/classes/"+string(w.class.ID)+"/consent", map[string]any{"agreed": yes, "wording": wording})
	}
	stands := func() api.Class {
		var classes api.Classes
		w.as(w.users[theAlice]).get("/classes").want(200, &classes)
		return classes.Joined[0]
	}
	if c := stands(); api.Given(c.Consent) != api.Asked || c.AgreedAt != nil || api.Given(c.Heard) != 0 {
		t.Errorf("switched on: alice sees %+v", c)
	}
	answer(true, "of tomorrow").want(400, nil)
	answer(true, "1").want(204, nil)
	time.Sleep(2 * time.Millisecond) // times are whole milliseconds
	after := w.take(theAlice)
	teacher.get("/takes/"+string(unasked)).want(404, nil)
	if c := stands(); api.Given(c.Consent) != api.Agreed || c.AgreedAt == nil || api.Given(c.Heard) != 1 {
		t.Errorf("agreed: alice sees %+v", c)
	}
	var page api.ClassPage
	teacher.get("/classes/"+string(w.class.ID)).want(200, &page)
	if len(page.Members) != 2 || !api.Given(page.Members[0].Agreed) || api.Given(page.Members[1].Agreed) {
		t.Errorf("the teacher sees %+v", page.Members)
	}
	teacher.get("/takes/"+string(after)).want(200, nil)
	teacher.get("/takes/"+string(before)).want(404, nil)
	w.as(w.users[theAdmin]).get("/takes/"+string(after)).want(404, nil)
	w.as(w.users[theBob]).get("/takes/"+string(after)).want(404, nil)
	var classes api.Classes
	w.as(w.users[theAlice]).get("/classes").want(200, &classes)
	if len(classes.Joined) != 1 || !classes.Joined[0].AllTakes || classes.Joined[0].Code != nil {
		t.Errorf("alice sees %+v", classes.Joined)
	}
	answer(false, "1").want(204, nil)
	teacher.get("/takes/"+string(after)).want(404, nil)
	if c := stands(); api.Given(c.Consent) != api.Declined || api.Given(c.Heard) != 0 {
		t.Errorf("taken back: alice sees %+v", c)
	}
}
