package store

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/publishing"
)

var audios = table[gendu.Audio]{
	name: "audios", thing: "audio",
	cols: []string{
		"id", "episode_id", "file_name", "size", "state", "message", "duration_ms", "listening", "practice_len",
		"warnings", "tags", "created_at", "chosen_at",
	},
	fields: func(v *gendu.Audio) []any {
		return []any{
			&v.ID, &v.EpisodeID, &v.FileName, &v.Size, &v.State, &v.Message, &v.DurationMS, &v.Listening, &v.PracticeLen,
			asJSON(&v.Warnings), asTags(&v.Tags), at(&v.CreatedAt), at(&v.ChosenAt),
		}
	},
}

// AddAudio writes an uploaded source and the job that ingests it, as
// [publishing.AddAudio] plans it.
func (s *Store) AddAudio(ctx context.Context, a *gendu.Audio) error {
	return s.tx(ctx, func(tx *sql.Tx) error { return s.addAudio(ctx, tx, a) })
}

func (s *Store) addAudio(ctx context.Context, tx *sql.Tx, a *gendu.Audio) error {
	s.stamp(&a.ID, &a.CreatedAt)
	return s.change(ctx, tx, a.EpisodeID, func(f publishing.Former) (publishing.Change, error) {
		return publishing.AddAudio(f, a), nil
	})
}

// Audio is the audio with this id.
func (s *Store) Audio(ctx context.Context, id gendu.ID) (*gendu.Audio, error) {
	return audios.one(ctx, s.r, "WHERE t.id = $1", id)
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
	v, err := row(ctx, s.r, "audio",
		func(v *place) []any {
			return append(append(audios.fields(&v.audio), episodes.fields(&v.episode)...), showFields(&v.show)...)
		},
		"SELECT "+audios.of("a")+", "+episodes.of("e")+", "+showColumns("s")+`
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
	return audios.one(ctx, s.r, "WHERE t.episode_id = $1"+newestFirst+" LIMIT 1", episodeID)
}

// AudiosOf lists the audios of an episode, the newest first.
func (s *Store) AudiosOf(ctx context.Context, episodeID gendu.ID) ([]*gendu.Audio, error) {
	return audios.list(ctx, s.r, "WHERE t.episode_id = $1"+newestFirst+" LIMIT 50", episodeID)
}

// FinishAudio writes what ingesting found, with the state ready or failed. What a
// ready audio means for its episode is for [publishing.UseAudio].
func (s *Store) FinishAudio(ctx context.Context, g JobGuard, a *gendu.Audio) error {
	if a.State != gendu.Ready && a.State != gendu.Failed {
		return gendu.Errorf(gendu.Invalid, "an audio cannot end as %q", a.State)
	}
	if a.State == gendu.Ready {
		if err := a.Tags.Validate(); err != nil {
			return err
		}
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		if err := hold(ctx, tx, g); err != nil {
			return err
		}
		if err := lockEpisode(ctx, tx, a.EpisodeID, toMS(s.now())); err != nil {
			return err
		}
		err := notFoundIfNone("audio")(exec(ctx, tx, `UPDATE audios SET state = $2, message = $3, duration_ms = $4, listening = $5,
			practice_len = $6, warnings = $7, tags = $8 WHERE id = $1 AND episode_id = $9`,
			a.ID, a.State, a.Message, a.DurationMS, a.Listening, a.PracticeLen, asJSON(&a.Warnings), asTags(&a.Tags), a.EpisodeID))
		if err != nil || a.State == gendu.Failed {
			return err
		}
		return s.change(ctx, tx, a.EpisodeID, func(f publishing.Former) (publishing.Change, error) {
			return publishing.UseAudio(f, a), nil
		})
	})
}
