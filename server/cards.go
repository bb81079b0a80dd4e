package server

import (
	"context"

	"gendu"
	"gendu/server/api"
)

// cardsAPI is the concern of spaced repetition: cards, ratings, the day.
type cardsAPI struct{ s *Server }

// PutRating adds a rating. One that waited in a browser counts also where its episode was
// taken back meanwhile; a new card needs an episode that can be read.
func (h *cardsAPI) PutRating(ctx context.Context, r api.PutRatingRequestObject) (api.PutRatingResponseObject, error) {
	id, err := gendu.ParseID(r.RatingId)
	if err != nil {
		return nil, errNothing()
	}
	b := r.Body
	e := &gendu.RatingEvent{ID: id, UserID: requestOf(ctx).user.ID, Rating: gendu.Rating(b.Rating), At: momentOf(b.At, h.s.now())}
	if undo := given(b.Undoes); (undo != "") != (e.Rating == gendu.RatingUndo) {
		return nil, &fieldError{"undoes", gendu.Errorf(gendu.Invalid, "undoes names a rating where the rating is undo, and only there.")}
	} else if undo != "" {
		if e.Undoes, err = gendu.ParseID(undo); err != nil {
			return nil, &fieldError{"undoes", err}
		}
	}
	card, err := h.card(ctx, b.CueId, b.EpisodeId, gendu.CardEpisode)
	if err != nil {
		return nil, err
	}
	e.SubjectID = card.SubjectID
	out, err := h.s.store.Rate(ctx, e, card)
	if err != nil {
		return nil, hide(err)
	}
	return api.PutRating200JSONResponse(cardOf(out)), nil
}

// PutCard makes a sentence or a keyword a card.
func (h *cardsAPI) PutCard(ctx context.Context, r api.PutCardRequestObject) (api.PutCardResponseObject, error) {
	card, err := h.card(ctx, r.CueId, r.Body.EpisodeId, gendu.CardSource(r.Body.Source))
	if err != nil {
		return nil, err
	}
	card.Source = gendu.CardSource(r.Body.Source)
	out, err := h.s.store.PutCard(ctx, card)
	if err != nil {
		return nil, err
	}
	return api.PutCard200JSONResponse(cardOf(out)), nil
}

// card is the own card of a sentence or keyword, or a new one where that can be read.
func (h *cardsAPI) card(ctx context.Context, cue, episode string, source gendu.CardSource) (*gendu.Card, error) {
	cueID, err := gendu.ParseID(cue)
	if err != nil {
		return nil, errNothing()
	}
	u := requestOf(ctx).user
	old, err := h.s.store.Card(ctx, u.ID, cueID)
	if err == nil || gendu.KindOf(err) != gendu.NotFound {
		return old, err
	}
	episodeID, err := gendu.ParseID(episode)
	if err != nil {
		return nil, errNothing()
	}
	o := resource{}
	if err := h.s.findEpisode(ctx, episodeID, &o); err != nil {
		return nil, err
	}
	if err := can(u, readEpisode, o); err != nil {
		return nil, err
	}
	subject, err := h.s.store.SubjectKind(ctx, o.episode, cueID)
	if err != nil {
		return nil, hide(err)
	}
	return &gendu.Card{UserID: u.ID, SubjectID: cueID, Subject: subject, EpisodeID: episodeID, Source: source}, nil
}

// DeleteCard takes a sentence out of the cards.
func (h *cardsAPI) DeleteCard(ctx context.Context, r api.DeleteCardRequestObject) (api.DeleteCardResponseObject, error) {
	id, err := gendu.ParseID(r.CueId)
	if err != nil {
		return nil, errNothing()
	}
	if err := h.s.store.RemoveCard(ctx, requestOf(ctx).user.ID, id); err != nil {
		return nil, hide(err)
	}
	return api.DeleteCard204Response{}, nil
}

// ListCards lists the own cards of an episode that are in use.
func (h *cardsAPI) ListCards(ctx context.Context, r api.ListCardsRequestObject) (api.ListCardsResponseObject, error) {
	id, err := gendu.ParseID(r.EpisodeId)
	if err != nil {
		return nil, errNothing()
	}
	list, err := h.s.store.CardsOfEpisode(ctx, requestOf(ctx).user.ID, id)
	if err != nil {
		return nil, err
	}
	out := api.ListCards200JSONResponse{}
	for i := range list {
		if list[i].RemovedAt.IsZero() {
			out = append(out, cardOf(&list[i]))
		}
	}
	return out, nil
}

func cardOf(c *gendu.Card) api.Card {
	return api.Card{
		CueId: string(c.SubjectID), EpisodeId: string(c.EpisodeID), Source: api.CardSource(c.Source), DueAt: some(c.DueAt),
		Days: c.Days, Stability: c.Stability, Reps: c.Reps, Lapses: c.Lapses,
	}
}
