package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/identity"
	"gendu/internal/testkit"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/store"
)

func signIn(c *caller, login, password string) *answer {
	c.h.t.Helper()
	return c.json("POST", "/session", map[string]string{"login": login, "password": password})
}

// TestDisabledIsToldAfterThePassword: who knows the password of a disabled account
// reads why it does not open; others read what they read of any account.
func TestDisabledIsToldAfterThePassword(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	user := h.user("zoe")
	if err := h.store.SetDisabled(t.Context(), user.ID, true); err != nil {
		t.Fatal(err)
	}
	var problem api.Problem
	a := signIn(h.stranger(), "zoe", testPassword).want(403, &problem)
	if problem.Kind != "denied" || !strings.Contains(problem.Message, "disabled") || a.header.Get("Set-Cookie") != "" {
		t.Errorf("%+v, cookie %q", problem, a.header.Get("Set-Cookie"))
	}
	if b := signIn(h.stranger(), "zoe", "wrong password").want(401, nil); strings.Contains(b.text(), "disabled") {
		t.Errorf("the wrong password is answered %s", b.body)
	}
}

// TestSignInAnswersAlike: the answer says nothing of which accounts there are.
func TestSignInAnswersAlike(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	h.user("known")
	disabled := h.user("disabled")
	if err := h.store.SetDisabled(t.Context(), disabled.ID, true); err != nil {
		t.Fatal(err)
	}
	bare := &gendu.User{Login: "bare", Name: "b", Roles: []gendu.Role{gendu.Learner}}
	if err := h.store.CreateUser(t.Context(), bare); err != nil {
		t.Fatal(err)
	}
	want := signIn(h.stranger(), "known", "wrong password")
	for login, password := range map[string]string{
		"unknown": testPassword, "disabled": "wrong", "bare": "anything at all", "KNOWN": "wrong", "sql' OR 1=1": testPassword,
	} {
		got := signIn(h.stranger(), login, password)
		if got.status != want.status || string(got.body) != string(want.body) {
			t.Errorf("%s: %d %s; the known account: %d %s", login, got.status, got.body, want.status, want.body)
		}
	}
	if want.status != 401 {
		t.Errorf("status %d, want 401", want.status)
	}
	signIn(h.stranger(), "  Known ", testPassword).want(200, nil)
}

// TestUnknownAccountsCostAHash: the time is equal because the work is.
func TestUnknownAccountsCostAHash(t *testing.T) {
	t.Parallel()
	h := newHasher()
	for name, hash := range map[string]string{"unknown": "", "known": testHash} {
		good, err := h.verify(t.Context(), hash, "wrong")
		if good || err != nil {
			t.Errorf("%s: %v, %v", name, good, err)
		}
	}
	params := func(s string) string { return strings.Join(strings.Split(s, "$")[:4], "$") }
	if params(h.dummy) != params(testHash) {
		t.Errorf("unknown accounts are compared with %s, known ones with %s", params(h.dummy), params(testHash))
	}
	for len(h.running) < cap(h.running) {
		h.running <- struct{}{}
	}
	for len(h.waiting) < cap(h.waiting) {
		h.waiting <- struct{}{}
	}
	if _, err := h.verify(t.Context(), "", "x"); gendu.KindOf(err) != gendu.Busy {
		t.Errorf("with %d waiting: %v, want busy", maxWaiting, err)
	}
}

// backendInOneWindow is a backend whose store's clock stands still. Attempts are
// counted in windows of the clock; one that ends in the middle of a test would
// forgive what came before.
func backendInOneWindow(t *testing.T) *backend {
	t.Helper()
	dir, now := t.TempDir(), time.Now()
	clock := store.WithClock(func() time.Time { return now })
	return backendWith(t, "sqlite:"+dir+"/gendu.db", "file:"+dir+"/objects", []store.Option{clock})
}

