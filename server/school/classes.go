package school

import (
	"context"
	"fmt"

	"gendu"
	"gendu/coursework"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/services"
	"gendu/server/views"
	"gendu/store"
	"gendu/store/classroom"
	"gendu/store/rows"
)

// Classes is the concern of classes and membership.
type Classes struct {
	s       *services.Services
	limiter gate.Limiter
}

// NewClasses makes the handlers of classes.
func NewClasses(s *services.Services, l gate.Limiter) *Classes { return &Classes{s, l} }

func (h *Classes) codeFrom(in *api.CodeInput) gendu.ClassCode {
	if in == nil {
		in = &api.CodeInput{}
	}
	return coursework.NewCode(h.s.Now(), in.Days, in.Uses)
}

// taughtClass is a class as its teacher sees it.
func taughtClass(c *gendu.Class, teacher string, members, waiting int) api.Class {
	v := api.Class{
		Id: string(c.ID), Name: c.Name, TeacherName: teacher, Own: true, AllTakes: c.AllTakes, ScoresOff: c.ScoresOff, KeepDays: views.Days(c.KeepDays), Members: members,
		Waiting: waiting, CreatedAt: c.CreatedAt,
	}
	if c.Code.Code != "" {
		uses := c.Code.UsesLeft
		v.Code, v.CodeExpiresAt, v.CodeUsesLeft = api.OptionalText(c.Code.Code), api.OptionalTime(c.Code.ExpiresAt), &uses
	}
	return v
}

// joinedClass is a class as a learner sees it: without its code and its numbers.
func joinedClass(c *gendu.Class, teacher string) api.Class {
	return api.Class{Id: string(c.ID), Name: c.Name, TeacherName: teacher, AllTakes: c.AllTakes, ScoresOff: c.ScoresOff, KeepDays: views.Days(c.KeepDays), CreatedAt: c.CreatedAt}
}

