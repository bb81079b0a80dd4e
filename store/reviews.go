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

// Submit sends one of a learner's own takes to a class that they are a member
// of; again changes nothing. Anything else is [gendu.NotFound].
func (s *Store) Submit(ctx context.Context, takeID, classID, userID gendu.ID) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, `INSERT INTO submissions (take_id, class_id, sent_at)
			SELECT t.id, m.class_id, CAST($4 AS BIGINT)
			FROM takes t JOIN memberships m ON m.user_id = t.user_id AND m.ended_at = 0
			JOIN classes c ON c.id = m.class_id AND c.deleted_at = 0
			WHERE t.id = $1 AND c.id = $2 AND t.user_id = $3 AND t.deleted_at = 0
			ON CONFLICT (take_id, class_id) DO UPDATE SET sent_at = submissions.sent_at`, takeID, classID, userID, toMS(s.now()))
		if err := notFoundIfNone("take or class of yours")(n, err); err != nil {
			return err
		}
		return queueTake(ctx, tx, takeID)
	})
}

// Unsubmit takes a learner's own take back from a class.
func (s *Store) Unsubmit(ctx context.Context, takeID, classID, userID gendu.ID) error {
	return s.deleting(ctx, TakeWithdrawn, takeID, classID, func(tx *sql.Tx, _ time.Time) error {
		err := notFoundIfNone("submission")(exec(ctx, tx, `DELETE FROM submissions WHERE take_id = $1 AND class_id = $2
			AND EXISTS (SELECT 1 FROM takes t WHERE t.id = $1 AND t.user_id = $3)`, takeID, classID, userID))
		if err != nil {
			return err
		}
		return queueTake(ctx, tx, takeID)
	})
}

// Submissions lists the classes that a learner's own take was sent to.
func (s *Store) Submissions(ctx context.Context, userID, takeID gendu.ID) ([]*gendu.Submission, error) {
	return submissions.list(ctx, s.r, `JOIN takes x ON x.id = t.take_id
		WHERE t.take_id = $1 AND x.user_id = $2 ORDER BY t.sent_at, t.class_id`, takeID, userID)
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
	return s.tx(ctx, func(tx *sql.Tx) error { return putReview(ctx, tx, v) })
}

func putReview(ctx context.Context, tx *sql.Tx, v *gendu.Review) error {
	list, err := rows(ctx, tx, reviews.fields, "INSERT INTO reviews ("+reviews.plain()+`)
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
	if err := addTeachersCard(ctx, tx, v); err != nil {
		return err
	}
	return queueTake(ctx, tx, v.TakeID)
}

// ReviewsOfTake lists what teachers said of a take, the newest first.
func (s *Store) ReviewsOfTake(ctx context.Context, takeID gendu.ID) ([]*gendu.Review, error) {
	return reviews.list(ctx, s.r, "WHERE t.take_id = $1 ORDER BY t.updated_at DESC, t.id DESC", takeID)
}

// MarkReviewSeen notes that a learner has read what was said of their own take.
func (s *Store) MarkReviewSeen(ctx context.Context, userID, takeID gendu.ID) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, `UPDATE reviews SET seen_at = $3 WHERE take_id = $1 AND seen_at = 0
			AND EXISTS (SELECT 1 FROM takes t WHERE t.id = $1 AND t.user_id = $2)`, takeID, userID, toMS(s.now()))
		if err != nil || n == 0 {
			return err
		}
		_, err = exec(ctx, tx, "UPDATE takes SET unread = EXISTS (SELECT 1 FROM reviews r WHERE r.take_id = takes.id AND r.seen_at = 0) WHERE id = $1", takeID)
		return err
	})
}
