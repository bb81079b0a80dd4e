package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
)

// invitation is one that was not used.
func (w *world) invitation() gendu.ID {
	w.t.Helper()
	id := gendu.NewID(time.Now())
	v := &gendu.Ticket{ID: id, Purpose: gendu.TicketInvite, TokenHash: []byte(id), ExpiresAt: time.Now().Add(time.Hour)}
	w.must(w.store.CreateTicket(w.t.Context(), v))
	return v.ID
}

// moderated are episodes that admins take away too.
func moderated(format string) []target {
	return []target{
		{"published", at(format, func(w *world) gendu.ID { return w.newPublished() }), append(only(theAdmin), editing...), 0},
		{"draft", at(format, func(w *world) gendu.ID { return w.newEpisode(w.draft) }), append(only(theAdmin), editing...), 0},
		{"deleted", at(format, (*world).deletedEpisode), nobody, 0},
	}
}

// closedTargets are classes that admins close or hand over too.
func closedTargets(format string) []target {
	return []target{
		{"the teacher's", at(format, (*world).freshClass), only(theTeacher, theAdmin), 0},
		{"deleted", at(format, (*world).deletedClass), nobody, 0},
		{"of nobody", at(format, func(*world) gendu.ID { return gendu.NewID(time.Now()) }), nobody, 0},
	}
}

// secretOf is what stands behind the # of a link.
func secretOf(t testing.TB, link api.Link) string {
	t.Helper()
	path, secret, ok := strings.Cut(link.Url, "#")
	if !ok || strings.Contains(path, "?") || secret == "" {
		t.Fatalf("the link %s holds its secret where a proxy logs it", link.Url)
	}
	return secret
}

// TestAccessEndsWithTheAccount: a dismissed admin's invitation made a new admin.
func TestAccessEndsWithTheAccount(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		root, dismissed, victim := h.user("root", gendu.Admin), h.user("dismissed", gendu.Admin), h.user("victim")
		teacher := h.user("teacher", gendu.Teacher)
		was := h.as(dismissed)
		var invite, reset api.Link
		was.json("POST", "/invitations", `{"roles":["admin"]}`).want(201, &invite)
		was.json("POST", "/users/"+string(victim.ID)+"/reset-link", nil).want(201, &reset)
		var class api.Class
		h.as(teacher).json("POST", "/classes", `{"name":"C"}`).want(201, &class)
		ask := func(code string) *answer {
			return h.stranger().json("POST", "/codes", map[string]string{"code": code})
		}
		ask(secretOf(t, invite)).want(200, nil)
		ask(*class.Code).want(200, nil)
		admin := h.as(root)
		for _, u := range []*gendu.User{dismissed, teacher} {
			admin.json("PATCH", "/users/"+string(u.ID), `{"roles":["host"]}`).want(200, nil)
		}
		ask(secretOf(t, invite)).want(404, nil)
		ask(*class.Code).want(404, nil)
		sign := func(code, login string) *answer {
			return h.stranger().json("POST", "/signup", map[string]string{"code": code, "login": login, "name": "N", "password": testPassword})
		}
		sign(secretOf(t, invite), "thief").want(404, nil)
		sign(*class.Code, "pupil").want(404, nil)
		h.as(victim).json("POST", "/classes/join", map[string]string{"code": *class.Code}).want(404, nil)
		h.stranger().json("POST", "/reset", map[string]string{"token": secretOf(t, reset), "password": "a thief's own sentence"}).want(404, nil)
		signIn(h.stranger(), "victim", testPassword).want(200, nil)
		var page api.InvitationPage
		admin.get("/invitations").want(200, &page)
		if len(page.Invitations) != 0 {
			t.Errorf("open are %+v", page.Invitations)
		}
	})
}

