package server

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/identity"
	"gendu/server/api"
	"gendu/server/gate"
)

// sessionLife is how long a browser stays signed in.
const sessionLife = 60 * 24 * time.Hour

// cookieNameFor gives the session cookie's name: over https with the prefix that
// makes browsers insist on Secure, Path=/ and no Domain.
func cookieNameFor(secure bool) string {
	if secure {
		return "__Host-gendu_session"
	}
	return "gendu_session"
}

func (s *Server) setCookie(c echo.Context, value string, maxAge int) {
	c.SetCookie(&http.Cookie{
		Name: s.cookieName, Value: value, Path: "/", MaxAge: maxAge,
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// startSession signs the user in at this browser: a new token every time. Where
// the password of u, by which they came in, is not theirs any more, they come in
// no more.
func (a *accounts) startSession(ctx context.Context, u *gendu.User) error {
	req := gate.RequestOf(ctx)
	token, hash := identity.NewToken()
	now := a.s.services.Now()
	session := &gendu.Session{
		ID: gendu.NewID(now), UserID: u.ID, TokenHash: hash,
		Device:    deviceOf(req.Echo.Request().UserAgent()),
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(sessionLife),
	}
	err := a.s.services.Store.CreateSession(ctx, session, u.PasswordHash)
	if gendu.KindOf(err) == gendu.Conflict {
		return errCredentials()
	}
	if err != nil {
		return err
	}
	// The session that this browser had before ends: it would only linger.
	if old := req.Session; old != nil {
		if err := a.s.services.Store.DeleteSession(ctx, old.UserID, old.ID); err != nil && gendu.KindOf(err) != gendu.NotFound {
			return err
		}
	}
	req.Session, req.User = session, u
	a.s.setCookie(req.Echo, token, int(sessionLife/time.Second))
	return a.s.rememberDevice(ctx, u.Login, true)
}

// deviceOf boils a User-Agent down to a browser and a system. The header itself
// is not kept: it says more about a person than the list of sessions needs.
func deviceOf(agent string) string {
	first := func(pairs [][2]string) string {
		for _, p := range pairs {
			if strings.Contains(agent, p[0]) {
				return p[1]
			}
		}
		return ""
	}
	browser := first([][2]string{
		{"Edg/", "Edge"},
		{"OPR/", "Opera"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
		{"curl/", "curl"},
	})
	system := first([][2]string{
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Android", "Android"},
		{"Windows", "Windows"},
		{"Mac OS X", "macOS"},
		{"CrOS", "ChromeOS"},
		{"Linux", "Linux"},
	})
	return strings.TrimSpace(browser + " " + system)
}

// confirmFor is how long after typing the password sensitive changes pass.
const confirmFor = 15 * time.Minute

func errUnconfirmed() error {
	return gendu.Errorf(gendu.Unconfirmed, "Please type your password once more for this.")
}

// confirmed says whether the password was typed a moment ago in this session.
func (s *Server) confirmed(v *gendu.Session) bool {
	if v == nil {
		return false
	}
	last := v.CreatedAt
	if v.ConfirmedAt.After(last) {
		last = v.ConfirmedAt
	}
	return s.services.Now().Sub(last) < confirmFor
}

// ConfirmSession takes the own password once more.
func (a *accounts) ConfirmSession(ctx context.Context, r api.ConfirmSessionRequestObject) (api.ConfirmSessionResponseObject, error) {
	if err := a.confirmPassword(ctx, r.Body.Password); err != nil {
		return nil, err
	}
	return api.ConfirmSession204Response{}, a.s.services.Store.ConfirmSession(ctx, gate.RequestOf(ctx).Session.ID)
}

// DeleteOtherSessions signs out of all other browsers.
func (p *profile) DeleteOtherSessions(ctx context.Context, _ api.DeleteOtherSessionsRequestObject) (api.DeleteOtherSessionsResponseObject, error) {
	req := gate.RequestOf(ctx)
	return api.DeleteOtherSessions204Response{}, p.s.services.Store.DeleteOtherSessions(ctx, req.User.ID, req.Session.ID)
}
