package classroom

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// agreed holds for a membership m of a class c that asks for all takes, where the
// member has agreed since they joined and since it asks. See the view "heard".
const agreed = "m.agreed_at > 0 AND m.agreed_at >= c.all_since AND m.agreed_at >= m.joined_at"

// AnswerConsent writes down whether a member lets the teacher hear all takes from now
// on, and to which words. Who agrees twice has agreed the first time. To agree where
// nothing is asked is [gendu.Conflict]; no member is [gendu.NotFound].
func (s *Classroom) AnswerConsent(ctx context.Context, classID, userID gendu.ID, yes bool, wording string) error {
	answer := func(tx *sql.Tx, moment time.Time) error {
		now := sqldb.ToMS(moment)
		// The learner first: a take that arrives at this moment comes before or after. Then
		// the class row: it must not be switched or handed over beside the answer.
		if _, err := rows.HoldUsage(ctx, tx, userID); err != nil {
			return err
		}
		if _, err := sqldb.Exec(ctx, tx, "UPDATE classes SET name = name WHERE id = $1", classID); err != nil {
			return err
		}
		type state struct {
			teacher          gendu.ID
			asks, hasAlready bool
		}
		is, err := sqldb.Row(ctx, tx, "class of yours", func(v *state) []any { return []any{&v.teacher, &v.asks, &v.hasAlready} },
			"SELECT c.teacher_id, c.all_takes, "+agreed+` FROM classes c JOIN memberships m ON m.class_id = c.id
			WHERE c.id = $1 AND c.deleted_at = 0 AND m.user_id = $2 AND m.ended_at = 0`, classID, userID)
		if err != nil {
			return err
		}
		if yes && !is.asks {
			return gendu.Errorf(gendu.Conflict, "This class does not ask for all recordings: its teacher hears only what you send.")
		}
		if yes && is.hasAlready {
			return nil
		}
		at := int64(0)
		if yes {
			at = now
		}
		if _, err := sqldb.Exec(ctx, tx, `UPDATE memberships SET agreed_at = $3, answered_at = $4, wording = $5
			WHERE class_id = $1 AND user_id = $2`, classID, userID, at, now, wording); err != nil {
			return err
		}
		_, err = sqldb.Exec(ctx, tx, `INSERT INTO consents (class_id, user_id, answered_at, teacher_id, agreed, wording) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (class_id, user_id, answered_at) DO UPDATE SET agreed = excluded.agreed, wording = excluded.wording`,
			classID, userID, now, is.teacher, yes, wording)
		if err != nil {
			return err
		}
		return QueueMember(ctx, tx, classID, userID)
	}
	if yes {
		return s.db.Tx(ctx, func(tx *sql.Tx) error { return answer(tx, s.db.Clock()) })
	}
	return s.log.Deleting(ctx, rows.ConsentEnded, classID, userID, answer)
}

// EndConsent repeats that a member said no at a moment to what they had agreed to before.
func EndConsent(ctx context.Context, tx *sql.Tx, classID, userID gendu.ID, atMS int64) error {
	_, err := sqldb.Exec(ctx, tx, `INSERT INTO consents (class_id, user_id, answered_at, teacher_id, agreed, wording)
		SELECT m.class_id, m.user_id, CAST($3 AS BIGINT), c.teacher_id, FALSE, m.wording FROM memberships m JOIN classes c ON c.id = m.class_id
		WHERE m.class_id = $1 AND m.user_id = $2 AND m.agreed_at > 0 AND m.agreed_at <= $3 ON CONFLICT DO NOTHING`, classID, userID, atMS)
	if err != nil {
		return err
	}
	_, err = sqldb.Exec(ctx, tx, `UPDATE memberships SET agreed_at = 0, answered_at = $3
		WHERE class_id = $1 AND user_id = $2 AND agreed_at > 0 AND agreed_at <= $3`, classID, userID, atMS)
	if err != nil {
		return err
	}
	return QueueMember(ctx, tx, classID, userID)
}

// ConsentAnswer is one answer of a member, as it was kept.
type ConsentAnswer struct {
	ClassID, TeacherID gendu.ID
	Agreed             bool
	Wording            string
	At                 time.Time
}

// ConsentsOf lists everything that a user has answered, the newest first.
func (s *Classroom) ConsentsOf(ctx context.Context, userID gendu.ID) ([]ConsentAnswer, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *ConsentAnswer) []any {
			return []any{&v.ClassID, &v.TeacherID, &v.Agreed, &v.Wording, sqldb.Time(&v.At)}
		},
		"SELECT class_id, teacher_id, agreed, wording, answered_at FROM consents WHERE user_id = $1 ORDER BY answered_at DESC, class_id", userID)
	return sqldb.Values(list), err
}
