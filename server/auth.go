package server

import (
	"context"
	"net/url"
	"strings"
	"time"

	"gendu"
	"gendu/coursework"
	"gendu/identity"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/school"
	"gendu/server/views"
)

// accounts is the concern of signing in, up and out.
type accounts struct {
	s       *Server
	limiter gate.Limiter
	hasher  *hasher
}

// errCredentials is the one answer to a wrong login, a wrong password and an
// account without a password.
func errCredentials() error {
	return gendu.Errorf(gendu.Unauthenticated, "That login and password do not belong together.")
}

// errDisabled answers the right password of a disabled account. Who knows the
// password knows that the account exists, so that this tells nothing to others.
func errDisabled() error {
	return gendu.Errorf(gendu.Denied, "This account is disabled. Please ask an administrator.")
}

// errLink answers a one-time link that is good for nothing.
func errLink() error {
	return gendu.Errorf(gendu.NotFound, "This link is not complete, was used, or has expired. Please ask an administrator for a new one.")
}

// GetSession says who is signed in.
func (a *accounts) GetSession(ctx context.Context, _ api.GetSessionRequestObject) (api.GetSessionResponseObject, error) {
	// Who was signed in before devices were remembered is on a known one, too.
	if u := gate.RequestOf(ctx).User; u != nil {
		if err := a.s.rememberDevice(ctx, u.Login, false); err != nil {
			return nil, err
		}
	}
	view, err := a.session(ctx)
	return api.GetSession200JSONResponse(view), err
}

func (a *accounts) session(ctx context.Context) (api.Session, error) {
	view := api.Session{Recording: a.s.recording, Version: a.s.cfg.Version}
	if u := gate.RequestOf(ctx).User; u != nil {
		me, err := a.me(ctx, u)
		view.User = &me
		return view, err
	}
	has, err := a.s.services.Store.HasAdmin(ctx)
	view.SetupNeeded = !has
	return view, err
}

func meOf(u *gendu.User) api.Me {
	me := api.Me{
		Id: string(u.ID), Login: u.Login, Name: u.Name, Locale: api.Locale(u.Locale), Roles: views.RolesOf(u.Roles), DeleteAt: api.OptionalTime(u.DeleteAt),
	}
	if byAdmin := u.DeleteBy != u.ID; !u.DeleteAt.IsZero() && byAdmin {
		me.DeleteByAdmin = &byAdmin
	}
	return me
}

// SignIn starts a session. It answers the same, after the same time, for known
// and unknown accounts, unless the password is right.
func (a *accounts) SignIn(ctx context.Context, r api.SignInRequestObject) (api.SignInResponseObject, error) {
	login := strings.ToLower(strings.TrimSpace(r.Body.Login))
	attempts, err := a.s.attemptsFor(ctx, login)
	if err != nil {
		return nil, err
	}
	if err := a.limiter.Count(ctx, attempts); err != nil {
		return nil, err
	}
	user, err := a.s.services.Store.UserByLogin(ctx, login)
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	hash := ""
	if user != nil {
		hash = user.PasswordHash
	}
	good, err := a.hasher.verify(ctx, hash, r.Body.Password)
	if err != nil {
		return nil, err
	}
	if !good {
		return nil, errCredentials()
	}
	if err := a.limiter.Forgive(ctx, attempts); err != nil {
		return nil, err
	}
	if user.Disabled {
		return nil, errDisabled()
	}
	if err := a.startSession(ctx, user); err != nil {
		return nil, err
	}
	view, err := a.session(ctx)
	return api.SignIn200JSONResponse(view), err
}

// SignOut ends the session of this browser.
func (a *accounts) SignOut(ctx context.Context, _ api.SignOutRequestObject) (api.SignOutResponseObject, error) {
	req := gate.RequestOf(ctx)
	err := a.s.services.Store.DeleteSession(ctx, req.User.ID, req.Session.ID)
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	a.s.setCookie(req.Echo, "", -1)
	// What the browser kept of media must not be there for the next person.
	req.Echo.Response().Header().Set("Clear-Site-Data", `"cache"`)
	return api.SignOut204Response{}, nil
}

