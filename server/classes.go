package server

import (
	"context"

	"gendu"
	"gendu/coursework"
	"gendu/server/api"
	"gendu/store"
)

// classes is the concern of classes and membership.
type classes struct {
	s       *Server
	limiter limiter
}

func (h *classes) codeFrom(in *api.CodeInput) gendu.ClassCode {
	if in == nil {
		in = &api.CodeInput{}
	}
	return coursework.NewCode(h.s.now(), in.Days, in.Uses)
}

// taughtClass is a class as its teacher sees it.
func taughtClass(c *gendu.Class, teacher string, members, waiting int) api.Class {
	v := api.Class{
		Id: string(c.ID), Name: c.Name, TeacherName: teacher, Own: true, AllTakes: c.AllTakes, ScoresOff: c.ScoresOff, KeepDays: days(c.KeepDays), Members: members,
		Waiting: waiting, CreatedAt: c.CreatedAt,
	}
	if c.Code.Code != "" {
		uses := c.Code.UsesLeft
		v.Code, v.CodeExpiresAt, v.CodeUsesLeft = text(c.Code.Code), some(c.Code.ExpiresAt), &uses
	}
	return v
}

// days points to a number of days, and to nothing for none.
func days(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// joinedClass is a class as a learner sees it: without its code and its numbers.
func joinedClass(c *gendu.Class, teacher string) api.Class {
	return api.Class{Id: string(c.ID), Name: c.Name, TeacherName: teacher, AllTakes: c.AllTakes, ScoresOff: c.ScoresOff, KeepDays: days(c.KeepDays), CreatedAt: c.CreatedAt}
}

// ListClasses lists the classes taught and joined, a part of both at a time. A part
// without one of them is behind the end of that list.
func (h *classes) ListClasses(ctx context.Context, r api.ListClassesRequestObject) (api.ListClassesResponseObject, error) {
	from, err := classesFrom(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	u, most := requestOf(ctx).user, mostOf(r.Params.Limit)
	out := api.ListClasses200JSONResponse{Taught: []api.Class{}, Joined: []api.Class{}}
	if !u.Has(gendu.Teacher) {
		from.taughtEnded = true
	}
	if !from.taughtEnded {
		taught, err := h.s.store.ClassesOfTeacher(ctx, u.ID, from.taught, most+1)
		if err != nil {
			return nil, err
		}
		from.taughtEnded = len(taught) <= most
		for i := range taught[:min(most, len(taught))] {
			c := &taught[i]
			from.taught = store.Place{At: c.CreatedAt, ID: c.ID}
			out.Taught = append(out.Taught, taughtClass(&c.Class, u.Name, c.Members, c.Waiting))
		}
	}
	if !from.joinedEnded {
		joined, err := h.s.store.ClassesJoined(ctx, u.ID, from.joined, most+1)
		if err != nil {
			return nil, err
		}
		from.joinedEnded = len(joined) <= most
		n := newNames(h.s.store)
		for i := range joined[:min(most, len(joined))] {
			c := &joined[i]
			teacher, err := n.user(ctx, c.TeacherID)
			if err != nil {
				return nil, err
			}
			from.joined = store.Named{Name: c.Name, ID: c.ID}
			out.Joined = append(out.Joined, answeredClass(c, teacher))
		}
	}
	out.Next = from.cursor()
	return out, nil
}

// CreateClass makes a class with a code.
func (h *classes) CreateClass(ctx context.Context, r api.CreateClassRequestObject) (api.CreateClassResponseObject, error) {
	u, now := requestOf(ctx).user, h.s.now()
	c := &gendu.Class{
		ID: gendu.NewID(now), TeacherID: u.ID, AllTakes: given(r.Body.AllTakes), ScoresOff: given(r.Body.ScoresOff),
		CreatedAt: now, Code: h.codeFrom(r.Body.Code),
	}
	var err error
	if c.Name, err = coursework.ClassName(r.Body.Name); err != nil {
		return nil, &fieldError{"name", err}
	}
	if err := h.s.store.CreateClass(ctx, c); err != nil {
		return nil, err
	}
	return api.CreateClass201JSONResponse(taughtClass(c, u.Name, 0, 0)), nil
}

// now is a class with its numbers, as its teacher sees it.
func (h *classes) now(ctx context.Context, id gendu.ID) (api.Class, error) {
	c, err := h.s.store.ClassSummary(ctx, id)
	if err != nil {
		return api.Class{}, hide(err)
	}
	return taughtClass(&c.Class, requestOf(ctx).user.Name, c.Members, c.Waiting), nil
}

// GetClass gives an own class with its members.
func (h *classes) GetClass(ctx context.Context, r api.GetClassRequestObject) (api.GetClassResponseObject, error) {
	c, most := requestOf(ctx).object.class, mostOf(r.Params.Limit)
	after, err := namedFrom(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	members, err := h.s.store.Members(ctx, c.ID, after, most+1)
	if err != nil {
		return nil, err
	}
	members, next := cut(members, most, func(v *store.Member) string { return namedCursor(v.Name, v.ID) })
	out := api.GetClass200JSONResponse{Members: make([]api.Member, len(members)), Next: next}
	for i := range members {
		m := &members[i]
		out.Members[i] = api.Member{UserId: string(m.ID), Name: m.Name, JoinedAt: m.JoinedAt, Takes: m.Takes, Waiting: m.Waiting}
		if c.AllTakes {
			out.Members[i].Agreed = &m.Agreed
		}
	}
	out.Class, err = h.now(ctx, c.ID)
	return out, err
}

// UpdateClass changes a class.
func (h *classes) UpdateClass(ctx context.Context, r api.UpdateClassRequestObject) (api.UpdateClassResponseObject, error) {
	if err := checkKeepDays(r.Body.KeepDays); err != nil {
		return nil, err
	}
	change := store.ClassChange{AllTakes: r.Body.AllTakes, ScoresOff: r.Body.ScoresOff, KeepDays: r.Body.KeepDays}
	if r.Body.Name != nil {
		name, err := coursework.ClassName(*r.Body.Name)
		if err != nil {
			return nil, &fieldError{"name", err}
		}
		change.Name = &name
	}
	c, err := h.s.store.UpdateClass(ctx, requestOf(ctx).object.class.ID, change)
	if err != nil {
		return nil, hide(err)
	}
	requestOf(ctx).detail(classDetails(r.Body)...)
	v, err := h.now(ctx, c.ID)
	return api.UpdateClass200JSONResponse(v), err
}

// RenewClassCode gives the class a new code; the old one ends.
func (h *classes) RenewClassCode(ctx context.Context, r api.RenewClassCodeRequestObject) (api.RenewClassCodeResponseObject, error) {
	c, err := h.s.store.SetClassCode(ctx, requestOf(ctx).object.class.ID, h.codeFrom(r.Body))
	if err != nil {
		return nil, hide(err)
	}
	v, err := h.now(ctx, c.ID)
	return api.RenewClassCode200JSONResponse(v), err
}

// DeleteClass deletes a class; all access through it ends.
func (h *classes) DeleteClass(ctx context.Context, _ api.DeleteClassRequestObject) (api.DeleteClassResponseObject, error) {
	if err := h.s.store.DeleteClass(ctx, requestOf(ctx).object.class.ID); err != nil {
		return nil, hide(err)
	}
	return api.DeleteClass204Response{}, nil
}

// JoinClass joins a class with its code.
func (h *classes) JoinClass(ctx context.Context, r api.JoinClassRequestObject) (api.JoinClassResponseObject, error) {
	req := requestOf(ctx)
	if err := h.limiter.count(ctx, joinAttempts(req.user.ID, req.echo.RealIP())); err != nil {
		return nil, err
	}
	c, err := h.s.store.JoinClass(ctx, coursework.ReadCode(r.Body.Code), req.user.ID)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil, errCode()
	}
	if err != nil {
		return nil, err
	}
	req.acted = c.ID
	teacher, err := newNames(h.s.store).user(ctx, c.TeacherID)
	return api.JoinClass200JSONResponse(joinedClass(c, teacher)), err
}

// EndMembership takes a learner out of a class: by its teacher, or by the
// learner.
func (h *classes) EndMembership(ctx context.Context, _ api.EndMembershipRequestObject) (api.EndMembershipResponseObject, error) {
	req := requestOf(ctx)
	end := h.s.store.RemoveMember
	if req.object.member == req.user.ID {
		end = h.s.store.EndMembership
	}
	if err := end(ctx, req.object.class.ID, req.object.member); err != nil {
		return nil, hide(err)
	}
	return api.EndMembership204Response{}, nil
}
