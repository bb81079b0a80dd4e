package classroom

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/store/sqldb"
)

// ReviewQueue is the table of what each class hears, in the order of its queue. The rows of
// one or more classes are brought up to date in the transaction that changes what they hear,
// always from the view "heard", which alone says what that is. Readers ask the view again, so
// that a row that is out of date shows nothing to anybody.
const ReviewQueue = "review_queue"

// QueueTake brings the rows of a take up to date, in all classes, and whether it was sent
// and answered, and has an answer that was not read.
func QueueTake(ctx context.Context, tx *sql.Tx, takeID gendu.ID) error {
	if _, err := queueRows(ctx, tx, "take_id = $1", takeID); err != nil {
		return err
	}
	_, err := sqldb.Exec(ctx, tx, `UPDATE takes SET sent = EXISTS (SELECT 1 FROM submissions s WHERE s.take_id = takes.id),
		answered = EXISTS (SELECT 1 FROM reviews r WHERE r.take_id = takes.id),
		unread = EXISTS (SELECT 1 FROM reviews r WHERE r.take_id = takes.id AND r.seen_at = 0) WHERE id = $1`, takeID)
	return err
}

// QueueMember brings the rows of a member of a class up to date.
func QueueMember(ctx context.Context, tx *sql.Tx, classID, userID gendu.ID) error {
	_, err := queueRows(ctx, tx, "class_id = $1 AND user_id = $2", classID, userID)
	return err
}

// QueueClass brings the rows of a class up to date.
func QueueClass(ctx context.Context, tx *sql.Tx, classID gendu.ID) error {
	_, err := queueRows(ctx, tx, "class_id = $1", classID)
	return err
}

// queueRows brings the rows up to date for which a condition holds, whose columns both the
// table and the view have, and says how many it changed.
func queueRows(ctx context.Context, tx *sql.Tx, which string, args ...any) (int, error) {
	gone, err := sqldb.Exec(ctx, tx, "DELETE FROM review_queue WHERE "+which+` AND NOT EXISTS (
		SELECT 1 FROM heard h WHERE h.take_id = review_queue.take_id AND h.class_id = review_queue.class_id)`, args...)
	if err != nil {
		return gone, err
	}
	added, err := sqldb.Exec(ctx, tx, `INSERT INTO review_queue (take_id, class_id, user_id, arrived_at, reviewed_at)
		SELECT h.take_id, h.class_id, h.user_id, t.created_at, COALESCE(r.updated_at, 0)
		FROM (SELECT take_id, class_id, user_id FROM heard WHERE `+which+`) h
		JOIN takes t ON t.id = h.take_id
		LEFT JOIN reviews r ON r.take_id = h.take_id AND r.class_id = h.class_id
		WHERE t.deleted_at = 0
		ON CONFLICT (take_id, class_id) DO UPDATE SET reviewed_at = excluded.reviewed_at
			WHERE review_queue.reviewed_at <> excluded.reviewed_at`, args...)
	return gone + added, err
}

// queueUnqueued makes the rows of those classes that have none yet, because they are older
// than the table: all of a teacher, or one.
func (s *Classroom) queueUnqueued(ctx context.Context, teacherID, classID gendu.ID) error {
	where, arg := "teacher_id = $1", teacherID
	if classID != "" {
		where, arg = "id = $1", classID
	}
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *gendu.ID) []any { return []any{v} },
		"SELECT id FROM classes WHERE "+where+" AND NOT queued AND deleted_at = 0", arg)
	for _, id := range list {
		if err := s.QueueClass(ctx, *id); err != nil {
			return err
		}
	}
	return err
}

// Unqueued lists classes whose queue has no rows yet, at most so many.
func (s *Classroom) Unqueued(ctx context.Context, limit int) ([]gendu.ID, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *gendu.ID) []any { return []any{v} },
		"SELECT id FROM classes WHERE NOT queued AND deleted_at = 0 ORDER BY id LIMIT $1", limit)
	return sqldb.Values(list), err
}

// QueueClass makes the rows of a class, or brings them up to date.
func (s *Classroom) QueueClass(ctx context.Context, id gendu.ID) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		// Two who do so at once wait for each other.
		if _, err := sqldb.Exec(ctx, tx, "UPDATE classes SET queued = TRUE WHERE id = $1", id); err != nil {
			return err
		}
		return QueueClass(ctx, tx, id)
	})
}

// RequeueAll brings the queues of all classes up to date and says how many rows were not:
// a server of an earlier version, which does not know the table, left them so. It is for
// the sweep.
func (s *Classroom) RequeueAll(ctx context.Context) (int, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *gendu.ID) []any { return []any{v} }, "SELECT id FROM classes ORDER BY id")
	if err != nil {
		return 0, err
	}
	changed := 0
	for _, id := range list {
		n := 0
		err := s.db.Tx(ctx, func(tx *sql.Tx) (err error) {
			n, err = queueRows(ctx, tx, "class_id = $1", id)
			return err
		})
		if err != nil {
			return changed, err
		}
		changed += n
	}
	for _, update := range []string{
		"UPDATE takes SET sent = TRUE WHERE NOT sent AND id IN (SELECT take_id FROM submissions)",
		"UPDATE takes SET answered = TRUE WHERE NOT answered AND id IN (SELECT take_id FROM reviews)",
		"UPDATE takes SET unread = TRUE WHERE NOT unread AND id IN (SELECT take_id FROM reviews WHERE seen_at = 0)",
	} {
		n, err := sqldb.Exec(ctx, s.db.Writer, update)
		if err != nil {
			return changed, err
		}
		changed += n
	}
	return changed, nil
}
