package server

import (
	"context"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/views"
	"gendu/store"
)

// What ends: accounts whose deletion is asked for, and recordings that become old.

// confirmPassword checks the own password, for what cannot be undone.
func (a *accounts) confirmPassword(ctx context.Context, password string) error {
	u := gate.RequestOf(ctx).User
	attempts := gate.PasswordAttempts(u.ID)
	if err := a.limiter.Count(ctx, attempts); err != nil {
		return err
	}
	good, err := a.hasher.verify(ctx, u.PasswordHash, password)
	if err != nil {
		return err
	}
	if !good {
		return httpio.InField("password", gendu.Errorf(gendu.Invalid, "That is not your password."))
	}
	return a.limiter.Forgive(ctx, attempts)
}

// DeleteMe has the own account deleted after the grace.
func (p *profile) DeleteMe(ctx context.Context, r api.DeleteMeRequestObject) (api.DeleteMeResponseObject, error) {
	if err := p.accounts.confirmPassword(ctx, r.Body.Password); err != nil {
		return nil, err
	}
	id := gate.RequestOf(ctx).User.ID
	if _, err := p.s.services.Store.AskDeletion(ctx, id, id); err != nil {
		return nil, httpio.Hide(err)
	}
	me, err := p.me(ctx)
	return api.DeleteMe200JSONResponse(me), err
}

// KeepMe takes that back.
func (p *profile) KeepMe(ctx context.Context, _ api.KeepMeRequestObject) (api.KeepMeResponseObject, error) {
	if err := p.s.services.Store.KeepAccount(ctx, gate.RequestOf(ctx).User.ID, true); err != nil {
		return nil, httpio.Hide(err)
	}
	me, err := p.me(ctx)
	return api.KeepMe200JSONResponse(me), err
}

// me reads the signed-in person again after a change.
func (p *profile) me(ctx context.Context) (api.Me, error) {
	fresh, err := p.s.services.Store.User(ctx, gate.RequestOf(ctx).User.ID)
	if err != nil {
		return api.Me{}, err
	}
	return p.accounts.me(ctx, fresh)
}

// me is the signed-in person with what they are to be told of.
func (a *accounts) me(ctx context.Context, u *gendu.User) (api.Me, error) {
	v := meOf(u)
	list, err := a.s.services.Store.ExpiringOf(ctx, u.ID)
	if len(list) > 0 {
		first := expiringOf(list[0])
		for _, more := range list[1:] {
			first.Takes += more.Takes
		}
		v.Expiring = &first
	}
	return v, err
}

func expiringOf(e store.Expiring) api.Expiring {
	return api.Expiring{At: e.At, Takes: e.Takes, ClassName: api.OptionalText(e.Class)}
}

// GetMyRetention says for how long own recordings are kept.
func (p *profile) GetMyRetention(ctx context.Context, _ api.GetMyRetentionRequestObject) (api.GetMyRetentionResponseObject, error) {
	list, err := p.s.services.Store.ExpiringOf(ctx, gate.RequestOf(ctx).User.ID)
	if err != nil {
		return nil, err
	}
	v := api.MyRetention{Expiring: []api.Expiring{}}
	v.KeepDays = views.Days(p.s.cfg.KeepDays)
	for _, e := range list {
		v.Expiring = append(v.Expiring, expiringOf(e))
	}
	return api.GetMyRetention200JSONResponse(v), nil
}

// DeleteUser has an account deleted after the grace, as an admin asks for it.
func (a *admin) DeleteUser(ctx context.Context, r api.DeleteUserRequestObject) (api.DeleteUserResponseObject, error) {
	user, err := a.user(ctx, r.UserId)
	if err != nil {
		return nil, err
	}
	me := gate.RequestOf(ctx).User.ID
	if user.ID == me {
		return nil, gendu.Errorf(gendu.Conflict, "Your own account is deleted on your own page.")
	}
	if _, err := a.s.services.Store.AskDeletion(ctx, user.ID, me); err != nil {
		return nil, httpio.Hide(err)
	}
	v, err := a.shown(ctx, user.ID)
	return api.DeleteUser200JSONResponse(v), err
}

// KeepUser takes back that an account is deleted, no matter who asked for it.
func (a *admin) KeepUser(ctx context.Context, r api.KeepUserRequestObject) (api.KeepUserResponseObject, error) {
	user, err := a.user(ctx, r.UserId)
	if err != nil {
		return nil, err
	}
	if err := a.s.services.Store.KeepAccount(ctx, user.ID, false); err != nil {
		return nil, httpio.Hide(err)
	}
	v, err := a.shown(ctx, user.ID)
	return api.KeepUser200JSONResponse(v), err
}

// shown reads a user again after a change.
func (a *admin) shown(ctx context.Context, id gendu.ID) (api.User, error) {
	user, err := a.s.services.Store.User(ctx, id)
	if err != nil {
		return api.User{}, err
	}
	list, err := a.withUsage(ctx, []*gendu.User{user})
	if err != nil {
		return api.User{}, err
	}
	return list[0], nil
}
