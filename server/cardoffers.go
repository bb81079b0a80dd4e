package server

import (
	"context"

	"gendu"
	"gendu/server/api"
)

// maxCardOffers is how many sentences are offered at once: a choice, not a list of work.
const maxCardOffers = 5

// ListCardOffers lists sentences that the learner may want as cards.
func (h *cardsAPI) ListCardOffers(ctx context.Context, _ api.ListCardOffersRequestObject) (api.ListCardOffersResponseObject, error) {
	me := requestOf(ctx).user.ID
	out := api.ListCardOffers200JSONResponse{Offers: []api.CardOffer{}}
	hidden, err := h.s.scoresOff(ctx, me)
	if err != nil || hidden {
		return out, err
	}
	list, err := h.s.store.CardOffers(ctx, me)
	if err != nil {
		return nil, err
	}
	views, err := h.s.store.CardViews(ctx, me, list[:min(len(list), maxCardOffers)])
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
func (h *cardsAPI) RefuseCard(ctx context.Context, r api.RefuseCardRequestObject) (api.RefuseCardResponseObject, error) {
	id, err := gendu.ParseID(r.CueId)
	if err != nil {
		return nil, errNothing()
	}
	if err := h.s.store.RefuseCard(ctx, requestOf(ctx).user.ID, id); err != nil {
		return nil, hide(err)
	}
	return api.RefuseCard204Response{}, nil
}
