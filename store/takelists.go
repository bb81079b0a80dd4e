package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gendu"
	"gendu/store/classroom"
	"gendu/store/rows"
	"gendu/store/sqldb"
	"gendu/store/study"
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
	From, To  time.Time  // recorded then or later, and before; zero: at any time
	After     rows.Place // the take behind which the part begins; zero: the first part
	Limit     int        // 0: all

	id gendu.ID // only this one
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
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *joined) []any {
			into := append(rows.Takes.Fields(&v.take), rows.Submissions.Fields(&v.submission)...)
			return append(into, classroom.Reviews.Fields(&v.review)...)
		},
		"SELECT "+rows.Takes.Of("p")+", "+rows.Submissions.Of("s")+", "+classroom.Reviews.Of("r")+`
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
		out[i].Submission = rows.OrNil(&v.submission, v.submission.TakeID)
		out[i].Review = rows.OrNil(&v.review, v.review.TakeID)
	}
	take := func(v *TakeView) *gendu.Take { return &v.Take }
	if err := rows.LookUpJudged(ctx, s.db, out, take); err != nil {
		return nil, err
	}
	return out, rows.LinkViews(ctx, s.db, out, func(v *TakeView) (*gendu.Take, *gendu.ID) { return &v.Take, &v.Now })
}

// TakeView is one of a learner's own takes with what became of it.
func (s *Store) TakeView(ctx context.Context, userID, id gendu.ID) (*TakeView, error) {
	list, err := s.TakesOf(ctx, userID, TakeQuery{id: id})
	if err == nil && len(list) == 0 {
		err = sqldb.Missing("take")
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
		return sqldb.Marks(len(args), 1)
	}
	if q.id != "" {
		terms = append(terms, "t.id = "+arg(q.id))
	}
	if q.EpisodeID != "" {
		terms = append(terms, "t.episode_id = "+arg(q.EpisodeID))
	}
	if !q.From.IsZero() {
		// A take arrives when it was recorded, or later.
		terms = append(terms, "t.created_at >= "+arg(sqldb.ToMS(q.From)), study.RecordedAt+" >= "+arg(sqldb.ToMS(q.From)))
	}
	if !q.To.IsZero() {
		terms = append(terms, study.RecordedAt+" < "+arg(sqldb.ToMS(q.To)))
	}
	if q.After.ID != "" {
		terms = append(terms, "(t.created_at, t.id) < ("+arg(sqldb.ToMS(q.After.At))+", "+arg(q.After.ID)+")")
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

// ThenAndNow are the first and the last of the recordings that [Store.SaidAgain] counted.
func (s *Store) ThenAndNow(ctx context.Context, userID gendu.ID, v study.SaidAgain) (first, last *TakeView, err error) {
	query := func(order string) (*TakeView, error) {
		t, err := rows.Takes.One(ctx, s.db.Reader, `WHERE t.user_id = $1 AND t.cue_id = $2 AND `+study.SaidWell+`
			AND t.created_at >= $3 AND t.created_at <= $4 ORDER BY t.created_at `+order+", t.id LIMIT 1",
			userID, v.CueID, sqldb.Time(&v.First), sqldb.Time(&v.Last))
		if err != nil {
			return nil, err
		}
		return s.TakeView(ctx, userID, t.ID)
	}
	if first, err = query("ASC"); err != nil {
		return nil, nil, err
	}
	last, err = query("DESC")
	return first, last, err
}
