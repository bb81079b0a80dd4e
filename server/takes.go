package server

import (
	"context"
	"runtime"

	"gendu"
	"gendu/coursework"
	"gendu/installation"
	"gendu/server/api"
	"gendu/store"
)

// takes is the concern of recordings.
type takes struct {
	s      *Server
	decode chan struct{} // places for decoding takes in memory
}

func newTakes(s *Server) *takes {
	return &takes{s: s, decode: make(chan struct{}, max(1, min(4, runtime.GOMAXPROCS(0))))}
}

// ListTakes lists the own takes of an episode, newest first. They stay when the
// episode goes.
func (h *takes) ListTakes(ctx context.Context, r api.ListTakesRequestObject) (api.ListTakesResponseObject, error) {
	id, err := gendu.ParseID(r.EpisodeId)
	if err != nil {
		return nil, errNothing()
	}
	page, err := h.own(ctx, store.TakeQuery{EpisodeID: id}, r.Params.Cursor, r.Params.Limit, false)
	return api.ListTakes200JSONResponse(page), err
}

// ListMyTakes lists the own takes, newest first.
func (h *takes) ListMyTakes(ctx context.Context, r api.ListMyTakesRequestObject) (api.ListMyTakesResponseObject, error) {
	q := store.TakeQuery{Which: store.WhichTakes(given(r.Params.Which)), ClassID: gendu.ID(given(r.Params.ClassId))}
	if r.Params.Day != nil {
		day, err := (&cardsAPI{h.s}).dayOn(ctx, r.Params.Day.Time, r.Params.Zone)
		if err != nil {
			return nil, err
		}
		q.From, q.To = day.Start, day.End
	}
	page, err := h.own(ctx, q, r.Params.Cursor, r.Params.Limit, true)
	return api.ListMyTakes200JSONResponse(page), err
}

// own is a part of the own takes.
func (h *takes) own(ctx context.Context, q store.TakeQuery, cursor *string, limit *int, titles bool) (api.TakePage, error) {
	most := mostOf(limit)
	q.Limit = most + 1 // one more tells whether there are more
	var err error
	if q.After, err = placeFrom(cursor); err != nil {
		return api.TakePage{}, err
	}
	list, err := h.s.store.TakesOf(ctx, requestOf(ctx).user.ID, q)
	if err != nil {
		return api.TakePage{}, err
	}
	list, next := cut(list, most, func(v *store.TakeView) string { return placeCursor(v.CreatedAt, v.ID) })
	if err := h.hideScores(ctx, list); err != nil {
		return api.TakePage{}, err
	}
	out, err := newNames(h.s.store).takes(ctx, list, titles)
	return api.TakePage{Takes: out, Next: next}, err
}

// GetTake gives one take of the own, or one that an own class may hear.
func (h *takes) GetTake(ctx context.Context, _ api.GetTakeRequestObject) (api.GetTakeResponseObject, error) {
	v, err := h.view(ctx, requestOf(ctx).object.take)
	return api.GetTake200JSONResponse(v), err
}

// scoresOff says whether a class that a learner is in has switched scores off.
func (s *Server) scoresOff(ctx context.Context, learner gendu.ID) (bool, error) {
	list, err := s.store.ClassesOfLearner(ctx, learner)
	return coursework.ScoresHidden(list), err
}

