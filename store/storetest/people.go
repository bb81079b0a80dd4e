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
	"gendu/store/people"
)

func users(t *testing.T, h *fixture) {
	ctx := t.Context()
	equal(h, "an admin at first", must[bool](h)(h.HasAdmin(ctx)), false)
	all := must[[]*gendu.User](h)(h.Users(ctx))
	equal(h, "an empty list is a list", all != nil && len(all) == 0, true)
	u := &gendu.User{Login: "zoë@example.org", Name: "跟 '讀\"", PasswordHash: "$argon2id$x", Roles: []gendu.Role{gendu.Host, gendu.Teacher, gendu.Host}, Locale: "zh-Hant", Demo: true}
	h.ok(h.CreateUser(ctx, u))
	equal(h, "created at", u.CreatedAt, h.clock.Now())
	for _, got := range []*gendu.User{
		must[*gendu.User](h)(h.User(ctx, u.ID)), must[*gendu.User](h)(h.UserByLogin(ctx, u.Login)),
	} {
		if got.ID != u.ID || got.Name != u.Name || got.PasswordHash != u.PasswordHash || got.Locale != u.Locale ||
			got.Disabled || !got.Demo || !got.CreatedAt.Equal(u.CreatedAt) ||
			!slices.Equal(got.Roles, []gendu.Role{gendu.Learner, gendu.Teacher, gendu.Host}) {
			t.Errorf("got %+v, want %+v", got, u)
		}
	}
	h.wantKind("a login twice", h.CreateUser(ctx, &gendu.User{Login: u.Login}), gendu.Conflict)
	_, err := h.User(ctx, "nobody")
	h.wantKind("User", err, gendu.NotFound)
	_, err = h.UserByLogin(ctx, "nobody")
	h.wantKind("UserByLogin", err, gendu.NotFound)
	h.wantKind("SetPassword", h.SetPassword(ctx, "nobody", "x"), gendu.NotFound)
	h.wantKind("SetRoles", h.SetRoles(ctx, "nobody", nil), gendu.NotFound)
	h.wantKind("SetDisabled", h.SetDisabled(ctx, "nobody", true), gendu.NotFound)
	h.wantKind("UpdateProfile", h.UpdateProfile(ctx, "nobody", ptr("x"), nil), gendu.NotFound)
	h.ok(h.UpdateProfile(ctx, u.ID, ptr("New"), nil))
	h.ok(h.UpdateProfile(ctx, u.ID, nil, ptr("en")))
	h.ok(h.SetRoles(ctx, u.ID, []gendu.Role{gendu.Admin}))
	h.ok(h.SetDisabled(ctx, u.ID, true))
	got := must[*gendu.User](h)(h.User(ctx, u.ID))
	if got.Name != "New" || got.Locale != "en" || !got.Disabled || !slices.Equal(got.Roles, []gendu.Role{gendu.Learner, gendu.Admin}) {
		t.Errorf("changed: %+v", got)
	}
	h.ok(h.CreateUser(ctx, &gendu.User{Login: "import"})) // without a password
	equal(h, "a disabled admin counts", must[bool](h)(h.HasAdmin(ctx)), true)
}

// hasAdmin: a password and the role end the set-up.
func hasAdmin(t *testing.T, h *fixture) {
	ctx := t.Context()
	for _, u := range []*gendu.User{
		{Login: "learner", PasswordHash: "x"},
		{Login: "administrator", Name: "admin", PasswordHash: "x", Roles: []gendu.Role{gendu.Host, gendu.Teacher}},
		{Login: "import", Roles: []gendu.Role{gendu.Admin}},
	} {
		h.ok(h.CreateUser(ctx, u))
		equal(h, "an admin beside "+u.Login, must[bool](h)(h.HasAdmin(ctx)), false)
	}
	h.ok(h.CreateUser(ctx, &gendu.User{Login: "ada", PasswordHash: "x", Roles: []gendu.Role{gendu.Admin}}))
	equal(h, "an admin at last", must[bool](h)(h.HasAdmin(ctx)), true)
}

