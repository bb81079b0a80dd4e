package store

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/publishing"
	"gendu/store/jobqueue"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// AddTranscript writes the next revision of an episode's text with its cues, as
// [publishing.Revise] plans it: ids, revision and positions are filled in.
func (s *Store) AddTranscript(ctx context.Context, t *gendu.Transcript, list []*gendu.Cue) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error { return s.revise(ctx, tx, t, list) })
}

func (s *Store) revise(ctx context.Context, tx *sql.Tx, t *gendu.Transcript, list []*gendu.Cue) error {
	s.db.Stamp(&t.ID, &t.CreatedAt)
	return s.change(ctx, tx, t.EpisodeID, func(f publishing.Former) (publishing.Change, error) {
		return publishing.Revise(f, t, list)
	})
}

// FinishTranscript writes the times of a transcript's cues and of its page's
// keyword drills (Page) and how they were found, with the state ready or
// failed. A Page that is nil leaves the one that is stored. What a ready one means for the episode is for [publishing.UseTimes]; the
// audio that it was timed against (AudioID) is the one that the store has.
func (s *Store) FinishTranscript(ctx context.Context, g jobqueue.JobGuard, t *gendu.Transcript, list []*gendu.Cue) error {
	if t.State != gendu.Ready && t.State != gendu.Failed {
		return gendu.Errorf(gendu.Invalid, "a transcript cannot end as %q", t.State)
	}
	if err := t.Page.Validate(); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := jobqueue.Hold(ctx, tx, g); err != nil {
			return err
		}
		if err := lockEpisode(ctx, tx, t.EpisodeID, sqldb.ToMS(s.db.Clock())); err != nil {
			return err
		}
		now, err := rows.Transcripts.One(ctx, tx, "WHERE t.id = $1 AND t.episode_id = $2", t.ID, t.EpisodeID)
		if err != nil {
			return err
		}
		if now.AudioID == "" {
			now.AudioID = t.AudioID
		}
		t.AudioID, t.Revision = now.AudioID, now.Revision
		if _, err := sqldb.Exec(ctx, tx, `UPDATE transcripts SET state = $2, method = $3, message = $4, audio_id = $5,
			page = COALESCE(NULLIF(CAST($6 AS TEXT), '{}'), page) WHERE id = $1`,
			t.ID, t.State, t.Method, t.Message, t.AudioID, rows.AsPage(&t.Page)); err != nil {
			return err
		}
		if t.State == gendu.Failed {
			return nil
		}
		if err := s.writeCues(ctx, tx, t, list); err != nil {
			return err
		}
		return s.change(ctx, tx, t.EpisodeID, func(f publishing.Former) (publishing.Change, error) {
			return publishing.UseTimes(f, t, list), nil
		})
	})
}

// writeCues replaces the cues of a transcript.
func (s *Store) writeCues(ctx context.Context, tx *sql.Tx, t *gendu.Transcript, list []*gendu.Cue) error {
	if _, err := sqldb.Exec(ctx, tx, "DELETE FROM cues WHERE transcript_id = $1", t.ID); err != nil {
		return err
	}
	for i, c := range list {
		if c.ID == "" {
			c.ID = gendu.NewID(s.db.Clock())
		}
		c.TranscriptID, c.EpisodeID, c.Revision, c.Position = t.ID, t.EpisodeID, t.Revision, i
	}
	_, err := rows.Cues.Insert(ctx, tx, "", list...)
	return err
}

// Transcript is the transcript with this id.
func (s *Store) Transcript(ctx context.Context, id gendu.ID) (*gendu.Transcript, error) {
	return rows.Transcripts.One(ctx, s.db.Reader, "WHERE t.id = $1", id)
}

// LatestTranscript is the newest revision of an episode's text, in any state.
func (s *Store) LatestTranscript(ctx context.Context, episodeID gendu.ID) (*gendu.Transcript, error) {
	return rows.Transcripts.One(ctx, s.db.Reader, "WHERE t.episode_id = $1 ORDER BY t.revision DESC LIMIT 1", episodeID)
}

// Cues lists the cues of a transcript in their order.
func (s *Store) Cues(ctx context.Context, transcriptID gendu.ID) ([]*gendu.Cue, error) {
	return rows.CueLists(ctx, s.db.Reader, "WHERE c.transcript_id = $1 ORDER BY c.position", transcriptID)
}

// CueOf is a cue of an episode as it was in a revision.
func (s *Store) CueOf(ctx context.Context, episodeID, cueID gendu.ID, revision int) (*gendu.Cue, error) {
	list, err := rows.CueLists(ctx, s.db.Reader, "WHERE c.episode_id = $1 AND c.id = $2 AND t.revision = $3", episodeID, cueID, revision)
	if err == nil && len(list) == 0 {
		return nil, sqldb.Missing("cue")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}
