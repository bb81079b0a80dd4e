package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/internal/testkit"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/store"
)

// deviceCookie is what an answer leaves in the browser, "" for nothing.
func deviceCookie(a *answer) string {
	for _, k := range (&http.Response{Header: a.header}).Cookies() {
		if k.Name == deviceCookieNameFor(false) && k.HttpOnly && k.SameSite == http.SameSiteLaxMode && k.MaxAge > 0 {
			return k.Name + "=" + k.Value
		}
	}
	return ""
}

// signInOn signs in from a browser that has this cookie.
func (h *backend) signInOn(cookie, login, password string) *answer {
	h.t.Helper()
	header := []string{"Content-Type", "application/json"}
	if cookie != "" {
		header = append(header, "Cookie", cookie)
	}
	body := fmt.Sprintf(`{"login":%q,"password":%q}`, login, password)
	return h.stranger().do("POST", httpio.Prefix+"/session", strings.NewReader(body), header...)
}

// inOneWindow runs a test on both databases, with a clock that stands still: see
// [backendInOneWindow].
func inOneWindow(t *testing.T, test func(t *testing.T, h *backend)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, backendInOneWindow(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		now := time.Now()
		clock := store.WithClock(func() time.Time { return now })
		test(t, backendWith(t, testkit.Postgres(t), "file:"+t.TempDir(), []store.Option{clock}))
	})
}

// TestNobodyLocksAKnownDeviceOut: 60 wrong tries from six addresses, and 10 from the own
// address, delay strangers and no device that signed in before.
func TestNobodyLocksAKnownDeviceOut(t *testing.T) {
	t.Parallel()
	inOneWindow(t, func(t *testing.T, h *backend) {
		h.user("owner")
		h.user("other")
		known := deviceCookie(h.signInOn("", "owner", testPassword).want(200, nil))
		foreign := deviceCookie(h.signInOn("", "other", testPassword).want(200, nil))
		if known == "" || foreign == "" {
			t.Fatal("signing in leaves no device cookie")
		}
		l := h.server.accounts.limiter
		for i := range 60 {
			_ = l.Count(t.Context(), gate.SignInAttempts("owner", fmt.Sprintf("198.51.100.%d", i%6)))
		}
		for range gate.MaxAccountAtHome + 1 { // the school's address, which is this one
			h.signInOn("", "owner", "wrong")
		}
		h.signInOn("", "owner", testPassword).want(429, nil)
		h.signInOn(foreign, "owner", testPassword).want(429, nil)                     // a device of somebody else
		h.signInOn(known+"x", "owner", testPassword).want(429, nil)                   // one that we did not sign
		h.signInOn(known, "owner", testPassword).want(200, nil)                       // the owner's
		both := deviceCookie(h.signInOn(known, "other", testPassword).want(200, nil)) // a shared computer
		h.signInOn(both, "owner", testPassword).want(200, nil)

		// The device has a count of its own, which a success clears.
		for i := range gate.MaxAccountAtHome {
			h.signInOn(known, "owner", fmt.Sprint("wrong", i)).want(401, nil)
		}
		h.signInOn(known, "owner", testPassword).want(429, nil)
	})
}

// TestUnknownDeviceWaits: at most a quarter of an hour, and a reset link ends the wait.
func TestUnknownDeviceWaits(t *testing.T) {
	t.Parallel()
	h := backendInOneWindow(t)
	if left := h.server.accounts.limiter.Left(); left <= 0 || left > 15*time.Minute {
		t.Errorf("a window ends in %s", left)
	}
	u := h.user("owner")
	l := h.server.accounts.limiter
	for i := range gate.MaxPerAccount + 10 {
		_ = l.Count(t.Context(), gate.SignInAttempts("owner", fmt.Sprintf("198.51.100.%d", i%6)))
	}
	h.signInOn("", "owner", testPassword).want(429, nil)
	session := h.as(u)
	if deviceCookie(session.get("/session").want(200, nil)) == "" {
		t.Error("a browser that is signed in already is not remembered")
	}
	var link struct{ URL string }
	h.as(h.user("root", gendu.Admin)).json("POST", "/users/"+string(u.ID)+"/reset-link", nil).want(201, &link)
	_, token, _ := strings.Cut(link.URL, "#")
	a := h.stranger().json("POST", "/reset", map[string]string{"token": token, "password": "a new fine sentence"}).want(204, nil)
	h.signInOn(deviceCookie(a), "owner", "a new fine sentence").want(200, nil)
}

// TestReadDevice: what we did not write is refused, and a device forgets its oldest account.
func TestReadDevice(t *testing.T) {
	t.Parallel()
	key := []byte("key")
	d := device{id: []byte("0123456789abcdef")}
	tag := func(i int) []byte { return seal(key, "login", fmt.Sprint("user", i), deviceTagLen) }
	for i := range maxOnDevice + 2 {
		d = d.with(tag(i))
	}
	got, ok := readDevice(key, d.write(key))
	if !ok || string(got.id) != string(d.id) || len(got.tags) != maxOnDevice || got.knows(tag(1)) || !got.knows(tag(2)) || !got.knows(tag(maxOnDevice+1)) {
		t.Errorf("read back %v, %v", got, ok)
	}
	value := d.write(key)
	for name, faulty := range map[string]string{
		"empty": "", "no base64": "!!", "short": value[:8], "cut": value[:len(value)-11], "changed": "A" + value[1:], "long": value + value,
	} {
		if _, ok := readDevice(key, faulty); ok && faulty != value {
			t.Errorf("%s is taken for ours", name)
		}
	}
	if _, ok := readDevice([]byte("another key"), value); ok {
		t.Error("another key's cookie is taken for ours")
	}
}

// TestSigningOutClearsTheCache, and leaves the device known.
func TestSigningOutClearsTheCache(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	a := h.as(h.user("known")).json("DELETE", "/session", nil).want(204, nil)
	if got := a.header.Get("Clear-Site-Data"); got != `"cache"` {
		t.Errorf("Clear-Site-Data is %q", got)
	}
	if strings.Contains(strings.Join(a.header.Values("Set-Cookie"), " "), deviceCookieNameFor(false)) {
		t.Error("signing out forgets the device")
	}
}
