package classroom

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
	"gendu/store/study"
)

// Reviews is how a review lies in its row; all columns may be NULL in an outer join.
var Reviews = sqldb.Table[gendu.Review]{
	Name: "reviews", Thing: "review",
	Cols: []string{"id", "take_id", "class_id", "teacher_id", "verdict", "text", "comments", "created_at", "updated_at", "seen_at"},
	Fields: func(v *gendu.Review) []any {
		return []any{
			sqldb.OrNull(&v.ID), sqldb.OrNull(&v.TakeID), sqldb.OrNull(&v.ClassID), sqldb.OrNull(&v.TeacherID), sqldb.OrNull(&v.Verdict), sqldb.OrNull(&v.Text), sqldb.JSON(&v.Comments),
			sqldb.Time(&v.CreatedAt), sqldb.Time(&v.UpdatedAt), sqldb.Time(&v.SeenAt),
		}
	},
}

// Submit sends one of a learner's own takes to a class that they are a member
// of; again changes nothing. Anything else is [gendu.NotFound].
func (s *Classroom) Submit(ctx context.Context, takeID, classID, userID gendu.ID) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		n, err := sqldb.Exec(ctx, tx, `INSERT INTO submissions (take_id, class_id, sent_at)
			SELECT t.id, m.class_id, CAST($4 AS BIGINT)
			FROM takes t JOIN memberships m ON m.user_id = t.user_id AND m.ended_at = 0
			JOIN classes c ON c.id = m.class_id AND c.deleted_at = 0
			WHERE t.id = $1 AND c.id = $2 AND t.user_id = $3 AND t.deleted_at = 0
			ON CONFLICT (take_id, class_id) DO UPDATE SET sent_at = submissions.sent_at`, takeID, classID, userID, sqldb.ToMS(s.db.Clock()))
		if err := sqldb.NotFoundIfNone("take or class of yours")(n, err); err != nil {
			return err
		}
		return QueueTake(ctx, tx, takeID)
	})
}

// Unsubmit takes a learner's own take back from a class.
func (s *Classroom) Unsubmit(ctx context.Context, takeID, classID, userID gendu.ID) error {
	return s.log.Deleting(ctx, rows.TakeWithdrawn, takeID, classID, func(tx *sql.Tx, _ time.Time) error {
		err := sqldb.NotFoundIfNone("submission")(sqldb.Exec(ctx, tx, `DELETE FROM submissions WHERE take_id = $1 AND class_id = $2
			AND EXISTS (SELECT 1 FROM takes t WHERE t.id = $1 AND t.user_id = $3)`, takeID, classID, userID))
		if err != nil {
			return err
		}
		return QueueTake(ctx, tx, takeID)
	})
}

// Submissions lists the classes that a learner's own take was sent to.
func (s *Classroom) Submissions(ctx context.Context, userID, takeID gendu.ID) ([]*gendu.Submission, error) {
	return rows.Submissions.List(ctx, s.db.Reader, `JOIN takes x ON x.id = t.take_id
		WHERE t.take_id = $1 AND x.user_id = $2 ORDER BY t.sent_at, t.class_id`, takeID, userID)
}

// TakeForTeacher is a take that one of the teacher's classes may hear, and that
// class (one that it was sent to before one that hears all takes); any other take
// is [gendu.NotFound].
func (s *Classroom) TakeForTeacher(ctx context.Context, teacherID, takeID gendu.ID) (*gendu.Take, gendu.ID, error) {
	type heard struct {
		take  gendu.Take
		class gendu.ID
	}
	v, err := sqldb.Row(ctx, s.db.Reader, "take", func(v *heard) []any { return append(rows.Takes.Fields(&v.take), &v.class) },
		"SELECT "+rows.Takes.Of("t")+`, h.class_id FROM heard h JOIN takes t ON t.id = h.take_id
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
func (s *Classroom) PutReview(ctx context.Context, v *gendu.Review) error {
	s.db.Stamp(&v.ID, &v.CreatedAt)
	v.UpdatedAt, v.SeenAt = s.db.Now(), time.Time{}
	return s.db.Tx(ctx, func(tx *sql.Tx) error { return putReview(ctx, tx, v) })
}

func putReview(ctx context.Context, tx *sql.Tx, v *gendu.Review) error {
	list, err := sqldb.Rows(ctx, tx, Reviews.Fields, "INSERT INTO reviews ("+Reviews.Plain()+`)
		SELECT CAST($1 AS TEXT), h.take_id, h.class_id, h.teacher_id, CAST($5 AS TEXT), CAST($6 AS TEXT), CAST($7 AS TEXT),
			CAST($8 AS BIGINT), CAST($9 AS BIGINT), CAST($10 AS BIGINT)
		FROM heard h WHERE h.take_id = $2 AND h.class_id = $3 AND h.teacher_id = $4
		ON CONFLICT (take_id, class_id) DO UPDATE SET verdict = excluded.verdict, text = excluded.text,
			comments = excluded.comments, updated_at = excluded.updated_at, seen_at = 0
		RETURNING `+Reviews.Plain(), Reviews.Fields(v)...)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return sqldb.Missing("take")
	}
	*v = *list[0] // an older answer keeps its id and its beginning
	if err := study.AddTeachersCard(ctx, tx, v); err != nil {
		return err
	}
	return QueueTake(ctx, tx, v.TakeID)
}

// ReviewsOfTake lists what teachers said of a take, the newest first.
func (s *Classroom) ReviewsOfTake(ctx context.Context, takeID gendu.ID) ([]*gendu.Review, error) {
	return Reviews.List(ctx, s.db.Reader, "WHERE t.take_id = $1 ORDER BY t.updated_at DESC, t.id DESC", takeID)
}

// MarkReviewSeen notes that a learner has read what was said of their own take.
func (s *Classroom) MarkReviewSeen(ctx context.Context, userID, takeID gendu.ID) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		n, err := sqldb.Exec(ctx, tx, `UPDATE reviews SET seen_at = $3 WHERE take_id = $1 AND seen_at = 0
			AND EXISTS (SELECT 1 FROM takes t WHERE t.id = $1 AND t.user_id = $2)`, takeID, userID, sqldb.ToMS(s.db.Clock()))
		if err != nil || n == 0 {
			return err
		}
		_, err = sqldb.Exec(ctx, tx, "UPDATE takes SET unread = EXISTS (SELECT 1 FROM reviews r WHERE r.take_id = takes.id AND r.seen_at = 0) WHERE id = $1", takeID)
		return err
	})
}
