package learning

import (
	"context"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"gendu"
	"gendu/coursework"
	"gendu/practice/cards"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/views"
	"gendu/store/study"
)

// GetMemberProgress says what a teacher hears of a member's practice: of the recordings
// that this class may hear, and of nothing else. Cards, ratings and what somebody listened
// to are the learner's own.
func (h *Cards) GetMemberProgress(ctx context.Context, r api.GetMemberProgressRequestObject) (api.GetMemberProgressResponseObject, error) {
	req := gate.RequestOf(ctx)
	learner, err := gendu.ParseID(r.UserId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	member, err := h.s.Store.Member(ctx, req.Object.Class.ID, learner)
	if err != nil {
		return nil, httpio.Hide(err)
	}
	how, err := h.recallOf(ctx, req.User.ID)
	if err != nil {
		return nil, err
	}
	zone, err := zoneOf(how, r.Params.Zone) // the teacher's: where a learner is, is theirs
	if err != nil {
		return nil, err
	}
	today := cards.DayOf(h.s.Now(), zone)
	v := study.Voice{Learner: learner, Class: req.Object.Class.ID, Teacher: req.User.ID}
	out := api.MemberProgress{Name: member.Name, ClassName: req.Object.Class.Name, Zone: zone.String()}
	if out.Days, err = h.memberDays(ctx, v, today); err != nil {
		return nil, err
	}
	if out.Weeks, err = h.weeks(ctx, v, today, false); err != nil {
		return nil, err
	}
	out.ThenAndNow, err = h.memberThenAndNow(ctx, v, today)
	return api.GetMemberProgress200JSONResponse(out), err
}

// memberDays are the days of the last weeks with the recordings that a class hears.
func (h *Cards) memberDays(ctx context.Context, v study.Voice, today cards.Day) ([]api.MemberDay, error) {
	first := today.Monday().Plus(-7 * weeksBefore)
	spoken, err := h.s.Store.RecordedMoments(ctx, v, first.Start)
	if err != nil {
		return nil, err
	}
	list := make([]api.MemberDay, 7*(weeksBefore+1))
	for i := range list {
		day := first.Plus(i)
		list[i] = api.MemberDay{Date: openapi_types.Date{Time: day.Start}, SpokenMs: within(spoken, day), State: stateOf(day, today)}
	}
	return list, nil
}

// stateOf says where a day lies beside today.
func stateOf(day, today cards.Day) api.DayState {
	switch {
	case day.End.Before(today.End):
		return api.DayPast
	case day.Start.After(today.Start):
		return api.DayFuture
	}
	return api.DayToday
}

// memberThenAndNow is a sentence as it was said first and last, of recordings that a class
// hears; nil where there is none.
func (h *Cards) memberThenAndNow(ctx context.Context, v study.Voice, today cards.Day) (*api.ThenAndNow, error) {
	first, last, err := h.s.Store.FirstAndLast(ctx, v, today.Start.Add(-saidAgainFor), saidApart)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil, nil //nolint:nilnil // there is none to show
	}
	if err != nil {
		return nil, err
	}
	var both [2]api.Take
	for i, id := range []gendu.ID{first, last} {
		take, _, err := h.s.Store.TakeForTeacher(ctx, v.Teacher, id)
		if gendu.KindOf(err) == gendu.NotFound {
			return nil, nil //nolint:nilnil // it was deleted or taken back in between
		}
		if err != nil {
			return nil, err
		}
		now, err := h.s.Store.SubjectNow(ctx, take)
		if err != nil {
			return nil, err
		}
		shown := coursework.ForTeacher(*take)
		shown.Judged = gendu.Judged{} // it is listened to, not measured
		both[i] = views.TakeOf(&shown, now)
	}
	return &api.ThenAndNow{First: both[0], Last: both[1]}, nil
}
