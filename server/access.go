package server

import (
	"context"

	"gendu"
	"gendu/server/api"
	"gendu/server/httpio"
	"gendu/server/views"
	"gendu/store"
)

// What admins see and end of what others granted, and the handing over of a class.

// ListInvitations lists the invitations and reset links that still work.
func (a *admin) ListInvitations(ctx context.Context, r api.ListInvitationsRequestObject) (api.ListInvitationsResponseObject, error) {
	after, most, err := views.PartOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	list, err := a.s.services.Store.OpenTickets(ctx, after, most+1)
	if err != nil {
		return nil, err
	}
	var page api.InvitationPage
	page.Invitations, page.Next = views.Shown(list, most, func(v *store.OpenTicket) gendu.ID { return v.ID }, func(v *store.OpenTicket) api.Invitation {
		return api.Invitation{
			Id: string(v.ID), Kind: api.InvitationKind(v.Purpose), Roles: views.RolesOf(v.Roles), Login: api.OptionalText(v.ForLogin), Maker: api.OptionalText(v.Maker),
			CreatedAt: v.CreatedAt, ExpiresAt: v.ExpiresAt,
		}
	})
	return api.ListInvitations200JSONResponse(page), nil
}

// RevokeInvitation ends an invitation or a reset link.
func (a *admin) RevokeInvitation(ctx context.Context, r api.RevokeInvitationRequestObject) (api.RevokeInvitationResponseObject, error) {
	id, err := gendu.ParseID(r.InvitationId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	if err := a.s.services.Store.RevokeTicket(ctx, id); err != nil {
		return nil, httpio.Hide(err)
	}
	return api.RevokeInvitation204Response{}, nil
}

// ListEveryClass lists the classes of all teachers.
func (a *admin) ListEveryClass(ctx context.Context, r api.ListEveryClassRequestObject) (api.ListEveryClassResponseObject, error) {
	after, most, err := views.PartOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	list, err := a.s.services.Store.EveryClass(ctx, after, most+1)
	if err != nil {
		return nil, err
	}
	var page api.ClassOverviewPage
	page.Classes, page.Next = views.Shown(list, most, func(v *store.ClassOverview) gendu.ID { return v.ID }, func(v *store.ClassOverview) api.ClassOverview {
		return api.ClassOverview{
			Id: string(v.ID), Name: v.Name, TeacherName: v.Teacher, TeacherActive: v.Active, AllTakes: v.AllTakes, Members: v.Members,
			CreatedAt: v.CreatedAt,
		}
	})
	return api.ListEveryClass200JSONResponse(page), nil
}

// ListEveryShow lists the shows of all hosts.
func (a *admin) ListEveryShow(ctx context.Context, r api.ListEveryShowRequestObject) (api.ListEveryShowResponseObject, error) {
	after, most, err := views.PartOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	list, err := a.s.services.Store.EveryShow(ctx, after, most+1)
	if err != nil {
		return nil, err
	}
	var page api.ShowOverviewPage
	page.Shows, page.Next = views.Shown(list, most, func(v *store.ShowOverview) gendu.ID { return v.ID }, func(v *store.ShowOverview) api.ShowOverview {
		return api.ShowOverview{
			Id: string(v.ID), Title: v.Title, OwnerName: v.Owner, OwnerActive: v.Active, Episodes: v.Episodes, Published: v.Published,
			CreatedAt: v.CreatedAt,
		}
	})
	return api.ListEveryShow200JSONResponse(page), nil
}