// TestLimitPerAccount: one account, one address.
func TestLimitPerAccount(t *testing.T) {
	t.Parallel()
	h := backendInOneWindow(t)
	h.user("known")
	h.user("neighbour")
	for _, login := range []string{"known", "unknown"} {
		for i := range gate.MaxAccountAtHome {
			if a := signIn(h.stranger(), login, fmt.Sprint("wrong", i)); a.status != 401 {
				t.Fatalf("%s, attempt %d: %d", login, i, a.status)
			}
		}
		a := signIn(h.stranger(), login, testPassword)
		if a.status != 429 || a.header.Get("Retry-After") == "" {
			t.Errorf("%s: after %d mistakes %d, want 429", login, gate.MaxAccountAtHome, a.status)
		}
	}
	// Another server on the same database counts on; the neighbour is not hindered.
	other := &backend{t: t, store: h.store, bucket: h.bucket, log: h.log}
	other.start()
	signIn(other.stranger(), "known", testPassword).want(429, nil)
	signIn(other.stranger(), "neighbour", testPassword).want(200, nil)
}

// TestAClassBehindOneAddress: 40 learners sign in at the start of a lesson, each
// with two mistakes. A success clears the mistakes of the account.
func TestAClassBehindOneAddress(t *testing.T) {
	t.Parallel()
	h := backendInOneWindow(t)
	l := gate.NewLimiter(h.store, time.Now)
	for i := range 40 {
		attempts := gate.SignInAttempts(fmt.Sprint("learner", i), "192.0.2.7")
		for range 3 {
			if err := l.Count(t.Context(), attempts); err != nil {
				t.Fatalf("learner %d: %v", i, err)
			}
		}
		if err := l.Forgive(t.Context(), attempts); err != nil {
			t.Fatal(err)
		}
	}
	// But the address is not free for ever.
	var err error
	for i := range gate.MaxPerAddress {
		if err = l.Count(t.Context(), gate.SignInAttempts(fmt.Sprint("guess", i), "192.0.2.7")); err != nil {
			break
		}
	}
	if gendu.KindOf(err) != gendu.Busy {
		t.Errorf("after more than %d attempts: %v, want busy", gate.MaxPerAddress, err)
	}
	if err := l.Count(t.Context(), gate.SignInAttempts("learner1", "192.0.2.8")); err != nil {
		t.Errorf("another address: %v", err)
	}
	// One account from many addresses.
	for i := range gate.MaxPerAccount + 1 {
		err = l.Count(t.Context(), gate.SignInAttempts("victim", fmt.Sprintf("198.51.100.%d", i)))
	}
	if gendu.KindOf(err) != gendu.Busy {
		t.Errorf("one account from %d addresses: %v, want busy", gate.MaxPerAccount+1, err)
	}
}

// TestJoinLimits: 40 pupils behind one address join with a mistake or two each,
// and one account does not guess on from many addresses.
func TestJoinLimits(t *testing.T) {
	t.Parallel()
	h := backendInOneWindow(t)
	var class api.Class
	h.as(h.user("teacher", gendu.Teacher)).json("POST", "/classes", map[string]any{"name": "C"}).want(201, &class)
	join := func(c *caller, code string) *answer {
		return c.json("POST", "/classes/join", map[string]string{"code": code})
	}
	for i := range 40 {
		pupil := h.as(h.user(fmt.Sprint("pupil", i)))
		join(pupil, "WRONGAAA").want(404, nil)
		join(pupil, "WRONGBBB").want(404, nil)
		join(pupil, *class.Code).want(200, nil)
	}
	l := gate.NewLimiter(h.store, time.Now)
	for i := range gate.MaxCodesOfOne {
		if err := l.Count(t.Context(), gate.JoinAttempts("guesser", fmt.Sprintf("198.51.100.%d", i))); err != nil {
			t.Fatalf("attempt %d: %v", i, err)
		}
	}
	if err := l.Count(t.Context(), gate.JoinAttempts("guesser", "203.0.113.9")); gendu.KindOf(err) != gendu.Busy {
		t.Errorf("one account from %d addresses: %v, want busy", gate.MaxCodesOfOne+1, err)
	}
	guesser := h.as(h.user("guesser"))
	for range gate.MaxCodesOfOne {
		join(guesser, "WRONGCCC").want(404, nil)
	}
	join(guesser, *class.Code).want(429, nil)
	var err error
	for i := range gate.MaxCodesPerPlace + 1 {
		err = l.Count(t.Context(), gate.JoinAttempts(gendu.ID(fmt.Sprint("many", i)), "192.0.2.7"))
	}
	if gendu.KindOf(err) != gendu.Busy {
		t.Errorf("%d accounts from one address: %v, want busy", gate.MaxCodesPerPlace+1, err)
	}
}

