package hosting

import (
	"context"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
)

// ListShowHosts lists who edits a show, for those who do.
func (h *Shows) ListShowHosts(ctx context.Context, _ api.ListShowHostsRequestObject) (api.ListShowHostsResponseObject, error) {
	list, err := h.s.Store.HostsOf(ctx, gate.RequestOf(ctx).Object.Show.ID)
	if err != nil {
		return nil, err
	}
	out := api.ListShowHosts200JSONResponse{}
	for _, v := range list {
		role := api.Editor
		if v.Owner {
			role = api.Owner
		}
		out = append(out, api.ShowHost{UserId: string(v.UserID), Login: v.Login, Name: v.Name, Role: role, Active: v.Active})
	}
	return out, nil
}

// AddShowHost lets another host edit a show.
func (h *Shows) AddShowHost(ctx context.Context, r api.AddShowHostRequestObject) (api.AddShowHostResponseObject, error) {
	req := gate.RequestOf(ctx)
	host, err := h.s.UserByLogin(ctx, r.Body.Login, gendu.Host)
	if err != nil {
		return nil, err
	}
	if err := h.s.Store.AddEditor(ctx, req.Object.Show.ID, host.ID); err != nil {
		return nil, httpio.Hide(err)
	}
	req.Subject = host.ID
	return api.AddShowHost204Response{}, nil
}

// RemoveShowHost ends that somebody edits a show.
func (h *Shows) RemoveShowHost(ctx context.Context, _ api.RemoveShowHostRequestObject) (api.RemoveShowHostResponseObject, error) {
	o := gate.RequestOf(ctx).Object
	if err := h.s.Store.RemoveEditor(ctx, o.Show.ID, o.Member); err != nil {
		return nil, httpio.Hide(err)
	}
	return api.RemoveShowHost204Response{}, nil
}

// HandOverShow gives a show to another host.
func (h *Shows) HandOverShow(ctx context.Context, r api.HandOverShowRequestObject) (api.HandOverShowResponseObject, error) {
	req := gate.RequestOf(ctx)
	host, err := h.s.UserByLogin(ctx, r.Body.Login, gendu.Host)
	if err != nil {
		return nil, err
	}
	if host.ID == req.Object.Show.OwnerID {
		return nil, httpio.InField("login", gendu.Errorf(gendu.Conflict, "This host owns the show already."))
	}
	if err := h.s.Store.HandOverShow(ctx, req.Object.Show.ID, host.ID, api.Given(r.Body.Stay)); err != nil {
		return nil, httpio.Hide(err)
	}
	req.Subject = host.ID
	return api.HandOverShow204Response{}, nil
}
