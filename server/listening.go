package server

import (
	"context"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/store"
)

// listeningKept is how long a sum may have waited in a browser.
const listeningKept = 60 * 24 * time.Hour

// PutListening keeps how long a page played sound.
func (h *cardsAPI) PutListening(ctx context.Context, r api.PutListeningRequestObject) (api.PutListeningResponseObject, error) {
	id, err := gendu.ParseID(r.SumId)
	if err != nil {
		return nil, errNothing()
	}
	at := momentOf(r.Body.At, h.s.now())
	if at.Before(h.s.now().Add(-listeningKept)) {
		return nil, &fieldError{"at", gendu.Errorf(gendu.Invalid, "What was heard more than 60 days ago is not counted any more.")}
	}
	err = h.s.store.PutListening(ctx, &store.ListeningSum{ID: id, UserID: requestOf(ctx).user.ID, At: at, MS: r.Body.Ms})
	if err != nil {
		return nil, hide(err)
	}
	return api.PutListening204Response{}, nil
}
