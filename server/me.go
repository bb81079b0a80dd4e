package server

import (
	"bytes"
	"context"
	"encoding/json"

	"gendu"
	"gendu/identity"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
)

// profile is the concern of the signed-in person.
type profile struct {
	s        *Server
	accounts *accounts
}

// UpdateMe changes the own name or language.
func (p *profile) UpdateMe(ctx context.Context, r api.UpdateMeRequestObject) (api.UpdateMeResponseObject, error) {
	u := gate.RequestOf(ctx).User
	name := r.Body.Name
	if name != nil {
		clean, err := identity.CheckName(*name)
		if err != nil {
			return nil, httpio.InField("name", err)
		}
		name = &clean
	}
	if err := p.s.services.Store.UpdateProfile(ctx, u.ID, name, (*string)(r.Body.Locale)); err != nil {
		return nil, err
	}
	me, err := p.me(ctx)
	return api.UpdateMe200JSONResponse(me), err
}

// ChangePassword sets a new password. All sessions end; this browser gets a new
// one at once.
func (p *profile) ChangePassword(ctx context.Context, r api.ChangePasswordRequestObject) (api.ChangePasswordResponseObject, error) {
	req := gate.RequestOf(ctx)
	u := req.User
	attempts := gate.PasswordAttempts(u.ID)
	if err := p.accounts.limiter.Count(ctx, attempts); err != nil {
		return nil, err
	}
	good, err := p.accounts.hasher.verify(ctx, u.PasswordHash, r.Body.Current)
	if err != nil {
		return nil, err
	}
	if !good {
		return nil, errNotCurrent()
	}
	if err := identity.CheckPassword(r.Body.Password, u.Login, p.s.words(u.Name)...); err != nil {
		return nil, httpio.InField("password", err)
	}
	hash, err := p.accounts.hasher.hash(ctx, r.Body.Password)
	if err != nil {
		return nil, err
	}
	err = p.s.services.Store.ChangePassword(ctx, u.ID, u.PasswordHash, hash)
	if gendu.KindOf(err) == gendu.Conflict {
		return nil, errNotCurrent()
	}
	if err != nil {
		return nil, err
	}
	if err := p.accounts.limiter.Forgive(ctx, attempts); err != nil {
		return nil, err
	}
	req.Session = nil // it ended with the old password
	fresh := *u
	fresh.PasswordHash = hash
	if err := p.accounts.startSession(ctx, &fresh); err != nil {
		return nil, err
	}
	return api.ChangePassword204Response{}, nil
}

func errNotCurrent() error {
	return httpio.InField("current", gendu.Errorf(gendu.Invalid, "That is not the current password."))
}

// ListSessions says where one is signed in.
func (p *profile) ListSessions(ctx context.Context, _ api.ListSessionsRequestObject) (api.ListSessionsResponseObject, error) {
	req := gate.RequestOf(ctx)
	list, err := p.s.services.Store.Sessions(ctx, req.User.ID)
	if err != nil {
		return nil, err
	}
	out := make(api.ListSessions200JSONResponse, 0, len(list))
	for _, v := range list {
		if !v.ExpiresAt.After(p.s.services.Now()) {
			continue
		}
		out = append(out, api.BrowserSession{
			Id: string(v.ID), Device: v.Device, Current: v.ID == req.Session.ID, CreatedAt: v.CreatedAt, SeenAt: v.SeenAt,
		})
	}
	return out, nil
}

// DeleteSession signs another browser out. Of another person's session it knows
// nothing.
func (p *profile) DeleteSession(ctx context.Context, r api.DeleteSessionRequestObject) (api.DeleteSessionResponseObject, error) {
	id, err := gendu.ParseID(r.SessionId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	if err := p.s.services.Store.DeleteSession(ctx, gate.RequestOf(ctx).User.ID, id); err != nil {
		return nil, httpio.Hide(err)
	}
	return api.DeleteSession204Response{}, nil
}

// GetSetting reads a setting; one that was never written is empty.
func (p *profile) GetSetting(ctx context.Context, r api.GetSettingRequestObject) (api.GetSettingResponseObject, error) {
	v, err := p.s.services.Store.Setting(ctx, gate.RequestOf(ctx).User.ID, r.Key)
	if gendu.KindOf(err) == gendu.NotFound {
		return api.GetSetting200JSONResponse{Value: map[string]any{}}, nil
	}
	if err != nil {
		return nil, err
	}
	out := api.GetSetting200JSONResponse{UpdatedAt: api.OptionalTime(v.UpdatedAt)}
	d := json.NewDecoder(bytes.NewReader([]byte(v.JSON)))
	d.UseNumber()
	if err := d.Decode(&out.Value); err != nil {
		return nil, err
	}
	return out, nil
}

// PutSetting writes a setting.
func (p *profile) PutSetting(ctx context.Context, r api.PutSettingRequestObject) (api.PutSettingResponseObject, error) {
	if r.Body.Value == nil {
		return nil, httpio.InField("value", gendu.Errorf(gendu.Invalid, "The value of a setting is an object."))
	}
	b, err := json.Marshal(r.Body.Value)
	if err != nil {
		return nil, err
	}
	if most := p.s.services.Store.Limits().SettingBytes; len(b) > most {
		return nil, gendu.Errorf(gendu.TooLarge, "A setting has at most %s, and this one has %s.", gendu.Bytes(int64(most)), gendu.Bytes(int64(len(b))))
	}
	v := &gendu.Settings{UserID: gate.RequestOf(ctx).User.ID, Key: r.Key, JSON: string(b), UpdatedAt: p.s.services.Now()}
	if err := p.s.services.Store.PutSetting(ctx, v); err != nil {
		return nil, err
	}
	return api.PutSetting204Response{}, nil
}
