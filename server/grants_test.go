package server

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/identity"
	"gendu/internal/testkit"
	"gendu/server/httpio"
	"gendu/store/people"
)

// frozen stops the clock by which a server trusts its reading of the revocations, so that a
// slow machine changes nothing, and reads them once.
func (h *backend) frozen() *backend {
	h.t.Helper()
	at := time.Now()
	h.server.revocations.clock = func() time.Time { return at }
	h.server.revocations.used.Store(true) // no reading beside those of the test, which could end after them
	h.server.revocations.refresh()
	if h.server.revocations.fresh() == nil {
		h.t.Fatal("the revocations cannot be read")
	}
	return h
}

// grantOf is the cookie of a grant in an answer, nil where there is none.
func (a *answer) grantOf() *http.Cookie {
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.Name == grantCookieFor(false) {
			return c
		}
	}
	return nil
}

// listener is a browser at the page of an episode, with the grant that it was given.
type listener struct {
	*caller
	grant string
	url   string
}

func (h *backend) listener(u *gendu.User, l *lesson) *listener {
	h.t.Helper()
	v := &listener{caller: h.as(u), url: mediaPath + string(l.audio.ID)}
	c := v.get("/episodes/"+string(l.episode.ID)).want(200, nil).grantOf()
	if c == nil {
		h.t.Fatal("the page of an episode brings no grant")
		return nil // staticcheck does not know that Fatal of an interface ends
	}
	v.grant = c.Value
	return v
}

// hear asks a server for a part, and says whether the server looked the request up.
func (v *listener) hear(h *backend, part string) (a *answer, lookedUp bool) {
	h.t.Helper()
	h.server.access.clear()
	at := &caller{h: h, cookie: v.cookie}
	a = at.do("GET", v.url+"/"+part, nil, "Cookie", grantCookieFor(false)+"="+v.grant)
	return a, a.grantOf() != nil
}

// TestRangeWithoutQuery plays on with a grant while the database is closed, so that any
// query would fail.
func TestRangeWithoutQuery(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		h.frozen()
		l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
		alice := h.listener(h.user("alice"), l)
		if err := h.store.Close(); err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"practice.wav", "listening.m4a", "clips/1000-2000.wav", "peaks.dat"} {
			a, _ := alice.hear(h, part)
			if a.want(200, nil); len(a.body) == 0 {
				t.Errorf("%s is empty", part)
			}
		}
		part := alice.do("GET", alice.url+"/practice.wav", nil, "Cookie", grantCookieFor(false)+"="+alice.grant, "Range", "bytes=44-143").want(206, nil)
		if string(part.body) != string(l.wav[44:144]) {
			t.Error("the range has other bytes")
		}
		if a := alice.do("GET", alice.url+"/practice.wav", nil); a.status < 500 {
			t.Errorf("without a grant and a database: %d", a.status)
		}
	})
}

// TestGrantCookie: what the cookie of a grant lets a browser do with it.
func TestGrantCookie(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		base, cookie string
		secure       bool
	}{
		"http":  {"http://127.0.0.1", "gendu_grant", false},
		"https": {"https://gendu.example", "__Secure-gendu_grant", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newBackend(t, func(cfg *Config) { cfg.BaseURL = c.base })
			l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
			alice := h.as(h.user("alice"))
			for _, path := range []string{httpio.Prefix + "/episodes/" + string(l.episode.ID), mediaPath + string(l.audio.ID) + "/grant", mediaPath + string(l.audio.ID) + "/practice.wav"} {
				a := alice.do("GET", path, nil)
				var got *http.Cookie
				for _, k := range (&http.Response{Header: a.header}).Cookies() {
					if k.Name == c.cookie {
						got = k
					}
				}
				if got == nil || !got.HttpOnly || got.SameSite != http.SameSiteStrictMode || got.Secure != c.secure ||
					got.Path != mediaPath+string(l.audio.ID) || got.MaxAge < 590 || got.MaxAge > 600 {
					t.Errorf("%s: %d with the cookie %v", path, a.status, got)
				}
			}
		})
	}
}

// TestNoGrantForDrafts: what only its host may play is looked up each time.
func TestNoGrantForDrafts(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Draft)
	for _, part := range []string{"grant", "practice.wav"} {
		a := h.as(host).do("GET", mediaPath+string(l.audio.ID)+"/"+part, nil)
		if a.status >= 300 || a.grantOf() != nil {
			t.Errorf("%s of a draft: %d with %v", part, a.status, a.grantOf())
		}
	}
}

