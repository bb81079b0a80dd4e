package server

import (
	"context"

	"gendu"
	"gendu/server/api"
)

// GetMyUsage says what the signed-in person keeps, and may keep.
func (p *profile) GetMyUsage(ctx context.Context, _ api.GetMyUsageRequestObject) (api.GetMyUsageResponseObject, error) {
	id := requestOf(ctx).user.ID
	used, err := p.s.store.Usage(ctx, id)
	if err != nil {
		return nil, err
	}
	open, err := p.s.store.OpenUploads(ctx, id)
	if err != nil {
		return nil, err
	}
	return api.GetMyUsage200JSONResponse{Used: usedOf(used), Uploads: open, Limits: limitsOf(p.s.store.Limits())}, nil
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
	used, err := a.s.store.UsageOf(ctx, ids)
	out := make([]api.User, len(list))
	for i, u := range list {
		out[i] = userOf(u)
		out[i].Used = usedOf(used[u.ID])
	}
	return out, err
}
