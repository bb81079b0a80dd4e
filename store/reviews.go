package store

import (
	"context"
	"database/sql"
	"time"

	"gendu"
)

var reviews = table[gendu.Review]{
	name: "reviews", thing: "review",
	cols: []string{"id", "take_id", "class_id", "teacher_id", "verdict", "text", "comments", "created_at", "updated_at", "seen_at"},
	fields: func(v *gendu.Review) []any {
		return []any{
			opt(&v.ID), opt(&v.TakeID), opt(&v.ClassID), opt(&v.TeacherID), opt(&v.Verdict), opt(&v.Text), asJSON(&v.Comments),
			at(&v.CreatedAt), at(&v.UpdatedAt), at(&v.SeenAt),
		}
	},
}

// QueueFilter narrows a teacher's queue; zero values narrow nothing but
// Reviewed.
type QueueFilter struct {
	Reviewed  bool // show also those that are reviewed, behind the others
	UserID    gendu.ID
	EpisodeID gendu.ID
	CueID     gendu.ID // in use; its takes are those of what became it, too
	Limit     int      // 0: 200
}

// QueueItem is a take that a teacher may hear, as a class hears it.
type QueueItem struct {
	Take         gendu.Take
	Now          gendu.ID // the cue or keyword in use that its sentence is today; "" where it is not there any more
	Learner      string   // name
	ClassID      gendu.ID
	ClassName    string
	ShowTitle    string
	EpisodeTitle string
	EpisodeNum   string
	SentAt       time.Time       // zero: not sent, heard because the class hears all takes
	Review       *gendu.Review   // of this class; nil while it waits
	Comparison   *gendu.Compared // of the latest revision; nil without one
}

// Submit sends one of a learner's own takes to a class that they are a member
// of; again changes nothing. Anything else is [gendu.NotFound].
func (s *Store) Submit(ctx context.Context, takeID, classID, userID gendu.ID) error {
	n, err := exec(ctx, s.w, `INSERT INTO submissions (take_id, class_id, sent_at)
		SELECT t.id, m.class_id, CAST($4 AS BIGINT)
		FROM takes t JOIN memberships m ON m.user_id = t.user_id AND m.ended_at = 0
		JOIN classes c ON c.id = m.class_id AND c.deleted_at = 0
		WHERE t.id = $1 AND c.id = $2 AND t.user_id = $3 AND t.deleted_at = 0
		ON CONFLICT (take_id, class_id) DO UPDATE SET sent_at = submissions.sent_at`, takeID, classID, userID, toMS(s.now()))
	return must("take or class of yours")(n, err)
}

// Unsubmit takes a learner's own take back from a class.
func (s *Store) Unsubmit(ctx context.Context, takeID, classID, userID gendu.ID) error {
	return s.deleting(ctx, TakeWithdrawn, takeID, classID, func(tx *sql.Tx, _ time.Time) error {
		return must("submission")(exec(ctx, tx, `DELETE FROM submissions WHERE take_id = $1 AND class_id = $2
			AND EXISTS (SELECT 1 FROM takes t WHERE t.id = $1 AND t.user_id = $3)`, takeID, classID, userID))
	})
}

// Submissions lists the classes that a learner's own take was sent to.
func (s *Store) Submissions(ctx context.Context, userID, takeID gendu.ID) ([]*gendu.Submission, error) {
	return submissions.list(ctx, s.r, `JOIN takes x ON x.id = t.take_id
		WHERE t.take_id = $1 AND x.user_id = $2 ORDER BY t.sent_at, t.class_id`, takeID, userID)
}

