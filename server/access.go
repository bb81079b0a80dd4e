package server

import (
	"context"
	"strings"

	"gendu"
	"gendu/server/api"
)

// What admins see and end of what others granted, and the handing over of a class.

// partAtOnce is how many rows a part of a list has where the request says nothing.
const partAtOnce = 50

// partOf reads the cursor and the limit of a list whose cursor is an id.
func partOf(cursor *string, limit *int) (after gendu.ID, most int, err error) {
	most = partAtOnce
	if limit != nil {
		most = *limit
	}
	if cursor != nil {
		if after, err = gendu.ParseID(*cursor); err != nil {
			return "", 0, &fieldError{"cursor", gendu.Errorf(gendu.Invalid, "The cursor is not one that this list gave.")}
		}
	}
	return after, most, nil
}

// ListInvitations lists the invitations and reset links that still work.
func (a *admin) ListInvitations(ctx context.Context, r api.ListInvitationsRequestObject) (api.ListInvitationsResponseObject, error) {
	after, most, err := partOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	list, err := a.s.store.OpenTickets(ctx, after, most+1)
	if err != nil {
		return nil, err
	}
	page := api.InvitationPage{Invitations: []api.Invitation{}}
	for i := range list[:min(most, len(list))] {
		v := &list[i]
		page.Invitations = append(page.Invitations, api.Invitation{
			Id: string(v.ID), Kind: api.InvitationKind(v.Purpose), Roles: rolesOf(v.Roles), Login: text(v.ForLogin), Maker: text(v.Maker),
			CreatedAt: v.CreatedAt, ExpiresAt: v.ExpiresAt,
		})
	}
	if len(list) > most {
		page.Next = &page.Invitations[most-1].Id
	}
	return api.ListInvitations200JSONResponse(page), nil
}

// RevokeInvitation ends an invitation or a reset link.
func (a *admin) RevokeInvitation(ctx context.Context, r api.RevokeInvitationRequestObject) (api.RevokeInvitationResponseObject, error) {
	id, err := gendu.ParseID(r.InvitationId)
	if err != nil {
		return nil, errNothing()
	}
	if err := a.s.store.RevokeTicket(ctx, id); err != nil {
		return nil, hide(err)
	}
	return api.RevokeInvitation204Response{}, nil
}

// ListEveryClass lists the classes of all teachers.
func (a *admin) ListEveryClass(ctx context.Context, r api.ListEveryClassRequestObject) (api.ListEveryClassResponseObject, error) {
	after, most, err := partOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	list, err := a.s.store.EveryClass(ctx, after, most+1)
	if err != nil {
		return nil, err
	}
	page := api.ClassOverviewPage{Classes: []api.ClassOverview{}}
	for i := range list[:min(most, len(list))] {
		v := &list[i]
		page.Classes = append(page.Classes, api.ClassOverview{
			Id: string(v.ID), Name: v.Name, TeacherName: v.Teacher, TeacherActive: v.Active, AllTakes: v.AllTakes, Members: v.Members,
			CreatedAt: v.CreatedAt,
		})
	}
	if len(list) > most {
		page.Next = &page.Classes[most-1].Id
	}
	return api.ListEveryClass200JSONResponse(page), nil
}

// ListEveryShow lists the shows of all hosts.
func (a *admin) ListEveryShow(ctx context.Context, r api.ListEveryShowRequestObject) (api.ListEveryShowResponseObject, error) {
	after, most, err := partOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	list, err := a.s.store.EveryShow(ctx, after, most+1)
	if err != nil {
		return nil, err
	}
	page := api.ShowOverviewPage{Shows: []api.ShowOverview{}}
	for i := range list[:min(most, len(list))] {
		v := &list[i]
		page.Shows = append(page.Shows, api.ShowOverview{
			Id: string(v.ID), Title: v.Title, OwnerName: v.Owner, OwnerActive: v.Active, Episodes: v.Episodes, Published: v.Published,
			CreatedAt: v.CreatedAt,
		})
	}
	if len(list) > most {
		page.Next = &page.Shows[most-1].Id
	}
	return api.ListEveryShow200JSONResponse(page), nil
}

// HandOverClass gives a class to another teacher.
func (h *classes) HandOverClass(ctx context.Context, r api.HandOverClassRequestObject) (api.HandOverClassResponseObject, error) {
	class := requestOf(ctx).object.class
	teacher, err := h.s.store.UserByLogin(ctx, strings.ToLower(r.Body.Login))
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	if err != nil || teacher.Disabled || !teacher.Has(gendu.Teacher) {
		return nil, &fieldError{"login", gendu.Errorf(gendu.Invalid, "There is no teacher with this user name.")}
	}
	if teacher.ID == class.TeacherID {
		return nil, &fieldError{"login", gendu.Errorf(gendu.Invalid, "This teacher has the class already.")}
	}
	if _, err := h.s.store.HandOverClass(ctx, class.ID, teacher.ID); err != nil {
		return nil, hide(err)
	}
	return api.HandOverClass204Response{}, nil
}
