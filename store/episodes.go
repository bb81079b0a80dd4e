package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"gendu"
	"gendu/publishing"
	"gendu/store/classroom"
	"gendu/store/flags"
	"gendu/store/numbers"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// EpisodeSummary is an episode in a list.
type EpisodeSummary struct {
	gendu.Episode
	DurationMS int64 // of the audio in use; 0 without
	Cues       int   // of the transcript in use
	Spoken     int   // of these
	Flags      int   // open ones
	// WorkState of the newest audio and the newest transcript together: pending
	// while either is, else failed where either is, else ready; "" while there is
	// nothing to do.
	WorkState gendu.WorkState
}

// CreateEpisode writes a new draft.
func (s *Store) CreateEpisode(ctx context.Context, v *gendu.Episode) error {
	return s.addEpisode(ctx, s.db.Writer, v)
}

// TakeIn writes a new draft with its text, its uploaded source and the job that
// ingests it, all or nothing. The object of the source is the caller's to write
// first.
func (s *Store) TakeIn(ctx context.Context, v *gendu.Episode, t *gendu.Transcript, list []*gendu.Cue, a *gendu.Audio) error {
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if err := s.addEpisode(ctx, tx, v); err != nil {
			return err
		}
		t.EpisodeID, a.EpisodeID = v.ID, v.ID
		if err := s.revise(ctx, tx, t, list); err != nil {
			return err
		}
		return s.addAudio(ctx, tx, a)
	})
}

func (s *Store) addEpisode(ctx context.Context, q sqldb.Queryer, v *gendu.Episode) error {
	s.db.Stamp(&v.ID, &v.CreatedAt)
	v.UpdatedAt = v.CreatedAt
	if v.State == "" {
		v.State = gendu.Draft
	}
	if v.State == gendu.Published && v.PublishedAt.IsZero() {
		v.PublishedAt = v.CreatedAt
	}
	_, err := rows.Episodes.Insert(ctx, q, "", v)
	return err
}

// EpisodeChange says what of an episode changes; nil leaves it as it is.
type EpisodeChange struct {
	Number           *string
	Title            *string
	TitleTranslation *string
}

// UpdateEpisode changes what is given of an episode, and nothing else, so that
// what others change meanwhile stays. It gives the episode as it is then.
func (s *Store) UpdateEpisode(ctx context.Context, id gendu.ID, c EpisodeChange) (*gendu.Episode, error) {
	return sqldb.Row(ctx, s.db.Writer, rows.Episodes.Thing, rows.Episodes.Fields, `UPDATE episodes SET number = COALESCE(CAST($2 AS TEXT), number),
			title = COALESCE(CAST($3 AS TEXT), title), title_translation = COALESCE(CAST($4 AS TEXT), title_translation),
			updated_at = $5
		WHERE id = $1 AND deleted_at = 0 RETURNING `+rows.Episodes.Plain(), id, c.Number, c.Title, c.TitleTranslation, sqldb.ToMS(s.db.Clock()))
}

// Episode is the episode with this id; a deleted one is [gendu.NotFound].
func (s *Store) Episode(ctx context.Context, id gendu.ID) (*gendu.Episode, error) {
	return rows.Episodes.One(ctx, s.db.Reader, "WHERE t.id = $1 AND t.deleted_at = 0", id)
}

// EpisodesByID gives those of these episodes that are not deleted.
func (s *Store) EpisodesByID(ctx context.Context, ids []gendu.ID) (map[gendu.ID]*gendu.Episode, error) {
	out := make(map[gendu.ID]*gendu.Episode, len(ids))
	for batch := range slices.Chunk(ids, sqldb.RowsPerInsert) {
		list, err := rows.Episodes.List(ctx, s.db.Reader, "WHERE t.id IN ("+sqldb.Marks(1, len(batch))+") AND t.deleted_at = 0", sqldb.Args(batch)...)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			out[e.ID] = e
		}
	}
	return out, nil
}

// EpisodeByNumber is the newest episode of any show that its host calls so.
func (s *Store) EpisodeByNumber(ctx context.Context, number string) (*gendu.Episode, error) {
	return rows.Episodes.One(ctx, s.db.Reader, "WHERE t.number = $1 AND t.deleted_at = 0 ORDER BY t.created_at DESC, t.id DESC LIMIT 1", number)
}

// EpisodeQuery chooses a part of the episodes of a show, the newest first.
type EpisodeQuery struct {
	Drafts bool       // not only the published ones
	Number string     // only those that their host calls so; "": all
	After  rows.Place // the episode behind which the part begins; zero: the first part
	Limit  int        // 0: all
}