// newUser makes a user out of what a person typed.
func (a *accounts) newUser(ctx context.Context, login, name, password, locale string) (*gendu.User, error) {
	login = strings.ToLower(login)
	if err := identity.CheckLogin(login); err != nil {
		return nil, httpio.InField("login", err)
	}
	name, err := identity.CheckName(name)
	if err != nil {
		return nil, httpio.InField("name", err)
	}
	if err := identity.CheckPassword(password, login, a.s.words(name)...); err != nil {
		return nil, httpio.InField("password", err)
	}
	hash, err := a.hasher.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	now := a.s.services.Now()
	return &gendu.User{
		ID: gendu.NewID(now), Login: login, Name: name, PasswordHash: hash,
		Roles: []gendu.Role{gendu.Learner}, Locale: locale, CreatedAt: now,
	}, nil
}

// words are what a guesser tries first beside common passwords: the name of the person and
// of this installation.
func (s *Server) words(name string) []string {
	list := append(strings.Fields(name), name)
	if u, err := url.Parse(s.baseURL); err == nil {
		list = append(append(list, u.Hostname()), strings.Split(u.Hostname(), ".")...)
	}
	return list
}

// SetUp makes the first admin with the link of a start without one.
func (a *accounts) SetUp(ctx context.Context, r api.SetUpRequestObject) (api.SetUpResponseObject, error) {
	if err := a.redeem(ctx, r.Body.Token, gendu.TicketSetup, r.Body.Login, r.Body.Name, r.Body.Password, ""); err != nil {
		return nil, err
	}
	view, err := a.session(ctx)
	return api.SetUp201JSONResponse(view), err
}

// redeem makes a user with a one-time link and signs them in.
func (a *accounts) redeem(ctx context.Context, token string, purpose gendu.TicketPurpose, login, name, password, locale string) error {
	if err := a.limiter.Count(ctx, gate.CodeAttempts(gate.RequestOf(ctx).Echo.RealIP())); err != nil {
		return err
	}
	hash := identity.TokenHash(token)
	ticket, err := a.s.services.Store.Ticket(ctx, hash)
	if gendu.KindOf(err) == gendu.NotFound || err == nil && ticket.Purpose != purpose {
		return errLink()
	}
	if err != nil {
		return err
	}
	user, err := a.newUser(ctx, login, name, password, locale)
	if err != nil {
		return err
	}
	if err := a.s.services.Store.RedeemTicketNewUser(ctx, hash, user); err != nil {
		if gendu.KindOf(err) == gendu.NotFound { // somebody was faster
			return errLink()
		}
		return err
	}
	fresh, err := a.s.services.Store.User(ctx, user.ID)
	if err != nil {
		return err
	}
	return a.startSession(ctx, fresh)
}

// SignUp makes a learner with a class code, or a user with an invitation.
func (a *accounts) SignUp(ctx context.Context, r api.SignUpRequestObject) (api.SignUpResponseObject, error) {
	b, locale := r.Body, ""
	if b.Locale != nil {
		locale = string(*b.Locale)
	}
	var err error
	if len(b.Code) == identity.TokenLen {
		err = a.redeem(ctx, b.Code, gendu.TicketInvite, b.Login, b.Name, b.Password, locale)
	} else {
		err = a.signUpWithCode(ctx, b, locale)
	}
	if err != nil {
		return nil, err
	}
	view, err := a.session(ctx)
	return api.SignUp201JSONResponse(view), err
}

func (a *accounts) signUpWithCode(ctx context.Context, b *api.SignUpJSONRequestBody, locale string) error {
	if err := a.limiter.Count(ctx, gate.CodeAttempts(gate.RequestOf(ctx).Echo.RealIP())); err != nil {
		return err
	}
	code := coursework.ReadCode(b.Code)
	if _, err := a.s.services.Store.ClassByCode(ctx, code); err != nil {
		if gendu.KindOf(err) == gendu.NotFound {
			return school.ErrCode()
		}
		return err
	}
	user, err := a.newUser(ctx, b.Login, b.Name, b.Password, locale)
	if err != nil {
		return err
	}
	if _, err := a.s.services.Store.SignUpWithCode(ctx, code, user); err != nil {
		if gendu.KindOf(err) == gendu.NotFound {
			return school.ErrCode()
		}
		return err
	}
	return a.startSession(ctx, user)
}

