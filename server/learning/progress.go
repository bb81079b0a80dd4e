package learning

import (
	"context"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"gendu"
	"gendu/practice/cards"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/views"
	"gendu/store"
)

// What a learner's progress shows.
const (
	weeksBefore  = 8
	weeksAfter   = 1
	saidAgainFor = 365 * 24 * time.Hour // so far back is looked for a sentence then and now
	saidApart    = 7 * 24 * time.Hour
	maxSaidAgain = 30
)

// GetProgress says what one has practised.
func (h *Cards) GetProgress(ctx context.Context, r api.GetProgressRequestObject) (api.GetProgressResponseObject, error) {
	me, now := gate.RequestOf(ctx).User.ID, h.s.Now()
	how, err := h.recallOf(ctx, me)
	if err != nil {
		return nil, err
	}
	zone, err := zoneOf(how, r.Params.Zone)
	if err != nil {
		return nil, err
	}
	today := cards.DayOf(now, zone)
	first := today.Monday().Plus(-7 * weeksBefore)
	out := api.LearnerProgress{Zone: zone.String(), DaysPerWeek: how.DaysPerWeek}
	if out.Days, err = h.days(ctx, me, today, first, 7*(weeksBefore+1+weeksAfter)); err != nil {
		return nil, err
	}
	stages, err := h.s.Store.CardStages(ctx, me, cards.LearningDays, cards.SettlingDays)
	if err != nil {
		return nil, err
	}
	out.Stages = api.CardStages{Fresh: stages.Fresh, Learning: stages.Learning, Settling: stages.Settling, Settled: stages.Settled}
	out.ThenAndNow, err = h.thenAndNow(ctx, me, today)
	return api.GetProgress200JSONResponse(out), err
}

// days counts what was done on so many days, and what comes due on those to come.
func (h *Cards) days(ctx context.Context, userID gendu.ID, today, first cards.Day, n int) ([]api.TodayDay, error) {
	spoken, err := h.s.Store.SpokenMoments(ctx, userID, first.Start)
	if err != nil {
		return nil, err
	}
	rated, _, err := h.s.Store.RatedMoments(ctx, userID, first.Start)
	if err != nil {
		return nil, err
	}
	due, err := h.s.Store.DueMoments(ctx, userID, today.End, first.Plus(n-1).End)
	if err != nil {
		return nil, err
	}
	heard, err := h.s.Store.ListenedMoments(ctx, userID, first.Start)
	if err != nil {
		return nil, err
	}
	list := make([]api.TodayDay, n)
	for i := range list {
		day := first.Plus(i)
		list[i] = api.TodayDay{
			Date: openapi_types.Date{Time: day.Start}, State: stateOf(day, today),
			SpokenMs: within(spoken, day), HeardMs: within(heard, day), Rated: int(within(rated, day)), Due: int(within(due, day)),
		}
	}
	return list, nil
}

// DayOn is a learner's day on a date.
func (h *Cards) DayOn(ctx context.Context, date time.Time, browser *string) (cards.Day, error) {
	how, err := h.recallOf(ctx, gate.RequestOf(ctx).User.ID)
	if err != nil {
		return cards.Day{}, err
	}
	zone, err := zoneOf(how, browser)
	if err != nil {
		return cards.Day{}, err
	}
	return cards.DayOn(date, zone), nil
}

// thenAndNow is a sentence that was said again after some time; nil where there is none.
// Each day it is the next one of the list.
func (h *Cards) thenAndNow(ctx context.Context, userID gendu.ID, today cards.Day) (*api.ThenAndNow, error) {
	list, err := h.s.Store.SaidAgain(ctx, userID, today.Start.Add(-saidAgainFor), saidApart, maxSaidAgain)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	first, last, err := h.s.Store.ThenAndNow(ctx, userID, list[today.Number()%len(list)])
	if gendu.KindOf(err) == gendu.NotFound {
		return nil, nil //nolint:nilnil // it was deleted in between: there is none to show
	}
	if err != nil {
		return nil, err
	}
	both := []store.TakeView{*first, *last}
	for i := range both {
		both[i].Judged = gendu.Judged{} // it is listened to, not measured
	}
	views, err := views.NewNames(h.s.Store).Takes(ctx, both, true)
	if err != nil {
		return nil, err
	}
	return &api.ThenAndNow{First: views[0], Last: views[1]}, nil
}
