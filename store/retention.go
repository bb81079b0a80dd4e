package store

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Notice is how long before old recordings are deleted their learners are told.
const Notice = 7 * 24 * time.Hour

// classRule holds where a class that hears a take t asks for its deletion before $1, a moment.
const classRule = `EXISTS (SELECT 1 FROM heard h JOIN classes c ON c.id = h.class_id
	WHERE h.take_id = t.id AND c.keep_days > 0 AND t.created_at <= CAST($1 AS BIGINT) - c.keep_days * 86400000)`

// announcedAtOnce is how many takes one statement announces.
const announcedAtOnce = 1000

// AnnounceExpiry writes down of every take that becomes older than it is kept within
// [Notice] when it will be deleted: never earlier than Notice from now. Keep is the age that
// the operator sets, 0 for none; classes have their own. Where no rule asks for it any
// more, the date is taken back. It says how many dates are new.
func (s *Store) AnnounceExpiry(ctx context.Context, keep time.Duration) (int, error) {
	notice := s.db.Clock().Add(Notice)
	made := int64(-1) // before which the operator's rule holds
	if keep > 0 {
		made = sqldb.ToMS(notice.Add(-keep))
	}
	if _, err := sqldb.Exec(ctx, s.db.Writer, `UPDATE takes AS t SET expires_at = 0, expires_class = ''
		WHERE t.expires_at <> 0 AND t.created_at > $2 AND NOT `+classRule, sqldb.ToMS(notice), made); err != nil {
		return 0, err
	}
	announced, err := 0, error(nil)
	if keep > 0 {
		announced, err = s.announce(ctx, "", notice, keep, `SELECT t.id FROM users u JOIN takes t ON t.user_id = u.id
			WHERE (CAST($3 AS TEXT) = '' AND t.deleted_at = 0) AND t.expires_at = 0 AND t.created_at <= $4 LIMIT $5`)
	}
	if err != nil {
		return announced, err
	}
	type limit struct {
		class gendu.ID
		days  int
	}
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *limit) []any { return []any{&v.class, &v.days} },
		"SELECT id, keep_days FROM classes WHERE keep_days > 0 AND deleted_at = 0 ORDER BY id")
	for _, l := range list {
		if err != nil {
			break
		}
		var n int
		n, err = s.announce(ctx, l.class, notice, time.Duration(l.days)*24*time.Hour, `SELECT t.id FROM heard h JOIN takes t ON t.id = h.take_id
			WHERE h.class_id = $3 AND t.expires_at = 0 AND t.created_at <= $4 LIMIT $5`)
		announced += n
	}
	return announced, err
}

// announce gives dates to the takes that which lists, until it lists none.
func (s *Store) announce(ctx context.Context, class gendu.ID, notice time.Time, keep time.Duration, which string) (int, error) {
	announced := 0
	for {
		n, err := sqldb.Exec(ctx, s.db.Writer, `UPDATE takes SET expires_class = CAST($3 AS TEXT),
				expires_at = CASE WHEN created_at + CAST($2 AS BIGINT) > CAST($1 AS BIGINT) THEN created_at + CAST($2 AS BIGINT) ELSE CAST($1 AS BIGINT) END
			WHERE deleted_at = 0 AND expires_at = 0 AND id IN (`+which+")", sqldb.ToMS(notice), keep.Milliseconds(), class, sqldb.ToMS(notice.Add(-keep)), announcedAtOnce)
		announced += n
		if err != nil || n == 0 {
			return announced, err
		}
	}
}

// DeleteExpired deletes takes whose announced time is over, at most so many, and gives them
// as they were. Their objects are the caller's to remove. A take whose rule has ended
// has no date any more where [Store.AnnounceExpiry] was called before.
func (s *Store) DeleteExpired(ctx context.Context, limit int) ([]*gendu.Take, error) {
	var gone []*gendu.Take
	err := s.log.Logging(ctx, func(tx *sql.Tx, now time.Time) (err error) {
		gone, err = rows.Takes.List(ctx, tx, "WHERE t.expires_at <> 0 AND t.expires_at <= $1 AND t.deleted_at = 0 ORDER BY t.user_id, t.id LIMIT $2", sqldb.ToMS(now), limit)
		for _, t := range gone {
			if err == nil {
				err = s.deleteTake(ctx, tx, t.UserID, t.ID, now)
			}
			if err == nil {
				err = rows.Note(ctx, tx, rows.TakeDeleted, t.ID, t.UserID, now)
			}
			if err == nil {
				err = s.AuditIn(ctx, tx, &people.AuditEntry{What: people.TakeExpired, Subject: t.UserID, Object: t.ID})
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return gone, nil
}

// Expiring is how many takes of a learner are going to be deleted on one day (in UTC).
type Expiring struct {
	At    time.Time // the first of them
	Takes int
	Class string // the name of the class that asks for it; "" for the operator
}

// ExpiringOf says what of a learner's takes is going to be deleted, the earliest first.
func (s *Store) ExpiringOf(ctx context.Context, userID gendu.ID) ([]Expiring, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *Expiring) []any { return []any{sqldb.Time(&v.At), &v.Takes, sqldb.OrNull(&v.Class)} },
		`SELECT MIN(t.expires_at), COUNT(*), c.name FROM takes t LEFT JOIN classes c ON c.id = t.expires_class
		WHERE t.user_id = $1 AND t.expires_at <> 0 AND t.deleted_at = 0
		GROUP BY t.expires_at / 86400000, t.expires_class, c.name ORDER BY 1 LIMIT 100`, userID)
	return sqldb.Values(list), err
}
