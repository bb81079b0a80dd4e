package store

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/publishing"
	"gendu/store/flags"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// plan decides about a change of an episode as it is.
type plan func(publishing.Former) (publishing.Change, error)

// change reads an episode, plans a change of it and applies that, while other
// writers of the same episode wait.
func (s *Store) change(ctx context.Context, tx *sql.Tx, episodeID gendu.ID, p plan) error {
	if err := lockEpisode(ctx, tx, episodeID, sqldb.ToMS(s.db.Clock())); err != nil {
		return err
	}
	f, err := s.former(ctx, tx, episodeID)
	if err != nil {
		return err
	}
	c, err := p(f)
	if err != nil {
		return err
	}
	return s.apply(ctx, tx, f.Episode, c)
}

// former reads what the rules of publishing need to know of an episode.
func (s *Store) former(ctx context.Context, tx *sql.Tx, episodeID gendu.ID) (publishing.Former, error) {
	f := publishing.Former{Now: s.Now()}
	var err error
	if f.Episode, err = rows.Episodes.One(ctx, tx, "WHERE t.id = $1", episodeID); err != nil {
		return f, err
	}
	if f.Show, err = shows.One(ctx, tx, "WHERE t.id = $1", f.Episode.ShowID); err != nil {
		return f, err
	}
	ofEpisode, newest := "WHERE t.episode_id = $1 ", newestFirst+" LIMIT 1"
	if f.Newest, err = maybe(audios.One(ctx, tx, ofEpisode+newest, episodeID)); err != nil {
		return f, err
	}
	if f.Audio, err = maybe(audios.One(ctx, tx, ofEpisode+"AND t.state = 'ready' "+newest, episodeID)); err != nil {
		return f, err
	}
	if f.Latest, err = maybe(rows.Transcripts.One(ctx, tx, ofEpisode+"ORDER BY t.revision DESC LIMIT 1", episodeID)); err != nil || f.Latest == nil {
		return f, err
	}
	if f.Cues, err = rows.CueLists(ctx, tx, "WHERE c.transcript_id = $1 ORDER BY c.position", f.Latest.ID); err != nil {
		return f, err
	}
	waiting, err := rows.Transcripts.List(ctx, tx, ofEpisode+"AND t.state = 'pending' ORDER BY t.revision", episodeID)
	if err != nil {
		return f, err
	}
	for _, t := range waiting {
		f.Waiting = append(f.Waiting, t.ID)
	}
	if f.Used, err = maybe(rows.Transcripts.One(ctx, tx, "WHERE t.id = $1", f.Episode.TranscriptID)); err != nil {
		return f, err
	}
	if f.Used != nil {
		f.InUse = f.Used.Revision
		if f.Heard, err = rows.CueLists(ctx, tx, "WHERE c.transcript_id = $1 ORDER BY c.position", f.Used.ID); err != nil {
			return f, err
		}
	}
	if f.Links, f.Gone, err = gone(ctx, tx, episodeID); err != nil {
		return f, err
	}
	if f.Best, err = rows.Takes.List(ctx, tx, ofEpisode+"AND t.best AND t.deleted_at = 0 ORDER BY t.id", episodeID); err != nil {
		return f, err
	}
	f.Takes, err = s.made(ctx, tx, episodeID)
	return f, err
}

// maybe turns "there is none" into nil.
func maybe[T any](v *T, err error) (*T, error) {
	if gendu.KindOf(err) == gendu.NotFound {
		return nil, nil //nolint:nilnil // none is an answer here
	}
	return v, err
}

// made are the newest takes of an episode with their cues as they were then.
func (s *Store) made(ctx context.Context, tx *sql.Tx, episodeID gendu.ID) ([]publishing.Made, error) {
	list, err := rows.Takes.List(ctx, tx, `WHERE t.episode_id = $1 AND t.deleted_at = 0
		ORDER BY t.created_at DESC, t.id DESC LIMIT $2`, episodeID, publishing.MaxRecompared)
	out := make([]publishing.Made, 0, len(list))
	then := map[int]map[gendu.ID]*gendu.Cue{}
	for _, t := range list {
		if then[t.Revision] == nil {
			if then[t.Revision], err = cuesOfRevision(ctx, tx, episodeID, t.Revision); err != nil {
				return nil, err
			}
		}
		out = append(out, publishing.Made{Take: t, Cue: then[t.Revision][t.CueID]})
	}
	return out, err
}

func cuesOfRevision(ctx context.Context, q sqldb.Queryer, episodeID gendu.ID, revision int) (map[gendu.ID]*gendu.Cue, error) {
	list, err := rows.CueLists(ctx, q, "WHERE c.episode_id = $1 AND t.revision = $2", episodeID, revision)
	out := map[gendu.ID]*gendu.Cue{}
	for _, c := range list {
		out[c.ID] = c
	}
	return out, err
}