// TestInvitationsListedAndRevoked walks the list in parts and ends one.
func TestInvitationsListedAndRevoked(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	admin, victim := h.as(h.user("root", gendu.Admin)), h.user("victim")
	var first, second, reset api.Link
	admin.json("POST", "/invitations", `{"roles":["teacher"]}`).want(201, &first)
	admin.json("POST", "/invitations", `{"roles":["host"]}`).want(201, &second)
	admin.json("POST", "/users/"+string(victim.ID)+"/reset-link", nil).want(201, &reset)
	found := map[string]api.Invitation{}
	for path := "/invitations?limit=1"; path != ""; {
		var page api.InvitationPage
		admin.get(path).want(200, &page)
		if len(page.Invitations) != 1 {
			t.Fatalf("a part is %+v", page)
		}
		v := page.Invitations[0]
		found[fmt.Sprint(v.Kind, v.Roles, api.Given(v.Login))] = v
		if path = ""; page.Next != nil {
			path = "/invitations?limit=1&cursor=" + *page.Next
		}
	}
	invite, ok := found["invite[learner teacher]"]
	if _, reset := found["reset[]victim"]; len(found) != 3 || !ok || !reset || api.Given(invite.Maker) != "Name of root" {
		t.Fatalf("found %+v", found)
	}
	admin.json("DELETE", "/invitations/"+invite.Id, nil).want(204, nil)
	admin.json("DELETE", "/invitations/"+invite.Id, nil).want(404, nil)
	h.stranger().json("POST", "/codes", map[string]string{"code": secretOf(t, first)}).want(404, nil)
	h.stranger().json("POST", "/codes", map[string]string{"code": secretOf(t, second)}).want(200, nil)
	admin.get("/invitations?cursor=00000000-0000-7000-8000-00000000000x").want(400, nil)
}

// TestRemovedMemberStaysOut: the old code says why it does not work; the new one does.
func TestRemovedMemberStaysOut(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	teacher, pupil := h.as(h.user("teacher", gendu.Teacher)), h.user("pupil")
	learner := h.as(pupil)
	var class api.Class
	teacher.json("POST", "/classes", `{"name":"C"}`).want(201, &class)
	join := func() *answer {
		return learner.json("POST", "/classes/join", map[string]string{"code": *class.Code})
	}
	place := "/classes/" + class.Id + "/members/" + string(pupil.ID)
	join().want(200, nil)
	learner.json("DELETE", place, nil).want(204, nil)
	join().want(200, nil) // who left by themselves
	teacher.json("DELETE", place, nil).want(204, nil)
	kind, message, _ := problem(t, join().want(403, nil))
	if kind != "denied" || !strings.Contains(message, "taken you out") {
		t.Errorf("%s: %s", kind, message)
	}
	teacher.json("PUT", "/classes/"+class.Id+"/code", `{}`).want(200, &class)
	join().want(200, nil)
}

// TestAdminsEndWhatOthersGranted: a class is closed or handed over, an episode
// unpublished or deleted, a show deleted; nothing is published or read by it.
func TestAdminsEndWhatOthersGranted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(w.users[theAdmin])
	var classes api.ClassOverviewPage
	admin.get("/admin/classes").want(200, &classes)
	if len(classes.Classes) != 2 || classes.Classes[1].Members != 2 || !classes.Classes[1].TeacherActive {
		t.Errorf("classes %+v", classes)
	}
	class := "/classes/" + string(w.class.ID)
	for _, login := range []string{"bob", "nobody", "teacher"} {
		admin.json("PUT", class+"/teacher", map[string]string{"login": login}).want(400, nil)
	}
	admin.json("PUT", class+"/teacher", map[string]string{"login": "Teacher2"}).want(204, nil)
	w.as(w.users[theTeacher]).get(class).want(404, nil)
	w.as(w.users[theTeacher2]).get(class).want(200, nil)
	admin.get(class).want(403, nil)
	admin.json("DELETE", class, nil).want(204, nil)

	var shows api.ShowOverviewPage
	admin.get("/admin/shows").want(200, &shows)
	if len(shows.Shows) != 3 || shows.Shows[0].OwnerName == "" {
		t.Errorf("shows %+v", shows)
	}
	episode := "/episodes/" + string(w.published.episode.ID)
	admin.json("PUT", episode+"/publication", `{"published":true}`).want(403, nil)
	admin.json("PUT", episode+"/publication", `{"published":false}`).want(200, nil)
	w.as(w.users[theAlice]).get(episode).want(404, nil)
	admin.get(episode).want(404, nil)
	admin.json("PATCH", "/shows/"+string(w.published.show.ID), `{"title":"Mine"}`).want(http.StatusForbidden, nil)
	admin.json("DELETE", "/shows/"+string(w.published.show.ID), nil).want(204, nil)
	admin.json("DELETE", "/shows/"+string(w.published.show.ID), nil).want(404, nil)
}

// TestNoSecretInPaths: no route takes a code or a token in its path.
func TestNoSecretInPaths(t *testing.T) {
	t.Parallel()
	for route := range rules {
		for _, word := range []string{":code", ":token", ":secret"} {
			if strings.Contains(route, word) {
				t.Errorf("%s holds a secret that proxies log", route)
			}
		}
	}
}
