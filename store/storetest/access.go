package storetest

import (
	"slices"
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/rows"
)

// ticketOf is a ticket that somebody made; nil: the command line.
func (h *fixture) ticketOf(maker *gendu.User, purpose gendu.TicketPurpose, token string, of *gendu.User) *gendu.Ticket {
	h.t.Helper()
	v := &gendu.Ticket{Purpose: purpose, TokenHash: []byte(token), Roles: []gendu.Role{gendu.Learner, gendu.Admin}, ExpiresAt: h.clock.Now().Add(time.Hour)}
	if maker != nil {
		v.CreatedBy = maker.ID
	}
	if of != nil {
		v.UserID = of.ID
	}
	h.ok(h.CreateTicket(h.t.Context(), v))
	return v
}

// lost are the ways in which an account loses what it could grant.
func (h *fixture) lost() map[string]func(u *gendu.User) {
	return map[string]func(u *gendu.User){
		"disabled":      func(u *gendu.User) { h.ok(h.SetDisabled(h.t.Context(), u.ID, true)) },
		"without roles": func(u *gendu.User) { h.ok(h.SetRoles(h.t.Context(), u.ID, []gendu.Role{gendu.Host})) },
	}
}

// ticketsOfTheDismissed: invitations and reset links end with the account that made
// them; those that nobody made stay.
func ticketsOfTheDismissed(t *testing.T, h *fixture) {
	ctx, victim := t.Context(), h.user()
	for how, dismiss := range h.lost() {
		admin := h.user(gendu.Admin)
		invite, reset := "invite "+how, "reset "+how
		h.ticketOf(admin, gendu.TicketInvite, invite, nil)
		h.ticketOf(admin, gendu.TicketReset, reset, victim)
		must[*gendu.Ticket](h)(h.Ticket(ctx, []byte(invite)))
		dismiss(admin)
		for _, token := range []string{invite, reset} {
			_, err := h.Ticket(ctx, []byte(token))
			h.wantKind(token, err, gendu.NotFound)
		}
		h.wantKind(invite, h.RedeemTicketNewUser(ctx, []byte(invite), &gendu.User{Login: h.name("thief")}), gendu.NotFound)
		h.wantKind(reset, h.RedeemTicketPassword(ctx, []byte(reset), "stolen"), gendu.NotFound)
	}
	equal(h, "password", must[*gendu.User](h)(h.User(ctx, victim.ID)).PasswordHash, "hash")
	h.ticketOf(nil, gendu.TicketReset, "by the command line", victim)
	h.ok(h.RedeemTicketPassword(ctx, []byte("by the command line"), "fresh"))
}

// codesOfTheDismissed: a class code ends with the teacher who gave it.
func codesOfTheDismissed(t *testing.T, h *fixture) {
	ctx := t.Context()
	for how, dismiss := range h.lost() {
		teacher, pupil, member := h.user(gendu.Teacher), h.user(), h.user()
		c := h.class(teacher, false)
		h.join(c, member)
		dismiss(teacher)
		_, err := h.ClassByCode(ctx, c.Code.Code)
		h.wantKind("the code of a teacher who is "+how, err, gendu.NotFound)
		_, err = h.JoinClass(ctx, c.Code.Code, pupil.ID)
		h.wantKind("joining a teacher who is "+how, err, gendu.NotFound)
		_, err = h.SignUpWithCode(ctx, c.Code.Code, &gendu.User{Login: h.name("new")})
		h.wantKind("signing up with a teacher who is "+how, err, gendu.NotFound)
		equal(h, "who is in stays", h.isMember(c, member), true)
	}
}