// hideScores takes what the machine says out of the own takes where a class wants that; the
// teacher still sees them.
func (h *takes) hideScores(ctx context.Context, list []store.TakeView) error {
	off, err := h.s.scoresOff(ctx, requestOf(ctx).user.ID)
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
func (h *takes) comparison(ctx context.Context, t *gendu.Take, own bool) (*gendu.Compared, error) {
	if own {
		off, err := h.s.scoresOff(ctx, t.UserID)
		if err != nil {
			return nil, err
		}
		if off {
			return nil, errNothing()
		}
	}
	return h.s.store.Comparison(ctx, t.ID)
}

// view is a take with all that became of it. Its learner sees everything; a
// teacher neither the learner's notes and marks nor other teachers' business.
func (h *takes) view(ctx context.Context, t *gendu.Take) (api.Take, error) {
	u := requestOf(ctx).user
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
	now, err := h.s.store.SubjectNow(ctx, t)
	if err != nil {
		return api.Take{}, err
	}
	shown.Judged = comparison.Judged()
	v := takeOf(&shown, now)
	if v.Comparison, err = comparisonOf(comparison); err != nil {
		return v, err
	}
	n := newNames(h.s.store)
	if err := n.title(ctx, &v); err != nil {
		return v, err
	}
	if own {
		sent, err := h.s.store.Submissions(ctx, u.ID, t.ID)
		if err != nil {
			return v, err
		}
		for _, s := range sent {
			sv, err := n.submission(ctx, s)
			if err != nil {
				return v, err
			}
			v.Submissions = append(v.Submissions, sv)
		}
	}
	reviews, err := h.s.store.ReviewsOfTake(ctx, t.ID)
	if err != nil {
		return v, err
	}
	for _, r := range reviews {
		if !coursework.SeesReview(u.ID, t, r) {
			continue
		}
		rv, err := n.review(ctx, r)
		if err != nil {
			return v, err
		}
		v.Reviews = append(v.Reviews, rv)
	}
	return v, nil
}

// fresh reads a take again after a change.
func (h *takes) fresh(ctx context.Context, id gendu.ID) (api.Take, error) {
	t, err := h.s.store.Take(ctx, id)
	if err != nil {
		return api.Take{}, err
	}
	return h.view(ctx, t)
}

// UpdateTake marks a take or adds a note.
func (h *takes) UpdateTake(ctx context.Context, r api.UpdateTakeRequestObject) (api.UpdateTakeResponseObject, error) {
	req := requestOf(ctx)
	id := req.object.take.ID
	patch := store.TakePatch{Note: r.Body.Note, Best: r.Body.Best, Favourite: r.Body.Favourite}
	if err := h.s.store.UpdateTake(ctx, req.user.ID, id, patch); err != nil {
		return nil, hide(err)
	}
	v, err := h.fresh(ctx, id)
	return api.UpdateTake200JSONResponse(v), err
}

// DeleteTake deletes a take for good: first the row becomes a tombstone, so that
// nobody hears it any more, then the audio goes. Where that fails, the sweep does
// it later. An id that nobody has is a success too: its upload, which may still be
// under way, finds the tombstone and removes what it stored.
func (h *takes) DeleteTake(ctx context.Context, r api.DeleteTakeRequestObject) (api.DeleteTakeResponseObject, error) {
	id, err := gendu.ParseID(r.TakeId)
	if err != nil {
		return nil, errNothing()
	}
	me := requestOf(ctx).user.ID
	if err := h.s.store.DeleteTake(ctx, me, id); err != nil {
		return nil, hide(err)
	}
	if err := installation.RemoveTake(ctx, h.s.bucket, me, id); err != nil {
		h.s.log.WarnContext(ctx, "deleting the audio of a take; the sweep will do it", "error", err)
	}
	return api.DeleteTake204Response{}, nil
}

// SubmitTake sends a take to the teacher of a class.
func (h *takes) SubmitTake(ctx context.Context, r api.SubmitTakeRequestObject) (api.SubmitTakeResponseObject, error) {
	v, err := h.change(ctx, r.ClassId, h.s.store.Submit)
	return api.SubmitTake200JSONResponse(v), err
}

// WithdrawTake takes it back.
func (h *takes) WithdrawTake(ctx context.Context, r api.WithdrawTakeRequestObject) (api.WithdrawTakeResponseObject, error) {
	v, err := h.change(ctx, r.ClassId, h.s.store.Unsubmit)
	return api.WithdrawTake200JSONResponse(v), err
}

func (h *takes) change(ctx context.Context, class string, do func(ctx context.Context, takeID, classID, userID gendu.ID) error) (api.Take, error) {
	req := requestOf(ctx)
	classID, err := gendu.ParseID(class)
	if err != nil {
		return api.Take{}, errNothing()
	}
	if err := do(ctx, req.object.take.ID, classID, req.user.ID); err != nil {
		return api.Take{}, hide(err)
	}
	return h.view(ctx, req.object.take)
}

// MarkReviewSeen notes that the learner has read the review.
func (h *takes) MarkReviewSeen(ctx context.Context, _ api.MarkReviewSeenRequestObject) (api.MarkReviewSeenResponseObject, error) {
	req := requestOf(ctx)
	if err := h.s.store.MarkReviewSeen(ctx, req.user.ID, req.object.take.ID); err != nil {
		return nil, hide(err)
	}
	return api.MarkReviewSeen204Response{}, nil
}
