package store

import (
	"context"
	"database/sql"
	"slices"

	"gendu"
	"gendu/publishing"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// SubjectNow is the cue or the keyword in use that a take's sentence is today; ""
// where it is not there any more.
func (s *Store) SubjectNow(ctx context.Context, t *gendu.Take) (gendu.ID, error) {
	l, err := rows.Lasting(ctx, s.db.Reader, t.EpisodeID)
	now, _ := l.Now(t.CueID)
	return now, err
}

// gone are the links of an episode, and the last texts of the ids that they lead
// from.
func gone(ctx context.Context, tx *sql.Tx, episodeID gendu.ID) ([]gendu.CueLink, map[gendu.ID]string, error) {
	list, err := rows.CueLinks.List(ctx, tx, "WHERE t.episode_id = $1 ORDER BY t.created_at, t.from_id", episodeID)
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	cues, err := rows.CueLists(ctx, tx, `JOIN cue_links l ON l.from_id = c.id AND l.episode_id = c.episode_id
		WHERE c.episode_id = $1 ORDER BY t.revision`, episodeID)
	texts := make(map[gendu.ID]string, len(list))
	for _, c := range cues {
		texts[c.ID] = c.Text
	}
	return sqldb.Values(list), texts, err
}

func applyLinks(ctx context.Context, tx *sql.Tx, _ *gendu.Episode, c publishing.Change) error {
	for batch := range slices.Chunk(c.Returned, sqldb.RowsPerInsert) {
		if _, err := sqldb.Exec(ctx, tx, "DELETE FROM cue_links WHERE from_id IN ("+sqldb.Marks(1, len(batch))+")", sqldb.Args(batch)...); err != nil {
			return err
		}
	}
	list := make([]*gendu.CueLink, len(c.Links))
	for i := range c.Links {
		list[i] = &c.Links[i]
	}
	_, err := rows.CueLinks.Insert(ctx, tx, `ON CONFLICT (from_id) DO UPDATE SET to_id = excluded.to_id, kind = excluded.kind,
		created_at = excluded.created_at`, list...)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(c.Unmarked, sqldb.RowsPerInsert) {
		if _, err := sqldb.Exec(ctx, tx, "UPDATE takes SET best = FALSE WHERE id IN ("+sqldb.Marks(1, len(batch))+")", sqldb.Args(batch)...); err != nil {
			return err
		}
	}
	return nil
}