func TestPlaceOf(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2::9": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "unknown", "nonsense": "unknown",
	} {
		if got := gate.PlaceOf(address); got != want {
			t.Errorf("%s counts as %s, want %s", address, got, want)
		}
	}
}

// TestSessions: listed, revocable, ended by a new password and by new roles.
func TestSessions(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	u, root := h.user("known"), h.user("root", gendu.Admin)
	first, second, third := h.stranger(), h.stranger(), h.stranger()
	for _, c := range []*caller{first, second, third} {
		a := signIn(c, "known", testPassword).want(200, nil)
		k := (&http.Response{Header: a.header}).Cookies()[0]
		if !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.MaxAge < 3600 {
			t.Fatalf("the cookie is %v", k)
		}
	}
	var list []api.BrowserSession
	first.get("/me/sessions").want(200, &list)
	if len(list) != 3 {
		t.Fatalf("%d sessions, want 3", len(list))
	}
	for _, s := range list {
		if !s.Current {
			first.json("DELETE", "/me/sessions/"+s.Id, nil).want(204, nil)
			break
		}
	}
	alive := 0
	for _, c := range []*caller{first, second, third} {
		if c.get("/me/sessions").status == 200 {
			alive++
		}
	}
	if alive != 2 {
		t.Fatalf("%d browsers are signed in after one was signed out, want 2", alive)
	}
	old := first.cookie
	first.json("PUT", "/me/password", map[string]string{"current": testPassword, "password": "another fine sentence"}).want(204, nil)
	if first.cookie == old {
		t.Error("a new password keeps the old token")
	}
	first.get("/me/sessions").want(200, &list)
	if len(list) != 1 || !list[0].Current {
		t.Errorf("after a new password there are %+v", list)
	}
	signIn(second, "known", testPassword).want(401, nil)
	// An admin's reset link works once.
	admin := h.as(root)
	var link api.Link
	admin.json("POST", "/users/"+string(u.ID)+"/reset-link", nil).want(201, &link)
	_, token, _ := strings.Cut(link.Url, "/reset#")
	reset := map[string]string{"token": token, "password": "the third sentence here"}
	h.stranger().json("POST", "/reset", reset).want(204, nil)
	if a := h.stranger().json("POST", "/reset", reset); a.status != 404 || !strings.Contains(a.text(), "This link") {
		t.Errorf("a used link is answered %d %s", a.status, a.text())
	}
	first.get("/me/sessions").want(401, nil)
	signIn(first, "known", "the third sentence here").want(200, nil)
	// Only the session of somebody who is disabled ends.
	admin.json("PATCH", "/users/"+string(u.ID), map[string]any{"roles": []string{"host"}}).want(200, nil)
	first.get("/me/sessions").want(200, nil)
	admin.json("PATCH", "/users/"+string(u.ID), map[string]any{"disabled": true}).want(200, nil)
	first.get("/me/sessions").want(401, nil)
	admin.json("PATCH", "/users/"+string(u.ID), map[string]any{"disabled": false}).want(200, nil)
	// Nobody can lock everybody out.
	admin.json("PATCH", "/users/"+string(root.ID), map[string]any{"roles": []string{}}).want(409, nil)
	admin.json("PATCH", "/users/"+string(root.ID), map[string]any{"disabled": true}).want(409, nil)
	// Signing out ends it.
	signIn(second, "known", "the third sentence here").want(200, nil)
	before := second.cookie
	second.json("DELETE", "/session", nil).want(204, nil)
	(&caller{h: h, cookie: before}).get("/me/sessions").want(401, nil)
}

