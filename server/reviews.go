package server

import (
	"context"

	"gendu"
	"gendu/coursework"
	"gendu/server/api"
	"gendu/store"
)

// reviews is the concern of answering takes.
type reviews struct {
	s *Server
}

// ListQueue lists the takes to review, not yet reviewed first, a part at a time.
func (h *reviews) ListQueue(ctx context.Context, r api.ListQueueRequestObject) (api.ListQueueResponseObject, error) {
	u := requestOf(ctx).user
	class := gendu.ID(given(r.Params.ClassId))
	if class != "" {
		if _, err := gendu.ParseID(string(class)); err != nil {
			return nil, errNothing()
		}
		o := resource{}
		var err error
		if o.class, err = h.s.store.Class(ctx, class); err != nil {
			return nil, hide(err)
		}
		if err := can(u, teachClass, o); err != nil {
			return nil, err
		}
	}
	q := store.QueueQuery{Reviewed: given(r.Params.Reviewed), UserID: gendu.ID(given(r.Params.LearnerId)), Limit: mostOf(r.Params.Limit)}
	var err error
	if q.After, err = queueFrom(r.Params.Cursor); err != nil {
		return nil, err
	}
	list, next, err := h.s.store.ReviewQueue(ctx, u.ID, class, q)
	if err != nil {
		return nil, err
	}
	out, n := api.ListQueue200JSONResponse{Items: make([]api.QueueItem, len(list)), Next: queueCursor(next)}, newNames(h.s.store)
	for i := range list {
		if out.Items[i], err = queueItem(ctx, n, &list[i]); err != nil {
			return nil, err
		}
	}
	out.Waiting, err = h.s.store.Waiting(ctx, u.ID, class, q.UserID)
	return out, err
}

// queueItem is a take as a teacher sees it: without the learner's notes and
// marks.
func queueItem(ctx context.Context, n *names, q *store.QueueItem) (api.QueueItem, error) {
	shown := coursework.ForTeacher(q.Take)
	v := api.QueueItem{
		Take: takeOf(&shown, q.Now), LearnerName: q.Learner, LearnerId: string(q.Take.UserID), ClassId: string(q.ClassID), ClassName: q.ClassName,
		ShowTitle: q.ShowTitle, EpisodeNumber: q.EpisodeNum, EpisodeTitle: q.EpisodeTitle, SentAt: some(q.SentAt),
	}
	if q.Review != nil {
		r, err := n.review(ctx, q.Review)
		if err != nil {
			return v, err
		}
		v.Review = &r
	}
	return v, nil
}

// PutReview answers a take in a class, or changes the answer.
func (h *reviews) PutReview(ctx context.Context, r api.PutReviewRequestObject) (api.PutReviewResponseObject, error) {
	req, now := requestOf(ctx), h.s.now()
	class, err := gendu.ParseID(r.Body.ClassId)
	if err != nil {
		return nil, errNothing()
	}
	take := req.object.take
	review := &gendu.Review{
		ID: gendu.NewID(now), TakeID: take.ID, ClassID: class, TeacherID: req.user.ID, Verdict: gendu.Verdict(r.Body.Verdict),
		Text: r.Body.Text, Comments: []gendu.Comment{}, CreatedAt: now, UpdatedAt: now,
	}
	for _, c := range given(r.Body.Comments) {
		review.Comments = append(review.Comments, gendu.Comment{AtMS: c.AtMs, Text: c.Text})
	}
	if err := coursework.CheckReview(take, review); err != nil {
		return nil, &fieldError{"comments", err}
	}
	if err := h.s.store.PutReview(ctx, review); err != nil {
		return nil, hide(err)
	}
	v, err := newNames(h.s.store).review(ctx, review)
	return api.PutReview200JSONResponse(v), err
}
