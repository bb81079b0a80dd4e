package learning

import (
	"context"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/services"
)

// Cards is the concern of spaced repetition: cards, ratings, the day.
type Cards struct{ s *services.Services }

// NewCards makes the handlers of cards and progress.
func NewCards(s *services.Services) *Cards { return &Cards{s} }

// PutRating adds a rating. One that waited in a browser counts also where its episode was
// taken back meanwhile; a new card needs an episode that can be read.
func (h *Cards) PutRating(ctx context.Context, r api.PutRatingRequestObject) (api.PutRatingResponseObject, error) {
	id, err := gendu.ParseID(r.RatingId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	b := r.Body
	e := &gendu.RatingEvent{ID: id, UserID: gate.RequestOf(ctx).User.ID, Rating: gendu.Rating(b.Rating), At: gate.Moment(b.At, h.s.Now())}
	if undo := api.Given(b.Undoes); (undo != "") != (e.Rating == gendu.RatingUndo) {
		return nil, httpio.InField("undoes", gendu.Errorf(gendu.Invalid, "undoes names a rating where the rating is undo, and only there."))
	} else if undo != "" {
		if e.Undoes, err = gendu.ParseID(undo); err != nil {
			return nil, httpio.InField("undoes", err)
		}
	}
	card, err := h.card(ctx, b.CueId, b.EpisodeId, gendu.CardEpisode)
	if err != nil {
		return nil, err
	}
	e.SubjectID = card.SubjectID
	out, err := h.s.Store.Rate(ctx, e, card)
	if err != nil {
		return nil, httpio.Hide(err)
	}
	return api.PutRating200JSONResponse(cardOf(out)), nil
}

// PutCard makes a sentence or a keyword a card.
func (h *Cards) PutCard(ctx context.Context, r api.PutCardRequestObject) (api.PutCardResponseObject, error) {
	card, err := h.card(ctx, r.CueId, r.Body.EpisodeId, gendu.CardSource(r.Body.Source))
	if err != nil {
		return nil, err
	}
	card.Source = gendu.CardSource(r.Body.Source)
	out, err := h.s.Store.PutCard(ctx, card)
	if err != nil {
		return nil, err
	}
	return api.PutCard200JSONResponse(cardOf(out)), nil
}

// card is the own card of a sentence or keyword, or a new one where that can be read.
func (h *Cards) card(ctx context.Context, cue, episode string, source gendu.CardSource) (*gendu.Card, error) {
	cueID, err := gendu.ParseID(cue)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	u := gate.RequestOf(ctx).User
	old, err := h.s.Store.Card(ctx, u.ID, cueID)
	if err == nil || gendu.KindOf(err) != gendu.NotFound {
		return old, err
	}
	episodeID, err := gendu.ParseID(episode)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	o := gate.Resource{}
	if err := gate.FindEpisode(ctx, h.s.Store, episodeID, &o); err != nil {
		return nil, err
	}
	if err := gate.Can(u, gate.ReadEpisode, o); err != nil {
		return nil, err
	}
	subject, err := h.s.Store.SubjectKind(ctx, o.Episode, cueID)
	if err != nil {
		return nil, httpio.Hide(err)
	}
	return &gendu.Card{UserID: u.ID, SubjectID: cueID, Subject: subject, EpisodeID: episodeID, Source: source}, nil
}

// DeleteCard takes a sentence out of the cards.
func (h *Cards) DeleteCard(ctx context.Context, r api.DeleteCardRequestObject) (api.DeleteCardResponseObject, error) {
	id, err := gendu.ParseID(r.CueId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	if err := h.s.Store.RemoveCard(ctx, gate.RequestOf(ctx).User.ID, id); err != nil {
		return nil, httpio.Hide(err)
	}
	return api.DeleteCard204Response{}, nil
}

// ListCards lists the own cards of an episode that are in use.
func (h *Cards) ListCards(ctx context.Context, r api.ListCardsRequestObject) (api.ListCardsResponseObject, error) {
	id, err := gendu.ParseID(r.EpisodeId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	list, err := h.s.Store.CardsOfEpisode(ctx, gate.RequestOf(ctx).User.ID, id)
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
		CueId: string(c.SubjectID), EpisodeId: string(c.EpisodeID), Source: api.CardSource(c.Source), DueAt: api.OptionalTime(c.DueAt),
		Days: c.Days, Stability: c.Stability, Reps: c.Reps, Lapses: c.Lapses,
	}
}
