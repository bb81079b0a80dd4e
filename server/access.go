package server

import (
	"context"
	"strings"

	"gendu"
	"gendu/server/api"
	"gendu/store"
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

// partShown makes a part of a list that was asked for one row more than most, which tells
// whether there are more: then next is the cursor behind the part.
func partShown[T, V any](list []T, most int, id func(*T) gendu.ID, view func(*T) V) (shown []V, next *string) {
	shown = []V{}
	for i := range list[:min(most, len(list))] {
		shown = append(shown, view(&list[i]))
	}
	if len(list) > most {
		last := string(id(&list[most-1]))
		next = &last
	}
	return shown, next
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
	var page api.InvitationPage
	page.Invitations, page.Next = partShown(list, most, func(v *store.OpenTicket) gendu.ID { return v.ID }, func(v *store.OpenTicket) api.Invitation {
		return api.Invitation{
			Id: string(v.ID), Kind: api.InvitationKind(v.Purpose), Roles: rolesOf(v.Roles), Login: text(v.ForLogin), Maker: text(v.Maker),
			CreatedAt: v.CreatedAt, ExpiresAt: v.ExpiresAt,
		}
	})
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
	var page api.ClassOverviewPage
	page.Classes, page.Next = partShown(list, most, func(v *store.ClassOverview) gendu.ID { return v.ID }, func(v *store.ClassOverview) api.ClassOverview {
		return api.ClassOverview{
			Id: string(v.ID), Name: v.Name, TeacherName: v.Teacher, TeacherActive: v.Active, AllTakes: v.AllTakes, Members: v.Members,
			CreatedAt: v.CreatedAt,
		}
	})
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
	var page api.ShowOverviewPage
	page.Shows, page.Next = partShown(list, most, func(v *store.ShowOverview) gendu.ID { return v.ID }, func(v *store.ShowOverview) api.ShowOverview {
		return api.ShowOverview{
			Id: string(v.ID), Title: v.Title, OwnerName: v.Owner, OwnerActive: v.Active, Episodes: v.Episodes, Published: v.Published,
			CreatedAt: v.CreatedAt,
		}
	})
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
	requestOf(ctx).subject = teacher.ID
	return api.HandOverClass204Response{}, nil
}