// LookUpCode says what a class code or an invitation is good for.
func (a *accounts) LookUpCode(ctx context.Context, r api.LookUpCodeRequestObject) (api.LookUpCodeResponseObject, error) {
	if err := a.limiter.Count(ctx, gate.CodeAttempts(gate.RequestOf(ctx).Echo.RealIP())); err != nil {
		return nil, err
	}
	info, err := a.codeInfo(ctx, r.Body.Code)
	switch {
	case gendu.KindOf(err) != gendu.NotFound:
	case len(r.Body.Code) == identity.TokenLen:
		return nil, errLink()
	default:
		return nil, school.ErrCode()
	}
	return api.LookUpCode200JSONResponse(info), err
}

func (a *accounts) codeInfo(ctx context.Context, code string) (api.CodeInfo, error) {
	if len(code) == identity.TokenLen {
		ticket, err := a.s.services.Store.Ticket(ctx, identity.TokenHash(code))
		if err != nil {
			return api.CodeInfo{}, err
		}
		if ticket.Purpose != gendu.TicketInvite {
			return api.CodeInfo{}, errLink()
		}
		roles := views.RolesOf(ticket.Roles)
		return api.CodeInfo{Kind: api.CodeInfoKindInvitation, Roles: &roles}, nil
	}
	class, err := a.s.services.Store.ClassByCode(ctx, coursework.ReadCode(code))
	if err != nil {
		return api.CodeInfo{}, err
	}
	teacher, err := a.s.services.Store.User(ctx, class.TeacherID)
	if err != nil {
		return api.CodeInfo{}, err
	}
	return api.CodeInfo{Kind: api.CodeInfoKindClass, ClassName: &class.Name, TeacherName: &teacher.Name, AllTakes: &class.AllTakes}, nil
}

// ResetPassword sets a new password with a one-time link; all sessions end.
func (a *accounts) ResetPassword(ctx context.Context, r api.ResetPasswordRequestObject) (api.ResetPasswordResponseObject, error) {
	if err := a.limiter.Count(ctx, gate.CodeAttempts(gate.RequestOf(ctx).Echo.RealIP())); err != nil {
		return nil, err
	}
	hash := identity.TokenHash(r.Body.Token)
	ticket, err := a.s.services.Store.Ticket(ctx, hash)
	if gendu.KindOf(err) == gendu.NotFound || err == nil && ticket.Purpose != gendu.TicketReset {
		return nil, errLink()
	}
	if err != nil {
		return nil, err
	}
	if err := identity.CheckPassword(r.Body.Password, "", a.s.words("")...); err != nil {
		return nil, httpio.InField("password", err)
	}
	passwordHash, err := a.hasher.hash(ctx, r.Body.Password)
	if err != nil {
		return nil, err
	}
	if err := a.s.services.Store.RedeemTicketPassword(ctx, hash, passwordHash); err != nil {
		if gendu.KindOf(err) == gendu.NotFound {
			return nil, errLink()
		}
		return nil, err
	}
	gate.RequestOf(ctx).Subject = ticket.UserID
	// Who holds the link may sign in next, however many others are guessing.
	user, err := a.s.services.Store.User(ctx, ticket.UserID)
	if err != nil {
		return nil, err
	}
	return api.ResetPassword204Response{}, a.s.rememberDevice(ctx, user.Login, true)
}

// linkTo makes the address of a page of the app with a secret in its fragment,
// which browsers send to nobody.
func (s *Server) linkTo(page, token string) string {
	return s.baseURL + page + "#" + token
}

// SetupLink makes a one-time ticket for the first admin; the caller keeps it in
// the store and prints the link.
func (s *Server) SetupLink(life time.Duration) (*gendu.Ticket, string) {
	token, hash := identity.NewToken()
	now := s.services.Now()
	return &gendu.Ticket{
		ID: gendu.NewID(now), Purpose: gendu.TicketSetup, TokenHash: hash,
		CreatedAt: now, ExpiresAt: now.Add(life),
	}, s.linkTo("/setup", token)
}
