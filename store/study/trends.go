package study

import (
	"context"
	"time"

	"gendu"
	"gendu/practice/history"
	"gendu/store/people"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// Voice is whose recordings are asked for, and who asks. A learner asks for all of their
// own; a teacher in a class gets those that the view "heard" gives this class.
type Voice struct {
	Learner, Class, Teacher gendu.ID // class and teacher are "" for the learner's own question
}

// heardAs ends the conditions on a take t: the learner, the class and the teacher are $1 to $3.
const heardAs = `t.user_id = $1 AND t.deleted_at = 0 AND (CAST($2 AS TEXT) = '' OR EXISTS (
	SELECT 1 FROM heard h WHERE h.take_id = t.id AND h.user_id = $1 AND h.class_id = $2 AND h.teacher_id = $3))`

func (v Voice) args(more ...any) []any { return append([]any{v.Learner, v.Class, v.Teacher}, more...) }

// ReadTakes gives the newest recordings between two moments that were read in Repeat mode
// and recognised, with what was found in them: at most so many.
func (s *Study) ReadTakes(ctx context.Context, v Voice, from, to time.Time, limit int) ([]history.Read, error) {
	type read struct {
		id    gendu.ID
		speed float64
	}
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *read) []any { return []any{&v.id, &v.speed} }, `SELECT t.id, t.speed FROM takes t
		WHERE `+heardAs+` AND t.created_at >= $4 AND t.created_at < $5 AND t.subject = $6 AND t.mode = $7 AND t.judged_verdict = $8
		ORDER BY t.created_at DESC, t.id DESC LIMIT $9`,
		v.args(sqldb.Time(&from), sqldb.Time(&to), gendu.CueSubject, gendu.Repeat, gendu.VerdictOK, limit)...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids := make([]gendu.ID, len(list))
	for i, r := range list {
		ids[i] = r.id
	}
	found, err := rows.Comparisons.List(ctx, s.db.Reader, "WHERE t.take_id IN ("+sqldb.Marks(1, len(ids))+") ORDER BY t.take_id, t.revision", sqldb.Args(ids)...)
	if err != nil {
		return nil, err
	}
	latest := map[gendu.ID]*gendu.Comparison{}
	for _, c := range found {
		latest[c.TakeID] = c.Comparison
	}
	out := make([]history.Read, len(list))
	for i, r := range list {
		out[i] = history.Read{Speed: r.speed, Comparison: latest[r.id]}
	}
	return out, nil
}

// RecordedMoments sums up how many milliseconds of recordings there are since a moment, by
// when they were made.
func (s *Study) RecordedMoments(ctx context.Context, v Voice, since time.Time) ([]Moment, error) {
	return s.moments(ctx, `SELECT (x.at / $5) * $5, SUM(x.ms) FROM (
			SELECT `+RecordedAt+` AS at, t.duration_ms AS ms FROM takes t WHERE `+heardAs+` AND t.created_at >= $4) x
		WHERE x.at >= $4 GROUP BY x.at / $5 ORDER BY 1`, v.args(sqldb.Time(&since), quarter)...)
}

// FirstAndLast are the first and the last recording of one sentence that was said again
// after some time, of sentences that were read since a moment: that with the longest time
// between. [gendu.NotFound] where there is none.
func (s *Study) FirstAndLast(ctx context.Context, v Voice, since time.Time, apart time.Duration) (first, last gendu.ID, err error) {
	const read = heardAs + " AND t.created_at >= $4 AND t.subject = $5 AND t.judged_verdict = $6"
	base := v.args(sqldb.Time(&since), gendu.CueSubject, gendu.VerdictOK)
	cue, err := sqldb.Row(ctx, s.db.Reader, "sentence that was said again", func(v *gendu.ID) []any { return []any{v} }, "SELECT t.cue_id FROM takes t "+published+"WHERE "+read+`
		GROUP BY t.cue_id HAVING MAX(t.created_at) - MIN(t.created_at) >= $7 ORDER BY MAX(t.created_at) - MIN(t.created_at) DESC, t.cue_id LIMIT 1`,
		append(base[:len(base):len(base)], apart.Milliseconds())...)
	if err != nil {
		return "", "", err
	}
	one := func(order string) (gendu.ID, error) {
		id, err := sqldb.Row(ctx, s.db.Reader, "take", func(v *gendu.ID) []any { return []any{v} },
			"SELECT t.id FROM takes t WHERE "+read+" AND t.cue_id = $7 ORDER BY t.created_at "+order+", t.id LIMIT 1", append(base[:len(base):len(base)], *cue)...)
		if err != nil {
			return "", err
		}
		return *id, nil
	}
	if first, err = one("ASC"); err != nil {
		return "", "", err
	}
	last, err = one("DESC")
	return first, last, err
}

// Member is a member of a class. Who is none is [gendu.NotFound].
func (s *Study) Member(ctx context.Context, classID, userID gendu.ID) (*gendu.User, error) {
	return people.Users.One(ctx, s.db.Reader, "JOIN memberships m ON m.user_id = t.id JOIN classes c ON c.id = m.class_id AND c.deleted_at = 0 WHERE m.class_id = $1 AND t.id = $2 AND m.ended_at = 0", classID, userID)
}
