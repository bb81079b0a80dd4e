package learning

import (
	"context"
	"encoding/json"
	"time"

	"gendu"
	"gendu/practice/cards"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/store"
)

// recallKey is the setting under which it is kept how a learner repeats.
const recallKey = "recall"

// recall is how a learner repeats, as it is kept.
type recall struct {
	NewPerDay   int      `json:"newPerDay"`
	DaysPerWeek int      `json:"daysPerWeek"`
	TimeZone    string   `json:"timeZone"`
	EpisodeID   gendu.ID `json:"episodeId"`
	Mode        string   `json:"mode"`            // of api.RecallMode
	Goals       []goal   `json:"goals,omitempty"` // how DaysPerWeek was changed, the oldest first; none: never
}

// recallOf reads how somebody repeats. What cannot be read, since the setting can be
// written in other ways, is as at the beginning.
func (h *Cards) recallOf(ctx context.Context, userID gendu.ID) (recall, error) {
	out := recall{NewPerDay: 5, DaysPerWeek: 5, Mode: string(api.RecallModeRated)}
	v, err := h.s.Store.Setting(ctx, userID, recallKey)
	if gendu.KindOf(err) == gendu.NotFound {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	kept := out
	if json.Unmarshal([]byte(v.JSON), &kept) != nil {
		return out, nil
	}
	out.NewPerDay, out.DaysPerWeek = min(max(kept.NewPerDay, 0), 50), min(max(kept.DaysPerWeek, 1), 7)
	if _, err := cards.Zone(kept.TimeZone); err == nil {
		out.TimeZone = kept.TimeZone
	}
	for _, g := range kept.Goals[:min(len(kept.Goals), maxGoals)] {
		out.Goals = append(out.Goals, goal{g.SinceMS, min(max(g.Days, 1), 7)})
	}
	if api.RecallMode(kept.Mode).Valid() {
		out.Mode = kept.Mode
	}
	if id, err := gendu.ParseID(string(kept.EpisodeID)); err == nil {
		out.EpisodeID = id
	}
	return out, nil
}

// GetRecall says how one repeats, and names the chosen episode while its sentences come.
func (h *Cards) GetRecall(ctx context.Context, _ api.GetRecallRequestObject) (api.GetRecallResponseObject, error) {
	v, err := h.recallOf(ctx, gate.RequestOf(ctx).User.ID)
	if err != nil {
		return nil, err
	}
	out := api.GetRecall200JSONResponse{Settings: recallSettings(v)}
	if v.EpisodeID == "" {
		return out, nil
	}
	e, err := h.s.Store.Episode(ctx, v.EpisodeID)
	if gendu.KindOf(err) == gendu.NotFound {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	if offersSentences(e) {
		out.Episode = &api.RecallEpisode{Number: e.Number, Title: e.Title}
	}
	return out, nil
}

// offersSentences reports whether new sentences of a day can come from an episode.
func offersSentences(e *gendu.Episode) bool {
	return e.State == gendu.Published && e.AudioID != "" && e.TranscriptID != ""
}

// UpdateRecall changes how one repeats.
func (h *Cards) UpdateRecall(ctx context.Context, r api.UpdateRecallRequestObject) (api.UpdateRecallResponseObject, error) {
	u, b := gate.RequestOf(ctx).User, r.Body
	v, err := h.recallOf(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	if b.NewPerDay != nil {
		v.NewPerDay = *b.NewPerDay
	}
	if b.DaysPerWeek != nil {
		v.setGoal(*b.DaysPerWeek, h.s.Now().UnixMilli())
	}
	if b.TimeZone != nil {
		if v.TimeZone = *b.TimeZone; v.TimeZone != "" {
			if _, err := cards.Zone(v.TimeZone); err != nil {
				return nil, httpio.InField("timeZone", err)
			}
		}
	}
	if b.Mode != nil {
		v.Mode = string(*b.Mode)
	}
	if b.EpisodeId != nil {
		if v.EpisodeID, err = h.chosen(ctx, *b.EpisodeId); err != nil {
			return nil, err
		}
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if err := h.s.Store.PutSetting(ctx, &gendu.Settings{UserID: u.ID, Key: recallKey, JSON: string(text)}); err != nil {
		return nil, err
	}
	return api.UpdateRecall200JSONResponse(recallSettings(v)), nil
}

// chosen is an episode that one may read; "" is none.
func (h *Cards) chosen(ctx context.Context, text string) (gendu.ID, error) {
	if text == "" {
		return "", nil
	}
	id, err := gendu.ParseID(text)
	if err != nil {
		return "", httpio.ErrNothing()
	}
	o := gate.Resource{}
	if err := gate.FindEpisode(ctx, h.s.Store, id, &o); err != nil {
		return "", err
	}
	return id, gate.Can(gate.RequestOf(ctx).User, gate.ReadEpisode, o)
}

func recallSettings(v recall) api.RecallSettings {
	return api.RecallSettings{NewPerDay: v.NewPerDay, DaysPerWeek: v.DaysPerWeek, TimeZone: v.TimeZone, EpisodeId: api.OptionalText(string(v.EpisodeID)), Mode: api.RecallMode(v.Mode)}
}

// zoneOf is the time zone that counts: the one of the settings, else the browser's, else
// UTC.
func zoneOf(v recall, browser *string) (*time.Location, error) {
	name := v.TimeZone
	if name == "" {
		name = api.Given(browser)
	}
	if name == "" {
		name = "UTC"
	}
	zone, err := cards.Zone(name)
	if err != nil {
		return nil, httpio.InField("zone", err)
	}
	return zone, nil
}

// recordedLast is the episode of the newest take; "" where there is none.
func (h *Cards) recordedLast(ctx context.Context, userID gendu.ID) (gendu.ID, error) {
	list, err := h.s.Store.TakesOf(ctx, userID, store.TakeQuery{Limit: 1})
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].EpisodeID, nil
}

// practisedLast is the episode that the practice page noted last under the setting
// "recent"; "" where there is none.
func (h *Cards) practisedLast(ctx context.Context, userID gendu.ID) (gendu.ID, error) {
	v, err := h.s.Store.Setting(ctx, userID, "recent")
	if gendu.KindOf(err) == gendu.NotFound {
		return h.recordedLast(ctx, userID)
	}
	if err != nil {
		return "", err
	}
	var kept struct {
		Episodes []struct {
			EpisodeID string `json:"episodeId"`
		} `json:"episodes"`
	}
	if json.Unmarshal([]byte(v.JSON), &kept) != nil || len(kept.Episodes) == 0 {
		return "", nil
	}
	id, err := gendu.ParseID(kept.Episodes[0].EpisodeID)
	if err != nil {
		return "", nil //nolint:nilerr // the page wrote something else: there is none
	}
	return id, nil
}
