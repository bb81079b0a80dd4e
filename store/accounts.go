package store

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/store/classroom"
	"gendu/store/numbers"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Grace is how long an account stays after its deletion was asked for, so that the
// request can be taken back.
const Grace = 7 * 24 * time.Hour

// otherAdmins counts the admins beside the user $1 who can sign in and stay.
const otherAdmins = people.CountAdmins + " AND NOT disabled AND delete_at = 0 AND id <> $1"

// AskDeletion ends an account after [Grace], as its own user or an admin asks for it. A
// date that stands stays. Where an admin asks for an account whose user asked before, the
// user cannot take it back alone any more. The last admin is [gendu.Conflict].
func (s *Store) AskDeletion(ctx context.Context, id, by gendu.ID) (*gendu.User, error) {
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		if s.db.Dialect.LockUsers != "" { // two admins at once would each count the other
			if _, err := sqldb.Exec(ctx, tx, s.db.Dialect.LockUsers); err != nil {
				return err
			}
		}
		u, err := people.Users.One(ctx, tx, "WHERE t.id = $1 AND t.deleted_at = 0", id)
		if err != nil {
			return err
		}
		if u.Has(gendu.Admin) {
			n, err := sqldb.Value[int](ctx, tx, otherAdmins, id)
			if err != nil {
				return err
			}
			if n == 0 {
				return gendu.Errorf(gendu.Conflict, "This is the last administrator. Give somebody else the role admin first.")
			}
		}
		_, err = sqldb.Exec(ctx, tx, `UPDATE users SET delete_by = CASE WHEN delete_by = '' OR $2 <> id THEN CAST($2 AS TEXT) ELSE delete_by END,
			delete_at = CASE WHEN delete_at = 0 THEN CAST($3 AS BIGINT) ELSE delete_at END WHERE id = $1`, id, by, sqldb.ToMS(s.db.Clock().Add(Grace)))
		return err
	})
	if err != nil {
		return nil, err
	}
	return people.Users.One(ctx, s.db.Writer, "WHERE t.id = $1", id)
}

// KeepAccount takes back that an account is deleted. What an admin asked for, only an
// admin takes back: own is the request of the user themselves, and [gendu.Denied] then.
func (s *Store) KeepAccount(ctx context.Context, id gendu.ID, own bool) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		n, err := sqldb.Exec(ctx, tx, "UPDATE users SET delete_at = 0, delete_by = '' WHERE id = $1 AND deleted_at = 0 AND (NOT $2 OR delete_at = 0 OR delete_by = id)", id, own)
		if err != nil || n > 0 {
			return err
		}
		u, err := people.Users.One(ctx, tx, "WHERE t.id = $1", id)
		if err != nil {
			return err
		}
		if !u.DeletedAt.IsZero() {
			return sqldb.Missing(people.Users.Thing)
		}
		return gendu.Errorf(gendu.Denied, "An administrator asked for the deletion of this account, so that only an administrator can take it back.")
	})
}

// Leaving lists the accounts whose time is over, and those whose deletion did not end.
// The last admin is left out.
func (s *Store) Leaving(ctx context.Context) ([]gendu.ID, error) {
	list, err := people.Users.List(ctx, s.db.Reader, "WHERE t.delete_at <> 0 AND t.delete_at <= $1 ORDER BY t.delete_at, t.id LIMIT 100", sqldb.ToMS(s.db.Clock()))
	var out []gendu.ID
	for _, u := range list {
		if u.Has(gendu.Admin) {
			n, err := sqldb.Value[int](ctx, s.db.Reader, otherAdmins, u.ID)
			if err != nil {
				return nil, err
			}
			if n == 0 {
				continue
			}
		}
		out = append(out, u.ID)
	}
	return out, err
}

// CloseAccount removes everything of a user whose time is over but the tombstones of their
// takes, by which a sweep knows what their objects were. Grades stay without a learner;
// classes of theirs end, and so do shows that have no other host. The objects are the caller's to remove, and then
// [Store.ForgetAccount]. Doing so twice is [gendu.NotFound], and so is one who stays.
func (s *Store) CloseAccount(ctx context.Context, id gendu.ID) error {
	defer s.revoked.Count()
	return s.log.Deleting(ctx, rows.AccountDeleted, id, showsApart, func(tx *sql.Tx, at time.Time) error {
		// Held, so that it cannot be taken back meanwhile.
		if err := sqldb.NotFoundIfNone("user")(sqldb.Exec(ctx, tx, "UPDATE users SET locale = locale WHERE id = $1 AND delete_at <> 0 AND delete_at <= $2", id, sqldb.ToMS(at))); err != nil {
			return err
		}
		if err := s.closeAccount(ctx, tx, id, at); err != nil {
			return err
		}
		if err := s.endOwned(ctx, tx, id, at); err != nil {
			return err
		}
		return s.AuditIn(ctx, tx, &people.AuditEntry{What: people.AccountGone, Subject: id})
	})
}

