package recordings

import (
	"context"
	"runtime"

	"gendu"
	"gendu/coursework"
	"gendu/installation"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/learning"
	"gendu/server/services"
	"gendu/server/views"
	"gendu/store"
)

// Takes is the concern of recordings.
type Takes struct {
	s      *services.Services
	decode chan struct{} // places for decoding takes in memory
}

// NewTakes makes the handlers of recordings.
func NewTakes(s *services.Services) *Takes {
	return &Takes{s: s, decode: make(chan struct{}, max(1, min(4, runtime.GOMAXPROCS(0))))}
}

// ListTakes lists the own takes of an episode, newest first. They stay when the
// episode goes.
func (h *Takes) ListTakes(ctx context.Context, r api.ListTakesRequestObject) (api.ListTakesResponseObject, error) {
	id, err := gendu.ParseID(r.EpisodeId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	page, err := h.own(ctx, store.TakeQuery{EpisodeID: id}, r.Params.Cursor, r.Params.Limit, false)
	return api.ListTakes200JSONResponse(page), err
}

// ListMyTakes lists the own takes, newest first.
func (h *Takes) ListMyTakes(ctx context.Context, r api.ListMyTakesRequestObject) (api.ListMyTakesResponseObject, error) {
	q := store.TakeQuery{Which: store.WhichTakes(api.Given(r.Params.Which)), ClassID: gendu.ID(api.Given(r.Params.ClassId))}
	if r.Params.Day != nil {
		day, err := learning.NewCards(h.s).DayOn(ctx, r.Params.Day.Time, r.Params.Zone)
		if err != nil {
			return nil, err
		}
		q.From, q.To = day.Start, day.End
	}
	page, err := h.own(ctx, q, r.Params.Cursor, r.Params.Limit, true)
	return api.ListMyTakes200JSONResponse(page), err
}

// own is a part of the own takes.
func (h *Takes) own(ctx context.Context, q store.TakeQuery, cursor *string, limit *int, titles bool) (api.TakePage, error) {
	most := views.Limit(limit)
	q.Limit = most + 1 // one more tells whether there are more
	var err error
	if q.After, err = views.PlaceFrom(cursor); err != nil {
		return api.TakePage{}, err
	}
	list, err := h.s.Store.TakesOf(ctx, gate.RequestOf(ctx).User.ID, q)
	if err != nil {
		return api.TakePage{}, err
	}
	list, next := views.Part(list, most, func(v *store.TakeView) string { return views.PlaceCursor(v.CreatedAt, v.ID) })
	if err := h.hideScores(ctx, list); err != nil {
		return api.TakePage{}, err
	}
	out, err := views.NewNames(h.s.Store).Takes(ctx, list, titles)
	return api.TakePage{Takes: out, Next: next}, err
}

// GetTake gives one take of the own, or one that an own class may hear.
func (h *Takes) GetTake(ctx context.Context, _ api.GetTakeRequestObject) (api.GetTakeResponseObject, error) {
	v, err := h.view(ctx, gate.RequestOf(ctx).Object.Take)
	return api.GetTake200JSONResponse(v), err
}

// hideScores takes what the machine says out of the own takes where a class wants that; the
// teacher still sees them.
func (h *Takes) hideScores(ctx context.Context, list []store.TakeView) error {
	off, err := h.s.ScoresOff(ctx, gate.RequestOf(ctx).User.ID)
	if err != nil || !off {
		return err
	}
	for i := range list {
		list[i].Judged = gendu.Judged{}
	}
	return nil
}

// comparison is what the machine says of a take; to a learner from whom a class hides
// it, it is not there.
func (h *Takes) comparison(ctx context.Context, t *gendu.Take, own bool) (*gendu.Compared, error) {
	if own {
		off, err := h.s.ScoresOff(ctx, t.UserID)
		if err != nil {
			return nil, err
		}
		if off {
			return nil, httpio.ErrNothing()
		}
	}
	return h.s.Store.Comparison(ctx, t.ID)
}

// view is a take with all that became of it. Its learner sees everything; a
// teacher neither the learner's notes and marks nor other teachers' business.
func (h *Takes) view(ctx context.Context, t *gendu.Take) (api.Take, error) {
	u := gate.RequestOf(ctx).User
	own := t.UserID == u.ID
	comparison, err := h.comparison(ctx, t, own)
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return api.Take{}, err
	}
	if err != nil {
		comparison = nil
	}
	shown := *t
	if !own {
		shown = coursework.ForTeacher(shown)
	}
	now, err := h.s.Store.SubjectNow(ctx, t)
	if err != nil {
		return api.Take{}, err
	}
	shown.Judged = comparison.Judged()
	v := views.TakeOf(&shown, now)
	if v.Comparison, err = views.ComparisonOf(comparison); err != nil {
		return v, err
	}
	n := views.NewNames(h.s.Store)
	if err := n.Title(ctx, &v); err != nil {
		return v, err
	}
	if own {
		sent, err := h.s.Store.Submissions(ctx, u.ID, t.ID)
		if err != nil {
			return v, err
		}
		for _, s := range sent {
			sv, err := n.Submission(ctx, s)
			if err != nil {
				return v, err
			}
			v.Submissions = append(v.Submissions, sv)
		}
	}
	reviews, err := h.s.Store.ReviewsOfTake(ctx, t.ID)
	if err != nil {
		return v, err
	}
	for _, r := range reviews {
		if !coursework.SeesReview(u.ID, t, r) {
			continue
		}
		rv, err := n.Review(ctx, r)
		if err != nil {
			return v, err
		}
		v.Reviews = append(v.Reviews, rv)
	}
	return v, nil
}

