package numbers

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/publishing"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// MissedWords is the table of the words that recordings miss; its rows go with the recording.
const MissedWords = "missed_words"

// maxMissed bounds the words of one recording.
const maxMissed = 30

// PutMissed writes which words of its sentence a take misses by its latest comparison, in
// the transaction that changes one of its comparisons.
func PutMissed(ctx context.Context, tx *sql.Tx, takeID gendu.ID) error {
	list, err := rows.Comparisons.List(ctx, tx, "WHERE t.take_id = $1 ORDER BY t.revision DESC LIMIT 1", takeID)
	if err != nil || len(list) == 0 {
		return err
	}
	if _, err := sqldb.Exec(ctx, tx, "DELETE FROM missed_words WHERE take_id = $1", takeID); err != nil {
		return err
	}
	words := publishing.Missed(list[0].Comparison)
	for _, word := range words[:min(len(words), maxMissed)] {
		_, err := sqldb.Exec(ctx, tx, `INSERT INTO missed_words (take_id, word, cue_id, episode_id, user_id)
			SELECT id, CAST($2 AS TEXT), cue_id, episode_id, user_id FROM takes WHERE id = $1 AND subject = 'cue' AND deleted_at = 0`, takeID, word)
		if err != nil {
			return err
		}
	}
	return nil
}

// ForgetLearner removes what was counted of an account that ends, before its takes go. The
// figures that hold it know that somebody has gone, and are shown for a while at most.
func ForgetLearner(ctx context.Context, tx *sql.Tx, userID gendu.ID, atMS int64) error {
	for _, which := range []string{
		"kind = 'heard' AND EXISTS (SELECT 1 FROM practised p WHERE p.user_id = $1 AND p.cue_id = shown_numbers.cue_id AND p.last_at <= shown_numbers.at)",
		"kind = 'said' AND EXISTS (SELECT 1 FROM takes t WHERE t.user_id = $1 AND t.cue_id = shown_numbers.cue_id AND t.subject = 'cue' AND t.deleted_at = 0 AND t.created_at <= shown_numbers.at)",
		`kind = 'whole' AND (EXISTS (SELECT 1 FROM practised p WHERE p.user_id = $1 AND p.episode_id = shown_numbers.episode_id AND p.last_at <= shown_numbers.at)
			OR EXISTS (SELECT 1 FROM takes t WHERE t.user_id = $1 AND t.episode_id = shown_numbers.episode_id AND t.deleted_at = 0 AND t.created_at <= shown_numbers.at)
			OR EXISTS (SELECT 1 FROM flags f WHERE f.user_id = $1 AND f.episode_id = shown_numbers.episode_id AND f.created_at <= shown_numbers.at))`,
	} {
		_, err := sqldb.Exec(ctx, tx, `UPDATE shown_numbers SET gone = gone + 1, gone_at = CASE WHEN gone_at = 0 THEN CAST($2 AS BIGINT) ELSE gone_at END
			WHERE episode_id IN (SELECT p.episode_id FROM practised p WHERE p.user_id = $1 UNION SELECT t.episode_id FROM takes t WHERE t.user_id = $1
				UNION SELECT f.episode_id FROM flags f WHERE f.user_id = $1) AND `+which, userID, atMS)
		if err != nil {
			return err
		}
	}
	for _, statement := range []string{"DELETE FROM practised WHERE user_id = $1", "DELETE FROM practice_visits WHERE user_id = $1"} {
		if _, err := sqldb.Exec(ctx, tx, statement, userID); err != nil {
			return err
		}
	}
	return nil
}

// ForgetEpisodes removes what was counted of episodes that are deleted; which is a
// condition on an episode_id.
func ForgetEpisodes(ctx context.Context, tx *sql.Tx, which string, arg any) error {
	for _, statement := range []string{
		"DELETE FROM practised WHERE episode_id ", "DELETE FROM practice_visits WHERE episode_id ", "DELETE FROM shown_numbers WHERE episode_id ",
	} {
		if _, err := sqldb.Exec(ctx, tx, statement+which, arg); err != nil {
			return err
		}
	}
	return nil
}