// apply writes a change of an episode, in the order in which rows refer to each
// other.
func (s *Store) apply(ctx context.Context, tx *sql.Tx, e *gendu.Episode, c publishing.Change) error {
	for _, step := range []func(context.Context, *sql.Tx, *gendu.Episode, publishing.Change) error{
		s.applyState, applyTitles, applyAudio, s.applyChosen, s.applySuperseded, applyRevision, applyPages, applyLinks, applyTiming, applyUse, s.applyFlags,
	} {
		if err := step(ctx, tx, e, c); err != nil {
			return err
		}
	}
	for _, j := range c.Jobs {
		if _, err := s.EnqueueIn(ctx, tx, j); err != nil { // where one is queued already, that one does it
			return err
		}
	}
	return nil
}

func (s *Store) applyState(ctx context.Context, tx *sql.Tx, e *gendu.Episode, c publishing.Change) error {
	if c.State == "" {
		return nil
	}
	err := sqldb.NotFoundIfNone("episode")(sqldb.Exec(ctx, tx, `UPDATE episodes SET state = $2,
		published_at = CASE WHEN $2 = 'published' AND published_at = 0 THEN $3 ELSE published_at END
		WHERE id = $1 AND deleted_at = 0`, e.ID, c.State, sqldb.ToMS(s.db.Clock())))
	if err != nil || c.State == gendu.Published {
		return err
	}
	return rows.Revoke(ctx, tx, e.ID, sqldb.ToMS(s.db.Clock()))
}

func applyTitles(ctx context.Context, tx *sql.Tx, e *gendu.Episode, c publishing.Change) error {
	if c.Titles == (publishing.Titles{}) {
		return nil
	}
	_, err := sqldb.Exec(ctx, tx, `UPDATE episodes SET number = COALESCE(NULLIF(CAST($2 AS TEXT), ''), number),
		title = COALESCE(NULLIF(CAST($3 AS TEXT), ''), title),
		title_translation = COALESCE(NULLIF(CAST($4 AS TEXT), ''), title_translation) WHERE id = $1`,
		e.ID, c.Titles.Number, c.Titles.Title, c.Titles.TitleTranslation)
	return err
}

func applyAudio(ctx context.Context, tx *sql.Tx, _ *gendu.Episode, c publishing.Change) error {
	if c.Audio == nil {
		return nil
	}
	_, err := audios.Insert(ctx, tx, "", c.Audio)
	return err
}

func (s *Store) applySuperseded(ctx context.Context, tx *sql.Tx, _ *gendu.Episode, c publishing.Change) error {
	for _, id := range c.Superseded {
		_, err := sqldb.Exec(ctx, tx, "UPDATE transcripts SET state = 'failed', message = $2 WHERE id = $1", id, publishing.Superseded)
		if err != nil {
			return err
		}
		if err := s.CancelIn(ctx, tx, "subject_id = $1", id); err != nil {
			return err
		}
	}
	return nil
}

func applyRevision(ctx context.Context, tx *sql.Tx, _ *gendu.Episode, c publishing.Change) error {
	if c.Revision == nil {
		return nil
	}
	if err := c.Revision.Page.Validate(); err != nil {
		return err
	}
	if _, err := rows.Transcripts.Insert(ctx, tx, "", c.Revision); err != nil {
		return err
	}
	_, err := rows.Cues.Insert(ctx, tx, "", c.Cues...)
	return err
}

// applyFlags has the flags of sentences that left the text wait, and those of sentences that
// came back open again.
func (s *Store) applyFlags(ctx context.Context, tx *sql.Tx, e *gendu.Episode, c publishing.Change) error {
	if len(c.Links) == 0 && len(c.Returned) == 0 && c.Use == (publishing.Use{}) {
		return nil
	}
	return flags.Follow(ctx, tx, e.ID, s.Now())
}

func applyTiming(ctx context.Context, tx *sql.Tx, _ *gendu.Episode, c publishing.Change) error {
	if c.Timing.TranscriptID == "" {
		return nil
	}
	_, err := sqldb.Exec(ctx, tx, "UPDATE transcripts SET audio_id = $2 WHERE id = $1", c.Timing.TranscriptID, c.Timing.AudioID)
	return err
}

func applyUse(ctx context.Context, tx *sql.Tx, e *gendu.Episode, c publishing.Change) error {
	if c.Use == (publishing.Use{}) {
		return nil
	}
	_, err := sqldb.Exec(ctx, tx, `UPDATE episodes SET transcript_id = COALESCE(NULLIF(CAST($2 AS TEXT), ''), transcript_id),
		audio_id = COALESCE(NULLIF(CAST($3 AS TEXT), ''), audio_id) WHERE id = $1`, e.ID, c.Use.TranscriptID, c.Use.AudioID)
	return err
}
