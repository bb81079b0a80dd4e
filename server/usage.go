package server

import (
	"context"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/views"
)

// GetMyUsage says what the signed-in person keeps, and may keep.
func (p *profile) GetMyUsage(ctx context.Context, _ api.GetMyUsageRequestObject) (api.GetMyUsageResponseObject, error) {
	id := gate.RequestOf(ctx).User.ID
	used, err := p.s.services.Store.Usage(ctx, id)
	if err != nil {
		return nil, err
	}
	open, err := p.s.services.Store.OpenUploads(ctx, id)
	if err != nil {
		return nil, err
	}
	return api.GetMyUsage200JSONResponse{Used: usedOf(used), Uploads: open, Limits: limitsOf(p.s.services.Store.Limits())}, nil
}

func usedOf(u gendu.Usage) api.Used { return api.Used{Bytes: u.Bytes, Takes: u.Takes} }

func limitsOf(l gendu.Limits) api.Limits {
	return api.Limits{
		Bytes: l.Bytes, Takes: l.Takes, Uploads: l.Uploads, Settings: l.Settings, SettingBytes: l.SettingBytes, Streams: l.Streams,
	}
}

// withUsage says of a part of the list of users what each of them keeps.
func (a *admin) withUsage(ctx context.Context, list []*gendu.User) ([]api.User, error) {
	ids := make([]gendu.ID, len(list))
	for i, u := range list {
		ids[i] = u.ID
	}
	used, err := a.s.services.Store.UsageOf(ctx, ids)
	out := make([]api.User, len(list))
	for i, u := range list {
		out[i] = views.UserOf(u)
		out[i].Used = usedOf(used[u.ID])
	}
	return out, err
}
