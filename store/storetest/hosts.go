package storetest

import (
	"testing"
	"time"

	"gendu"
	"gendu/store"
	"gendu/store/rows"
)

// role is what a show is to a host: o (owner), e (editor) or nothing, as its list says and as
// its row does.
func (h *fixture) role(showID gendu.ID, u *gendu.User) string {
	h.t.Helper()
	said := ""
	for _, v := range must[[]store.ShowHost](h)(h.HostsOf(h.t.Context(), showID)) {
		if v.UserID == u.ID {
			said += map[bool]string{true: "o", false: "e"}[v.Owner]
		}
	}
	held, show := "", must[*gendu.Show](h)(h.Show(h.t.Context(), showID))
	if show.OwnerID == u.ID {
		held += "o"
	}
	for _, id := range show.Editors {
		if id == u.ID {
			held += "e"
		}
	}
	equal(h, "the list of hosts", said, held)
	shows := must[[]store.ShowSummary](h)(h.ShowsFor(h.t.Context(), u.ID, store.ShowQuery{Host: true, Own: true}))
	listed := false
	for _, v := range shows {
		listed = listed || v.ID == showID
	}
	equal(h, "in the list of own shows", listed, said != "")
	return said
}

// showHosts: editors are added, removed and added again, also by a restore.
func showHosts(t *testing.T, h *fixture) {
	ctx := t.Context()
	owner, u, second := h.user(gendu.Host), h.user(gendu.Host), h.user(gendu.Host)
	show := h.show(owner)
	h.wantKind("the owner as an editor", h.AddEditor(ctx, show.ID, owner.ID), gendu.Conflict)
	h.wantKind("who is no host", h.AddEditor(ctx, show.ID, h.user().ID), gendu.NotFound)
	h.wantKind("no such show", h.AddEditor(ctx, "none", u.ID), gendu.NotFound)
	h.ok(h.AddEditor(ctx, show.ID, u.ID))
	h.clock.Add(time.Second)
	h.ok(h.AddEditor(ctx, show.ID, second.ID))
	h.wantKind("twice", h.AddEditor(ctx, show.ID, u.ID), gendu.Conflict)
	list := must[[]store.ShowHost](h)(h.HostsOf(ctx, show.ID))
	if len(list) != 3 || list[0].UserID != owner.ID || !list[0].Owner || list[1].UserID != u.ID || list[2].UserID != second.ID {
		t.Errorf("hosts: %+v", list)
	}
	equal(h, "the editor", h.role(show.ID, u), "e")
	h.ok(h.RemoveEditor(ctx, show.ID, u.ID))
	equal(h, "who was removed", h.role(show.ID, u), "")
	h.wantKind("removing twice", h.RemoveEditor(ctx, show.ID, u.ID), gendu.NotFound)
	removed := rows.Deletion{Kind: rows.EditorRemoved, Subject: show.ID, Other: u.ID, AtMS: h.clock.Now().UnixMilli()}
	h.clock.Add(time.Second)
	h.ok(h.AddEditor(ctx, show.ID, u.ID))
	h.applies(removed)
	equal(h, "who came again after that", h.role(show.ID, u), "e")
	removed.AtMS = h.clock.Now().UnixMilli()
	h.applies(removed)
	equal(h, "who is removed by a restore", h.role(show.ID, u), "")
	for range gendu.MaxEditors - 1 {
		h.ok(h.AddEditor(ctx, show.ID, h.user(gendu.Host).ID))
	}
	h.wantKind("one too many", h.AddEditor(ctx, show.ID, u.ID), gendu.TooLarge)
	h.ok(h.DeleteShow(ctx, show.ID))
	equal(h, "hosts of a deleted show", len(must[[]store.ShowHost](h)(h.HostsOf(ctx, show.ID))), 0)
}

