package learning

import (
	"context"

	"gendu"
	"gendu/practice/cards"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/views"
	"gendu/store/study"
)

// GetToday says what the day offers.
func (h *Cards) GetToday(ctx context.Context, r api.GetTodayRequestObject) (api.GetTodayResponseObject, error) {
	u, now := gate.RequestOf(ctx).User, h.s.Now()
	how, err := h.recallOf(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	zone, err := zoneOf(how, r.Params.Zone)
	if err != nil {
		return nil, err
	}
	day := cards.DayOf(now, zone)
	out := api.Today{Zone: zone.String(), DayEnd: day.End.UTC(), Settings: recallSettings(how)}
	if out.Answers.Unread, out.Answers.Teacher, err = h.s.Store.UnreadAnswers(ctx, u.ID); err != nil {
		return nil, err
	}
	past, err := h.past(ctx, u.ID, day)
	if err != nil {
		return nil, err
	}
	past.NewPerDay, past.More = how.NewPerDay, api.Given(r.Params.More)
	due, err := h.s.Store.DueCards(ctx, u.ID, day.End)
	if err != nil {
		return nil, err
	}
	if due, err = h.s.Store.Present(ctx, due); err != nil {
		return nil, err
	}
	offer := cards.OfferOf(now, zone, due, past)
	out.Waiting = offer.Waiting
	fresh, err := h.fresh(ctx, u.ID, how, offer.New, &out)
	if err != nil {
		return nil, err
	}
	if err := h.fill(ctx, u.ID, offer.Due, fresh, &out); err != nil {
		return nil, err
	}
	if err := h.week(ctx, u.ID, day, &out); err != nil {
		return nil, err
	}
	return api.GetToday200JSONResponse(out), nil
}

// past is what a learner did before.
func (h *Cards) past(ctx context.Context, userID gendu.ID, day cards.Day) (cards.Past, error) {
	var p cards.Past
	list, before, err := h.s.Store.RatedMoments(ctx, userID, day.Plus(-cards.Window).Start)
	if err != nil {
		return p, err
	}
	for _, m := range list {
		p.Rated = append(p.Rated, m.At)
	}
	p.Before = before
	p.RepeatedToday, p.NewToday, err = h.s.Store.RatedToday(ctx, userID, day.Start)
	return p, err
}

// fresh are the new cards of the day: those that the learner made, then sentences of the
// chosen episode, else of the one that was practised last.
func (h *Cards) fresh(ctx context.Context, userID gendu.ID, how recall, n int, out *api.Today) ([]gendu.Card, error) {
	made, err := h.s.Store.NewCards(ctx, userID, n)
	if err != nil {
		return nil, err
	}
	if made, err = h.s.Store.Present(ctx, made); err != nil {
		return nil, err
	}
	id := how.EpisodeID
	if id == "" {
		if id, err = h.practisedLast(ctx, userID); err != nil || id == "" {
			return made, err
		}
	}
	e, err := h.s.Store.Episode(ctx, id)
	if gendu.KindOf(err) == gendu.NotFound || err == nil && !offersSentences(e) {
		return made, nil // it is gone: the next choice counts
	}
	if err != nil {
		return nil, err
	}
	list, err := h.s.Store.FreshCues(ctx, userID, id)
	if err != nil {
		return nil, err
	}
	out.Episode = &api.TodayEpisode{Id: string(e.ID), Number: e.Number, Title: e.Title, Left: len(list)}
	return append(made, list[:min(max(n-len(made), 0), len(list))]...), nil
}

// fill adds what the cards show.
func (h *Cards) fill(ctx context.Context, userID gendu.ID, due, fresh []gendu.Card, out *api.Today) error {
	views, err := h.s.Store.CardViews(ctx, userID, append(append([]gendu.Card{}, due...), fresh...))
	if err != nil {
		return err
	}
	ids := make([]gendu.ID, len(views))
	for i, v := range views {
		ids[i] = v.SubjectID
	}
	events, err := h.s.Store.RatingEvents(ctx, userID, ids)
	if err != nil {
		return err
	}
	shows := map[gendu.ID]*gendu.Show{}
	out.Due, out.Fresh = []api.TodayCard{}, []api.TodayCard{}
	var spoken []int64
	for i := range views {
		v := &views[i]
		card, err := h.todayCard(ctx, shows, v, events)
		if err != nil {
			return err
		}
		spoken = append(spoken, v.Cue.EndMS-v.Cue.StartMS)
		if v.New() {
			out.Fresh = append(out.Fresh, card)
		} else {
			out.Due = append(out.Due, card)
		}
	}
	out.Seconds = int(cards.Estimate(spoken).Seconds())
	return nil
}

func (h *Cards) todayCard(ctx context.Context, shows map[gendu.ID]*gendu.Show, v *study.CardView, events []gendu.RatingEvent) (api.TodayCard, error) {
	show, err := views.Known(shows, v.Episode.ShowID, func() (*gendu.Show, error) { return h.s.Store.Show(ctx, v.Episode.ShowID) })
	if err != nil {
		return api.TodayCard{}, err
	}
	out := api.TodayCard{
		Subject: api.Subject(v.Subject), CueId: string(v.SubjectID), CurrentId: string(v.Cue.ID), EpisodeId: string(v.Episode.ID), Revision: v.Revision, AudioId: string(v.Episode.AudioID),
		Text: v.Cue.Text, Translation: v.Cue.Translation, StartMs: v.Cue.StartMS, EndMs: v.Cue.EndMS, Source: api.CardSource(v.Source),
		FirstTake: api.OptionalText(string(v.First)), BestTake: api.OptionalText(string(v.Best)), Events: []api.RatingEvent{},
	}
	if show != nil {
		out.Language, out.TranslationLanguage = show.Language, show.Translation
	}
	for _, e := range events {
		if e.SubjectID == v.SubjectID {
			out.Events = append(out.Events, api.RatingEvent{Id: string(e.ID), Rating: api.Rating(e.Rating), At: e.At, Undoes: api.OptionalText(string(e.Undoes))})
		}
	}
	return out, nil
}

// week counts the days of the week.
func (h *Cards) week(ctx context.Context, userID gendu.ID, today cards.Day, out *api.Today) (err error) {
	out.Week, err = h.days(ctx, userID, today, today.Monday(), 7)
	for _, day := range out.Week {
		if day.SpokenMs > 0 || day.Rated > 0 {
			out.DaysPractised++
		}
	}
	return err
}

// within sums up the moments of a day. A moment before its week's first day begins, by
// less than a quarter of an hour, is not there: days begin at whole quarters.
func within(list []study.Moment, day cards.Day) (n int64) {
	for _, m := range list {
		if day.Has(m.At) {
			n += m.N
		}
	}
	return n
}
