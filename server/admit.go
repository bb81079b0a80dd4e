package server

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/identity"
	"gendu/server/gate"
	"gendu/server/httpio"
)

// seenEvery is how often a session's last use is written down.
const seenEvery = time.Minute

// admit is the gate: it finds the route's rule, the session and the object, and
// asks can. A request without a declared route goes no further than Echo's own
// answers 404 and 405.
func (s *Server) admit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := &gate.Request{Echo: c}
		ctx := gate.WithRequest(c.Request().Context(), req)
		c.SetRequest(c.Request().WithContext(ctx))
		rule, ok := ruleOf(c.Request().Method, c.Path())
		if !ok {
			return denyUndeclared(c)
		}
		if rule.action == gate.Visit && !strings.HasPrefix(c.Path(), httpio.Prefix) {
			return next(c) // the app's files and health: no session is looked up
		}
		if changes(c.Request().Method) {
			c.Response().Before(s.access.clear)
		}
		if err := s.allow(ctx, rule.action, req); err != nil {
			return err
		}
		if rule.sensitive && !s.confirmed(req.Session) {
			return errUnconfirmed()
		}
		c.Response().Before(func() { s.audit(ctx, req) })
		return next(c)
	}
}

// allow finds who asks and what for, and whether they may; for a player it was
// found a moment ago.
func (s *Server) allow(ctx context.Context, a gate.Action, req *gate.Request) error {
	key, plays := s.keyOf(req.Echo, a)
	var writes uint64
	if plays {
		if s.granted(req.Echo, req) {
			return nil
		}
		var found bool
		if found, writes = s.access.get(key, s.services.Now(), req); found {
			return nil
		}
	}
	if err := s.recognise(ctx, req); err != nil {
		return err
	}
	if err := checkWriter(a, req); err != nil {
		return err
	}
	if err := s.find(ctx, a, req); err != nil {
		return err
	}
	if err := gate.Can(req.User, a, req.Object); err != nil {
		return err
	}
	if plays {
		s.access.put(key, writes, s.services.Now(), req)
	}
	if plays || req.Echo.Path() == grantPath {
		s.grant(ctx, req, req.Object.Episode, req.Object.Audio)
	}
	return nil
}

// writer is the header by which a page says in whose name it writes: a page that
// is open in one tab while somebody else signs in in another must not write into
// their account.
const writer = "Gendu-User"

// checkWriter refuses a change that is meant for somebody else than the person who is
// signed in. Who signs in, up or out is nobody yet.
func checkWriter(a gate.Action, req *gate.Request) error {
	r := req.Echo.Request()
	name := r.Header.Get(writer)
	if name == "" || a == gate.Visit || !changes(r.Method) || req.User == nil || name == string(req.User.ID) {
		return nil
	}
	return gendu.Errorf(gendu.Unauthenticated, "Somebody else is signed in in this browser by now. Please sign in again.")
}

// denyUndeclared answers 404 and 405 itself, so that nothing undeclared is ever
// reached. The app answers GET at every address, so that Echo calls an address that
// is not there a wrong method: it is 404 where there is no page either.
func denyUndeclared(c echo.Context) error {
	if c.Path() == "/*" && !mayBePage(pathName(c)) {
		return echo.ErrNotFound
	}
	if allow, ok := c.Get(echo.ContextKeyHeaderAllow).(string); ok && allow != "" {
		c.Response().Header().Set(echo.HeaderAllow, allow)
		return echo.ErrMethodNotAllowed
	}
	return echo.ErrNotFound
}

// recognise looks the session up by its cookie. A cookie that is not good any
// more counts as none.
func (s *Server) recognise(ctx context.Context, req *gate.Request) error {
	cookie, err := req.Echo.Cookie(s.cookieName)
	if err != nil || len(cookie.Value) != identity.TokenLen {
		return nil //nolint:nilerr // no cookie: nobody is signed in
	}
	session, user, err := s.services.Store.SessionByToken(ctx, identity.TokenHash(cookie.Value))
	if gendu.KindOf(err) == gendu.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	req.Session, req.User = session, user
	if now := s.services.Now(); now.Sub(session.SeenAt) >= seenEvery {
		// A failure to note the last use is no reason to refuse the request.
		if err := s.services.Store.TouchSession(ctx, session.ID, now); err != nil {
			s.services.Log.WarnContext(ctx, "noting the use of a session", "error", err)
		}
	}
	return nil
}

// deadlines bounds how long a plain request may take to come in and go out.
// Streams set their own, step by step.
func (s *Server) deadlines(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		rule, ok := ruleOf(c.Request().Method, c.Path())
		rc := http.NewResponseController(c.Response())
		if ok && rule.stream {
			// Each step of a stream sets a nearer one; this one bounds the rest.
			_ = rc.SetWriteDeadline(time.Now().Add(httpio.BodyTime + 2*httpio.PlainTimeout))
			return next(c)
		}
		// A writer without deadlines (a test's recorder) answers ErrNotSupported.
		_ = rc.SetReadDeadline(time.Now().Add(httpio.PlainTimeout))
		_ = rc.SetWriteDeadline(time.Now().Add(2 * httpio.PlainTimeout))
		ctx, cancel := context.WithTimeout(c.Request().Context(), httpio.PlainTimeout)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		return next(c)
	}
}
