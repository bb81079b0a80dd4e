package rows

import (
	"context"
	"slices"

	"gendu"
	"gendu/publishing"
	"gendu/store/sqldb"
)

// Lasting leads from the ids that takes of these episodes name to those in use.
func Lasting(ctx context.Context, q sqldb.Queryer, episodeIDs ...gendu.ID) (publishing.Lasting, error) {
	slices.Sort(episodeIDs)
	episodeIDs = slices.Compact(episodeIDs)
	var links []gendu.CueLink
	var live []gendu.ID
	for batch := range slices.Chunk(episodeIDs, sqldb.RowsPerInsert) {
		in := "IN (" + sqldb.Marks(1, len(batch)) + ")"
		list, err := CueLinks.List(ctx, q, "WHERE t.episode_id "+in, sqldb.Args(batch)...)
		if err != nil {
			return publishing.Lasting{}, err
		}
		links = append(links, sqldb.Values(list)...)
		ids, err := sqldb.Rows(ctx, q, func(v *gendu.ID) []any { return []any{v} },
			"SELECT c.id FROM episodes e JOIN cues c ON c.transcript_id = e.transcript_id WHERE e.id "+in, sqldb.Args(batch)...)
		if err != nil {
			return publishing.Lasting{}, err
		}
		live = append(live, sqldb.Values(ids)...)
		// Few episodes have takes or cards of keywords, and their pages are long.
		used, err := Transcripts.List(ctx, q, `JOIN episodes e ON e.transcript_id = t.id WHERE (EXISTS (
			SELECT 1 FROM takes k WHERE k.episode_id = e.id AND k.subject = 'keyword') OR EXISTS (
			SELECT 1 FROM cards c WHERE c.episode_id = e.id AND c.subject = 'keyword')) AND e.id `+in, sqldb.Args(batch)...)
		if err != nil {
			return publishing.Lasting{}, err
		}
		for _, t := range used {
			live = append(live, publishing.KeywordIDs(t)...)
		}
	}
	return publishing.NewLasting(links, live), nil
}

// LinkViews fills in what the sentences of takes are today. Most are what they were:
// only for the others the history of their episode is read.
func LinkViews[T any](ctx context.Context, db *sqldb.DB, list []T, of func(*T) (take *gendu.Take, now *gendu.ID)) error {
	var cues []gendu.ID
	for i := range list {
		take, _ := of(&list[i])
		cues = append(cues, take.CueID)
	}
	live, err := liveCues(ctx, db, cues)
	if err != nil {
		return err
	}
	var episodes []gendu.ID
	for i := range list {
		if take, now := of(&list[i]); live[take.CueID] == take.EpisodeID {
			*now = take.CueID
		} else {
			episodes = append(episodes, take.EpisodeID)
		}
	}
	if len(episodes) == 0 {
		return nil
	}
	l, err := Lasting(ctx, db.Reader, episodes...)
	for i := range list {
		if take, now := of(&list[i]); *now == "" {
			*now, _ = l.Now(take.CueID)
		}
	}
	return err
}

// liveCues are those of these cues that a transcript in use has, with its episode.
func liveCues(ctx context.Context, db *sqldb.DB, ids []gendu.ID) (map[gendu.ID]gendu.ID, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	live := make(map[gendu.ID]gendu.ID, len(ids))
	type found struct{ cue, episode gendu.ID }
	for batch := range slices.Chunk(ids, sqldb.RowsPerInsert) {
		list, err := sqldb.Rows(ctx, db.Reader, func(v *found) []any { return []any{&v.cue, &v.episode} },
			"SELECT c.id, e.id FROM cues c JOIN episodes e ON e.id = c.episode_id AND e.transcript_id = c.transcript_id WHERE c.id IN ("+
				sqldb.Marks(1, len(batch))+")", sqldb.Args(batch)...)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			live[v.cue] = v.episode
		}
	}
	return live, nil
}
