package views

import (
	"context"
	"fmt"

	"gendu"
	"gendu/server/api"
	"gendu/server/httpio"
	"gendu/store"
)

// Names remembers the names found during one answer. What is gone has the empty
// name.
type Names struct {
	store    *store.Store
	users    map[gendu.ID]string
	classes  map[gendu.ID]string
	episodes map[gendu.ID]*gendu.Episode
}

// NewNames remembers nothing yet.
func NewNames(s *store.Store) *Names {
	return &Names{s, map[gendu.ID]string{}, map[gendu.ID]string{}, map[gendu.ID]*gendu.Episode{}}
}

// Known looks a name up once.
func Known[T any](m map[gendu.ID]T, id gendu.ID, find func() (T, error)) (T, error) {
	if v, ok := m[id]; ok {
		return v, nil
	}
	v, err := find()
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return v, err
	}
	m[id] = v
	return v, nil
}

// User is the name of a user; "" for one who is gone.
func (n *Names) User(ctx context.Context, id gendu.ID) (string, error) {
	return Known(n.users, id, func() (string, error) {
		u, err := n.store.User(ctx, id)
		if err != nil {
			return "", err
		}
		return u.Name, nil
	})
}

func (n *Names) class(ctx context.Context, id gendu.ID) (string, error) {
	return Known(n.classes, id, func() (string, error) {
		c, err := n.store.Class(ctx, id)
		if err != nil {
			return "", err
		}
		return c.Name, nil
	})
}

// Episode looks an episode up; nil where it is gone.
func (n *Names) Episode(ctx context.Context, id gendu.ID) (*gendu.Episode, error) {
	return Known(n.episodes, id, func() (*gendu.Episode, error) { return n.store.Episode(ctx, id) })
}

// TakeOf is a take as its learner sees it, without what became of it. It is shown
// under the sentence in use that its own has become, and where that is gone ("")
// under the one that it was made of.
func TakeOf(t *gendu.Take, now gendu.ID) api.Take {
	if now == "" {
		now = t.CueID
	}
	return api.Take{
		Id: string(t.ID), EpisodeId: string(t.EpisodeID), Subject: api.Subject(t.Subject), CueId: string(now), Revision: t.Revision, CueText: t.CueText,
		CueStartMs: t.CueStartMS, CueEndMs: t.CueEndMS, Mode: api.Mode(t.Mode), EchoCancelled: t.EchoCancelled, Cut: t.Cut, DurationMs: t.DurationMS, Note: t.Note,
		Best: t.Best, Favourite: t.Favourite, RecordedAt: t.RecordedAt, CreatedAt: t.CreatedAt,
		AudioUrl:     httpio.Prefix + "/takes/" + string(t.ID) + "/audio",
		ReferenceUrl: fmt.Sprintf("/media/audios/%s/clips/%d-%d.wav", t.AudioID, t.CueStartMS, t.CueEndMS),
		Submissions:  []api.Submission{}, Reviews: []api.Review{}, Judged: judgedOf(t.Judged),
	}
}

// judgedOf is what a list says of a take.
func judgedOf(j gendu.Judged) *api.Judged {
	if j.State == "" {
		return nil
	}
	v := &api.Judged{State: api.WorkState(j.State)}
	if j.Verdict != "" {
		v.Verdict, v.Method = &j.Verdict, &j.Method
	}
	if j.Verdict == gendu.VerdictOK || j.Verdict == gendu.VerdictHard {
		v.Score = &j.Score
		if j.Equal > 0 {
			v.Equal = &j.Equal
		}
	}
	return v
}

// ComparisonOf is what the machine says of a take, or the state of the work.
func ComparisonOf(c *gendu.Compared) (*api.Take_Comparison, error) {
	if c == nil {
		return nil, nil //nolint:nilnil // absent while it is worked on
	}
	out := new(api.Take_Comparison)
	switch {
	case c.Comparison != nil && c.State == gendu.Ready:
		return out, out.FromComparison(*c.Comparison)
	case c.State == gendu.Ready:
		return out, out.FromComparisonFailed(api.ComparisonFailed{State: api.WorkStateFailed, Message: "This comparison cannot be read any more."})
	}
	return out, out.FromComparisonFailed(api.ComparisonFailed{State: api.WorkState(c.State), Message: c.Message})
}

// Submission is how a submission looks in the API, with the name of its class.
func (n *Names) Submission(ctx context.Context, s *gendu.Submission) (api.Submission, error) {
	name, err := n.class(ctx, s.ClassID)
	return api.Submission{ClassId: string(s.ClassID), ClassName: name, SentAt: s.SentAt}, err
}

// Review is how a review looks in the API, with the name of its teacher.
func (n *Names) Review(ctx context.Context, r *gendu.Review) (api.Review, error) {
	name, err := n.User(ctx, r.TeacherID)
	v := api.Review{
		Id: string(r.ID), ClassId: string(r.ClassID), TeacherName: name, Verdict: api.Verdict(r.Verdict), Text: r.Text,
		Comments: make([]api.Comment, len(r.Comments)), CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Seen: !r.SeenAt.IsZero(),
	}
	for i, c := range r.Comments {
		v.Comments[i] = api.Comment{AtMs: c.AtMS, Text: c.Text}
	}
	return v, err
}

// Takes lists takes as their learner sees them in a list: with the latest
// submission and the latest review.
func (n *Names) Takes(ctx context.Context, list []store.TakeView, titles bool) ([]api.Take, error) {
	out := make([]api.Take, len(list))
	if titles {
		if err := n.findEpisodes(ctx, list); err != nil {
			return nil, err
		}
	}
	for i := range list {
		v := &list[i]
		out[i] = TakeOf(&v.Take, v.Now)
		if v.Submission != nil {
			s, err := n.Submission(ctx, v.Submission)
			if err != nil {
				return nil, err
			}
			out[i].Submissions = append(out[i].Submissions, s)
		}
		if v.Review != nil {
			r, err := n.Review(ctx, v.Review)
			if err != nil {
				return nil, err
			}
			out[i].Reviews = append(out[i].Reviews, r)
		}
		if titles {
			if err := n.Title(ctx, &out[i]); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// findEpisodes looks up the episodes of a list at once.
func (n *Names) findEpisodes(ctx context.Context, list []store.TakeView) error {
	ids := make([]gendu.ID, len(list))
	for i := range list {
		ids[i] = list[i].EpisodeID
	}
	found, err := n.store.EpisodesByID(ctx, ids)
	for _, id := range ids {
		n.episodes[id] = found[id]
	}
	return err
}

// Title adds the episode's name, as far as the episode is still there for all.
func (n *Names) Title(ctx context.Context, t *api.Take) error {
	e, err := n.Episode(ctx, gendu.ID(t.EpisodeId))
	if err != nil || e == nil || e.State != gendu.Published {
		return err
	}
	t.EpisodeTitle, t.EpisodeNumber = api.OptionalText(e.Title), api.OptionalText(e.Number)
	return nil
}