// removedMembers: who was taken out does not come back by the code of that time; a
// new code lets them in, and who left by themselves may come back.
func removedMembers(t *testing.T, h *fixture) {
	ctx, teacher := t.Context(), h.user(gendu.Teacher)
	removed, left := h.user(), h.user()
	c := h.class(teacher, false)
	h.join(c, removed)
	h.join(c, left)
	h.ok(h.RemoveMember(ctx, c.ID, removed.ID))
	h.ok(h.EndMembership(ctx, c.ID, left.ID))
	h.wantKind("removing twice", h.RemoveMember(ctx, c.ID, removed.ID), gendu.NotFound)
	h.join(c, left)
	_, err := h.JoinClass(ctx, c.Code.Code, removed.ID)
	h.wantKind("coming back by the old code", err, gendu.Denied)
	equal(h, "is a member", h.isMember(c, removed), false)
	fresh := must[*gendu.Class](h)(h.SetClassCode(ctx, c.ID, gendu.ClassCode{Code: h.name("CODE"), UsesLeft: 1}))
	h.join(fresh, removed)
	equal(h, "is a member by the new code", h.isMember(c, removed), true)
	// Leaving after that is leaving, not being removed.
	h.ok(h.EndMembership(ctx, c.ID, removed.ID))
	again := must[*gendu.Class](h)(h.SetClassCode(ctx, c.ID, c.Code))
	h.join(again, removed)
}

// openTickets are listed, the newest first and a part at a time, and revoked.
func openTickets(t *testing.T, h *fixture) {
	ctx := t.Context()
	admin, gone, victim := h.user(gendu.Admin), h.user(gendu.Admin), h.user()
	invite := h.ticketOf(admin, gendu.TicketInvite, "invite", nil)
	h.clock.Add(time.Millisecond)
	reset := h.ticketOf(nil, gendu.TicketReset, "reset", victim)
	h.ticketOf(nil, gendu.TicketSetup, "set-up", nil)
	h.ticketOf(gone, gendu.TicketInvite, "of the dismissed", nil)
	h.ok(h.SetDisabled(ctx, gone.ID, true))
	list := func(after gendu.ID, limit int) []store.OpenTicket {
		t.Helper()
		return must[[]store.OpenTicket](h)(h.OpenTickets(ctx, after, limit))
	}
	all := list("", 10)
	if len(all) != 2 || all[0].ID != reset.ID || all[1].ID != invite.ID {
		t.Fatalf("open are %+v", all)
	}
	if all[0].ForLogin != victim.Login || all[0].Maker != "" || all[1].Maker != admin.Name || all[1].ForLogin != "" || len(all[1].Roles) != 2 {
		t.Errorf("open are %+v", all)
	}
	if part := list("", 1); len(part) != 1 || part[0].ID != reset.ID {
		t.Errorf("the first part is %+v", part)
	}
	if part := list(reset.ID, 1); len(part) != 1 || part[0].ID != invite.ID {
		t.Errorf("the second part is %+v", part)
	}
	h.ok(h.RevokeTicket(ctx, invite.ID))
	h.wantKind("revoking twice", h.RevokeTicket(ctx, invite.ID), gendu.NotFound)
	h.wantKind("a revoked invitation", h.RedeemTicketNewUser(ctx, []byte("invite"), &gendu.User{Login: "late"}), gendu.NotFound)
	equal(h, "open", len(list("", 10)), 1)
	h.clock.Add(time.Hour)
	equal(h, "open after their time", len(list("", 10)), 0)
}

// handOver gives a class to another teacher: its code ends, what was sent stays.
func handOver(t *testing.T, h *fixture) {
	ctx := t.Context()
	e, cues := h.ready()
	old, next, u := h.user(gendu.Teacher), h.user(gendu.Teacher), h.user()
	c := h.class(old, false)
	h.join(c, u)
	take := h.take(u, e, cues[0])
	h.ok(h.Submit(ctx, take.ID, c.ID, u.ID))
	for how, dismiss := range h.lost() {
		barred := h.user(gendu.Teacher)
		dismiss(barred)
		_, err := h.HandOverClass(ctx, c.ID, barred.ID)
		h.wantKind("to somebody who is "+how, err, gendu.NotFound)
	}
	h.ok(h.SetDisabled(ctx, old.ID, true))
	got := must[*gendu.Class](h)(h.HandOverClass(ctx, c.ID, next.ID))
	if got.TeacherID != next.ID || got.Code.Code != "" || got.Name != c.Name {
		t.Errorf("handed over: %+v", got)
	}
	_, class, err := h.TakeForTeacher(ctx, next.ID, take.ID)
	h.ok(err)
	equal(h, "heard in", class, c.ID)
	if _, class, err := h.TakeForTeacher(ctx, old.ID, take.ID); class != "" && err == nil {
		t.Error("the former teacher still hears the class")
	}
	_, err = h.JoinClass(ctx, c.Code.Code, h.user().ID)
	h.wantKind("the code of before", err, gendu.NotFound)
	_, err = h.HandOverClass(ctx, "nothing", next.ID)
	h.wantKind("no such class", err, gendu.NotFound)
}

