package study

import (
	"context"
	"time"

	"gendu"
	"gendu/store/sqldb"
)

// quarter is what times are grouped by, in ms: all time zones in use differ from UTC by
// whole quarters of an hour, so that each group lies in one day of any of them.
const quarter = 15 * 60 * 1000

// Moment is a quarter of an hour with what happened in it.
type Moment struct {
	At time.Time // its beginning
	N  int64
}

func (s *Study) moments(ctx context.Context, query string, args ...any) ([]Moment, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *Moment) []any { return []any{sqldb.Time(&v.At), &v.N} }, query, args...)
	return sqldb.Values(list), err
}

// RatedMoments counts a learner's ratings since a moment, without those that were undone,
// and says whether there are older ones. All ratings are counted from the index; the few
// that an undo names are taken off, each once, even where the undo says that it came first:
// the clock of the device was set in between.
func (s *Study) RatedMoments(ctx context.Context, userID gendu.ID, since time.Time) (list []Moment, before bool, err error) {
	list, err = s.moments(ctx, `SELECT (x.at / $3) * $3, SUM(x.n) FROM (
			SELECT at, 1 AS n FROM rating_events WHERE user_id = $1 AND at >= $2 AND rating <> 'undo'
			UNION ALL
			SELECT y.at, -1 AS n FROM (SELECT DISTINCT e.id, e.at FROM rating_events u
				JOIN rating_events e ON e.id = u.undoes AND e.user_id = u.user_id AND e.subject_id = u.subject_id
				WHERE u.user_id = $1 AND u.at >= $2 - $4 AND u.rating = 'undo' AND e.at >= $2 AND e.rating <> 'undo') y) x
		GROUP BY x.at / $3 HAVING SUM(x.n) > 0 ORDER BY 1`, userID, sqldb.Time(&since), quarter, 24*time.Hour.Milliseconds())
	if err != nil {
		return nil, false, err
	}
	first, err := sqldb.Value[int64](ctx, s.db.Reader, "SELECT COALESCE(MIN(at), 0) FROM rating_events WHERE user_id = $1", userID)
	return list, first > 0 && first < sqldb.ToMS(since), err
}

// RecordedAt is when a take t was made: by the client's clock, but not later than it arrived.
const RecordedAt = "CASE WHEN t.recorded_at = 0 OR t.recorded_at > t.created_at THEN t.created_at ELSE t.recorded_at END"

// SpokenMoments sums up how many milliseconds of recordings a learner made since a
// moment.
func (s *Study) SpokenMoments(ctx context.Context, userID gendu.ID, since time.Time) ([]Moment, error) {
	return s.moments(ctx, `SELECT (x.at / $3) * $3, SUM(x.ms) FROM (
			SELECT `+RecordedAt+` AS at, t.duration_ms AS ms FROM takes t WHERE t.user_id = $1 AND t.deleted_at = 0 AND t.created_at >= $2) x
		WHERE x.at >= $2 GROUP BY x.at / $3 ORDER BY 1`, userID, sqldb.Time(&since), quarter)
}

// DueMoments counts a learner's cards that come due between two moments.
func (s *Study) DueMoments(ctx context.Context, userID gendu.ID, from, to time.Time) ([]Moment, error) {
	return s.moments(ctx, "SELECT (t.due_at / $4) * $4, COUNT(*) FROM cards t "+published+`
		WHERE t.user_id = $1 AND t.due_at >= $2 AND t.due_at < $3 AND t.removed_at = 0 GROUP BY t.due_at / $4 ORDER BY 1`,
		userID, sqldb.Time(&from), sqldb.Time(&to), quarter)
}

// RatedToday counts the cards that a learner rated since a moment: those that were
// rated before it too, and those that were new.
func (s *Study) RatedToday(ctx context.Context, userID gendu.ID, since time.Time) (repeated, fresh int, err error) {
	type counts struct{ repeated, fresh int }
	v, err := sqldb.Row(ctx, s.db.Reader, "", func(v *counts) []any { return []any{&v.repeated, &v.fresh} },
		`SELECT COALESCE(SUM(CASE WHEN first_at < $2 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN first_at < $2 THEN 0 ELSE 1 END), 0)
		FROM cards WHERE user_id = $1 AND last_at >= $2`, userID, sqldb.Time(&since))
	if err != nil {
		return 0, 0, err
	}
	return v.repeated, v.fresh, nil
}

// UnreadAnswers counts the reviews of a learner's takes that they have not seen, and
// names the teacher of the latest.
func (s *Study) UnreadAnswers(ctx context.Context, userID gendu.ID) (n int, teacher string, err error) {
	type answer struct {
		n       int
		teacher string
	}
	v, err := sqldb.Row(ctx, s.db.Reader, "", func(v *answer) []any { return []any{&v.n, &v.teacher} },
		`SELECT COUNT(DISTINCT r.take_id), COALESCE((SELECT u.name FROM takes x JOIN reviews y ON y.take_id = x.id JOIN users u ON u.id = y.teacher_id
			WHERE x.user_id = $1 AND x.unread AND x.deleted_at = 0 AND y.seen_at = 0 ORDER BY y.updated_at DESC, y.id DESC LIMIT 1), '')
		FROM takes t JOIN reviews r ON r.take_id = t.id WHERE t.user_id = $1 AND t.unread AND t.deleted_at = 0 AND r.seen_at = 0`, userID)
	if err != nil {
		return 0, "", err
	}
	return v.n, v.teacher, nil
}
