package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"slices"
	"time"
	"unicode/utf8"

	"gendu"
	"gendu/identity"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/store/people"
)

// admin is the concern of users and invitations.
type admin struct {
	s *Server
}

const (
	resetLife   = 24 * time.Hour
	inviteDays  = 14
	usersAtOnce = 50
)

// ListUsers lists users by their sign-in names, a part at a time.
func (a *admin) ListUsers(ctx context.Context, r api.ListUsersRequestObject) (api.ListUsersResponseObject, error) {
	limit := usersAtOnce
	if r.Params.Limit != nil {
		limit = *r.Params.Limit
	}
	q := people.UserQuery{Search: api.Given(r.Params.Search), Limit: limit + 1} // one more tells whether there are more
	if cursor := api.Given(r.Params.Cursor); cursor != "" {
		after, err := base64.RawURLEncoding.DecodeString(cursor)
		if err != nil || !utf8.Valid(after) || bytes.IndexByte(after, 0) >= 0 {
			return nil, httpio.InField("cursor", gendu.Errorf(gendu.Invalid, "The cursor is not one that this list gave."))
		}
		q.After = string(after)
	}
	users, total, err := a.s.services.Store.FindUsers(ctx, q)
	if err != nil {
		return nil, err
	}
	page := api.UserPage{Total: total, Limits: limitsOf(a.s.services.Store.Limits())}
	if len(users) > limit {
		users = users[:limit]
		next := base64.RawURLEncoding.EncodeToString([]byte(users[limit-1].Login))
		page.Next = &next
	}
	page.Users, err = a.withUsage(ctx, users)
	return api.ListUsers200JSONResponse(page), err
}

// UpdateUser changes roles, which hold from the user's next request on, or disables,
// which ends their sessions. An admin cannot take the role away from themselves: somebody must be left to give it
// back.
func (a *admin) UpdateUser(ctx context.Context, r api.UpdateUserRequestObject) (api.UpdateUserResponseObject, error) {
	user, err := a.user(ctx, r.UserId)
	if err != nil {
		return nil, err
	}
	self := user.ID == gate.RequestOf(ctx).User.ID
	if r.Body.Roles != nil {
		roles := rolesFrom(*r.Body.Roles)
		if self && !slices.Contains(roles, gendu.Admin) {
			return nil, gendu.Errorf(gendu.Conflict, "You cannot take the role admin away from yourself; another admin can.")
		}
		if !slices.Equal(roles, user.Roles) {
			if err := a.s.services.Store.SetRoles(ctx, user.ID, roles); err != nil {
				return nil, err
			}
			gate.RequestOf(ctx).Detail("roles " + words(roles))
		}
	}
	if r.Body.Disabled != nil && *r.Body.Disabled != user.Disabled {
		if self {
			return nil, gendu.Errorf(gendu.Conflict, "You cannot disable yourself; another admin can.")
		}
		if err := a.s.services.Store.SetDisabled(ctx, user.ID, *r.Body.Disabled); err != nil {
			return nil, err
		}
		gate.RequestOf(ctx).Detail(map[bool]string{true: "disabled", false: "enabled"}[*r.Body.Disabled])
	}
	v, err := a.shown(ctx, user.ID)
	return api.UpdateUser200JSONResponse(v), err
}

func (a *admin) user(ctx context.Context, id string) (*gendu.User, error) {
	parsed, err := gendu.ParseID(id)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	user, err := a.s.services.Store.User(ctx, parsed)
	if err == nil && !user.DeletedAt.IsZero() {
		return nil, httpio.ErrNothing()
	}
	return user, httpio.Hide(err)
}

// rolesFrom sorts roles, drops doubles and adds learner, which everybody is.
func rolesFrom(roles []api.Role) []gendu.Role {
	var out []gendu.Role
	for _, r := range gendu.Roles() {
		if r == gendu.Learner || slices.Contains(roles, api.Role(r)) {
			out = append(out, r)
		}
	}
	return out
}

// CreateResetLink makes a one-time link for a new password.
func (a *admin) CreateResetLink(ctx context.Context, r api.CreateResetLinkRequestObject) (api.CreateResetLinkResponseObject, error) {
	user, err := a.user(ctx, r.UserId)
	if err != nil {
		return nil, err
	}
	link, err := a.link(ctx, "/reset", &gendu.Ticket{Purpose: gendu.TicketReset, UserID: user.ID}, resetLife)
	return api.CreateResetLink201JSONResponse(link), err
}

// CreateInvitation makes a one-time link to sign up with.
func (a *admin) CreateInvitation(ctx context.Context, r api.CreateInvitationRequestObject) (api.CreateInvitationResponseObject, error) {
	days := inviteDays
	if r.Body.Days != nil {
		days = *r.Body.Days
	}
	ticket := &gendu.Ticket{Purpose: gendu.TicketInvite, Roles: rolesFrom(r.Body.Roles)}
	gate.RequestOf(ctx).Detail("roles " + words(ticket.Roles))
	link, err := a.link(ctx, "/invite", ticket, time.Duration(days)*24*time.Hour)
	return api.CreateInvitation201JSONResponse(link), err
}

func (a *admin) link(ctx context.Context, page string, t *gendu.Ticket, life time.Duration) (api.Link, error) {
	token, hash := identity.NewToken()
	t.TokenHash, t.CreatedBy, t.CreatedAt = hash, gate.RequestOf(ctx).User.ID, a.s.services.Now()
	t.ID, t.ExpiresAt = gendu.NewID(t.CreatedAt), t.CreatedAt.Add(life)
	if err := a.s.services.Store.CreateTicket(ctx, t); err != nil {
		return api.Link{}, err
	}
	gate.RequestOf(ctx).Acted = t.ID
	return api.Link{Url: a.s.linkTo(page, token), ExpiresAt: t.ExpiresAt}, nil
}
