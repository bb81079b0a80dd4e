package server

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"gendu"
	"gendu/server/api"
)

// TestUsersPageByPage walks through more users than one answer holds, by the
// cursor, and searches among them.
func TestUsersPageByPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.user("admin", gendu.Admin)
	for i := range usersAtOnce {
		if err := h.store.CreateUser(t.Context(), &gendu.User{Login: fmt.Sprintf("user-%02d", i), Name: fmt.Sprintf("Number %d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	c := h.stranger()
	signIn(c, "admin", testPassword).want(200, nil)
	ask := func(query url.Values) (page api.UserPage) {
		c.do("GET", prefix+"/users?"+query.Encode(), nil).want(200, &page)
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
		c.do("GET", prefix+"/users?"+query, nil).want(400, nil)
	}
}
