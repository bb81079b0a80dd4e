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

// ListQueue lists the takes to review, not yet reviewed first.
func (h *reviews) ListQueue(ctx context.Context, r api.ListQueueRequestObject) (api.ListQueueResponseObject, error) {
	u := requestOf(ctx).user
	class := gendu.ID(given(r.Params.ClassId))
	if class != "" {
		if _, err := gendu.ParseID(string(class)); err != nil {
			return nil, errNothing()
		}
		o := object{}
		var err error
		if o.class, err = h.s.store.Class(ctx, class); err != nil {
			return nil, hide(err)
		}
		if err := can(u, teachClass, o); err != nil {
			return nil, err
		}
	}
	list, err := h.s.store.ReviewQueue(ctx, u.ID, class, store.QueueFilter{Reviewed: given(r.Params.Reviewed)})
	if err != nil {
		return nil, err
	}
	out, n := make(api.ListQueue200JSONResponse, len(list)), newNames(h.s.store)
	for i := range list {
		if out[i], err = queueItem(ctx, n, &list[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// queueItem is a take as a teacher sees it: without the learner's notes and
// marks.
func queueItem(ctx context.Context, n *names, q *store.QueueItem) (api.QueueItem, error) {
	shown := coursework.ForTeacher(q.Take)
	t, err := takeOf(&shown, q.Now, q.Comparison)
	if err != nil {
		return api.QueueItem{}, err
	}
	v := api.QueueItem{
		Take: t, LearnerName: q.Learner, LearnerId: string(q.Take.UserID), ClassId: string(q.ClassID), ClassName: q.ClassName,
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
