package hosting

import (
	"context"
	"math"

	"gendu"
	"gendu/publishing"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/store/numbers"
)

// GetNumbers says how an episode is practised, for its hosts.
func (h *Episodes) GetNumbers(ctx context.Context, _ api.GetNumbersRequestObject) (api.GetNumbersResponseObject, error) {
	e := gate.RequestOf(ctx).Object.Episode
	var cues []*gendu.Cue
	counts, err := h.s.Store.EpisodeNumbers(ctx, e.ID)
	if err == nil && e.TranscriptID != "" {
		cues, err = h.s.Store.Cues(ctx, e.TranscriptID)
	}
	if err != nil {
		return nil, err
	}
	return api.GetNumbers200JSONResponse(numbersOf(publishing.NumbersOf(cues, counts))), nil
}

// numbersOf is how numbers look in the API.
func numbersOf(n publishing.Numbers) api.EpisodeNumbers {
	out := api.EpisodeNumbers{
		Enough: n.Enough, Fewest: publishing.FewestLearners, Learners: n.Learners, PractisedMs: n.PractisedMS, SpokenMs: n.SpokenMS,
		Sentences: []api.SentenceNumbers{}, Words: []api.MissedWord{},
	}
	number := map[gendu.ID]int{}
	for i, v := range n.Sentences {
		number[v.Cue.ID] = i + 1
		out.Sentences = append(out.Sentences, api.SentenceNumbers{
			CueId: string(v.Cue.ID), Number: i + 1, Text: v.Cue.Text,
			Heard: rounded(v.Heard, 10), Skipped: rounded(v.Skipped, 100), Hard: rounded(v.Hard, 100), Stopped: rounded(v.Stopped, 100), Flagged: rounded(v.Flagged, 100),
		})
	}
	for _, w := range n.Words {
		out.Words = append(out.Words, api.MissedWord{Word: w.Word, CueId: string(w.Cue.ID), Number: number[w.Cue.ID], Share: *rounded(&w.Share, 100)})
	}
	return out
}

// rounded keeps whole steps of one: more says nothing.
func rounded(v *float64, steps float64) *float64 {
	if v == nil {
		return nil
	}
	r := math.Round(*v*steps) / steps
	return &r
}

// PutPractised adds what a page counted of a visit since it sent it last.
func (h *Episodes) PutPractised(ctx context.Context, r api.PutPractisedRequestObject) (api.PutPractisedResponseObject, error) {
	id, err := gendu.ParseID(r.VisitId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	req := gate.RequestOf(ctx)
	at := gate.Moment(r.Body.BeganAt, h.s.Now())
	if at.Before(h.s.Now().Add(-numbers.VisitKept)) {
		return nil, httpio.InField("beganAt", gendu.Errorf(gendu.Invalid, "What was practised more than 30 days ago is not counted any more."))
	}
	v := numbers.Visit{ID: id, UserID: req.User.ID, EpisodeID: req.Object.Episode.ID}
	for _, p := range r.Body.Sentences {
		v.Sentences = append(v.Sentences, numbers.Practised{CueID: gendu.ID(p.CueId), Plays: p.Plays, Skips: p.Skips, MS: p.Ms})
	}
	if err := h.s.Store.PutVisit(ctx, v); err != nil {
		return nil, httpio.Hide(err)
	}
	return api.PutPractised204Response{}, nil
}
