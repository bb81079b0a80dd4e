package server

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"gendu"
	"gendu/server/api"
	"gendu/server/httpio"
)

// TestUsersPageByPage walks through more users than one answer holds, by the
// cursor, and searches among them.
func TestUsersPageByPage(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	h.user("admin", gendu.Admin)
	for i := range usersAtOnce {
		if err := h.store.CreateUser(t.Context(), &gendu.User{Login: fmt.Sprintf("user-%02d", i), Name: fmt.Sprintf("Number %d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	c := h.stranger()
	signIn(c, "admin", testPassword).want(200, nil)
	ask := func(query url.Values) (page api.UserPage) {
		c.do("GET", httpio.Prefix+"/users?"+query.Encode(), nil).want(200, &page)
		return page
	}
	first := ask(nil)
	if len(first.Users) != usersAtOnce || first.Total != usersAtOnce+1 || first.Next == nil {
		t.Fatalf("the first part has %d of %d users", len(first.Users), first.Total)
	}
	second := ask(url.Values{"cursor": {*first.Next}})
	if len(second.Users) != 1 || second.Next != nil || second.Users[0].Login != "user-49" {
		t.Errorf("the second part is %+v", second)
	}
	var logins []string
	for cursor := ""; ; {
		page := ask(url.Values{"limit": {"7"}, "search": {"NUMBER"}, "cursor": {cursor}})
		for _, u := range page.Users {
			logins = append(logins, u.Login)
		}
		if page.Next == nil {
			break
		}
		cursor = *page.Next
	}
	if len(logins) != usersAtOnce || !slices.IsSorted(logins) {
		t.Errorf("the search gave %v", logins)
	}
	if page := ask(url.Values{"search": {"nobody"}}); page.Total != 0 || len(page.Users) != 0 || page.Users == nil {
		t.Errorf("nobody is %+v", page)
	}
	for _, query := range []string{"limit=0", "limit=201", "cursor=%25%25", "cursor=AA"} {
		c.do("GET", httpio.Prefix+"/users?"+query, nil).want(400, nil)
	}
}

// TestRolesHoldAtOnce: a change of roles signs nobody out; the browsers that are signed
// in may do more, or less, from their next request on.
func TestRolesHoldAtOnce(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	admin, mei := h.as(h.user("admin", gendu.Admin)), h.user("mei")
	c := h.as(mei)
	show := map[string]string{"title": "Night trains", "language": "en"}
	c.json("POST", "/shows", show).want(403, nil)
	grant := func(roles ...api.Role) {
		t.Helper()
		admin.json("PATCH", "/users/"+string(mei.ID), map[string]any{"roles": roles}).want(200, nil)
	}
	grant(api.Learner, api.Host)
	var session api.Session
	c.do("GET", httpio.Prefix+"/session", nil).want(200, &session)
	if session.User == nil || !slices.Contains(session.User.Roles, api.Host) {
		t.Fatalf("the session is %+v", session.User)
	}
	c.json("POST", "/shows", show).want(201, nil)
	grant(api.Learner)
	c.json("POST", "/shows", show).want(403, nil)
	c.do("GET", httpio.Prefix+"/me/sessions", nil).want(200, nil)
}
