package learning

import (
	"context"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
)

// maxCardOffers is how many sentences are offered at once: a choice, not a list of work.
const maxCardOffers = 5

// ListCardOffers lists sentences that the learner may want as cards.
func (h *Cards) ListCardOffers(ctx context.Context, _ api.ListCardOffersRequestObject) (api.ListCardOffersResponseObject, error) {
	me := gate.RequestOf(ctx).User.ID
	out := api.ListCardOffers200JSONResponse{Offers: []api.CardOffer{}}
	hidden, err := h.s.ScoresOff(ctx, me)
	if err != nil || hidden {
		return out, err
	}
	list, err := h.s.Store.CardOffers(ctx, me)
	if err != nil {
		return nil, err
	}
	views, err := h.s.Store.CardViews(ctx, me, list[:min(len(list), maxCardOffers)])
	if err != nil {
		return nil, err
	}
	shows := map[gendu.ID]*gendu.Show{}
	for i := range views {
		v := &views[i]
		card, err := h.todayCard(ctx, shows, v, nil)
		if err != nil {
			return nil, err
		}
		name := v.Episode.Number
		if name == "" {
			name = v.Episode.Title
		}
		out.Offers = append(out.Offers, api.CardOffer{CueId: card.CueId, EpisodeId: card.EpisodeId, Text: card.Text, Language: card.Language, Episode: name})
	}
	return out, nil
}

// RefuseCard ends for good that a sentence is offered.
func (h *Cards) RefuseCard(ctx context.Context, r api.RefuseCardRequestObject) (api.RefuseCardResponseObject, error) {
	id, err := gendu.ParseID(r.CueId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	if err := h.s.Store.RefuseCard(ctx, gate.RequestOf(ctx).User.ID, id); err != nil {
		return nil, httpio.Hide(err)
	}
	return api.RefuseCard204Response{}, nil
}
