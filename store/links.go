package store

import (
	"context"
	"database/sql"
	"slices"

	"gendu"
	"gendu/publishing"
)

var cueLinks = table[gendu.CueLink]{
	name: "cue_links", thing: "link",
	cols: []string{"from_id", "to_id", "kind", "episode_id", "created_at"},
	fields: func(v *gendu.CueLink) []any {
		return []any{&v.From, &v.To, &v.Kind, &v.EpisodeID, at(&v.CreatedAt)}
	},
}

// lasting leads from the ids that takes of these episodes name to those in use.
func (s *Store) lasting(ctx context.Context, q queryer, episodeIDs ...gendu.ID) (publishing.Lasting, error) {
	slices.Sort(episodeIDs)
	episodeIDs = slices.Compact(episodeIDs)
	var links []gendu.CueLink
	var live []gendu.ID
	for batch := range slices.Chunk(episodeIDs, rowsPerInsert) {
		in := "IN (" + marks(1, len(batch)) + ")"
		list, err := cueLinks.list(ctx, q, "WHERE t.episode_id "+in, args(batch)...)
		if err != nil {
			return publishing.Lasting{}, err
		}
		links = append(links, values(list)...)
		ids, err := rows(ctx, q, func(v *gendu.ID) []any { return []any{v} },
			"SELECT c.id FROM episodes e JOIN cues c ON c.transcript_id = e.transcript_id WHERE e.id "+in, args(batch)...)
		if err != nil {
			return publishing.Lasting{}, err
		}
		live = append(live, values(ids)...)
		// Few episodes have takes or cards of keywords, and their pages are long.
		used, err := transcripts.list(ctx, q, `JOIN episodes e ON e.transcript_id = t.id WHERE (EXISTS (
			SELECT 1 FROM takes k WHERE k.episode_id = e.id AND k.subject = 'keyword') OR EXISTS (
			SELECT 1 FROM cards c WHERE c.episode_id = e.id AND c.subject = 'keyword')) AND e.id `+in, args(batch)...)
		if err != nil {
			return publishing.Lasting{}, err
		}
		for _, t := range used {
			live = append(live, publishing.KeywordIDs(t)...)
		}
	}
	return publishing.NewLasting(links, live), nil
}

// SubjectNow is the cue or the keyword in use that a take's sentence is today; ""
// where it is not there any more.
func (s *Store) SubjectNow(ctx context.Context, t *gendu.Take) (gendu.ID, error) {
	l, err := s.lasting(ctx, s.r, t.EpisodeID)
	now, _ := l.Now(t.CueID)
	return now, err
}

// gone are the links of an episode, and the last texts of the ids that they lead
// from.
func gone(ctx context.Context, tx *sql.Tx, episodeID gendu.ID) ([]gendu.CueLink, map[gendu.ID]string, error) {
	list, err := cueLinks.list(ctx, tx, "WHERE t.episode_id = $1 ORDER BY t.created_at, t.from_id", episodeID)
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	cues, err := cueLists(ctx, tx, `JOIN cue_links l ON l.from_id = c.id AND l.episode_id = c.episode_id
		WHERE c.episode_id = $1 ORDER BY t.revision`, episodeID)
	texts := make(map[gendu.ID]string, len(list))
	for _, c := range cues {
		texts[c.ID] = c.Text
	}
	return values(list), texts, err
}

func applyLinks(ctx context.Context, tx *sql.Tx, _ *gendu.Episode, c publishing.Change) error {
	for batch := range slices.Chunk(c.Returned, rowsPerInsert) {
		if _, err := exec(ctx, tx, "DELETE FROM cue_links WHERE from_id IN ("+marks(1, len(batch))+")", args(batch)...); err != nil {
			return err
		}
	}
	list := make([]*gendu.CueLink, len(c.Links))
	for i := range c.Links {
		list[i] = &c.Links[i]
	}
	_, err := cueLinks.insert(ctx, tx, `ON CONFLICT (from_id) DO UPDATE SET to_id = excluded.to_id, kind = excluded.kind,
		created_at = excluded.created_at`, list...)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(c.Unmarked, rowsPerInsert) {
		if _, err := exec(ctx, tx, "UPDATE takes SET best = FALSE WHERE id IN ("+marks(1, len(batch))+")", args(batch)...); err != nil {
			return err
		}
	}
	return nil
}
