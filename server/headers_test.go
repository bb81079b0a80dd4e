package server

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"gendu"
	"gendu/server/httpio"
)

// TestHeaders: what every kind of answer carries.
func TestHeaders(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("host", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	c := h.as(host)
	media := "/media/audios/" + string(l.audio.ID) + "/"
	for path, want := range map[string]struct{ csp, microphone, cache string }{
		"/":                          {httpio.AppPolicy, "microphone=(self)", "no-store"},
		"/episodes/x/practice":       {httpio.AppPolicy, "microphone=(self)", "no-store"},
		"/assets/app-1234.js":        {httpio.AppPolicy, "microphone=()", "public, max-age=31536000, immutable"},
		"/favicon.svg":               {httpio.APIPolicy, "microphone=()", "no-cache"},
		httpio.Prefix + "/session":   {httpio.APIPolicy, "microphone=()", "no-store"},
		httpio.Prefix + "/nothing":   {httpio.APIPolicy, "microphone=()", "no-store"},
		media + "listening.m4a":      {httpio.BytesPolicy, "microphone=()", httpio.Immutable},
		media + "source":             {httpio.BytesPolicy, "microphone=()", httpio.Immutable},
		media + "clips/0-100.wav":    {httpio.BytesPolicy, "microphone=()", httpio.Immutable},
		media + "clips/9999-100.wav": {httpio.APIPolicy, "microphone=()", "no-store"},
	} {
		got := c.do("GET", path, nil).header
		for name, value := range map[string]string{
			"Content-Security-Policy": want.csp, "Cache-Control": want.cache, "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if v := got.Values(name); len(v) != 1 || v[0] != value {
				t.Errorf("%s: %s is %q, want %q", path, name, v, value)
			}
		}
		if p := got.Get("Permissions-Policy"); !strings.HasPrefix(p, want.microphone+",") {
			t.Errorf("%s: Permissions-Policy is %q, want %s", path, p, want.microphone)
		}
		if got.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: HSTS over http", path)
		}
	}
	if strings.Contains(httpio.AppPolicy, "unsafe") {
		t.Error("the policy allows something unsafe")
	}
	if d := c.do("GET", media+"source", nil).header.Get("Content-Disposition"); d != "attachment; filename*=UTF-8''k1.mp3" {
		t.Errorf("the source is %q", d)
	}
}

// TestHTTPS: behind https the cookie and the headers are stricter.
func TestHTTPS(t *testing.T) {
	t.Parallel()
	h := newBackend(t, func(c *Config) { c.BaseURL = "https://gendu.example" })
	h.user("known")
	c := h.stranger()
	a := signIn(c, "known", testPassword).want(200, nil)
	set := a.header.Get("Set-Cookie")
	if !strings.HasPrefix(set, "__Host-gendu_session=") || !strings.Contains(set, "; Secure") || !strings.Contains(set, "Path=/") {
		t.Errorf("the cookie is %q", set)
	}
	if a.header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS")
	}
}

// TestOtherSites: what would change something is refused from other origins.
func TestOtherSites(t *testing.T) {
	t.Parallel()
	h := newBackend(t, func(c *Config) { c.BaseURL = "https://gendu.example" })
	c := h.as(h.user("known"))
	patch := func(header ...string) *answer {
		return c.do("PATCH", httpio.Prefix+"/me", strings.NewReader(`{"locale":"en"}`), append(header, "Content-Type", "application/json")...)
	}
	patch("Sec-Fetch-Site", "cross-site").want(403, nil)
	patch("Sec-Fetch-Site", "same-site").want(403, nil)
	patch("Origin", "https://evil.example").want(403, nil)
	patch("Origin", "null").want(403, nil)
	patch("Sec-Fetch-Site", "same-origin").want(200, nil)
	patch("Origin", "https://gendu.example").want(200, nil)
	patch().want(200, nil)
	c.do("GET", httpio.Prefix+"/session", nil, "Sec-Fetch-Site", "cross-site").want(200, nil)
}

// TestAddresses: X-Forwarded-For is believed of trusted proxies only.
func TestAddresses(t *testing.T) {
	t.Parallel()
	for name, q := range map[string]struct {
		trusted []netip.Prefix
		header  string
		want    string
	}{
		"nobody is trusted": {nil, "203.0.113.5", "127.0.0.1"},
		"the proxy is":      {[]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, "203.0.113.5", "203.0.113.5"},
		"a forged one":      {[]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, "198.51.100.1, 203.0.113.5", "203.0.113.5"},
		"private, forged":   {[]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, "10.0.0.1, 10.1.1.1", "10.1.1.1"},
		"another is":        {[]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, "203.0.113.5", "127.0.0.1"},
	} {
		h := newBackend(t, func(c *Config) { c.TrustedProxies = q.trusted })
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = "127.0.0.1:5555"
		r.Header.Set("X-Forwarded-For", q.header)
		if got := h.server.echo.NewContext(r, httptest.NewRecorder()).RealIP(); got != q.want {
			t.Errorf("%s: %s counts as %s, want %s", name, q.header, got, q.want)
		}
	}
}

// TestLogSaysNothingOfPeople: the route, not the path; no login, no address.
func TestLogSaysNothingOfPeople(t *testing.T) {
	t.Parallel()
	h := newBackend(t)
	host := h.user("hostlogin", gendu.Host)
	l := h.newLesson(host, "k", gendu.Published)
	c := h.as(host)
	signIn(h.stranger(), "hostlogin", "my wrong password")
	c.get("/episodes/"+string(l.episode.ID)).want(200, nil)
	a := c.do("GET", "/media/audios/"+string(l.audio.ID)+"/listening.m4a", nil, "Range", "bytes=0-99").want(206, nil)
	c.do("GET", "/some/path/of/the/app?secret=5", nil)
	h.web.Close()
	log := h.log.String()
	for _, secret := range []string{"hostlogin", "wrong password", string(l.episode.ID), string(l.audio.ID), "127.0.0.1", "secret", c.cookie, "Go-http-client"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if !strings.Contains(log, "route=/media/audios/:audioId/listening.m4a status=206 bytes=100 ") || a.status != 206 {
		t.Errorf("status and size of a streamed answer are not in the log:\n%s", log)
	}
}
