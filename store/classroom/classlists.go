package classroom

import (
	"context"
	"time"

	"gendu"
	"gendu/coursework"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// What counts of takes are given up to: a count that is one more than these was not
// counted to its end, for some classes have tens of thousands.
const (
	MaxCounted = 999
	MaxWaiting = 99
)

// waitingOf counts the takes that wait in a class, up to one more than MaxWaiting; which
// narrows them.
func waitingOf(class, which string) string {
	return "(SELECT COUNT(*) FROM (SELECT 1 AS one FROM review_queue q WHERE q.class_id = " + class + which +
		" AND q.reviewed_at = 0 LIMIT 100) AS w)"
}

// heardOf counts the takes of a user that a class hears, up to one more than MaxCounted.
func heardOf(class, user string) string {
	return "(SELECT COUNT(*) FROM (SELECT 1 AS one FROM review_queue q WHERE q.class_id = " + class + " AND q.user_id = " + user + " LIMIT 1000) AS n)"
}

// ClassSummary is a class with what its teacher has to do.
type ClassSummary struct {
	gendu.Class
	Members int // active ones
	Waiting int // takes that this class may hear and has not reviewed, up to MaxWaiting + 1
}

// ClassesOfTeacher lists a teacher's classes, the newest first: at most limit behind the one
// at after, which is zero for the first part. A limit of 0 lists all.
func (s *Classroom) ClassesOfTeacher(ctx context.Context, userID gendu.ID, after rows.Place, limit int) ([]ClassSummary, error) {
	if err := s.queueUnqueued(ctx, userID, ""); err != nil {
		return nil, err
	}
	return s.classSummaries(ctx, `WHERE t.teacher_id = $1 AND t.deleted_at = 0
		AND (CAST($2 AS TEXT) = '' OR (t.created_at, t.id) < ($3, $2)) ORDER BY t.created_at DESC, t.id DESC LIMIT $4`,
		userID, after.ID, sqldb.ToMS(after.At), LimitOf(limit))
}

// ClassSummary is a class with what its teacher has to do.
func (s *Classroom) ClassSummary(ctx context.Context, id gendu.ID) (*ClassSummary, error) {
	if err := s.queueUnqueued(ctx, "", id); err != nil {
		return nil, err
	}
	list, err := s.classSummaries(ctx, "WHERE t.id = $1 AND t.deleted_at = 0", id)
	if err == nil && len(list) == 0 {
		err = sqldb.Missing("class")
	}
	if err != nil {
		return nil, err
	}
	return &list[0], nil
}

func (s *Classroom) classSummaries(ctx context.Context, tail string, args ...any) ([]ClassSummary, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *ClassSummary) []any { return append(Classes.Fields(&v.Class), &v.Members, &v.Waiting) },
		"SELECT "+Classes.Of("t")+`,
			(SELECT COUNT(*) FROM memberships m WHERE m.class_id = t.id AND m.ended_at = 0),
			`+waitingOf("t.id", "")+" FROM classes t "+tail, args...)
	return sqldb.Values(list), err
}

// LimitOf is the LIMIT of a list; 0 is none.
func LimitOf(n int) int {
	if n <= 0 {
		return 1 << 31
	}
	return n
}

// Member is a learner in a class.
type Member struct {
	gendu.User
	JoinedAt time.Time
	Agreed   bool // to all takes; of no meaning where the class does not ask
	Takes    int  // those that this class may hear, up to MaxCounted + 1
	Waiting  int  // of them, not reviewed, up to MaxWaiting + 1
}

// Named is where a row stands in a list that is ordered by name.
type Named struct {
	Name string
	ID   gendu.ID
}

// Members lists the active members of a class by name: at most limit behind the one at
// after, which is zero for the first part. A limit of 0 lists all.
func (s *Classroom) Members(ctx context.Context, classID gendu.ID, after Named, limit int) ([]Member, error) {
	if err := s.queueUnqueued(ctx, "", classID); err != nil {
		return nil, err
	}
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *Member) []any {
			return append(people.Users.Fields(&v.User), sqldb.Time(&v.JoinedAt), &v.Agreed, &v.Takes, &v.Waiting)
		},
		"SELECT "+people.Users.Of("u")+", m.joined_at, "+agreed+", "+heardOf("c.id", "u.id")+", "+waitingOf("c.id", " AND q.user_id = u.id")+`
		FROM memberships m JOIN users u ON u.id = m.user_id JOIN classes c ON c.id = m.class_id
		WHERE m.class_id = $1 AND m.ended_at = 0 AND (CAST($2 AS TEXT) = '' OR (u.name, u.id) > (CAST($3 AS TEXT), $2))
		ORDER BY u.name, u.id LIMIT $4`, classID, after.ID, after.Name, LimitOf(limit))
	return sqldb.Values(list), err
}

// JoinedClass is a class as a member of it sees it.
type JoinedClass struct {
	gendu.Class
	Answer coursework.Answer
	Heard  int // takes of the member that the teacher can hear at the moment, up to MaxCounted + 1
}

// ClassesJoined lists the classes that a user is a member of, by name, with what the
// user answered and what is heard: at most limit behind the one at after, which is zero for
// the first part. A limit of 0 lists all.
func (s *Classroom) ClassesJoined(ctx context.Context, userID gendu.ID, after Named, limit int) ([]JoinedClass, error) {
	query := "SELECT " + Classes.Of("t") + ", t.all_takes, t.all_since, m.joined_at, m.agreed_at, m.answered_at, t.queued, " + heardOf("t.id", "m.user_id") + `
		FROM classes t JOIN memberships m ON m.class_id = t.id
		WHERE m.user_id = $1 AND m.ended_at = 0 AND t.deleted_at = 0 AND (CAST($2 AS TEXT) = '' OR (t.name, t.id) > (CAST($3 AS TEXT), $2))
		ORDER BY t.name, t.id LIMIT $4`
	for {
		type joined struct {
			JoinedClass
			queued bool
		}
		list, err := sqldb.Rows(ctx, s.db.Reader,
			func(v *joined) []any {
				a := &v.Answer
				return append(Classes.Fields(&v.Class), &a.AllTakes, sqldb.Time(&a.AllSince), sqldb.Time(&a.JoinedAt), sqldb.Time(&a.AgreedAt), sqldb.Time(&a.AnsweredAt), &v.queued, &v.Heard)
			}, query, userID, after.ID, after.Name, LimitOf(limit))
		if err != nil {
			return nil, err
		}
		ready, out := true, make([]JoinedClass, len(list))
		for i, v := range list {
			if !v.queued {
				ready = false
				if err := s.QueueClass(ctx, v.ID); err != nil {
					return nil, err
				}
			}
			out[i] = v.JoinedClass
		}
		if ready {
			return out, nil
		}
	}
}
