package server

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"gendu"
	"gendu/identity"
)

// request is what the server knows of a request beside its bytes: who sent it
// and what it acts on. It travels in the context.
type request struct {
	echo    echo.Context
	session *gendu.Session
	user    *gendu.User // nil: nobody is signed in
	object  resource
	failure error // for the log, of an answer that tusd gives

	// What the audit log says beside the route: see [Server.audit].
	subject gendu.ID // whom it is about, where that is not the path's
	acted   gendu.ID // what was acted on, where that is not in the path
	details []string // words of ours
}

type requestKey struct{}

// requestOf gives the request of a context that went through [Server.admit].
func requestOf(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	if r == nil {
		return &request{}
	}
	return r
}

// seenEvery is how often a session's last use is written down.
const seenEvery = time.Minute

// admit is the gate: it finds the route's rule, the session and the object, and
// asks can. A request without a declared route goes no further than Echo's own
// answers 404 and 405.
func (s *Server) admit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := &request{echo: c}
		ctx := context.WithValue(c.Request().Context(), requestKey{}, req)
		c.SetRequest(c.Request().WithContext(ctx))
		rule, ok := ruleOf(c.Request().Method, c.Path())
		if !ok {
			return denyUndeclared(c)
		}
		if rule.action == visit && !strings.HasPrefix(c.Path(), prefix) {
			return next(c) // the app's files and health: no session is looked up
		}
		if changes(c.Request().Method) {
			c.Response().Before(s.access.clear)
		}
		if err := s.allow(ctx, rule.action, req); err != nil {
			return err
		}
		if rule.sensitive && !s.confirmed(req.session) {
			return errUnconfirmed()
		}
		c.Response().Before(func() { s.audit(ctx, req) })
		return next(c)
	}
}

// allow finds who asks and what for, and whether they may; for a player it was
// found a moment ago.
func (s *Server) allow(ctx context.Context, a action, req *request) error {
	key, plays := s.keyOf(req.echo, a)
	var writes uint64
	if plays {
		if s.granted(req.echo, req) {
			return nil
		}
		var found bool
		if found, writes = s.access.get(key, s.now(), req); found {
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
	if err := can(req.user, a, req.object); err != nil {
		return err
	}
	if plays {
		s.access.put(key, writes, s.now(), req)
	}
	if plays || req.echo.Path() == grantPath {
		s.grant(ctx, req, req.object.episode, req.object.audio)
	}
	return nil
}

// writer is the header by which a page says in whose name it writes: a page that
// is open in one tab while somebody else signs in in another must not write into
// their account.
const writer = "Gendu-User"

// checkWriter refuses a change that is meant for somebody else than the person who is
// signed in. Who signs in, up or out is nobody yet.
func checkWriter(a action, req *request) error {
	r := req.echo.Request()
	name := r.Header.Get(writer)
	if name == "" || a == visit || !changes(r.Method) || req.user == nil || name == string(req.user.ID) {
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
func (s *Server) recognise(ctx context.Context, req *request) error {
	cookie, err := req.echo.Cookie(s.cookieName)
	if err != nil || len(cookie.Value) != identity.TokenLen {
		return nil //nolint:nilerr // no cookie: nobody is signed in
	}
	session, user, err := s.store.SessionByToken(ctx, identity.TokenHash(cookie.Value))
	if gendu.KindOf(err) == gendu.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	req.session, req.user = session, user
	if now := s.now(); now.Sub(session.SeenAt) >= seenEvery {
		// A failure to note the last use is no reason to refuse the request.
		if err := s.store.TouchSession(ctx, session.ID, now); err != nil {
			s.log.WarnContext(ctx, "noting the use of a session", "error", err)
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
			_ = rc.SetWriteDeadline(time.Now().Add(bodyTime + 2*plainTimeout))
			return next(c)
		}
		// A writer without deadlines (a test's recorder) answers ErrNotSupported.
		_ = rc.SetReadDeadline(time.Now().Add(plainTimeout))
		_ = rc.SetWriteDeadline(time.Now().Add(2 * plainTimeout))
		ctx, cancel := context.WithTimeout(c.Request().Context(), plainTimeout)
		defer cancel()
		c.SetRequest(c.Request().WithContext(ctx))
		return next(c)
	}
}

const plainTimeout = 30 * time.Second