// fresh reads a take again after a change.
func (h *Takes) fresh(ctx context.Context, id gendu.ID) (api.Take, error) {
	t, err := h.s.Store.Take(ctx, id)
	if err != nil {
		return api.Take{}, err
	}
	return h.view(ctx, t)
}

// UpdateTake marks a take or adds a note.
func (h *Takes) UpdateTake(ctx context.Context, r api.UpdateTakeRequestObject) (api.UpdateTakeResponseObject, error) {
	req := gate.RequestOf(ctx)
	id := req.Object.Take.ID
	patch := store.TakePatch{Note: r.Body.Note, Best: r.Body.Best, Favourite: r.Body.Favourite}
	if err := h.s.Store.UpdateTake(ctx, req.User.ID, id, patch); err != nil {
		return nil, httpio.Hide(err)
	}
	v, err := h.fresh(ctx, id)
	return api.UpdateTake200JSONResponse(v), err
}

// DeleteTake deletes a take for good: first the row becomes a tombstone, so that
// nobody hears it any more, then the audio goes. Where that fails, the sweep does
// it later. An id that nobody has is a success too: its upload, which may still be
// under way, finds the tombstone and removes what it stored.
func (h *Takes) DeleteTake(ctx context.Context, r api.DeleteTakeRequestObject) (api.DeleteTakeResponseObject, error) {
	id, err := gendu.ParseID(r.TakeId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	me := gate.RequestOf(ctx).User.ID
	if err := h.s.Store.DeleteTake(ctx, me, id); err != nil {
		return nil, httpio.Hide(err)
	}
	if err := installation.RemoveTake(ctx, h.s.Bucket, me, id); err != nil {
		h.s.Log.WarnContext(ctx, "deleting the audio of a take; the sweep will do it", "error", err)
	}
	return api.DeleteTake204Response{}, nil
}

// SubmitTake sends a take to the teacher of a class.
func (h *Takes) SubmitTake(ctx context.Context, r api.SubmitTakeRequestObject) (api.SubmitTakeResponseObject, error) {
	v, err := h.change(ctx, r.ClassId, h.s.Store.Submit)
	return api.SubmitTake200JSONResponse(v), err
}

// WithdrawTake takes it back.
func (h *Takes) WithdrawTake(ctx context.Context, r api.WithdrawTakeRequestObject) (api.WithdrawTakeResponseObject, error) {
	v, err := h.change(ctx, r.ClassId, h.s.Store.Unsubmit)
	return api.WithdrawTake200JSONResponse(v), err
}

func (h *Takes) change(ctx context.Context, class string, do func(ctx context.Context, takeID, classID, userID gendu.ID) error) (api.Take, error) {
	req := gate.RequestOf(ctx)
	classID, err := gendu.ParseID(class)
	if err != nil {
		return api.Take{}, httpio.ErrNothing()
	}
	if err := do(ctx, req.Object.Take.ID, classID, req.User.ID); err != nil {
		return api.Take{}, httpio.Hide(err)
	}
	return h.view(ctx, req.Object.Take)
}

// MarkReviewSeen notes that the learner has read the review.
func (h *Takes) MarkReviewSeen(ctx context.Context, _ api.MarkReviewSeenRequestObject) (api.MarkReviewSeenResponseObject, error) {
	req := gate.RequestOf(ctx)
	if err := h.s.Store.MarkReviewSeen(ctx, req.User.ID, req.Object.Take.ID); err != nil {
		return nil, httpio.Hide(err)
	}
	return api.MarkReviewSeen204Response{}, nil
}
