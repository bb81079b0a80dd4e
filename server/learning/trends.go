package learning

import (
	"context"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"gendu/practice/cards"
	"gendu/practice/history"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/store/study"
)

const (
	trendWeeks     = 12 // with the present one
	trendTakesMost = 25 // of a week, the newest: some 6 kB each
)

// GetTrends says how the weeks went: days beside the goal, pace and pauses.
func (h *Cards) GetTrends(ctx context.Context, r api.GetTrendsRequestObject) (api.GetTrendsResponseObject, error) {
	me := gate.RequestOf(ctx).User.ID
	how, err := h.recallOf(ctx, me)
	if err != nil {
		return nil, err
	}
	zone, err := zoneOf(how, r.Params.Zone)
	if err != nil {
		return nil, err
	}
	hidden, err := h.s.ScoresOff(ctx, me)
	if err != nil {
		return nil, err
	}
	today := cards.DayOf(h.s.Now(), zone)
	out := api.GetTrends200JSONResponse{Zone: zone.String()}
	if out.Weeks, err = h.weeks(ctx, study.Voice{Learner: me}, today, hidden); err != nil {
		return nil, err
	}
	days, err := h.days(ctx, me, today, today.Monday().Plus(-7*(trendWeeks-1)), 7*trendWeeks)
	if err != nil {
		return nil, err
	}
	for i := range out.Weeks {
		week := &out.Weeks[i]
		n, goal := 0, how.goalBefore(today.Monday().Plus(7*(i+2-trendWeeks)).Start)
		for _, day := range days[7*i : 7*i+7] {
			if day.SpokenMs > 0 || day.Rated > 0 {
				n++
			}
		}
		week.Days, week.Goal = &n, &goal
	}
	return out, nil
}

// weeks are the last weeks, the oldest first, with what the recordings of each say; of
// hidden scores nothing.
func (h *Cards) weeks(ctx context.Context, v study.Voice, today cards.Day, hidden bool) ([]api.TrendWeek, error) {
	out := make([]api.TrendWeek, trendWeeks)
	for i := range out {
		monday := today.Monday().Plus(7 * (i + 1 - trendWeeks))
		out[i] = api.TrendWeek{Monday: openapi_types.Date{Time: monday.Start}}
		if hidden {
			continue
		}
		list, err := h.s.Store.ReadTakes(ctx, v, monday.Start, monday.Plus(7).Start, trendTakesMost)
		if err != nil {
			return nil, err
		}
		t, enough := history.TrendOf(list)
		out[i].Takes = len(list)
		if enough {
			out[i].Pauses = &t.Pauses
			out[i].Pace = positive(t.Pace)
		}
	}
	return out, nil
}

func positive(v float64) *float64 {
	if v <= 0 {
		return nil
	}
	return &v
}

// goal is how many days a week somebody wanted to practise from a moment on.
type goal struct {
	SinceMS int64 `json:"since"` // Unix ms; 0: from the beginning
	Days    int   `json:"days"`
}

// maxGoals is how many changes of the goal are kept, the newest.
const maxGoals = 50

// setGoal changes the goal from a moment on; what it was before stays that of the weeks before.
func (v *recall) setGoal(days int, nowMS int64) {
	if days == v.DaysPerWeek {
		return
	}
	if len(v.Goals) == 0 {
		v.Goals = []goal{{0, v.DaysPerWeek}}
	}
	v.DaysPerWeek = days
	v.Goals = append(v.Goals, goal{nowMS, days})
	v.Goals = v.Goals[max(0, len(v.Goals)-maxGoals):]
}

// goalBefore is the goal that stood last before a moment.
func (v *recall) goalBefore(end time.Time) int {
	out := v.DaysPerWeek
	for i := len(v.Goals) - 1; i >= 0; i-- {
		if out = v.Goals[i].Days; v.Goals[i].SinceMS < end.UnixMilli() {
			break
		}
	}
	return out
}