// ReviewQueue lists what a teacher may hear in one of their classes, or in all of
// them where classID is "": what waits first, the longest waiting at the top.
func (s *Store) ReviewQueue(ctx context.Context, teacherID, classID gendu.ID, f QueueFilter) ([]QueueItem, error) {
	type joined struct {
		QueueItem
		review     gendu.Review
		comparison gendu.Compared
	}
	if f.Limit <= 0 {
		f.Limit = 200
	}
	list, err := rows(ctx, s.r,
		func(v *joined) []any {
			into := append(takes.fields(&v.Take), &v.Learner, &v.ClassID, &v.ClassName, &v.ShowTitle, &v.EpisodeTitle,
				&v.EpisodeNum, at(&v.SentAt))
			return append(append(into, reviews.fields(&v.review)...), comparisons.fields(&v.comparison)...)
		},
		"SELECT "+takes.of("t")+`, u.name, c.id, c.name, COALESCE(w.title, ''), COALESCE(e.title, ''), COALESCE(e.number, ''),
			h.sent_at, `+reviews.of("r")+", "+comparisons.of("k")+`
		FROM heard h
		JOIN takes t ON t.id = h.take_id
		JOIN users u ON u.id = t.user_id
		JOIN classes c ON c.id = h.class_id
		LEFT JOIN episodes e ON e.id = t.episode_id
		LEFT JOIN shows w ON w.id = e.show_id
		LEFT JOIN reviews r ON r.take_id = t.id AND r.class_id = c.id
		LEFT JOIN comparisons k ON k.take_id = t.id AND k.revision = (
			SELECT MAX(x.revision) FROM comparisons x WHERE x.take_id = t.id)
		WHERE h.teacher_id = $1
			AND (CAST($2 AS TEXT) = '' OR h.class_id = $2)
			AND (CAST($3 AS TEXT) = '' OR t.user_id = $3)
			AND (CAST($4 AS TEXT) = '' OR t.episode_id = $4)
			AND ($5 OR r.id IS NULL)
			AND (CAST($7 AS TEXT) = '' OR t.cue_id IN (
				WITH RECURSIVE same (id) AS (
					SELECT CAST($7 AS TEXT) UNION SELECT l.from_id FROM cue_links l JOIN same ON l.to_id = same.id)
				SELECT id FROM same))
		ORDER BY CASE WHEN r.id IS NULL THEN 0 ELSE 1 END,
			CASE WHEN r.id IS NULL THEN t.created_at ELSE -r.updated_at END, t.id, c.id
		LIMIT $6`, teacherID, classID, f.UserID, f.EpisodeID, f.Reviewed, f.Limit, f.CueID)
	out := make([]QueueItem, len(list))
	for i, v := range list {
		v.Review = orNil(&v.review, v.review.TakeID)
		v.Comparison = orNil(&v.comparison, v.comparison.TakeID)
		out[i] = v.QueueItem
	}
	if err != nil {
		return nil, err
	}
	return out, linkViews(ctx, s, out, func(v *QueueItem) (*gendu.Take, *gendu.ID) { return &v.Take, &v.Now })
}

// TakeForTeacher is a take that one of the teacher's classes may hear, and that
// class (one that it was sent to before one that hears all takes); any other take
// is [gendu.NotFound].
func (s *Store) TakeForTeacher(ctx context.Context, teacherID, takeID gendu.ID) (*gendu.Take, gendu.ID, error) {
	type heard struct {
		take  gendu.Take
		class gendu.ID
	}
	v, err := row(ctx, s.r, "take", func(v *heard) []any { return append(takes.fields(&v.take), &v.class) },
		"SELECT "+takes.of("t")+`, h.class_id FROM heard h JOIN takes t ON t.id = h.take_id
		WHERE h.take_id = $1 AND h.teacher_id = $2
		ORDER BY CASE WHEN h.sent_at > 0 THEN 0 ELSE 1 END, h.sent_at, h.class_id LIMIT 1`, takeID, teacherID)
	if err != nil {
		return nil, "", err
	}
	return &v.take, v.class, nil
}

// PutReview writes a teacher's answer to a take in a class, or replaces the one
// that is there; the learner has not seen it yet. The class must be the
// teacher's and may hear the take, else it is [gendu.NotFound].
func (s *Store) PutReview(ctx context.Context, v *gendu.Review) error {
	s.stamp(&v.ID, &v.CreatedAt)
	v.UpdatedAt, v.SeenAt = s.Now(), time.Time{}
	list, err := rows(ctx, s.w, reviews.fields, "INSERT INTO reviews ("+reviews.plain()+`)
		SELECT CAST($1 AS TEXT), h.take_id, h.class_id, h.teacher_id, CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT),
			CAST($8 AS BIGINT), CAST($9 AS BIGINT), CAST($10 AS BIGINT)
		FROM heard h WHERE h.take_id = $2 AND h.class_id = $3 AND h.teacher_id = $4
		ON CONFLICT (take_id, class_id) DO UPDATE SET verdict = excluded.verdict, text = excluded.text,
			comments = excluded.comments, updated_at = excluded.updated_at, seen_at = 0
		RETURNING `+reviews.plain(), reviews.fields(v)...)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return missing("take")
	}
	*v = *list[0] // an older answer keeps its id and its beginning
	return nil
}

// ReviewsOfTake lists what teachers said of a take, the newest first.
func (s *Store) ReviewsOfTake(ctx context.Context, takeID gendu.ID) ([]*gendu.Review, error) {
	return reviews.list(ctx, s.r, "WHERE t.take_id = $1 ORDER BY t.updated_at DESC, t.id DESC", takeID)
}

// MarkReviewSeen notes that a learner has read what was said of their own take.
func (s *Store) MarkReviewSeen(ctx context.Context, userID, takeID gendu.ID) error {
	_, err := exec(ctx, s.w, `UPDATE reviews SET seen_at = $3 WHERE take_id = $1 AND seen_at = 0
		AND EXISTS (SELECT 1 FROM takes t WHERE t.id = $1 AND t.user_id = $2)`, takeID, userID, toMS(s.now()))
	return err
}
