package store

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/publishing"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// TimedAgainst is the newest revision of an episode's text that was timed against
// an audio and is ready; [gendu.NotFound] where there is none.
func (s *Store) TimedAgainst(ctx context.Context, episodeID, audioID gendu.ID) (*gendu.Transcript, error) {
	return timedAgainst(ctx, s.db.Reader, episodeID, audioID)
}

func timedAgainst(ctx context.Context, q sqldb.Queryer, episodeID, audioID gendu.ID) (*gendu.Transcript, error) {
	return rows.Transcripts.One(ctx, q, `WHERE t.episode_id = $1 AND t.audio_id = $2 AND t.state = 'ready'
		ORDER BY t.revision DESC LIMIT 1`, episodeID, audioID)
}

// ChooseAudio applies the host's decision for one of the audios of an episode, as
// [publishing.ChooseAudio] plans it, and gives the kinds of the jobs.
func (s *Store) ChooseAudio(ctx context.Context, episodeID, audioID gendu.ID) (kinds []gendu.JobKind, err error) {
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		kinds = nil
		a, err := audios.One(ctx, tx, "WHERE t.id = $1 AND t.episode_id = $2", audioID, episodeID)
		if err != nil {
			return err
		}
		timed, err := maybe(timedAgainst(ctx, tx, episodeID, audioID))
		if err != nil {
			return err
		}
		var cues []*gendu.Cue
		if timed != nil {
			if cues, err = rows.CueLists(ctx, tx, "WHERE c.transcript_id = $1 ORDER BY c.position", timed.ID); err != nil {
				return err
			}
		}
		return s.change(ctx, tx, episodeID, func(f publishing.Former) (publishing.Change, error) {
			c, err := publishing.ChooseAudio(f, a, timed, cues)
			for _, j := range c.Jobs {
				kinds = append(kinds, j.Kind)
			}
			return c, err
		})
	})
	return kinds, err
}

func (s *Store) applyChosen(ctx context.Context, tx *sql.Tx, _ *gendu.Episode, c publishing.Change) error {
	if c.Chosen == "" {
		return nil
	}
	return sqldb.NotFoundIfNone("audio")(sqldb.Exec(ctx, tx, "UPDATE audios SET chosen_at = $2 WHERE id = $1", c.Chosen, sqldb.ToMS(s.db.Clock())))
}
