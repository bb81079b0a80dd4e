package classroom

import (
	"context"
	"database/sql"
	"time"

	"gendu"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Classroom keeps classes, their members and the reviews of their teachers.
type Classroom struct {
	db  *sqldb.DB
	log *rows.DeletionLog
}

// New keeps classes in a database, and notes in the log what is deleted.
func New(db *sqldb.DB, log *rows.DeletionLog) *Classroom { return &Classroom{db, log} }

// Classes is how a class lies in its row.
var Classes = sqldb.Table[gendu.Class]{
	Name: "classes", Thing: "class",
	Cols: []string{"id", "teacher_id", "name", "all_takes", "scores_off", "keep_days", "code", "code_expires", "code_uses_left", "created_at"},
	Fields: func(v *gendu.Class) []any {
		return []any{
			&v.ID, &v.TeacherID, &v.Name, &v.AllTakes, &v.ScoresOff, &v.KeepDays, &v.Code.Code, sqldb.Time(&v.Code.ExpiresAt), &v.Code.UsesLeft, sqldb.Time(&v.CreatedAt),
		}
	},
}

const codeTaken = "This class code is taken. Please choose another."

// CreateClass writes a new class; a code that another class has is
// [gendu.Conflict].
func (s *Classroom) CreateClass(ctx context.Context, v *gendu.Class) error {
	s.db.Stamp(&v.ID, &v.CreatedAt)
	_, err := sqldb.Exec(ctx, s.db.Writer, "INSERT INTO classes ("+Classes.Plain()+", all_since, deleted_at, queued) VALUES ("+
		sqldb.Marks(1, len(Classes.Cols)+3)+")", append(Classes.Fields(v), sqldb.ToMS(v.CreatedAt), 0, true)...)
	return sqldb.ExplainConflict(err, codeTaken)
}

// ClassChange says what of a class changes; nil leaves it as it is.
type ClassChange struct {
	Name      *string
	AllTakes  *bool // where it is switched on, members are asked; see AnswerConsent
	ScoresOff *bool
	KeepDays  *int // 0: recordings are kept
}

// UpdateClass changes what is given of a class, and nothing else, so that what
// others change meanwhile stays. It gives the class as it is then.
func (s *Classroom) UpdateClass(ctx context.Context, id gendu.ID, c ClassChange) (*gendu.Class, error) {
	var out *gendu.Class
	err := s.db.Tx(ctx, func(tx *sql.Tx) (err error) {
		if out, err = updateClass(ctx, tx, id, c, sqldb.ToMS(s.db.Clock())); err != nil || c.AllTakes == nil {
			return err
		}
		return QueueClass(ctx, tx, id)
	})
	return out, err
}

func updateClass(ctx context.Context, tx *sql.Tx, id gendu.ID, c ClassChange, nowMS int64) (*gendu.Class, error) {
	return sqldb.Row(ctx, tx, Classes.Thing, Classes.Fields, `UPDATE classes SET name = COALESCE(CAST($2 AS TEXT), name),
			all_since = CASE WHEN CAST($3 AS BOOLEAN) AND NOT all_takes THEN $4 ELSE all_since END,
			all_takes = COALESCE(CAST($3 AS BOOLEAN), all_takes), scores_off = COALESCE(CAST($5 AS BOOLEAN), scores_off),
			keep_days = COALESCE(CAST($6 AS BIGINT), keep_days)
		WHERE id = $1 AND deleted_at = 0 RETURNING `+Classes.Plain(), id, c.Name, c.AllTakes, nowMS, c.ScoresOff, c.KeepDays)
}

// SetClassCode gives a class another code, or with an empty one none; the former
// one ends. One that another class has is [gendu.Conflict].
func (s *Classroom) SetClassCode(ctx context.Context, id gendu.ID, code gendu.ClassCode) (*gendu.Class, error) {
	c, err := sqldb.Row(ctx, s.db.Writer, Classes.Thing, Classes.Fields, `UPDATE classes SET code = $2, code_expires = $3, code_uses_left = $4
		WHERE id = $1 AND deleted_at = 0 RETURNING `+Classes.Plain(), id, code.Code, sqldb.Time(&code.ExpiresAt), code.UsesLeft)
	return c, sqldb.ExplainConflict(err, codeTaken)
}

// Class is the class with this id.
func (s *Classroom) Class(ctx context.Context, id gendu.ID) (*gendu.Class, error) {
	return Classes.One(ctx, s.db.Reader, "WHERE t.id = $1 AND t.deleted_at = 0", id)
}

// DeleteClass ends a class and all its memberships; its code is free again.
func (s *Classroom) DeleteClass(ctx context.Context, id gendu.ID) error {
	return s.log.Deleting(ctx, rows.ClassDeleted, id, "", func(tx *sql.Tx, at time.Time) error { return DeleteClass(ctx, tx, id, sqldb.ToMS(at)) })
}

// DeleteClass hides a class and ends its memberships, at a moment (Unix ms).
func DeleteClass(ctx context.Context, tx *sql.Tx, id gendu.ID, atMS int64) error {
	n, err := sqldb.Exec(ctx, tx, "UPDATE classes SET deleted_at = $2, code = '' WHERE id = $1 AND deleted_at = 0", id, atMS)
	if err := sqldb.NotFoundIfNone("class")(n, err); err != nil {
		return err
	}
	if _, err = sqldb.Exec(ctx, tx, "UPDATE memberships SET ended_at = $2 WHERE class_id = $1 AND ended_at = 0", id, atMS); err != nil {
		return err
	}
	return QueueClass(ctx, tx, id)
}

// GiveClass gives a class to another teacher at a moment (Unix ms), where the condition on
// the class t holds. Its code ends, and where the class hears all takes, its members are
// asked again.
func GiveClass(ctx context.Context, tx *sql.Tx, id, to gendu.ID, atMS int64, condition string) (*gendu.Class, error) {
	class, err := sqldb.Row(ctx, tx, Classes.Thing, Classes.Fields, `UPDATE classes AS t SET teacher_id = $2, code = '', teacher_since = $3,
			all_since = CASE WHEN t.all_since < $3 THEN $3 ELSE t.all_since END
		WHERE t.id = $1 AND t.deleted_at = 0 AND `+condition+" RETURNING "+Classes.Plain(), id, to, atMS)
	if err != nil {
		return nil, err
	}
	return class, QueueClass(ctx, tx, id)
}

// ClassesOfLearner lists the classes that a user is a member of, by name.
func (s *Classroom) ClassesOfLearner(ctx context.Context, userID gendu.ID) ([]*gendu.Class, error) {
	return Classes.List(ctx, s.db.Reader, `JOIN memberships m ON m.class_id = t.id
		WHERE m.user_id = $1 AND m.ended_at = 0 AND t.deleted_at = 0 ORDER BY t.name, t.id`, userID)
}

// open is the condition under which a code lets one more learner in at $2. It ends with
// the teacher's account and with their role.
var open = "t.code = $1 AND t.code <> '' AND t.deleted_at = 0 AND (t.code_expires = 0 OR t.code_expires > $2) AND t.code_uses_left <> 0 AND " +
	rows.Active("t.teacher_id", gendu.Teacher)

// ClassByCode is the class whose code this is, while it lets one more in.
func (s *Classroom) ClassByCode(ctx context.Context, code string) (*gendu.Class, error) {
	return Classes.One(ctx, s.db.Reader, "WHERE "+open, code, sqldb.ToMS(s.db.Clock()))
}

// JoinClass makes a user a member of the class whose code this is, and uses the
// code once. A member already stays one, and uses nothing. A code that is not
// known, has expired or is used up is [gendu.NotFound], and the one by which the
// teacher took this user out is [gendu.Denied].
func (s *Classroom) JoinClass(ctx context.Context, code string, userID gendu.ID) (*gendu.Class, error) {
	var c *gendu.Class
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		// The class row first, so that the same user cannot join twice at once.
		if _, err := sqldb.Exec(ctx, tx, "UPDATE classes SET code = code WHERE code = $1", code); err != nil {
			return err
		}
		members, err := Classes.List(ctx, tx, `JOIN memberships m ON m.class_id = t.id
			WHERE t.code = $1 AND t.code <> '' AND t.deleted_at = 0 AND m.user_id = $2 AND m.ended_at = 0`, code, userID)
		if err != nil {
			return err
		}
		if len(members) > 0 {
			c = members[0]
			return nil
		}
		if err := removed(ctx, tx, code, userID); err != nil {
			return err
		}
		c, err = s.join(ctx, tx, code, userID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (s *Classroom) join(ctx context.Context, tx *sql.Tx, code string, userID gendu.ID) (*gendu.Class, error) {
	now := sqldb.ToMS(s.db.Clock())
	c, err := sqldb.Row(ctx, tx, "class code", Classes.Fields,
		`UPDATE classes AS t SET code_uses_left = CASE WHEN code_uses_left > 0 THEN code_uses_left - 1 ELSE code_uses_left END
		WHERE `+open+" RETURNING "+Classes.Plain(), code, now)
	if err != nil {
		return nil, err
	}
	_, err = sqldb.Exec(ctx, tx, `INSERT INTO memberships (class_id, user_id, joined_at, ended_at) VALUES ($1, $2, $3, 0)
		ON CONFLICT (class_id, user_id) DO UPDATE SET joined_at = excluded.joined_at, ended_at = 0, removed_code = ''
		WHERE memberships.ended_at <> 0`, c.ID, userID, now)
	if err != nil {
		return nil, err
	}
	return c, QueueMember(ctx, tx, c.ID, userID)
}

// SignUpWithCode creates a learner who is a member of the class whose code this
// is, both or neither.
func (s *Classroom) SignUpWithCode(ctx context.Context, code string, u *gendu.User) (*gendu.Class, error) {
	var c *gendu.Class
	err := s.db.Tx(ctx, func(tx *sql.Tx) (err error) {
		if err = people.AddUser(ctx, s.db, tx, u); err != nil {
			return err
		}
		c, err = s.join(ctx, tx, code, u.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// EndMembership ends the membership of a class by a learner at a moment.
const EndMembership = "UPDATE memberships SET ended_at = $3 WHERE class_id = $1 AND user_id = $2 AND ended_at = 0"

// EndMembership ends a membership, as the learner does it, who may come back by the
// code; the teacher hears nothing of them any more.
func (s *Classroom) EndMembership(ctx context.Context, classID, userID gendu.ID) error {
	return s.log.Deleting(ctx, rows.MembershipEnded, classID, userID, func(tx *sql.Tx, at time.Time) error {
		if err := sqldb.NotFoundIfNone("member")(sqldb.Exec(ctx, tx, EndMembership, classID, userID, sqldb.ToMS(at))); err != nil {
			return err
		}
		return QueueMember(ctx, tx, classID, userID)
	})
}

// removed refuses a learner whom the teacher took out of the class while it had this
// very code.
func removed(ctx context.Context, tx *sql.Tx, code string, userID gendu.ID) error {
	n, err := sqldb.Value[int](ctx, tx, `SELECT COUNT(*) FROM memberships m JOIN classes t ON t.id = m.class_id
		WHERE t.code = $1 AND t.code <> '' AND t.deleted_at = 0 AND m.user_id = $2 AND m.ended_at <> 0 AND m.removed_code = t.code`, code, userID)
	if err == nil && n > 0 {
		return gendu.Errorf(gendu.Denied, "The teacher has taken you out of this class, so its code does not work for you. Please ask the teacher for a new code.")
	}
	return err
}