// ofUser are the statements that remove the rows of the user $1.
var ofUser = []string{
	"DELETE FROM sessions WHERE user_id = $1",
	"DELETE FROM tickets WHERE user_id = $1 OR created_by = $1",
	"DELETE FROM settings WHERE user_id = $1",
	"DELETE FROM voices WHERE user_id = $1",
	"DELETE FROM cards WHERE user_id = $1",
	"DELETE FROM card_refusals WHERE user_id = $1",
	"DELETE FROM listening_sums WHERE user_id = $1",
	"DELETE FROM rating_events WHERE user_id = $1",
	"DELETE FROM flags WHERE user_id = $1",
	"DELETE FROM consents WHERE user_id = $1",
	"DELETE FROM memberships WHERE user_id = $1",
	"DELETE FROM show_editors WHERE user_id = $1",
	"UPDATE grades SET user_id = '' WHERE user_id = $1",
}

func (s *Store) closeAccount(ctx context.Context, tx *sql.Tx, id gendu.ID, at time.Time) error {
	n, err := sqldb.Exec(ctx, tx, `UPDATE users SET login = 'deleted-' || id, name = '', password_hash = '', roles = '', locale = '', disabled = TRUE, demo = FALSE,
		deleted_at = $2, delete_at = CASE WHEN delete_at = 0 THEN $2 ELSE delete_at END WHERE id = $1 AND deleted_at = 0`, id, sqldb.ToMS(at))
	if err := sqldb.NotFoundIfNone("user")(n, err); err != nil {
		return err
	}
	if err := numbers.ForgetLearner(ctx, tx, id, sqldb.ToMS(at)); err != nil {
		return err
	}
	if err := forgetSaid(ctx, tx, "IN (SELECT x.id FROM takes x WHERE x.user_id = $1)", id); err != nil {
		return err
	}
	if err := blankAll(ctx, tx, id, at); err != nil {
		return err
	}
	if err := s.CancelIn(ctx, tx, "subject_id IN (SELECT x.id FROM takes x WHERE x.user_id = $1)", id); err != nil {
		return err
	}
	for _, statement := range ofUser {
		if _, err := sqldb.Exec(ctx, tx, statement, id); err != nil {
			return err
		}
	}
	if err := rows.Revoke(ctx, tx, id, sqldb.ToMS(s.db.Clock())); err != nil {
		return err
	}
	return endTaught(ctx, tx, id, at)
}

// endTaught ends the classes of a user.
func endTaught(ctx context.Context, tx *sql.Tx, id gendu.ID, at time.Time) error {
	taught, err := classroom.Classes.List(ctx, tx, "WHERE t.teacher_id = $1 AND t.deleted_at = 0 ORDER BY t.id", id)
	for _, c := range taught {
		if err == nil {
			err = classroom.DeleteClass(ctx, tx, c.ID, sqldb.ToMS(at))
		}
	}
	return err
}

// UploadsOf lists the uploads of a user, finished ones too.
func (s *Store) UploadsOf(ctx context.Context, userID gendu.ID) ([]*gendu.Upload, error) {
	return uploadLists(ctx, s.db.Reader, "WHERE t.user_id = $1 ORDER BY t.id", userID)
}

// ForgetAccount removes the last rows of a closed account, once its objects are gone. The
// row of the user stays without a name where a show, a class, an upload or a review that
// belongs to others refers to it.
func (s *Store) ForgetAccount(ctx context.Context, id gendu.ID) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := sqldb.NotFoundIfNone("user")(sqldb.Exec(ctx, tx, "UPDATE users SET delete_at = 0, delete_by = '' WHERE id = $1 AND deleted_at <> 0", id)); err != nil {
			return err
		}
		for _, statement := range []string{
			"DELETE FROM takes WHERE user_id = $1",
			"DELETE FROM usages WHERE user_id = $1",
			`DELETE FROM users WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM shows x WHERE x.owner_id = $1) AND NOT EXISTS (SELECT 1 FROM classes x WHERE x.teacher_id = $1)
				AND NOT EXISTS (SELECT 1 FROM reviews x WHERE x.teacher_id = $1) AND NOT EXISTS (SELECT 1 FROM uploads x WHERE x.user_id = $1)`,
		} {
			if _, err := sqldb.Exec(ctx, tx, statement, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// Grade is the verdict of a review whose take was deleted.
type Grade struct {
	ID      gendu.ID // of the review
	Learner string   // name; "" for who has no account any more
	Verdict gendu.Verdict
	GivenAt time.Time
}

// Grades lists the grades of a class, the newest review first: at most limit behind the one
// with the id after, which is "" for the first part.
func (s *Store) Grades(ctx context.Context, classID, after gendu.ID, limit int) ([]Grade, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *Grade) []any {
		return []any{&v.ID, sqldb.OrNull(&v.Learner), &v.Verdict, sqldb.Time(&v.GivenAt)}
	},
		`SELECT g.review_id, u.name, g.verdict, g.given_at FROM grades g LEFT JOIN users u ON u.id = g.user_id
		WHERE g.class_id = $1 AND (CAST($2 AS TEXT) = '' OR g.review_id < $2) ORDER BY g.review_id DESC LIMIT $3`, classID, after, limit)
	return sqldb.Values(list), err
}
