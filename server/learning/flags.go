package learning

import (
	"context"
	"strings"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/services"
	"gendu/server/views"
	"gendu/store/flags"
)

// Flags is the concern of what learners report about sentences, and of what hosts make of it.
type Flags struct {
	s       *services.Services
	limiter gate.Limiter
}

// NewFlags makes the handlers of flags.
func NewFlags(s *services.Services, limiter gate.Limiter) *Flags { return &Flags{s, limiter} }

// PutFlag writes a learner's own flag.
func (h *Flags) PutFlag(ctx context.Context, r api.PutFlagRequestObject) (api.PutFlagResponseObject, error) {
	req := gate.RequestOf(ctx)
	cueID, err := gendu.ParseID(r.CueId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	if err := h.limiter.Count(ctx, gate.FlagReports(req.User.ID)); err != nil {
		return nil, err
	}
	v, err := h.s.Store.PutFlag(ctx, &gendu.Flag{
		UserID: req.User.ID, EpisodeID: req.Object.Episode.ID, CueID: cueID, Kind: gendu.FlagKind(r.Kind),
		Note: strings.TrimSpace(api.Given(r.Body.Note)), ShiftMS: api.Given(r.Body.ShiftMs), Revision: r.Body.Revision,
	})
	if err != nil {
		return nil, httpio.Hide(err)
	}
	return api.PutFlag200JSONResponse(myFlagOf(&v)), nil
}

// ListMyFlags lists the learner's own flags of an episode.
func (h *Flags) ListMyFlags(ctx context.Context, _ api.ListMyFlagsRequestObject) (api.ListMyFlagsResponseObject, error) {
	req := gate.RequestOf(ctx)
	list, err := h.s.Store.OwnFlags(ctx, req.User.ID, req.Object.Episode.ID)
	if err != nil {
		return nil, err
	}
	out := api.ListMyFlags200JSONResponse{}
	for i := range list {
		if list[i].Now != "" {
			out = append(out, myFlagOf(&list[i]))
		}
	}
	return out, nil
}

func myFlagOf(v *flags.View) api.MyFlag {
	state := api.MyFlagState(v.Settled)
	if v.Settled == gendu.FlagOpen {
		state = api.MyFlagStateOpen
	}
	return api.MyFlag{CueId: string(v.CueID), NowId: string(v.Now), Kind: api.FlagKind(v.Kind), ShiftMs: v.ShiftMS, Note: v.Note, State: state}
}

// WithdrawFlag takes an own flag back.
func (h *Flags) WithdrawFlag(ctx context.Context, r api.WithdrawFlagRequestObject) (api.WithdrawFlagResponseObject, error) {
	episode, cue, err := placeOf(r.EpisodeId, r.CueId)
	if err == nil {
		err = h.s.Store.WithdrawFlag(ctx, gate.RequestOf(ctx).User.ID, episode, cue, gendu.FlagKind(r.Kind))
	}
	if err != nil {
		return nil, httpio.Hide(err)
	}
	return api.WithdrawFlag204Response{}, nil
}

// SawFlag notes that the learner has seen how an own flag was settled.
func (h *Flags) SawFlag(ctx context.Context, r api.SawFlagRequestObject) (api.SawFlagResponseObject, error) {
	episode, cue, err := placeOf(r.EpisodeId, r.CueId)
	if err == nil {
		err = h.s.Store.SeenFlag(ctx, gate.RequestOf(ctx).User.ID, episode, cue, gendu.FlagKind(r.Kind))
	}
	if err != nil {
		return nil, httpio.Hide(err)
	}
	return api.SawFlag204Response{}, nil
}

func placeOf(episode, cue string) (episodeID, cueID gendu.ID, err error) {
	if episodeID, err = gendu.ParseID(episode); err != nil {
		return "", "", httpio.ErrNothing()
	}
	if cueID, err = gendu.ParseID(cue); err != nil {
		return "", "", httpio.ErrNothing()
	}
	return episodeID, cueID, nil
}

// ListFlags lists the open flags of an episode for its hosts, who do not learn whose they are.
func (h *Flags) ListFlags(ctx context.Context, r api.ListFlagsRequestObject) (api.ListFlagsResponseObject, error) {
	after, most, err := views.PartOf(r.Params.Cursor, r.Params.Limit)
	if err != nil {
		return nil, err
	}
	list, err := h.s.Store.OpenFlags(ctx, gate.RequestOf(ctx).Object.Episode.ID, after, most+1)
	if err != nil {
		return nil, err
	}
	out := api.FlagList{Flags: []api.Flag{}}
	list, out.Next = views.Part(list, most, func(v *flags.View) string { return string(v.ID) })
	for i := range list {
		if v := &list[i]; v.Now != "" {
			out.Flags = append(out.Flags, api.Flag{
				Id: string(v.ID), CueId: string(v.Now), Kind: api.FlagKind(v.Kind), ShiftMs: v.ShiftMS, Note: v.Note, StartMs: v.StartMS, EndMs: v.EndMS, Was: v.Was,
			})
		}
	}
	return api.ListFlags200JSONResponse(out), nil
}

// SettleFlags settles flags of an episode, or opens them again.
func (h *Flags) SettleFlags(ctx context.Context, r api.SettleFlagsRequestObject) (api.SettleFlagsResponseObject, error) {
	req := gate.RequestOf(ctx)
	how := gendu.FlagEnding(r.Body.How)
	if r.Body.How == api.FlagSettlementHowOpen {
		how = gendu.FlagOpen
	}
	ids := make([]gendu.ID, len(r.Body.Ids))
	for i, id := range r.Body.Ids {
		ids[i] = gendu.ID(id)
	}
	now, err := h.s.Store.SettleFlags(ctx, req.Object.Episode.ID, req.User.ID, ids, how)
	if err != nil {
		return nil, err
	}
	out := api.SettleFlags200JSONResponse{Ids: []string{}}
	for _, id := range now {
		out.Ids = append(out.Ids, string(id))
	}
	return out, nil
}