// TestSignInBesideANewPassword: a sign-in, and a change of the password, that
// were checked against a password which is changed before they end, fail.
func TestSignInBesideANewPassword(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	u := h.user("known")
	in, out := h.as(u), h.stranger()
	hasher := h.server.accounts.hasher
	for len(hasher.running) < cap(hasher.running) {
		hasher.running <- struct{}{}
	}
	answers := make(chan *answer, 2)
	go func() { answers <- signIn(out, "known", testPassword) }()
	go func() {
		answers <- in.json("PUT", "/me/password", map[string]string{"current": testPassword, "password": "a thief's own sentence"})
	}()
	testkit.Eventually(t, 10*time.Second, "both wait for their hash", func() bool { return len(hasher.waiting) == 2 })
	fresh := identity.HashPassword("the owner's new sentence")
	if err := h.store.SetPassword(t.Context(), u.ID, fresh); err != nil {
		t.Fatal(err)
	}
	for range cap(hasher.running) {
		<-hasher.running
	}
	statuses := map[int]int{}
	for range 2 {
		statuses[(<-answers).status]++
	}
	if statuses[401] != 1 || statuses[400] != 1 {
		t.Errorf("the answers are %v, want 401 to the sign-in and 400 to the change", statuses)
	}
	if list, err := h.store.Sessions(t.Context(), u.ID); err != nil || len(list) != 0 {
		t.Errorf("sessions %v, %v, want none", list, err)
	}
	if now, err := h.store.User(t.Context(), u.ID); err != nil || now.PasswordHash != fresh {
		t.Errorf("the password is not the new one: %v", err)
	}
}

// TestExpiredSession: the session's end is looked at, not the cookie's.
func TestExpiredSession(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	u := h.user("known")
	token, hash := identity.NewToken()
	past := time.Now().Add(-time.Second)
	err := h.store.CreateSession(t.Context(), &gendu.Session{UserID: u.ID, TokenHash: hash, CreatedAt: past, SeenAt: past, ExpiresAt: past}, u.PasswordHash)
	if err != nil {
		t.Fatal(err)
	}
	(&caller{h: h, cookie: token}).get("/me/sessions").want(401, nil)
}

// TestClassCodeIsUsedUp: two uses are two learners.
func TestClassCodeIsUsedUp(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	teacher := h.as(h.user("teacher", gendu.Teacher))
	var class api.Class
	teacher.json("POST", "/classes", map[string]any{"name": "C", "code": map[string]int{"uses": 1}}).want(201, &class)
	sign := func(login string) *answer {
		return h.stranger().json("POST", "/signup", map[string]any{"code": *class.Code, "login": login, "name": "N", "password": testPassword})
	}
	sign("one").want(201, nil)
	sign("two").want(404, nil)
	var renewed api.Class
	teacher.json("PUT", "/classes/"+class.Id+"/code", `{}`).want(200, &renewed)
	if *renewed.Code == *class.Code {
		t.Error("the new code is the old one")
	}
	class = renewed
	kind, _, _ := problem(t, sign("one").want(409, nil))
	if kind != "conflict" {
		t.Errorf("a login that is taken is %s", kind)
	}
	for password, field := range map[string]string{"short": "password", "aaaaaaaaaaaa": "password", "password123": "password"} {
		a := h.stranger().json("POST", "/signup", map[string]any{"code": *class.Code, "login": "three", "name": "N", "password": password})
		if _, _, f := problem(t, a); a.status != 400 || f != field {
			t.Errorf("password %q: %d %s", password, a.status, a.body)
		}
	}
}