// handedOverRestored: a restore from older rows repeats a handing over, so that the account
// of the former teacher, which was deleted afterwards, does not take the class along.
func handedOverRestored(t *testing.T, h *fixture) {
	ctx := t.Context()
	old, next := h.user(gendu.Teacher), h.user(gendu.Teacher)
	c := h.class(old, true)
	h.join(c, h.user())
	h.clock.Add(time.Second)
	must[*gendu.Class](h)(h.HandOverClass(ctx, c.ID, next.ID))
	entry := rows.Deletion{Kind: rows.TeacherReplaced, Subject: c.ID, Other: next.ID, AtMS: h.clock.Now().UnixMilli()}
	var logged []rows.Deletion
	for _, d := range must[[]rows.Deletion](h)(h.Deletions(ctx, 100)) {
		if d.Kind == entry.Kind {
			d.ID = ""
			logged = append(logged, d)
		}
	}
	if !slices.Equal(logged, []rows.Deletion{entry}) {
		t.Errorf("logged %+v, want %+v", logged, entry)
	}
	teacher := func() gendu.ID { return must[*gendu.Class](h)(h.Class(ctx, c.ID)).TeacherID }

	h.clock.Add(time.Second)
	must[*gendu.Class](h)(h.HandOverClass(ctx, c.ID, old.ID))
	h.applies(entry)
	equal(h, "the teacher after an older entry", teacher(), old.ID)
	entry.AtMS = h.clock.Now().Add(time.Second).UnixMilli()
	h.applies(entry)
	equal(h, "the teacher after a restore", teacher(), next.ID)
	h.applies(rows.Deletion{Kind: rows.AccountDeleted, Subject: old.ID, AtMS: entry.AtMS + 1})
	equal(h, "the teacher when the former one is gone", teacher(), next.ID)
	h.applies(rows.Deletion{Kind: entry.Kind, Subject: c.ID, Other: "somebody younger than the backup", AtMS: entry.AtMS + 2})
	equal(h, "the teacher beside somebody unknown", teacher(), next.ID)
}

// everyClass and everyShow are what admins see of others: names and numbers.
func everyClass(t *testing.T, h *fixture) {
	ctx := t.Context()
	teacher, gone := h.user(gendu.Teacher), h.user(gendu.Teacher)
	first := h.class(teacher, false)
	h.clock.Add(time.Millisecond)
	second := h.class(gone, true)
	h.join(first, h.user())
	h.ok(h.SetDisabled(ctx, gone.ID, true))
	all := must[[]store.ClassOverview](h)(h.EveryClass(ctx, "", 10))
	if len(all) != 2 || all[0].ID != second.ID || all[1].ID != first.ID || all[1].Members != 1 || all[1].Teacher != teacher.Name ||
		!all[1].Active || all[0].Active || !all[0].AllTakes {
		t.Errorf("the classes are %+v", all)
	}
	if part := must[[]store.ClassOverview](h)(h.EveryClass(ctx, second.ID, 1)); len(part) != 1 || part[0].ID != first.ID {
		t.Errorf("the second part is %+v", part)
	}
	h.ok(h.DeleteClass(ctx, first.ID))
	equal(h, "classes left", len(must[[]store.ClassOverview](h)(h.EveryClass(ctx, "", 10))), 1)

	e, _ := h.ready()
	shows := must[[]store.ShowOverview](h)(h.EveryShow(ctx, "", 10))
	if len(shows) != 1 || shows[0].ID != e.ShowID || shows[0].Episodes != 1 || shows[0].Published != 1 || shows[0].Owner == "" || !shows[0].Active {
		t.Errorf("the shows are %+v", shows)
	}
	equal(h, "shows behind it", len(must[[]store.ShowOverview](h)(h.EveryShow(ctx, e.ShowID, 10))), 0)
	h.ok(h.DeleteShow(ctx, e.ShowID))
	equal(h, "shows left", len(must[[]store.ShowOverview](h)(h.EveryShow(ctx, "", 10))), 0)
}