// findUsers walks through 25 users in parts, and searches.
func findUsers(t *testing.T, h *fixture) {
	ctx := t.Context()
	for i := range 25 {
		h.ok(h.CreateUser(ctx, &gendu.User{Login: fmt.Sprintf("user-%02d", 24-i), Name: fmt.Sprintf("Person %02d", i)}))
	}
	for _, u := range []*gendu.User{{Login: "mei_lin", Name: "林美 Mei"}, {Login: "meixlin", Name: "100% Émile"}} {
		h.ok(h.CreateUser(ctx, u))
	}
	find := func(q people.UserQuery) (logins []string, total int) {
		list, total, err := h.FindUsers(ctx, q)
		h.ok(err)
		equal(h, "an empty list is a list", list != nil, true)
		for _, u := range list {
			logins = append(logins, u.Login)
		}
		return logins, total
	}
	var all []string
	for q := (people.UserQuery{Limit: 10}); ; {
		part, total := find(q)
		equal(h, "in all", total, 27)
		if len(part) == 0 {
			break
		}
		all = append(all, part...)
		q.After = part[len(part)-1]
	}
	if len(all) != 27 || !slices.IsSorted(all) || len(slices.Compact(all)) != 27 {
		t.Errorf("the parts are %v", all)
	}
	for search, want := range map[string]string{
		"USER-07": "[user-07]", "person 07": "[user-17]", " 林美 ": "[mei_lin]", "Émi": "[meixlin]", "mei_": "[mei_lin]", "100%": "[meixlin]",
		"mei": "[mei_lin meixlin]", `\`: "[]", "nobody": "[]", "%": "[meixlin]",
	} {
		if got, total := find(people.UserQuery{Search: search, Limit: 10}); fmt.Sprint(got) != want || total != len(got) {
			t.Errorf("%q finds %v, %d in all, want %s", search, got, total, want)
		}
	}
}

func (h *fixture) session(u *gendu.User, token string) *gendu.Session {
	h.t.Helper()
	v := &gendu.Session{UserID: u.ID, TokenHash: []byte(token), Device: "Firefox", ExpiresAt: h.clock.Now().Add(time.Hour)}
	now := must[*gendu.User](h)(h.User(h.t.Context(), u.ID))
	h.ok(h.CreateSession(h.t.Context(), v, now.PasswordHash))
	return v
}

func sessions(t *testing.T, h *fixture) {
	ctx := t.Context()
	u, other := h.user(), h.user()
	v := h.session(u, "one")
	got, who, err := h.SessionByToken(ctx, []byte("one"))
	h.ok(err)
	if got.ID != v.ID || who.ID != u.ID || who.Login != u.Login || got.Device != "Firefox" || !got.ExpiresAt.Equal(v.ExpiresAt) {
		t.Errorf("got %+v of %+v", got, who)
	}
	signedOut := func(what, token string) {
		t.Helper()
		_, _, err := h.SessionByToken(ctx, []byte(token))
		h.wantKind(what, err, gendu.NotFound)
	}
	signedOut("another token", "two")
	h.clock.Add(time.Minute)
	h.ok(h.TouchSession(ctx, v.ID, h.clock.Now()))
	h.session(u, "two")
	h.clock.Add(time.Second)
	h.ok(h.TouchSession(ctx, v.ID, h.clock.Now()))
	list := must[[]*gendu.Session](h)(h.Sessions(ctx, u.ID))
	if len(list) != 2 || list[0].ID != v.ID || !list[0].SeenAt.Equal(h.clock.Now()) {
		t.Errorf("sessions: %+v", list)
	}
	h.wantKind("somebody else's session", h.DeleteSession(ctx, other.ID, v.ID), gendu.NotFound)
	h.ok(h.DeleteSession(ctx, u.ID, v.ID))
	signedOut("deleted", "one")
	for what, change := range map[string]func() error{
		"a new password": func() error { return h.SetPassword(ctx, u.ID, "new") },
		"disabling":      func() error { return h.SetDisabled(ctx, u.ID, true) },
	} {
		h.ok(h.SetDisabled(ctx, u.ID, false))
		h.session(u, what)
		h.session(other, "other "+what)
		h.ok(change())
		signedOut(what, what)
		if _, _, err := h.SessionByToken(ctx, []byte("other "+what)); err != nil {
			t.Errorf("%s signed somebody else out: %v", what, err)
		}
	}
	h.ok(h.SetDisabled(ctx, u.ID, false))
	h.session(u, "of new roles")
	h.ok(h.SetRoles(ctx, u.ID, []gendu.Role{gendu.Host}))
	_, now, err := h.SessionByToken(ctx, []byte("of new roles"))
	h.ok(err)
	equal(h, "the session has the new roles", now.Has(gendu.Host), true)
	h.ok(h.SetRoles(ctx, u.ID, nil))
	_, now, err = h.SessionByToken(ctx, []byte("of new roles"))
	h.ok(err)
	equal(h, "the session has lost the role", now.Has(gendu.Host), false)
	h.ok(h.SetDisabled(ctx, u.ID, true))
	hash := must[*gendu.User](h)(h.User(ctx, u.ID)).PasswordHash
	barred := &gendu.Session{UserID: u.ID, TokenHash: []byte("of a disabled user"), ExpiresAt: h.clock.Now().Add(time.Hour)}
	h.wantKind("signing a disabled user in", h.CreateSession(ctx, barred, hash), gendu.Conflict)
	signedOut("a disabled user", "of a disabled user")
	h.session(other, "late")
	h.clock.Add(time.Hour)
	signedOut("an expired session", "late")
	equal(h, "expired sessions are not listed", len(must[[]*gendu.Session](h)(h.Sessions(ctx, other.ID))), 0)
}

// passwordRace signs in with a password that is changed meanwhile, and changes it
// from two browsers at once: no session of an old password stays, and one change
// wins.
func passwordRace(t *testing.T, h *fixture) {
	ctx := t.Context()
	u := h.user()
	session := func(token string) *gendu.Session {
		return &gendu.Session{UserID: u.ID, TokenHash: []byte(token), ExpiresAt: h.clock.Now().Add(time.Hour)}
	}
	h.ok(h.ChangePassword(ctx, u.ID, "hash", "new"))
	h.wantKind("signing in by the old password", h.CreateSession(ctx, session("late"), "hash"), gendu.Conflict)
	h.wantKind("changing from the old password", h.ChangePassword(ctx, u.ID, "hash", "other"), gendu.Conflict)
	h.wantKind("a user who is not there", h.CreateSession(ctx, &gendu.Session{UserID: "nobody"}, ""), gendu.Conflict)
	equal(h, "password", must[*gendu.User](h)(h.User(ctx, u.ID)).PasswordHash, "new")
	for round := range 20 {
		from, to := fmt.Sprint("p", round), fmt.Sprint("p", round+1)
		h.ok(h.SetPassword(ctx, u.ID, from))
		var wg sync.WaitGroup
		var won atomic.Int32
		for i := range 4 {
			wg.Go(func() {
				if err := h.CreateSession(ctx, session(fmt.Sprint(round, "/", i)), from); err != nil {
					h.wantKind("signing in beside a change", err, gendu.Conflict)
				}
			})
		}
		for range 2 {
			wg.Go(func() {
				err := h.ChangePassword(ctx, u.ID, from, to)
				if err == nil {
					won.Add(1)
					return
				}
				h.wantKind("the second change", err, gendu.Conflict)
			})
		}
		wg.Wait()
		equal(h, "changes", won.Load(), 1)
		equal(h, "sessions of the old password", len(must[[]*gendu.Session](h)(h.Sessions(ctx, u.ID))), 0)
	}
}

func (h *fixture) ticket(purpose gendu.TicketPurpose, token string, of *gendu.User) {
	h.t.Helper()
	v := &gendu.Ticket{Purpose: purpose, TokenHash: []byte(token), Roles: []gendu.Role{gendu.Teacher}, ExpiresAt: h.clock.Now().Add(time.Hour)}
	if of != nil {
		v.UserID = of.ID
	}
	h.ok(h.CreateTicket(h.t.Context(), v))
}

func tickets(t *testing.T, h *fixture) {
	ctx := t.Context()
	h.ticket(gendu.TicketInvite, "invite", nil)
	got := must[*gendu.Ticket](h)(h.Ticket(ctx, []byte("invite")))
	if got.Purpose != gendu.TicketInvite || !slices.Equal(got.Roles, []gendu.Role{gendu.Teacher}) {
		t.Errorf("got %+v", got)
	}
	h.wantKind("an invitation as a reset link", h.RedeemTicketPassword(ctx, []byte("invite"), "x"), gendu.NotFound)
	first := h.user()
	taken := &gendu.User{Login: first.Login}
	h.wantKind("a login that is taken", h.RedeemTicketNewUser(ctx, []byte("invite"), taken), gendu.Conflict)
	u := &gendu.User{Login: "new", Roles: []gendu.Role{gendu.Admin}}
	h.ok(h.RedeemTicketNewUser(ctx, []byte("invite"), u)) // neither failure has used it up
	if !slices.Equal(must[*gendu.User](h)(h.User(ctx, u.ID)).Roles, []gendu.Role{gendu.Learner, gendu.Teacher}) {
		t.Errorf("the new user is %v", u.Roles)
	}
	h.wantKind("a used invitation", h.RedeemTicketNewUser(ctx, []byte("invite"), &gendu.User{Login: "newer"}), gendu.NotFound)
	_, err := h.Ticket(ctx, []byte("invite"))
	h.wantKind("Ticket, used", err, gendu.NotFound)

	h.ticket(gendu.TicketReset, "reset", u)
	h.ticket(gendu.TicketReset, "reset too", u)
	h.session(u, "signed in")
	h.wantKind("a reset link as an invitation", h.RedeemTicketNewUser(ctx, []byte("reset"), &gendu.User{Login: "n"}), gendu.NotFound)
	h.ok(h.RedeemTicketPassword(ctx, []byte("reset"), "fresh"))
	equal(h, "password", must[*gendu.User](h)(h.User(ctx, u.ID)).PasswordHash, "fresh")
	_, _, err = h.SessionByToken(ctx, []byte("signed in"))
	h.wantKind("a session after the reset", err, gendu.NotFound)
	h.wantKind("the other reset link", h.RedeemTicketPassword(ctx, []byte("reset too"), "y"), gendu.NotFound)

	h.ticket(gendu.TicketReset, "late", u)
	h.clock.Add(time.Hour)
	h.wantKind("an expired ticket", h.RedeemTicketPassword(ctx, []byte("late"), "y"), gendu.NotFound)
}

// setupOnce has many redeem set-up links at once, as after two servers started
// on the same empty database: one admin comes of it.
func setupOnce(t *testing.T, h *fixture) {
	ctx := t.Context()
	// A learner, and somebody without a password, as an import on the command line
	// makes one, are not people who could administer.
	h.ok(h.CreateUser(ctx, &gendu.User{Login: "import", Roles: []gendu.Role{gendu.Admin}}))
	h.ok(h.CreateUser(ctx, &gendu.User{Login: "learner", PasswordHash: "hash"}))
	links := []string{"a", "b", "c", "d"}
	for _, link := range links {
		h.ticket(gendu.TicketSetup, link, nil)
	}
	var made atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			err := h.RedeemTicketNewUser(ctx, []byte(links[i%4]), &gendu.User{Login: "admin" + string(rune('0'+i)), PasswordHash: "hash"})
			switch gendu.KindOf(err) {
			case "":
				made.Add(1)
			case gendu.Conflict, gendu.NotFound:
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	all := must[[]*gendu.User](h)(h.Users(ctx))
	if made.Load() != 1 || len(all) != 3 || !slices.Equal(all[0].Roles, gendu.Roles()) {
		t.Errorf("%d were told that they are admin; there are %+v", made.Load(), all)
	}
}

func limits(t *testing.T, h *fixture) {
	ctx := t.Context()
	count := func(key string, want int) {
		t.Helper()
		equal(h, key, must[int](h)(h.CountAttempt(ctx, key, 10*time.Minute)), want)
	}
	count("a", 1)
	count("a", 2)
	count("b", 1)
	h.ok(h.ForgetAttempts(ctx, "a"))
	count("a", 1)
	h.clock.Add(10 * time.Minute)
	count("b", 1)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := h.CountAttempt(ctx, "b", 10*time.Minute); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	count("b", 10)
	_, err := h.CountAttempt(ctx, "c", 0)
	h.wantKind("no window", err, gendu.Invalid)
}

func settings(t *testing.T, h *fixture) {
	ctx := t.Context()
	u := h.user()
	_, err := h.Setting(ctx, u.ID, "practice")
	h.wantKind("nothing stored", err, gendu.NotFound)
	for _, text := range []string{`{"gap":1}`, `{"gap":2}`} {
		h.ok(h.PutSetting(ctx, &gendu.Settings{UserID: u.ID, Key: "practice", JSON: text}))
		got := must[*gendu.Settings](h)(h.Setting(ctx, u.ID, "practice"))
		equal(h, "setting", got.JSON, text)
		equal(h, "updated at", got.UpdatedAt, h.clock.Now())
		h.clock.Add(time.Second)
	}
	h.wantKind("a user who is not there", h.PutSetting(ctx, &gendu.Settings{UserID: "nobody", Key: "k"}), gendu.NotFound)
}

// sessionLimits: a browser that is not used is signed out, and one person is signed in on a
// bounded number of them.
func sessionLimits(t *testing.T, h *fixture) {
	ctx := t.Context()
	u, other := h.user(), h.user()
	in := func(u *gendu.User, token string) *gendu.Session {
		t.Helper()
		v := &gendu.Session{UserID: u.ID, TokenHash: []byte(token), ExpiresAt: h.clock.Now().Add(365 * 24 * time.Hour)}
		h.ok(h.CreateSession(ctx, v, u.PasswordHash))
		h.clock.Add(time.Second)
		return v
	}
	first, used := in(u, "first"), in(u, "used")
	in(other, "other")
	h.clock.Add(people.SessionIdle - time.Minute)
	h.ok(h.TouchSession(ctx, used.ID, h.clock.Now()))
	h.clock.Add(time.Minute)
	_, _, err := h.SessionByToken(ctx, first.TokenHash)
	h.wantKind("an idle one", err, gendu.NotFound)
	_, _, err = h.SessionByToken(ctx, used.TokenHash)
	h.ok(err)
	equal(h, "listed", len(must[[]*gendu.Session](h)(h.Sessions(ctx, u.ID))), 1)
	equal(h, "purged", must[store.Purged](h)(h.Purge(ctx)).Idle, 2)
	for i := range people.MaxSessions {
		in(u, fmt.Sprint("more", i))
	}
	list := must[[]*gendu.Session](h)(h.Sessions(ctx, u.ID))
	equal(h, "at most", len(list), people.MaxSessions)
	_, _, err = h.SessionByToken(ctx, used.TokenHash)
	h.wantKind("the one that was seen longest ago", err, gendu.NotFound)
	mine := in(other, "again")
	h.ok(h.DeleteOtherSessions(ctx, u.ID, list[3].ID))
	left := must[[]*gendu.Session](h)(h.Sessions(ctx, u.ID))
	if len(left) != 1 || left[0].ID != list[3].ID {
		t.Errorf("left: %+v", left)
	}
	equal(h, "another person's", must[[]*gendu.Session](h)(h.Sessions(ctx, other.ID))[0].ID, mine.ID)
}
