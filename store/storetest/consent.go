package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/coursework"
	"gendu/store/classroom"
)

// consent: a class that is switched to all takes hears nothing of members who have not
// agreed since; each answer is kept with its time and its words.
func consent(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	teacher, next, u, quiet := h.user(gendu.Teacher), h.user(gendu.Teacher), h.user(), h.user()
	c := h.class(teacher, false)
	h.join(c, u)
	h.join(c, quiet)
	step := func() { h.clock.Add(time.Second) }
	stands := func(what string, who *gendu.User, want coursework.Consent, heard int) {
		t.Helper()
		list := must[[]classroom.JoinedClass](h)(h.ClassesJoined(ctx, who.ID, classroom.Named{}, 0))
		if len(list) != 1 || list[0].ID != c.ID {
			t.Fatalf("%s: joined %+v", what, list)
		}
		equal(h, what, coursework.ConsentOf(list[0].Answer), want)
		equal(h, what+": heard", list[0].Heard, heard)
		for _, m := range must[[]classroom.Member](h)(h.Members(ctx, c.ID, classroom.Named{}, 0)) {
			if m.ID == who.ID {
				equal(h, what+": the teacher reads", m.Agreed, want == coursework.Agreed)
				equal(h, what+": the teacher hears", m.Takes, heard)
			}
		}
	}
	answer := func(who *gendu.User, yes bool) error { return h.AnswerConsent(ctx, c.ID, who.ID, yes, "1") }

	stands("a class that does not ask", u, coursework.NoConsent, 0)
	h.wantKind("agreeing unasked", answer(u, true), gendu.Conflict)
	h.wantKind("a stranger", answer(next, true), gendu.NotFound)
	h.wantKind("no class", h.AnswerConsent(ctx, "nothing", u.ID, true, "1"), gendu.NotFound)
	h.change(c, classroom.ClassChange{AllTakes: ptr(true)})
	step()
	h.take(u, e, cues[0])
	h.take(quiet, e, cues[0])
	stands("switched on", u, coursework.Asked, 0)
	step()
	h.ok(answer(u, true))
	first := h.clock.Now()
	step()
	h.ok(answer(u, true)) // twice is once
	stands("agreed; what was before stays unheard", u, coursework.Agreed, 0)
	h.take(u, e, cues[1])
	h.take(quiet, e, cues[1])
	stands("agreed", u, coursework.Agreed, 1)
	stands("another member", quiet, coursework.Asked, 0)
	h.ok(answer(quiet, false))
	stands("said no", quiet, coursework.Declined, 0)

	step()
	h.ok(answer(u, false))
	stands("taken back", u, coursework.Declined, 0)
	step()
	h.ok(answer(u, true))
	stands("agreed again; nothing of before", u, coursework.Agreed, 0)
	step()
	must[*gendu.Class](h)(h.HandOverClass(ctx, c.ID, next.ID))
	stands("another teacher asks again", u, coursework.Asked, 0)
	step()
	h.take(u, e, cues[2])
	stands("and hears nothing until then", u, coursework.Asked, 0)

	var said []bool
	for _, a := range must[[]classroom.ConsentAnswer](h)(h.ConsentsOf(ctx, u.ID)) {
		said = append(said, a.Agreed)
		if a.ClassID != c.ID || a.TeacherID != teacher.ID || a.Wording != "1" || a.At.Before(first) {
			t.Errorf("kept is %+v", a)
		}
	}
	if len(said) != 3 || !said[0] || said[1] || !said[2] {
		t.Errorf("the answers, newest first, are %v", said)
	}
	again := must[*gendu.Class](h)(h.SetClassCode(ctx, c.ID, c.Code))
	h.ok(answer(u, true))
	h.ok(h.EndMembership(ctx, c.ID, u.ID))
	h.wantKind("who has left", answer(u, true), gendu.NotFound)
	step()
	h.join(again, u)
	h.take(u, e, cues[2])
	stands("who comes back is asked again", u, coursework.Asked, 0)
}
