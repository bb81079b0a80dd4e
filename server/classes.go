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

// ListClasses lists the classes taught and joined.
func (h *classes) ListClasses(ctx context.Context, _ api.ListClassesRequestObject) (api.ListClassesResponseObject, error) {
	u := requestOf(ctx).user
	out := api.ListClasses200JSONResponse{Taught: []api.Class{}, Joined: []api.Class{}}
	if u.Has(gendu.Teacher) {
		taught, err := h.s.store.ClassesOfTeacher(ctx, u.ID)
		if err != nil {
			return nil, err
		}
		for i := range taught {
			c := &taught[i]
			out.Taught = append(out.Taught, taughtClass(&c.Class, u.Name, c.Members, c.Waiting))
		}
	}
	joined, err := h.s.store.ClassesJoined(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	n := newNames(h.s.store)
	for i := range joined {
		teacher, err := n.user(ctx, joined[i].TeacherID)
		if err != nil {
			return nil, err
		}
		out.Joined = append(out.Joined, answeredClass(&joined[i], teacher))
	}
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

// page reads a class's members and counts.
func (h *classes) page(ctx context.Context, c *gendu.Class) (api.Class, []api.Member, error) {
	members, err := h.s.store.Members(ctx, c.ID)
	if err != nil {
		return api.Class{}, nil, err
	}
	out, waiting := make([]api.Member, len(members)), 0
	for i := range members {
		m := &members[i]
		out[i] = api.Member{UserId: string(m.ID), Name: m.Name, JoinedAt: m.JoinedAt, Takes: m.Takes, Waiting: m.Waiting}
		if c.AllTakes {
			out[i].Agreed = &m.Agreed
		}
		waiting += m.Waiting
	}
	return taughtClass(c, requestOf(ctx).user.Name, len(members), waiting), out, nil
}

// GetClass gives an own class with its members.
func (h *classes) GetClass(ctx context.Context, _ api.GetClassRequestObject) (api.GetClassResponseObject, error) {
	c, members, err := h.page(ctx, requestOf(ctx).object.class)
	return api.GetClass200JSONResponse{Class: c, Members: members}, err
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
	v, _, err := h.page(ctx, c)
	return api.UpdateClass200JSONResponse(v), err
}

// RenewClassCode gives the class a new code; the old one ends.
func (h *classes) RenewClassCode(ctx context.Context, r api.RenewClassCodeRequestObject) (api.RenewClassCodeResponseObject, error) {
	c, err := h.s.store.SetClassCode(ctx, requestOf(ctx).object.class.ID, h.codeFrom(r.Body))
	if err != nil {
		return nil, hide(err)
	}
	v, _, err := h.page(ctx, c)
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
