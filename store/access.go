package store

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/store/classroom"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// OpenTicket is an invitation or a reset link that still works.
type OpenTicket struct {
	gendu.Ticket
	Maker    string // the name of the admin who made it; "" for the command line
	ForLogin string // whose password a reset link sets
}

// OpenTickets lists the invitations and reset links that work at the moment, the newest
// first: at most limit behind the one with the id after, which is "" for the first part.
func (s *Store) OpenTickets(ctx context.Context, after gendu.ID, limit int) ([]OpenTicket, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *OpenTicket) []any {
			return append(people.Tickets.Fields(&v.Ticket), sqldb.OrNull(&v.Maker), sqldb.OrNull(&v.ForLogin))
		},
		"SELECT "+people.Tickets.Of("t")+`, m.name, u.login FROM tickets t
		LEFT JOIN users m ON m.id = t.created_by LEFT JOIN users u ON u.id = t.user_id
		WHERE `+people.Usable("$1")+` AND t.purpose <> $2 AND (CAST($3 AS TEXT) = '' OR t.id < $3) ORDER BY t.id DESC LIMIT $4`,
		sqldb.ToMS(s.db.Clock()), gendu.TicketSetup, after, limit)
	return sqldb.Values(list), err
}

// RevokeTicket ends an invitation or a reset link that was not used.
func (s *Store) RevokeTicket(ctx context.Context, id gendu.ID) error {
	return sqldb.NotFoundIfNone("invitation")(sqldb.Exec(ctx, s.db.Writer, "UPDATE tickets SET used_at = $2 WHERE id = $1 AND used_at = 0 AND purpose <> $3",
		id, sqldb.ToMS(s.db.Clock()), gendu.TicketSetup))
}

// removeMember is endMembership that remembers the code which the class has then.
const removeMember = `UPDATE memberships SET ended_at = $3,
	removed_code = COALESCE((SELECT c.code FROM classes c WHERE c.id = memberships.class_id), '')
	WHERE class_id = $1 AND user_id = $2 AND ended_at = 0`

// RemoveMember takes a learner out of a class, as its teacher does it: the code that
// the class has now does not let them in again.
func (s *Store) RemoveMember(ctx context.Context, classID, userID gendu.ID) error {
	return s.log.Deleting(ctx, rows.MemberRemoved, classID, userID, func(tx *sql.Tx, at time.Time) error {
		if err := sqldb.NotFoundIfNone("member")(sqldb.Exec(ctx, tx, removeMember, classID, userID, sqldb.ToMS(at))); err != nil {
			return err
		}
		return classroom.QueueMember(ctx, tx, classID, userID)
	})
}

// HandOverClass gives a class to another teacher. Its code ends, for the new teacher
// did not give it out; where the class hears all takes, its members are asked again,
// for they agreed to somebody else. Who is disabled or no teacher is [gendu.NotFound].
func (s *Store) HandOverClass(ctx context.Context, id, teacherID gendu.ID) (*gendu.Class, error) {
	var out *gendu.Class
	err := s.log.Deleting(ctx, rows.TeacherReplaced, id, teacherID, func(tx *sql.Tx, at time.Time) (err error) {
		out, err = classroom.GiveClass(ctx, tx, id, teacherID, sqldb.ToMS(at), rows.Active("$2", gendu.Teacher))
		return err
	})
	return out, err
}

// ClassOverview is what an admin sees of a class: no code, no member and no take.
type ClassOverview struct {
	gendu.Class
	Teacher string
	Active  bool // its teacher is not disabled and still a teacher
	Members int
}

// EveryClass lists the classes of all teachers, the newest first: at most limit behind
// the one with the id after, which is "" for the first part.
func (s *Store) EveryClass(ctx context.Context, after gendu.ID, limit int) ([]ClassOverview, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *ClassOverview) []any {
			return append(classroom.Classes.Fields(&v.Class), &v.Teacher, &v.Active, &v.Members)
		},
		"SELECT "+classroom.Classes.Of("t")+", u.name, "+rows.Active("t.teacher_id", gendu.Teacher)+`,
			(SELECT COUNT(*) FROM memberships m WHERE m.class_id = t.id AND m.ended_at = 0)
		FROM classes t JOIN users u ON u.id = t.teacher_id
		WHERE t.deleted_at = 0 AND (CAST($1 AS TEXT) = '' OR t.id < $1) ORDER BY t.id DESC LIMIT $2`, after, limit)
	return sqldb.Values(list), err
}

// ShowOverview is what an admin sees of a show.
type ShowOverview struct {
	ShowSummary
	Owner  string
	Active bool // its owner is not disabled and still a host
}

// EveryShow lists the shows of all hosts, the newest first: at most limit behind the
// one with the id after, which is "" for the first part.
func (s *Store) EveryShow(ctx context.Context, after gendu.ID, limit int) ([]ShowOverview, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *ShowOverview) []any {
			return append(shows.Fields(&v.Show), &v.Owner, &v.Active, &v.Episodes, &v.Published)
		},
		"SELECT "+shows.Of("t")+", u.name, "+rows.Active("t.owner_id", gendu.Host)+", "+episodesCounted+`
		FROM shows t JOIN users u ON u.id = t.owner_id
		WHERE t.deleted_at = 0 AND (CAST($1 AS TEXT) = '' OR t.id < $1) ORDER BY t.id DESC LIMIT $2`, after, limit)
	return sqldb.Values(list), err
}
