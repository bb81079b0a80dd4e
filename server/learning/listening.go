package learning

import (
	"context"
	"time"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/store/study"
)

// listeningKept is how long a sum may have waited in a browser.
const listeningKept = 60 * 24 * time.Hour

// PutListening keeps how long a page played sound.
func (h *Cards) PutListening(ctx context.Context, r api.PutListeningRequestObject) (api.PutListeningResponseObject, error) {
	id, err := gendu.ParseID(r.SumId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	at := gate.MomentOf(r.Body.At, r.Body.SentAt, h.s.Now(), study.Quarter)
	if at.Before(h.s.Now().Add(-listeningKept)) {
		return nil, httpio.InField("at", gendu.Errorf(gendu.Invalid, "What was heard more than 60 days ago is not counted any more."))
	}
	err = h.s.Store.PutListening(ctx, &study.ListeningSum{ID: id, UserID: gate.RequestOf(ctx).User.ID, At: at, MS: r.Body.Ms})
	if err != nil {
		return nil, httpio.Hide(err)
	}
	return api.PutListening204Response{}, nil
}
