package server

import (
	"context"
	"strings"

	"gendu"
	"gendu/server/api"
)

// ListShowHosts lists who edits a show, for those who do.
func (h *shows) ListShowHosts(ctx context.Context, _ api.ListShowHostsRequestObject) (api.ListShowHostsResponseObject, error) {
	list, err := h.s.store.HostsOf(ctx, requestOf(ctx).object.show.ID)
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
func (h *shows) AddShowHost(ctx context.Context, r api.AddShowHostRequestObject) (api.AddShowHostResponseObject, error) {
	req := requestOf(ctx)
	host, err := h.hostByLogin(ctx, r.Body.Login)
	if err != nil {
		return nil, err
	}
	if err := h.s.store.AddEditor(ctx, req.object.show.ID, host.ID); err != nil {
		return nil, hide(err)
	}
	req.subject = host.ID
	return api.AddShowHost204Response{}, nil
}

// RemoveShowHost ends that somebody edits a show.
func (h *shows) RemoveShowHost(ctx context.Context, _ api.RemoveShowHostRequestObject) (api.RemoveShowHostResponseObject, error) {
	o := requestOf(ctx).object
	if err := h.s.store.RemoveEditor(ctx, o.show.ID, o.member); err != nil {
		return nil, hide(err)
	}
	return api.RemoveShowHost204Response{}, nil
}

// HandOverShow gives a show to another host.
func (h *shows) HandOverShow(ctx context.Context, r api.HandOverShowRequestObject) (api.HandOverShowResponseObject, error) {
	req := requestOf(ctx)
	host, err := h.hostByLogin(ctx, r.Body.Login)
	if err != nil {
		return nil, err
	}
	if host.ID == req.object.show.OwnerID {
		return nil, &fieldError{"login", gendu.Errorf(gendu.Conflict, "This host owns the show already.")}
	}
	if err := h.s.store.HandOverShow(ctx, req.object.show.ID, host.ID, given(r.Body.Stay)); err != nil {
		return nil, hide(err)
	}
	req.subject = host.ID
	return api.HandOverShow204Response{}, nil
}

// hostByLogin finds a host who can sign in.
func (h *shows) hostByLogin(ctx context.Context, login string) (*gendu.User, error) {
	u, err := h.s.store.UserByLogin(ctx, strings.ToLower(login))
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	if err != nil || u.Disabled || !u.Has(gendu.Host) {
		return nil, &fieldError{"login", gendu.Errorf(gendu.Invalid, "There is no host with this user name.")}
	}
	return u, nil
}

// mayStillEdit looks again whether a person may edit an episode, for what was allowed a
// while ago.
func (s *Server) mayStillEdit(ctx context.Context, userID, episodeID gendu.ID) error {
	u, err := s.store.User(ctx, userID)
	if err != nil {
		return hide(err)
	}
	o := resource{}
	if err := s.findEpisode(ctx, episodeID, &o); err != nil {
		return err
	}
	return can(u, editEpisode, o)
}
