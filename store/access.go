package store

import (
	"context"
	"database/sql"
	"time"

	"gendu"
)

// active holds where the user whose id stands in column is not disabled and has the
// role. What somebody granted works only as long as it holds, so that access ends with
// the account that granted it, in whichever way the roles are changed.
func active(column string, role gendu.Role) string {
	return "EXISTS (SELECT 1 FROM users g WHERE g.id = " + column + " AND NOT g.disabled AND ' ' || g.roles || ' ' LIKE '% " + string(role) + " %')"
}

// OpenTicket is an invitation or a reset link that still works.
type OpenTicket struct {
	gendu.Ticket
	Maker    string // the name of the admin who made it; "" for the command line
	ForLogin string // whose password a reset link sets
}

// OpenTickets lists the invitations and reset links that work at the moment, the newest
// first: at most limit behind the one with the id after, which is "" for the first part.
func (s *Store) OpenTickets(ctx context.Context, after gendu.ID, limit int) ([]OpenTicket, error) {
	list, err := rows(ctx, s.r,
		func(v *OpenTicket) []any { return append(tickets.fields(&v.Ticket), opt(&v.Maker), opt(&v.ForLogin)) },
		"SELECT "+tickets.of("t")+`, m.name, u.login FROM tickets t
		LEFT JOIN users m ON m.id = t.created_by LEFT JOIN users u ON u.id = t.user_id
		WHERE `+usable("$1")+` AND t.purpose <> $2 AND (CAST($3 AS TEXT) = '' OR t.id < $3) ORDER BY t.id DESC LIMIT $4`,
		toMS(s.now()), gendu.TicketSetup, after, limit)
	return values(list), err
}

// RevokeTicket ends an invitation or a reset link that was not used.
func (s *Store) RevokeTicket(ctx context.Context, id gendu.ID) error {
	return notFoundIfNone("invitation")(exec(ctx, s.w, "UPDATE tickets SET used_at = $2 WHERE id = $1 AND used_at = 0 AND purpose <> $3",
		id, toMS(s.now()), gendu.TicketSetup))
}

// removed refuses a learner whom the teacher took out of the class while it had this
// very code.
func removed(ctx context.Context, tx *sql.Tx, code string, userID gendu.ID) error {
	n, err := value[int](ctx, tx, `SELECT COUNT(*) FROM memberships m JOIN classes t ON t.id = m.class_id
		WHERE t.code = $1 AND t.code <> '' AND t.deleted_at = 0 AND m.user_id = $2 AND m.ended_at <> 0 AND m.removed_code = t.code`, code, userID)
	if err == nil && n > 0 {
		return gendu.Errorf(gendu.Denied, "The teacher has taken you out of this class, so its code does not work for you. Please ask the teacher for a new code.")
	}
	return err
}

// removeMember is endMembership that remembers the code which the class has then.
const removeMember = `UPDATE memberships SET ended_at = $3,
	removed_code = COALESCE((SELECT c.code FROM classes c WHERE c.id = memberships.class_id), '')
	WHERE class_id = $1 AND user_id = $2 AND ended_at = 0`

// RemoveMember takes a learner out of a class, as its teacher does it: the code that
// the class has now does not let them in again.
func (s *Store) RemoveMember(ctx context.Context, classID, userID gendu.ID) error {
	return s.deleting(ctx, MemberRemoved, classID, userID, func(tx *sql.Tx, at time.Time) error {
		if err := notFoundIfNone("member")(exec(ctx, tx, removeMember, classID, userID, toMS(at))); err != nil {
			return err
		}
		return queueMember(ctx, tx, classID, userID)
	})
}

// HandOverClass gives a class to another teacher. Its code ends, for the new teacher
// did not give it out; where the class hears all takes, its members are asked again,
// for they agreed to somebody else. Who is disabled or no teacher is [gendu.NotFound].
func (s *Store) HandOverClass(ctx context.Context, id, teacherID gendu.ID) (*gendu.Class, error) {
	var out *gendu.Class
	err := s.tx(ctx, func(tx *sql.Tx) (err error) {
		out, err = row(ctx, tx, classes.thing, classes.fields, `UPDATE classes AS t SET teacher_id = $2, code = '', all_since = $3
			WHERE t.id = $1 AND t.deleted_at = 0 AND `+active("$2", gendu.Teacher)+" RETURNING "+classes.plain(),
			id, teacherID, toMS(s.now()))
		if err != nil {
			return err
		}
		return queueClass(ctx, tx, id)
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
	list, err := rows(ctx, s.r,
		func(v *ClassOverview) []any {
			return append(classes.fields(&v.Class), &v.Teacher, &v.Active, &v.Members)
		},
		"SELECT "+classes.of("t")+", u.name, "+active("t.teacher_id", gendu.Teacher)+`,
			(SELECT COUNT(*) FROM memberships m WHERE m.class_id = t.id AND m.ended_at = 0)
		FROM classes t JOIN users u ON u.id = t.teacher_id
		WHERE t.deleted_at = 0 AND (CAST($1 AS TEXT) = '' OR t.id < $1) ORDER BY t.id DESC LIMIT $2`, after, limit)
	return values(list), err
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
	list, err := rows(ctx, s.r,
		func(v *ShowOverview) []any {
			return append(shows.fields(&v.Show), &v.Owner, &v.Active, &v.Episodes, &v.Published)
		},
		"SELECT "+shows.of("t")+", u.name, "+active("t.owner_id", gendu.Host)+", "+episodesCounted+`
		FROM shows t JOIN users u ON u.id = t.owner_id
		WHERE t.deleted_at = 0 AND (CAST($1 AS TEXT) = '' OR t.id < $1) ORDER BY t.id DESC LIMIT $2`, after, limit)
	return values(list), err
}
