package store

import (
	"context"
	"database/sql"

	"gendu"
)

var audios = table[gendu.Audio]{
	name: "audios", thing: "audio",
	cols: []string{
		"id", "episode_id", "file_name", "size", "state", "message", "duration_ms", "listening", "practice_len",
		"warnings", "tags", "created_at",
	},
	fields: func(v *gendu.Audio) []any {
		return []any{
			&v.ID, &v.EpisodeID, &v.FileName, &v.Size, &v.State, &v.Message, &v.DurationMS, &v.Listening, &v.PracticeLen,
			asJSON(&v.Warnings), &v.TagsJSON, at(&v.CreatedAt),
		}
	},
}

// AddAudio writes an uploaded source and the job that ingests it (kind, subject
// and episode are filled in), both or neither. The episode goes on with its
// former audio until [Store.FinishAudio].
func (s *Store) AddAudio(ctx context.Context, a *gendu.Audio, j *gendu.Job) error {
	return s.tx(ctx, func(tx *sql.Tx) error { return s.addAudio(ctx, tx, a, j) })
}

func (s *Store) addAudio(ctx context.Context, tx *sql.Tx, a *gendu.Audio, j *gendu.Job) error {
	if err := lockEpisode(ctx, tx, a.EpisodeID, toMS(s.now())); err != nil {
		return err
	}
	s.stamp(&a.ID, &a.CreatedAt)
	a.State = gendu.Pending
	if a.TagsJSON == "" {
		a.TagsJSON = "{}"
	}
	if _, err := audios.insert(ctx, tx, "", a); err != nil {
		return err
	}
	j.Kind, j.SubjectID, j.EpisodeID = gendu.IngestAudio, a.ID, a.EpisodeID
	_, err := s.enqueue(ctx, tx, j)
	return err
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
			return append(append(audios.fields(&v.audio), episodes.fields(&v.episode)...), shows.fields(&v.show)...)
		},
		"SELECT "+audios.of("a")+", "+episodes.of("e")+", "+shows.of("s")+`
		FROM audios a JOIN episodes e ON e.id = a.episode_id AND e.deleted_at = 0 JOIN shows s ON s.id = e.show_id
		WHERE a.id = $1`, id)
	if err != nil {
		return nil, nil, nil, err
	}
	return &v.audio, &v.episode, &v.show, nil
}

// AudioOfEpisode is the newest audio of an episode, in any state.
func (s *Store) AudioOfEpisode(ctx context.Context, episodeID gendu.ID) (*gendu.Audio, error) {
	return audios.one(ctx, s.r, "WHERE t.episode_id = $1 ORDER BY t.created_at DESC, t.id DESC LIMIT 1", episodeID)
}

// FinishAudio writes what ingesting found, with the state ready or failed. A
// ready audio comes into use at once in an episode that has no transcript in
// use; the newest transcript is then timed against it: one that waited as it is,
// one that is timed against another audio as a new revision, and the episode
// changes over when that is done (see [Store.FinishTranscript]).
func (s *Store) FinishAudio(ctx context.Context, g JobGuard, a *gendu.Audio) error {
	if a.State != gendu.Ready && a.State != gendu.Failed {
		return gendu.Errorf(gendu.Invalid, "an audio cannot end as %q", a.State)
	}
	if a.TagsJSON == "" {
		a.TagsJSON = "{}"
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		if err := hold(ctx, tx, g); err != nil {
			return err
		}
		if err := lockEpisode(ctx, tx, a.EpisodeID, toMS(s.now())); err != nil {
			return err
		}
		err := must("audio")(exec(ctx, tx, `UPDATE audios SET state = $2, message = $3, duration_ms = $4, listening = $5,
			practice_len = $6, warnings = $7, tags = $8 WHERE id = $1 AND episode_id = $9`,
			a.ID, a.State, a.Message, a.DurationMS, a.Listening, a.PracticeLen, asJSON(&a.Warnings), a.TagsJSON, a.EpisodeID))
		if err != nil || a.State == gendu.Failed {
			return err
		}
		return s.useAudio(ctx, tx, a)
	})
}

// useAudio brings a ready audio into use, or has its transcript made for it.
func (s *Store) useAudio(ctx context.Context, tx *sql.Tx, a *gendu.Audio) error {
	newest, err := newestReadyAudio(ctx, tx, a.EpisodeID)
	if err != nil || newest != a.ID { // a later upload was faster
		return err
	}
	_, err = exec(ctx, tx, "UPDATE episodes SET audio_id = $2 WHERE id = $1 AND transcript_id = ''", a.EpisodeID, a.ID)
	if err != nil {
		return err
	}
	t, err := transcripts.one(ctx, tx, "WHERE t.episode_id = $1 ORDER BY t.revision DESC LIMIT 1", a.EpisodeID)
	switch {
	case gendu.KindOf(err) == gendu.NotFound:
		return nil
	case err != nil:
		return err
	case t.AudioID == a.ID && t.State != gendu.Pending: // this very work was done before
		return nil
	case t.State == gendu.Pending:
		return s.align(ctx, tx, t, a.ID, nil)
	}
	return s.retime(ctx, tx, t, a.ID)
}

// newestReadyAudio is the audio that new transcripts are timed against, "" where
// there is none yet.
func newestReadyAudio(ctx context.Context, q queryer, episodeID gendu.ID) (gendu.ID, error) {
	return value[gendu.ID](ctx, q,
		"SELECT id FROM audios WHERE episode_id = $1 AND state = 'ready' ORDER BY created_at DESC, id DESC LIMIT 1", episodeID)
}