// TestGrantsRefused gives a server grants that are worth nothing: each request is looked up,
// and is answered where the person may hear the audio.
func TestGrantsRefused(t *testing.T) {
	t.Parallel()
	h := newBackend(t).frozen()
	host := h.user("host", gendu.Host)
	l, other := h.newLesson(host, "k", gendu.Published), h.newLesson(host, "m", gendu.Published)
	aliceUser := h.user("alice")
	alice, bob := h.listener(aliceUser, l), h.listener(h.user("bob"), l)
	elsewhere := h.listener(aliceUser, l) // another browser of hers
	foreign := h.listener(aliceUser, other)
	foreign.cookie = alice.cookie
	if a, lookedUp := alice.hear(h, "practice.wav"); a.status != 200 || lookedUp {
		t.Fatalf("a good grant: %d, looked up: %v", a.status, lookedUp)
	}
	fields := strings.Split(alice.grant, ".")
	with := func(i int, v string) string {
		f := append([]string{}, fields...)
		f[i] = v
		return strings.Join(f, ".")
	}
	signed := func(until time.Time, key []byte) string {
		g := grant{until: until, user: aliceUser.ID, session: gendu.ID(fields[2]), episode: l.episode.ID, audio: *l.audio}
		return g.sign(key, alice.cookie)
	}
	key, err := h.store.GrantKey(t.Context(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	late := time.Now().Add(grantLife + grantSkew + time.Hour)
	lateKey, err := h.store.GrantKey(t.Context(), late)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, grant string }{
		{"none", ""},
		{"nonsense", "x.y"},
		{"too many fields", alice.grant + ".x"},
		{"another person", with(1, string(gendu.NewID(time.Now())))},
		{"a later end", with(0, fields[0][:12]+"9"+fields[0][13:])},
		{"no number", with(0, "soon")},
		{"another signature", with(8, strings.Repeat("A", 43))},
		{"another key", signed(time.Now().Add(time.Minute), []byte("another key"))},
		{"of somebody else", bob.grant},
		{"of another browser", elsewhere.grant},
		{"expired", signed(time.Now().Add(-time.Second), key)},
		{"longer than grants live", signed(late, lateKey)},
		{"of a day without a key", signed(time.Now().Add(-72*time.Hour), key)},
	} {
		if strings.HasPrefix(c.name, "a later end") && c.grant == alice.grant {
			continue // it ends with that digit by itself
		}
		tried := &listener{caller: alice.caller, grant: c.grant, url: alice.url}
		if a, lookedUp := tried.hear(h, "practice.wav"); a.status != 200 || !lookedUp {
			t.Errorf("%s: %d, looked up: %v", c.name, a.status, lookedUp)
		}
	}
	if _, lookedUp := (&listener{caller: alice.caller, grant: foreign.grant, url: alice.url}).hear(h, "practice.wav"); !lookedUp {
		t.Error("the grant of another audio counts")
	}
	stranger := &listener{caller: h.stranger(), grant: alice.grant, url: alice.url}
	if a, _ := stranger.hear(h, "practice.wav"); a.status != http.StatusUnauthorized {
		t.Errorf("a grant without a session: %d", a.status)
	}
	if a, _ := alice.hear(h, "source"); a.status != http.StatusForbidden {
		t.Errorf("the source with a grant: %d", a.status)
	}
}

// TestGrantsEnd takes access away in each way there is, at one server, and plays at another
// one on the same database, which reads the revocations once.
func TestGrantsEnd(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		url, keep := migratedOnce.SQLite(t), "file:"+t.TempDir()+"/objects"
		grantsEnd(t, backendAt(t, url, keep), backendAt(t, url, keep))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url, keep := migratedOnce.Postgres(t), testkit.S3(t)
		grantsEnd(t, backendAt(t, url, keep), backendAt(t, url, keep))
	})
}

