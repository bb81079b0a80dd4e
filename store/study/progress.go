package study

import (
	"context"
	"time"

	"gendu"
	"gendu/store/sqldb"
)

// Stages are how many cards a learner has in each stage.
type Stages struct {
	Fresh    int // never rated
	Learning int // they come back within days
	Settling int // within weeks
	Settled  int // later
}

// CardStages counts a learner's cards by the days after which they come back: fewer than
// learning, fewer than settling, or more.
func (s *Study) CardStages(ctx context.Context, userID gendu.ID, learning, settling int) (Stages, error) {
	v, err := sqldb.Row(ctx, s.db.Reader, "", func(v *Stages) []any { return []any{&v.Fresh, &v.Learning, &v.Settling, &v.Settled} }, `SELECT
			COALESCE(SUM(CASE WHEN t.due_at = 0 THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN t.due_at > 0 AND t.days < $2 THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN t.due_at > 0 AND t.days >= $2 AND t.days < $3 THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN t.due_at > 0 AND t.days >= $3 THEN 1 ELSE 0 END), 0)
		FROM cards t `+published+"WHERE t.user_id = $1 AND t.removed_at = 0", userID, learning, settling)
	if err != nil {
		return Stages{}, err
	}
	return *v, nil
}

// SaidWell holds for the recordings t of sentences that were found in them. It is written
// without parameters, as the index takes_said is, for only then is that used.
const SaidWell = "t.subject = '" + string(gendu.CueSubject) + "' AND t.judged_verdict = '" + string(gendu.VerdictOK) + "' AND t.deleted_at = 0"

// SaidAgain is a sentence that a learner said again after some time.
type SaidAgain struct {
	CueID       gendu.ID
	First, Last time.Time // when the first and the last recording arrived
}

// SaidAgain lists sentences that a learner recorded since a moment, and again when so much
// time had passed: those of published episodes, the longest time first, at most so many.
// A recording counts where the machine found the sentence in it. The plus keeps SQLite from
// the index by time, which leads to every recording itself.
func (s *Study) SaidAgain(ctx context.Context, userID gendu.ID, since time.Time, apart time.Duration, limit int) ([]SaidAgain, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *SaidAgain) []any { return []any{&v.CueID, sqldb.Time(&v.First), sqldb.Time(&v.Last)} },
		`SELECT x.cue_id, x.first_at, x.last_at FROM (
			SELECT t.cue_id, MIN(t.episode_id) AS episode_id, MIN(t.created_at) AS first_at, MAX(t.created_at) AS last_at
			FROM takes t WHERE t.user_id = $1 AND +t.created_at >= $2 AND `+SaidWell+`
			GROUP BY t.cue_id HAVING MAX(t.created_at) - MIN(t.created_at) >= $3) x `+publishedOf("x")+`
		ORDER BY x.last_at - x.first_at DESC, x.cue_id LIMIT $4`,
		userID, sqldb.Time(&since), apart.Milliseconds(), max(limit, 0))
	return sqldb.Values(list), err
}
