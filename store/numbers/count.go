package numbers

import (
	"context"

	"gendu"
	"gendu/publishing"
	"gendu/store/sqldb"
)

// wordsOfSentence is how many of its most missed words the figure of a sentence keeps.
const wordsOfSentence = 10

// ofCue is a row of counts of one sentence.
type ofCue struct {
	cueID   gendu.ID
	a, b, c int
	word    string
}

func (s *Numbers) countHeard(ctx context.Context, episodeID gendu.ID) (map[gendu.ID]publishing.HeardCounts, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *ofCue) []any { return []any{&v.cueID, &v.a, &v.b, &v.c} },
		`SELECT cue_id, COUNT(*), CAST(SUM(CASE WHEN plays > $2 THEN $2 ELSE plays END) AS BIGINT), SUM(CASE WHEN skips > 0 THEN 1 ELSE 0 END)
		FROM practised WHERE episode_id = $1 AND`+learnersOnly+" GROUP BY cue_id", episodeID, publishing.MaxPlays)
	out := map[gendu.ID]publishing.HeardCounts{}
	for _, v := range list {
		out[v.cueID] = publishing.HeardCounts{Learners: v.a, Plays: v.b, Skipped: v.c}
	}
	return out, err
}

func (s *Numbers) countSaid(ctx context.Context, episodeID gendu.ID) (map[gendu.ID]publishing.SaidCounts, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *ofCue) []any { return []any{&v.cueID, &v.a, &v.b} },
		`SELECT cue_id, COUNT(*), SUM(hard) FROM (SELECT cue_id, user_id, MAX(CASE WHEN judged_verdict = $2 THEN 1 ELSE 0 END) AS hard`+
			judgedTakes+" GROUP BY cue_id, user_id) x GROUP BY cue_id", episodeID, gendu.VerdictHard)
	if err != nil {
		return nil, err
	}
	out := map[gendu.ID]publishing.SaidCounts{}
	for _, v := range list {
		out[v.cueID] = publishing.SaidCounts{Learners: v.a, Hard: v.b, Words: map[string]int{}}
	}
	words, err := sqldb.Rows(ctx, s.db.Reader, func(v *ofCue) []any { return []any{&v.cueID, &v.word, &v.a} },
		`SELECT cue_id, word, n FROM (SELECT cue_id, word, n, ROW_NUMBER() OVER (PARTITION BY cue_id ORDER BY n DESC, word) AS nth FROM (
			SELECT cue_id, word, COUNT(DISTINCT user_id) AS n FROM missed_words WHERE episode_id = $1 AND`+learnersOnly+` GROUP BY cue_id, word) x) y
		WHERE nth <= $2`, episodeID, wordsOfSentence)
	for _, v := range words {
		if one, ok := out[v.cueID]; ok {
			one.Words[v.word] = v.a
		}
	}
	return out, err
}

func (s *Numbers) countWhole(ctx context.Context, episodeID gendu.ID) (v publishing.WholeCounts, err error) {
	const takes = "FROM takes WHERE episode_id = $1 AND subject = 'cue' AND deleted_at = 0 AND" + learnersOnly
	v.Stops, v.Flags = map[gendu.ID]int{}, map[gendu.ID]int{}
	if v.Learners, err = sqldb.Value[int](ctx, s.db.Reader, "SELECT COUNT(*) FROM (SELECT user_id FROM practised WHERE episode_id = $1 AND"+learnersOnly+
		" UNION SELECT user_id FROM flags WHERE episode_id = $1 AND"+learnersOnly+" UNION SELECT user_id "+takes+") x", episodeID); err != nil {
		return v, err
	}
	if v.PractisedMS, err = sqldb.Value[int64](ctx, s.db.Reader, "SELECT CAST(COALESCE(SUM(ms), 0) AS BIGINT) FROM practised WHERE episode_id = $1 AND"+learnersOnly, episodeID); err != nil {
		return v, err
	}
	if v.SpokenMS, err = sqldb.Value[int64](ctx, s.db.Reader, "SELECT CAST(COALESCE(SUM(duration_ms), 0) AS BIGINT) "+takes, episodeID); err != nil {
		return v, err
	}
	stops, err := sqldb.Rows(ctx, s.db.Reader, func(v *ofCue) []any { return []any{&v.cueID, &v.a} },
		`SELECT cue_id, COUNT(*) FROM (SELECT cue_id, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY last_at DESC, cue_id) AS nth
			FROM practised WHERE episode_id = $1 AND`+learnersOnly+") x WHERE nth = 1 GROUP BY cue_id", episodeID)
	for _, one := range stops {
		v.Stops[one.cueID] = one.a
	}
	if err != nil {
		return v, err
	}
	flagged, err := sqldb.Rows(ctx, s.db.Reader, func(v *ofCue) []any { return []any{&v.cueID, &v.a} },
		"SELECT cue_id, COUNT(DISTINCT user_id) FROM flags WHERE episode_id = $1 AND"+learnersOnly+" GROUP BY cue_id", episodeID)
	for _, one := range flagged {
		v.Flags[one.cueID] = one.a
	}
	return v, err
}