// EpisodesOf lists episodes of a show, the newest first.
func (s *Store) EpisodesOf(ctx context.Context, showID gendu.ID, q EpisodeQuery) ([]EpisodeSummary, error) {
	type line struct {
		EpisodeSummary
		audio, transcript gendu.WorkState
	}
	list, err := sqldb.Rows(ctx, s.db.Reader,
		func(v *line) []any {
			return append(rows.Episodes.Fields(&v.Episode), &v.DurationMS, &v.Cues, &v.Spoken, &v.Flags, &v.audio, &v.transcript)
		},
		"SELECT "+rows.Episodes.Of("t")+`,
			COALESCE((SELECT a.duration_ms FROM audios a WHERE a.id = t.audio_id), 0),
			(SELECT COUNT(*) FROM cues c WHERE c.transcript_id = t.transcript_id),
			(SELECT COUNT(*) FROM cues c WHERE c.transcript_id = t.transcript_id AND c.spoken),
			(SELECT COUNT(*) FROM flags f WHERE f.episode_id = t.id AND f.settled_at = 0),
			COALESCE((SELECT a.state FROM audios a WHERE a.episode_id = t.id
				ORDER BY CASE WHEN a.chosen_at > a.created_at THEN a.chosen_at ELSE a.created_at END DESC, a.id DESC LIMIT 1), ''),
			COALESCE((SELECT x.state FROM transcripts x WHERE x.episode_id = t.id ORDER BY x.revision DESC LIMIT 1), '')
		FROM episodes t
		WHERE t.show_id = $1 AND t.deleted_at = 0 AND (t.state = 'published' OR $2)
			AND (CAST($3 AS TEXT) = '' OR (t.created_at, t.id) < ($4, $3))
			AND (CAST($6 AS TEXT) = '' OR LOWER(TRIM(t.number)) = $6)
		ORDER BY t.created_at DESC, t.id DESC LIMIT $5`, showID, q.Drafts, q.After.ID, sqldb.ToMS(q.After.At), classroom.LimitOf(q.Limit), strings.ToLower(strings.TrimSpace(q.Number)))
	out := make([]EpisodeSummary, len(list))
	for i, v := range list {
		v.WorkState = publishing.WorkOf(v.audio, v.transcript)
		out[i] = v.EpisodeSummary
	}
	return out, err
}

// SetEpisodeState publishes an episode or takes it back, where
// [publishing.SetState] allows it.
func (s *Store) SetEpisodeState(ctx context.Context, id gendu.ID, state gendu.EpisodeState) error {
	if state != gendu.Published {
		defer s.revoked.Count()
	}
	return s.db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := rows.Episodes.One(ctx, tx, "WHERE t.id = $1 AND t.deleted_at = 0", id); err != nil {
			return err
		}
		return s.change(ctx, tx, id, func(f publishing.Former) (publishing.Change, error) { return publishing.SetState(f, state) })
	})
}

// RetryEpisode enqueues again what [publishing.Retry] says failed and is still
// wanted, and gives the kinds of the jobs.
func (s *Store) RetryEpisode(ctx context.Context, id gendu.ID) (kinds []gendu.JobKind, err error) {
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		kinds = nil
		return s.change(ctx, tx, id, func(f publishing.Former) (publishing.Change, error) {
			c := publishing.Retry(f)
			for _, j := range c.Jobs {
				kinds = append(kinds, j.Kind)
			}
			return c, nil
		})
	})
	return kinds, err
}

// DeleteEpisode hides an episode for good and stops its jobs. The takes that
// learners made of it stay theirs.
func (s *Store) DeleteEpisode(ctx context.Context, id gendu.ID) error {
	defer s.revoked.Count()
	return s.log.Deleting(ctx, rows.EpisodeDeleted, id, "", func(tx *sql.Tx, at time.Time) error {
		return s.deleteEpisode(ctx, tx, id, sqldb.ToMS(at))
	})
}

func (s *Store) deleteEpisode(ctx context.Context, tx *sql.Tx, id gendu.ID, atMS int64) error {
	n, err := sqldb.Exec(ctx, tx, "UPDATE episodes SET deleted_at = $2, updated_at = $2 WHERE id = $1 AND deleted_at = 0", id, atMS)
	if err := sqldb.NotFoundIfNone("episode")(n, err); err != nil {
		return err
	}
	if err := numbers.ForgetEpisodes(ctx, tx, "= $1", id); err != nil {
		return err
	}
	if err := flags.ForgetEpisodes(ctx, tx, "= $1", id); err != nil {
		return err
	}
	if err := rows.Revoke(ctx, tx, id, sqldb.ToMS(s.db.Clock())); err != nil {
		return err
	}
	return s.CancelIn(ctx, tx, "episode_id = $1", id)
}

// lockEpisode makes other writers of the same episode wait until tx ends.
func lockEpisode(ctx context.Context, tx *sql.Tx, id gendu.ID, nowMS int64) error {
	return sqldb.NotFoundIfNone("episode")(sqldb.Exec(ctx, tx, "UPDATE episodes SET updated_at = $2 WHERE id = $1", id, nowMS))
}
