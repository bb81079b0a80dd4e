package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gendu"
)

// TakeView is a take with what became of it; nil where nothing did. What the machine says
// of it is in Judged only: [Store.Comparison] has the rest.
type TakeView struct {
	gendu.Take
	Now        gendu.ID          // the cue or keyword in use that its sentence is today; "" where it is not there any more
	Submission *gendu.Submission // the latest, or that to the class that was asked for
	Review     *gendu.Review     // the latest, or that of the class that was asked for
}

// WhichTakes narrows a list of takes.
type WhichTakes string

// Which takes are listed.
const (
	AllTakes        WhichTakes = ""
	FavouriteTakes  WhichTakes = "favourite"
	SentTakes       WhichTakes = "sent"       // to a class
	AnsweredTakes   WhichTakes = "answered"   // by a teacher
	UnansweredTakes WhichTakes = "unanswered" // sent and not answered
)

// TakeQuery chooses a part of a learner's own takes, the newest first.
type TakeQuery struct {
	EpisodeID gendu.ID // "": of all episodes
	ClassID   gendu.ID // "sent" and "answered" mean this class; "": any
	Which     WhichTakes
	From, To  time.Time // recorded then or later, and before; zero: at any time
	After     Place     // the take behind which the part begins; zero: the first part
	Limit     int       // 0: all

	id gendu.ID // only this one
}

// Place is where a take stands in a list that is ordered by time.
type Place struct {
	At time.Time
	ID gendu.ID
}

// TakesOf lists a learner's takes, the newest first. The takes of the answer are chosen before
// anything is joined to them: PostgreSQL would otherwise join to all those of an episode.
func (s *Store) TakesOf(ctx context.Context, userID gendu.ID, q TakeQuery) ([]TakeView, error) {
	where, args := q.where(userID)
	newest := func(table string) string { return fmt.Sprintf(" ORDER BY %[1]s.created_at DESC, %[1]s.id DESC", table) }
	class := "CAST($2 AS TEXT)"
	type joined struct {
		take       gendu.Take
		submission gendu.Submission
		review     gendu.Review
	}
	list, err := rows(ctx, s.r,
		func(v *joined) []any {
			into := append(takes.fields(&v.take), submissions.fields(&v.submission)...)
			return append(into, reviews.fields(&v.review)...)
		},
		"SELECT "+takes.of("p")+", "+submissions.of("s")+", "+reviews.of("r")+`
		FROM (SELECT t.* FROM takes t `+where+newest("t")+` LIMIT $3) p
		LEFT JOIN submissions s ON s.take_id = p.id AND s.class_id = (
			SELECT x.class_id FROM submissions x WHERE x.take_id = p.id AND (`+class+` = '' OR x.class_id = $2)
			ORDER BY x.sent_at DESC, x.class_id LIMIT 1)
		LEFT JOIN reviews r ON r.id = (
			SELECT x.id FROM reviews x WHERE x.take_id = p.id AND (`+class+` = '' OR x.class_id = $2)
			ORDER BY x.updated_at DESC, x.id DESC LIMIT 1)`+newest("p"), args...)
	if err != nil {
		return nil, err
	}
	out := make([]TakeView, len(list))
	for i, v := range list {
		out[i].Take = v.take
		out[i].Submission = orNil(&v.submission, v.submission.TakeID)
		out[i].Review = orNil(&v.review, v.review.TakeID)
	}
	take := func(v *TakeView) *gendu.Take { return &v.Take }
	if err := lookUpJudged(ctx, s, out, take); err != nil {
		return nil, err
	}
	return out, linkViews(ctx, s, out, func(v *TakeView) (*gendu.Take, *gendu.ID) { return &v.Take, &v.Now })
}

// TakeView is one of a learner's own takes with what became of it.
func (s *Store) TakeView(ctx context.Context, userID, id gendu.ID) (*TakeView, error) {
	list, err := s.TakesOf(ctx, userID, TakeQuery{id: id})
	if err == nil && len(list) == 0 {
		err = missing("take")
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

// where is the condition of a query, with its arguments. The first three are the learner,
// the class and the limit.
func (q TakeQuery) where(userID gendu.ID) (string, []any) {
	limit := q.Limit
	if limit <= 0 {
		limit = 1 << 31
	}
	args := []any{userID, q.ClassID, limit}
	terms := []string{"t.user_id = $1", "t.deleted_at = 0"}
	arg := func(v any) string {
		args = append(args, v)
		return marks(len(args), 1)
	}
	if q.id != "" {
		terms = append(terms, "t.id = "+arg(q.id))
	}
	if q.EpisodeID != "" {
		terms = append(terms, "t.episode_id = "+arg(q.EpisodeID))
	}
	if !q.From.IsZero() {
		// A take arrives when it was recorded, or later.
		terms = append(terms, "t.created_at >= "+arg(toMS(q.From)), recordedAt+" >= "+arg(toMS(q.From)))
	}
	if !q.To.IsZero() {
		terms = append(terms, recordedAt+" < "+arg(toMS(q.To)))
	}
	if q.After.ID != "" {
		terms = append(terms, "(t.created_at, t.id) < ("+arg(toMS(q.After.At))+", "+arg(q.After.ID)+")")
	}
	here := func(table string) string {
		return "EXISTS (SELECT 1 FROM " + table + " y WHERE y.take_id = t.id AND y.class_id = $2)"
	}
	sent, answered := []string{"t.sent"}, "t.answered"
	if q.ClassID != "" {
		sent, answered = append(sent, here("submissions")), here("reviews")
	}
	switch q.Which {
	case FavouriteTakes:
		terms = append(terms, "t.favourite")
	case SentTakes:
		terms = append(terms, sent...)
	case AnsweredTakes:
		terms = append(terms, "t.answered", answered)
	case UnansweredTakes:
		terms = append(append(terms, sent...), "NOT "+answered)
	}
	return "WHERE " + strings.Join(terms, " AND "), args
}

// linkViews fills in what the sentences of takes are today. Most are what they were:
// only for the others the history of their episode is read.
func linkViews[T any](ctx context.Context, s *Store, list []T, of func(*T) (take *gendu.Take, now *gendu.ID)) error {
	var cues []gendu.ID
	for i := range list {
		take, _ := of(&list[i])
		cues = append(cues, take.CueID)
	}
	live, err := s.liveCues(ctx, cues)
	if err != nil {
		return err
	}
	var episodes []gendu.ID
	for i := range list {
		if take, now := of(&list[i]); live[take.CueID] == take.EpisodeID {
			*now = take.CueID
		} else {
			episodes = append(episodes, take.EpisodeID)
		}
	}
	if len(episodes) == 0 {
		return nil
	}
	l, err := s.lasting(ctx, s.r, episodes...)
	for i := range list {
		if take, now := of(&list[i]); *now == "" {
			*now, _ = l.Now(take.CueID)
		}
	}
	return err
}

// liveCues are those of these cues that a transcript in use has, with its episode.
func (s *Store) liveCues(ctx context.Context, ids []gendu.ID) (map[gendu.ID]gendu.ID, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	live := make(map[gendu.ID]gendu.ID, len(ids))
	type found struct{ cue, episode gendu.ID }
	for batch := range slices.Chunk(ids, rowsPerInsert) {
		list, err := rows(ctx, s.r, func(v *found) []any { return []any{&v.cue, &v.episode} },
			"SELECT c.id, e.id FROM cues c JOIN episodes e ON e.id = c.episode_id AND e.transcript_id = c.transcript_id WHERE c.id IN ("+
				marks(1, len(batch))+")", args(batch)...)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			live[v.cue] = v.episode
		}
	}
	return live, nil
}