// handOverShow: the former owner stays or leaves; a restore repeats the last word.
func handOverShow(t *testing.T, h *fixture) {
	ctx := t.Context()
	a, b := h.user(gendu.Host), h.user(gendu.Host)
	show := h.show(a)
	roles := func(what, ofA, ofB string) {
		t.Helper()
		equal(h, what+": a", h.role(show.ID, a), ofA)
		equal(h, what+": b", h.role(show.ID, b), ofB)
	}
	for how, dismiss := range map[string]func(*gendu.User){
		"disabled": func(u *gendu.User) { h.ok(h.SetDisabled(ctx, u.ID, true)) },
		"no host":  func(u *gendu.User) { h.ok(h.SetRoles(ctx, u.ID, []gendu.Role{gendu.Teacher})) },
	} {
		barred := h.user(gendu.Host)
		dismiss(barred)
		h.wantKind("to somebody who is "+how, h.HandOverShow(ctx, show.ID, barred.ID, true), gendu.NotFound)
	}
	h.wantKind("to the owner", h.HandOverShow(ctx, show.ID, a.ID, true), gendu.NotFound)
	h.ok(h.AddEditor(ctx, show.ID, b.ID))
	h.clock.Add(time.Second)
	first := rows.Deletion{Kind: rows.OwnerReplaced, Subject: show.ID, Other: b.ID, AtMS: h.clock.Now().UnixMilli()}
	h.ok(h.HandOverShow(ctx, show.ID, b.ID, true))
	roles("stays", "e", "o")
	h.clock.Add(time.Second)
	h.ok(h.HandOverShow(ctx, show.ID, a.ID, false))
	roles("leaves", "o", "")
	h.applies(first)
	roles("an older entry", "o", "")
	first.AtMS = h.clock.Now().Add(time.Second).UnixMilli()
	h.applies(first)
	roles("a restore", "", "o")
	first.Other = "somebody younger than the backup"
	h.applies(first)
	roles("to somebody unknown", "", "o")
	h.wantKind("no such show", h.HandOverShow(ctx, "none", a.ID, false), gendu.NotFound)
}

// accountOfOwner: a show goes on with the editor who came first of those who stay, and ends
// where there is none.
func accountOfOwner(t *testing.T, h *fixture) {
	ctx := t.Context()
	owner, gone, leaving, next, last := h.user(gendu.Host), h.user(gendu.Host), h.user(gendu.Host), h.user(gendu.Host), h.user(gendu.Host)
	shared, alone, other := h.show(owner), h.show(owner), h.show(last)
	for _, u := range []*gendu.User{gone, leaving, next, last} {
		h.ok(h.AddEditor(ctx, shared.ID, u.ID))
		h.clock.Add(time.Second)
	}
	h.ok(h.AddEditor(ctx, alone.ID, gone.ID))
	h.ok(h.AddEditor(ctx, other.ID, owner.ID))
	h.ok(h.SetDisabled(ctx, gone.ID, true))
	must[*gendu.User](h)(h.AskDeletion(ctx, owner.ID, owner.ID))
	h.clock.Add(store.Grace)
	must[*gendu.User](h)(h.AskDeletion(ctx, leaving.ID, leaving.ID))
	h.ok(h.CloseAccount(ctx, owner.ID))
	equal(h, "who came first of those who stay", h.role(shared.ID, next), "o")
	equal(h, "who came later", h.role(shared.ID, last), "e")
	equal(h, "editors of another show", len(must[*gendu.Show](h)(h.Show(ctx, other.ID)).Editors), 0)
	_, err := h.Show(ctx, alone.ID)
	h.wantKind("a show without another host", err, gendu.NotFound)
	h.ok(h.ForgetAccount(ctx, owner.ID))
	logged := map[rows.DeletionKind]rows.Deletion{}
	for _, d := range must[[]rows.Deletion](h)(h.Deletions(ctx, 100)) {
		logged[d.Kind] = d
	}
	if logged[rows.OwnerReplaced].Subject != shared.ID || logged[rows.OwnerReplaced].Other != next.ID || logged[rows.ShowDeleted].Subject != alone.ID {
		t.Errorf("logged: %+v", logged)
	}
	// In older rows the entry of an account leaves its shows to theirs; one of before this
	// version has none.
	account := logged[rows.AccountDeleted]
	u := h.user(gendu.Host)
	kept, ended := h.show(u), h.show(h.user(gendu.Host))
	account.Subject = u.ID
	h.applies(account)
	must[*gendu.Show](h)(h.Show(ctx, kept.ID))
	h.applies(rows.Deletion{Kind: rows.AccountDeleted, Subject: ended.OwnerID, AtMS: h.clock.Now().UnixMilli()})
	_, err = h.Show(ctx, ended.ID)
	h.wantKind("a show of an account in an older log", err, gendu.NotFound)
}
