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

var audios = sqldb.Table[gendu.Audio]{
	Name: "audios", Thing: "audio",
	Cols: []string{
		"id", "episode_id", "file_name", "size", "state", "message", "duration_ms", "listening", "practice_len",
		"warnings", "tags", "created_at", "chosen_at",
	},
	Fields: func(v *gendu.Audio) []any {
		return []any{
			&v.ID, &v.EpisodeID, &v.FileName, &v.Size, &v.State, &v.Message, &v.DurationMS, &v.Listening, &v.PracticeLen,
			sqldb.JSON(&v.Warnings), asTags(&v.Tags), sqldb.Time(&v.CreatedAt), sqldb.Time(&v.ChosenAt),
		}
	},
}

// AddAudio writes an uploaded source and the job that ingests it, as
// [publishing.AddAudio] plans it.
func (s *Store) AddAudio(ctx context.Context, a *gendu.Audio) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error { return s.addAudio(ctx, tx, a) })
}

func (s *Store) addAudio(ctx context.Context, tx *sql.Tx, a *gendu.Audio) error {
	s.db.Stamp(&a.ID, &a.CreatedAt)
	return s.change(ctx, tx, a.EpisodeID, func(f publishing.Former) (publishing.Change, error) {
		return publishing.AddAudio(f, a), nil
	})
}

// Audio is the audio with this id.
func (s *Store) Audio(ctx context.Context, id gendu.ID) (*gendu.Audio, error) {
	return audios.One(ctx, s.db.Reader, "WHERE t.id = $1", id)
}

// AudioPlace is the audio with this id together with its episode and its show, in
// one query: players ask for it every few seconds. One whose episode was deleted
// is [gendu.NotFound].
func (s *Store) AudioPlace(ctx context.Context, id gendu.ID) (*gendu.Audio, *gendu.Episode, *gendu.Show, error) {
	type place struct {
		audio   gendu.Audio
		episode gendu.Episode
		show    gendu.Show
	}
	v, err := sqldb.Row(ctx, s.db.Reader, "audio",
		func(v *place) []any {
			return append(append(audios.Fields(&v.audio), rows.Episodes.Fields(&v.episode)...), showFields(&v.show)...)
		},
		"SELECT "+audios.Of("a")+", "+rows.Episodes.Of("e")+", "+showColumns("s")+`
		FROM audios a JOIN episodes e ON e.id = a.episode_id AND e.deleted_at = 0 JOIN shows s ON s.id = e.show_id
		WHERE a.id = $1`, id)
	if err != nil {
		return nil, nil, nil, err
	}
	return &v.audio, &v.episode, &v.show, nil
}

// newestFirst orders audios: the newest is the one that was uploaded or chosen last,
// and new texts are timed against it.
const newestFirst = " ORDER BY CASE WHEN t.chosen_at > t.created_at THEN t.chosen_at ELSE t.created_at END DESC, t.id DESC"

// AudioOfEpisode is the newest audio of an episode, in any state.
func (s *Store) AudioOfEpisode(ctx context.Context, episodeID gendu.ID) (*gendu.Audio, error) {
	return audios.One(ctx, s.db.Reader, "WHERE t.episode_id = $1"+newestFirst+" LIMIT 1", episodeID)
}

// AudiosOf lists the audios of an episode, the newest first.
func (s *Store) AudiosOf(ctx context.Context, episodeID gendu.ID) ([]*gendu.Audio, error) {
	return audios.List(ctx, s.db.Reader, "WHERE t.episode_id = $1"+newestFirst+" LIMIT 50", episodeID)
}

// FinishAudio writes what ingesting found, with the state ready or failed. What a
// ready audio means for its episode is for [publishing.UseAudio].
func (s *Store) FinishAudio(ctx context.Context, g jobqueue.JobGuard, a *gendu.Audio) error {
	if a.State != gendu.Ready && a.State != gendu.Failed {
		return gendu.Errorf(gendu.Invalid, "an audio cannot end as %q", a.State)
	}
	if a.State == gendu.Ready {
		if err := a.Tags.Validate(); err != nil {
			return err
		}
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := jobqueue.Hold(ctx, tx, g); err != nil {
			return err
		}
		if err := lockEpisode(ctx, tx, a.EpisodeID, sqldb.ToMS(s.db.Clock())); err != nil {
			return err
		}
		err := sqldb.NotFoundIfNone("audio")(sqldb.Exec(ctx, tx, `UPDATE audios SET state = $2, message = $3, duration_ms = $4, listening = $5,
			practice_len = $6, warnings = $7, tags = $8 WHERE id = $1 AND episode_id = $9`,
			a.ID, a.State, a.Message, a.DurationMS, a.Listening, a.PracticeLen, sqldb.JSON(&a.Warnings), asTags(&a.Tags), a.EpisodeID))
		if err != nil || a.State == gendu.Failed {
			return err
		}
		return s.change(ctx, tx, a.EpisodeID, func(f publishing.Former) (publishing.Change, error) {
			return publishing.UseAudio(f, a), nil
		})
	})
}
