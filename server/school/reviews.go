package school

import (
	"context"

	"gendu"
	"gendu/coursework"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/services"
	"gendu/server/views"
	"gendu/store/classroom"
)

// Reviews is the concern of answering takes.
type Reviews struct {
	s *services.Services
}

// NewReviews makes the handlers of reviews.
func NewReviews(s *services.Services) *Reviews { return &Reviews{s} }

// ListQueue lists the takes to review, not yet reviewed first, a part at a time.
func (h *Reviews) ListQueue(ctx context.Context, r api.ListQueueRequestObject) (api.ListQueueResponseObject, error) {
	u := gate.RequestOf(ctx).User
	class := gendu.ID(api.Given(r.Params.ClassId))
	if class != "" {
		if _, err := gendu.ParseID(string(class)); err != nil {
			return nil, httpio.ErrNothing()
		}
		o := gate.Resource{}
		var err error
		if o.Class, err = h.s.Store.Class(ctx, class); err != nil {
			return nil, httpio.Hide(err)
		}
		if err := gate.Can(u, gate.TeachClass, o); err != nil {
			return nil, err
		}
	}
	q := classroom.QueueQuery{Reviewed: api.Given(r.Params.Reviewed), UserID: gendu.ID(api.Given(r.Params.LearnerId)), Limit: views.Limit(r.Params.Limit)}
	var err error
	if q.After, err = views.QueueFrom(r.Params.Cursor); err != nil {
		return nil, err
	}
	list, next, err := h.s.Store.ReviewQueue(ctx, u.ID, class, q)
	if err != nil {
		return nil, err
	}
	out, n := api.ListQueue200JSONResponse{Items: make([]api.QueueItem, len(list)), Next: views.QueueCursor(next)}, views.NewNames(h.s.Store)
	for i := range list {
		if out.Items[i], err = queueItem(ctx, n, &list[i]); err != nil {
			return nil, err
		}
	}
	out.Waiting, err = h.s.Store.Waiting(ctx, u.ID, class, q.UserID)
	return out, err
}

// queueItem is a take as a teacher sees it: without the learner's notes and
// marks.
func queueItem(ctx context.Context, n *views.Names, q *classroom.QueueItem) (api.QueueItem, error) {
	shown := coursework.ForTeacher(q.Take)
	v := api.QueueItem{
		Take: views.TakeOf(&shown, q.Now), LearnerName: q.Learner, LearnerId: string(q.Take.UserID), ClassId: string(q.ClassID), ClassName: q.ClassName,
		ShowTitle: q.ShowTitle, EpisodeNumber: q.EpisodeNum, EpisodeTitle: q.EpisodeTitle, SentAt: api.OptionalTime(q.SentAt),
	}
	if q.Review != nil {
		r, err := n.Review(ctx, q.Review)
		if err != nil {
			return v, err
		}
		v.Review = &r
	}
	return v, nil
}

// PutReview answers a take in a class, or changes the answer.
func (h *Reviews) PutReview(ctx context.Context, r api.PutReviewRequestObject) (api.PutReviewResponseObject, error) {
	req, now := gate.RequestOf(ctx), h.s.Now()
	class, err := gendu.ParseID(r.Body.ClassId)
	if err != nil {
		return nil, httpio.ErrNothing()
	}
	take := req.Object.Take
	review := &gendu.Review{
		ID: gendu.NewID(now), TakeID: take.ID, ClassID: class, TeacherID: req.User.ID, Verdict: gendu.Verdict(r.Body.Verdict),
		Text: r.Body.Text, Comments: []gendu.Comment{}, CreatedAt: now, UpdatedAt: now,
	}
	for _, c := range api.Given(r.Body.Comments) {
		review.Comments = append(review.Comments, gendu.Comment{AtMS: c.AtMs, Text: c.Text})
	}
	if err := coursework.CheckReview(take, review); err != nil {
		return nil, httpio.InField("comments", err)
	}
	if err := h.s.Store.PutReview(ctx, review); err != nil {
		return nil, httpio.Hide(err)
	}
	v, err := views.NewNames(h.s.Store).Review(ctx, review)
	return api.PutReview200JSONResponse(v), err
}