// ListClasses lists the classes taught and joined, a part of both at a time. A part
// without one of them is behind the end of that list.
func (h *Classes) ListClasses(ctx context.Context, r api.ListClassesRequestObject) (api.ListClassesResponseObject, error) {
	from, err := classesFrom(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	u, most := gate.RequestOf(ctx).User, views.Limit(r.Params.Limit)
	out := api.ListClasses200JSONResponse{Taught: []api.Class{}, Joined: []api.Class{}}
	if !u.Has(gendu.Teacher) {
		from.taughtEnded = true
	}
	if !from.taughtEnded {
		taught, err := h.s.Store.ClassesOfTeacher(ctx, u.ID, from.taught, most+1)
		if err != nil {
			return nil, err
		}
		from.taughtEnded = len(taught) <= most
		for i := range taught[:min(most, len(taught))] {
			c := &taught[i]
			from.taught = rows.Place{At: c.CreatedAt, ID: c.ID}
			out.Taught = append(out.Taught, taughtClass(&c.Class, u.Name, c.Members, c.Waiting))
		}
	}
	if !from.joinedEnded {
		joined, err := h.s.Store.ClassesJoined(ctx, u.ID, from.joined, most+1)
		if err != nil {
			return nil, err
		}
		from.joinedEnded = len(joined) <= most
		n := views.NewNames(h.s.Store)
		for i := range joined[:min(most, len(joined))] {
			c := &joined[i]
			teacher, err := n.User(ctx, c.TeacherID)
			if err != nil {
				return nil, err
			}
			from.joined = classroom.Named{Name: c.Name, ID: c.ID}
			out.Joined = append(out.Joined, answeredClass(c, teacher))
		}
	}
	out.Next = from.cursor()
	return out, nil
}

// CreateClass makes a class with a code.
func (h *Classes) CreateClass(ctx context.Context, r api.CreateClassRequestObject) (api.CreateClassResponseObject, error) {
	u, now := gate.RequestOf(ctx).User, h.s.Now()
	c := &gendu.Class{
		ID: gendu.NewID(now), TeacherID: u.ID, AllTakes: api.Given(r.Body.AllTakes), ScoresOff: api.Given(r.Body.ScoresOff),
		CreatedAt: now, Code: h.codeFrom(r.Body.Code),
	}
	var err error
	if c.Name, err = coursework.ClassName(r.Body.Name); err != nil {
		return nil, httpio.InField("name", err)
	}
	if err := h.s.Store.CreateClass(ctx, c); err != nil {
		return nil, err
	}
	return api.CreateClass201JSONResponse(taughtClass(c, u.Name, 0, 0)), nil
}

// now is a class with its numbers, as its teacher sees it.
func (h *Classes) now(ctx context.Context, id gendu.ID) (api.Class, error) {
	c, err := h.s.Store.ClassSummary(ctx, id)
	if err != nil {
		return api.Class{}, httpio.Hide(err)
	}
	return taughtClass(&c.Class, gate.RequestOf(ctx).User.Name, c.Members, c.Waiting), nil
}

// GetClass gives an own class with its members.
func (h *Classes) GetClass(ctx context.Context, r api.GetClassRequestObject) (api.GetClassResponseObject, error) {
	c, most := gate.RequestOf(ctx).Object.Class, views.Limit(r.Params.Limit)
	after, err := views.NamedFrom(r.Params.Cursor)
	if err != nil {
		return nil, err
	}
	members, err := h.s.Store.Members(ctx, c.ID, after, most+1)
	if err != nil {
		return nil, err
	}
	members, next := views.Part(members, most, func(v *classroom.Member) string { return views.NamedCursor(v.Name, v.ID) })
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
func (h *Classes) UpdateClass(ctx context.Context, r api.UpdateClassRequestObject) (api.UpdateClassResponseObject, error) {
	if err := checkKeepDays(r.Body.KeepDays); err != nil {
		return nil, err
	}
	change := classroom.ClassChange{AllTakes: r.Body.AllTakes, ScoresOff: r.Body.ScoresOff, KeepDays: r.Body.KeepDays}
	if r.Body.Name != nil {
		name, err := coursework.ClassName(*r.Body.Name)
		if err != nil {
			return nil, httpio.InField("name", err)
		}
		change.Name = &name
	}
	c, err := h.s.Store.UpdateClass(ctx, gate.RequestOf(ctx).Object.Class.ID, change)
	if err != nil {
		return nil, httpio.Hide(err)
	}
	gate.RequestOf(ctx).Detail(classDetails(r.Body)...)
	v, err := h.now(ctx, c.ID)
	return api.UpdateClass200JSONResponse(v), err
}

// RenewClassCode gives the class a new code; the old one ends.
func (h *Classes) RenewClassCode(ctx context.Context, r api.RenewClassCodeRequestObject) (api.RenewClassCodeResponseObject, error) {
	c, err := h.s.Store.SetClassCode(ctx, gate.RequestOf(ctx).Object.Class.ID, h.codeFrom(r.Body))
	if err != nil {
		return nil, httpio.Hide(err)
	}
	v, err := h.now(ctx, c.ID)
	return api.RenewClassCode200JSONResponse(v), err
}

// DeleteClass deletes a class; all access through it ends.
func (h *Classes) DeleteClass(ctx context.Context, _ api.DeleteClassRequestObject) (api.DeleteClassResponseObject, error) {
	if err := h.s.Store.DeleteClass(ctx, gate.RequestOf(ctx).Object.Class.ID); err != nil {
		return nil, httpio.Hide(err)
	}
	return api.DeleteClass204Response{}, nil
}

// JoinClass joins a class with its code.
func (h *Classes) JoinClass(ctx context.Context, r api.JoinClassRequestObject) (api.JoinClassResponseObject, error) {
	req := gate.RequestOf(ctx)
	if err := h.limiter.Count(ctx, gate.JoinAttempts(req.User.ID, req.Echo.RealIP())); err != nil {
		return nil, err
	}
	c, err := h.s.Store.JoinClass(ctx, coursework.ReadCode(r.Body.Code), req.User.ID)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil, ErrCode()
	}
	if err != nil {
		return nil, err
	}
	req.Acted = c.ID
	teacher, err := views.NewNames(h.s.Store).User(ctx, c.TeacherID)
	return api.JoinClass200JSONResponse(joinedClass(c, teacher)), err
}

// EndMembership takes a learner out of a class: by its teacher, or by the
// learner.
func (h *Classes) EndMembership(ctx context.Context, _ api.EndMembershipRequestObject) (api.EndMembershipResponseObject, error) {
	req := gate.RequestOf(ctx)
	end := h.s.Store.RemoveMember
	if req.Object.Member == req.User.ID {
		end = h.s.Store.EndMembership
	}
	if err := end(ctx, req.Object.Class.ID, req.Object.Member); err != nil {
		return nil, httpio.Hide(err)
	}
	return api.EndMembership204Response{}, nil
}

// classesPlace is where a part of the two lists of classes begins.
type classesPlace struct {
	taught                   rows.Place
	joined                   classroom.Named
	taughtEnded, joinedEnded bool
}

func classesFrom(cursor *string) (p classesPlace, err error) {
	f, err := views.FieldsOf(cursor, 2)
	if err != nil || f == nil {
		return p, err
	}
	p.taughtEnded, p.joinedEnded = f[0] == "", f[1] == ""
	if p.taught, err = views.PlaceFrom(&f[0]); err != nil {
		return p, err
	}
	p.joined, err = views.NamedFrom(&f[1])
	return p, err
}

func (p classesPlace) cursor() *string {
	if p.taughtEnded && p.joinedEnded {
		return nil
	}
	taught, joined := "", ""
	if !p.taughtEnded {
		taught = views.PlaceCursor(p.taught.At, p.taught.ID)
	}
	if !p.joinedEnded {
		joined = views.NamedCursor(p.joined.Name, p.joined.ID)
	}
	c := views.CursorOf(taught, joined)
	return &c
}

// HandOverClass gives a class to another teacher.
func (h *Classes) HandOverClass(ctx context.Context, r api.HandOverClassRequestObject) (api.HandOverClassResponseObject, error) {
	class := gate.RequestOf(ctx).Object.Class
	teacher, err := h.s.UserByLogin(ctx, r.Body.Login, gendu.Teacher)
	if err != nil {
		return nil, err
	}
	if teacher.ID == class.TeacherID {
		return nil, httpio.InField("login", gendu.Errorf(gendu.Invalid, "This teacher has the class already."))
	}
	if _, err := h.s.Store.HandOverClass(ctx, class.ID, teacher.ID); err != nil {
		return nil, httpio.Hide(err)
	}
	gate.RequestOf(ctx).Subject = teacher.ID
	return api.HandOverClass204Response{}, nil
}

// ListGrades lists what is left of reviews in a class whose recording was deleted.
func (h *Classes) ListGrades(ctx context.Context, r api.ListGradesRequestObject) (api.ListGradesResponseObject, error) {
	after, most, err := views.PartOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	list, err := h.s.Store.Grades(ctx, gate.RequestOf(ctx).Object.Class.ID, after, most+1)
	if err != nil {
		return nil, err
	}
	var page api.GradePage
	page.Grades, page.Next = views.Shown(list, most, func(v *store.Grade) gendu.ID { return v.ID }, func(v *store.Grade) api.Grade {
		return api.Grade{Id: string(v.ID), LearnerName: api.OptionalText(v.Learner), Verdict: api.Verdict(v.Verdict), GivenAt: v.GivenAt}
	})
	return api.ListGrades200JSONResponse(page), nil
}

// checkKeepDays refuses an age below the notice that learners have.
func checkKeepDays(days *int) error {
	if least := int(store.Notice.Hours() / 24); days != nil && *days != 0 && *days < least {
		return httpio.InField("keepDays", gendu.Errorf(gendu.Invalid, "Recordings are kept for at least %d days, for learners are told a week before.", least))
	}
	return nil
}

// classDetails says what of a class was changed, without its name.
func classDetails(b *api.ClassPatch) (list []string) {
	for _, v := range []struct {
		name string
		on   *bool
	}{{"all takes", b.AllTakes}, {"scores hidden", b.ScoresOff}} {
		if v.on != nil {
			list = append(list, v.name+map[bool]string{true: " on", false: " off"}[*v.on])
		}
	}
	if b.KeepDays != nil {
		list = append(list, fmt.Sprintf("recordings kept for %d days", *b.KeepDays))
	}
	return list
}

// ErrCode answers a code that is good for nothing.
func ErrCode() error {
	return gendu.Errorf(gendu.NotFound, "This code is not known, has expired or was used up. Please ask for a new one.")
}