func grantsEnd(t *testing.T, a, b *backend) {
	t.Helper()
	a.frozen()
	b.frozen()
	host := a.user("host", gendu.Host)
	for _, c := range []struct {
		name   string
		status int
		end    func(t *testing.T, v *listener, u *gendu.User, l *lesson) error
	}{
		{"signing out", 401, func(_ *testing.T, v *listener, _ *gendu.User, _ *lesson) error {
			(&caller{h: a, cookie: v.cookie}).json("DELETE", "/session", nil).want(204, nil)
			return nil
		}},
		{"ending the session from another browser", 401, func(t *testing.T, _ *listener, u *gendu.User, _ *lesson) error {
			list, err := a.store.Sessions(t.Context(), u.ID)
			if err != nil || len(list) != 1 {
				t.Fatalf("%d sessions, %v", len(list), err)
			}
			return a.store.DeleteSession(t.Context(), u.ID, list[0].ID)
		}},
		{"ending all other sessions", 401, func(t *testing.T, _ *listener, u *gendu.User, _ *lesson) error {
			return a.store.DeleteOtherSessions(t.Context(), u.ID, gendu.NewID(time.Now()))
		}},
		{"too many sessions", 401, func(t *testing.T, _ *listener, u *gendu.User, _ *lesson) error {
			for i := range people.MaxSessions {
				_, hash := identity.NewToken()
				now := time.Now().Add(time.Duration(i+1) * time.Second)
				if err := a.store.CreateSession(t.Context(), &gendu.Session{UserID: u.ID, TokenHash: hash, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour)}, u.PasswordHash); err != nil {
					return err
				}
			}
			return nil
		}},
		{"a new password", 401, func(t *testing.T, _ *listener, u *gendu.User, _ *lesson) error {
			return a.store.ChangePassword(t.Context(), u.ID, u.PasswordHash, "another")
		}},
		{"a password that an operator sets", 401, func(t *testing.T, _ *listener, u *gendu.User, _ *lesson) error {
			return a.store.SetPassword(t.Context(), u.ID, "another")
		}},
		{"a reset link", 401, func(t *testing.T, _ *listener, u *gendu.User, _ *lesson) error {
			_, hash := identity.NewToken()
			now := time.Now()
			ticket := &gendu.Ticket{ID: gendu.NewID(now), Purpose: gendu.TicketReset, TokenHash: hash, UserID: u.ID, CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
			if err := a.store.CreateTicket(t.Context(), ticket); err != nil {
				return err
			}
			return a.store.RedeemTicketPassword(t.Context(), hash, "another")
		}},
		{"disabling the account", 401, func(t *testing.T, _ *listener, u *gendu.User, _ *lesson) error {
			return a.store.SetDisabled(t.Context(), u.ID, true)
		}},
		{"unpublishing", 404, func(t *testing.T, _ *listener, _ *gendu.User, l *lesson) error {
			return a.store.SetEpisodeState(t.Context(), l.episode.ID, gendu.Draft)
		}},
		{"deleting the episode", 404, func(t *testing.T, _ *listener, _ *gendu.User, l *lesson) error {
			return a.store.DeleteEpisode(t.Context(), l.episode.ID)
		}},
		{"deleting the show", 404, func(t *testing.T, _ *listener, _ *gendu.User, l *lesson) error {
			return a.store.DeleteShow(t.Context(), l.show.ID)
		}},
	} {
		short := strings.ReplaceAll(c.name, " ", "-")
		u, l := a.user(short), a.newLesson(host, short, gendu.Published)
		v := a.listener(u, l)
		for _, h := range []*backend{a, b} {
			h.server.revocations.refresh()
			if got, lookedUp := v.hear(h, "practice.wav"); got.status != 200 || lookedUp {
				t.Fatalf("before %s: %d, looked up: %v", c.name, got.status, lookedUp)
			}
		}
		if err := c.end(t, v, u, l); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		// Where it was done, it holds at once; elsewhere with the next reading.
		if got, _ := v.hear(a, "practice.wav"); got.status != c.status {
			t.Errorf("after %s, at this server: %d, want %d", c.name, got.status, c.status)
		}
		b.server.revocations.refresh()
		if got, _ := v.hear(b, "practice.wav"); got.status != c.status {
			t.Errorf("after %s, at the other server: %d, want %d", c.name, got.status, c.status)
		}
	}
}

// TestGrantAfterItsRevocation: what was published again is looked up for a while, and heard.
func TestGrantAfterItsRevocation(t *testing.T) {
	t.Parallel()
	h := newBackend(t).frozen()
	l := h.newLesson(h.user("host", gendu.Host), "k", gendu.Published)
	alice := h.listener(h.user("alice"), l)
	for _, state := range []gendu.EpisodeState{gendu.Draft, gendu.Published} {
		if err := h.store.SetEpisodeState(t.Context(), l.episode.ID, state); err != nil {
			t.Fatal(err)
		}
	}
	h.server.revocations.refresh()
	if a, lookedUp := alice.hear(h, "practice.wav"); a.status != 200 || !lookedUp {
		t.Errorf("%d, looked up: %v", a.status, lookedUp)
	}
}
