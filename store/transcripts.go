package store

import (
	"context"
	"database/sql"

	"gendu"
)

var transcripts = table[gendu.Transcript]{
	name: "transcripts", thing: "transcript",
	cols: []string{
		"id", "episode_id", "revision", "audio_id", "source", "source_name", "page", "timed", "state", "method",
		"message", "created_at",
	},
	fields: func(v *gendu.Transcript) []any {
		return []any{
			&v.ID, &v.EpisodeID, &v.Revision, &v.AudioID, &v.Source, &v.SourceName, &v.PageJSON, &v.Timed, &v.State, &v.Method,
			&v.Message, at(&v.CreatedAt),
		}
	},
}

var cues = table[gendu.Cue]{
	name: "cues", thing: "cue",
	cols: []string{
		"transcript_id", "id", "episode_id", "position", "paragraph", "text", "translation", "start_ms", "end_ms",
		"confidence", "spoken", "words",
	},
	fields: func(v *gendu.Cue) []any {
		return []any{
			&v.TranscriptID, &v.ID, &v.EpisodeID, &v.Position, &v.Paragraph, &v.Text, &v.Translation, &v.StartMS, &v.EndMS,
			&v.Confidence, &v.Spoken, asJSON(&v.Words),
		}
	},
}

// cueLists reads cues with the revision that their transcript has.
func cueLists(ctx context.Context, q queryer, tail string, args ...any) ([]*gendu.Cue, error) {
	return rows(ctx, q, func(v *gendu.Cue) []any { return append(cues.fields(v), &v.Revision) },
		"SELECT "+cues.of("c")+", t.revision FROM cues c JOIN transcripts t ON t.id = c.transcript_id "+tail, args...)
}

// AddTranscript writes the next revision of an episode's text with its cues; ids,
// revision and positions are filled in. A cue whose text is that of one of the
// former revision keeps that one's id, in order.
//
// A transcript that is given as ready (its times came with the file, and its
// AudioID says for which audio) is in use at once. Any other is pending: its
// alignment is enqueued in the same transaction where there is a ready audio,
// and by [Store.FinishAudio] where there is none yet. j may be nil; it says when
// to run. Alignment of older revisions is stopped.
func (s *Store) AddTranscript(ctx context.Context, t *gendu.Transcript, list []*gendu.Cue, j *gendu.Job) error {
	return s.tx(ctx, func(tx *sql.Tx) error { return s.addTranscript(ctx, tx, t, list, j) })
}

func (s *Store) addTranscript(ctx context.Context, tx *sql.Tx, t *gendu.Transcript, list []*gendu.Cue, j *gendu.Job) error {
	if err := lockEpisode(ctx, tx, t.EpisodeID, toMS(s.now())); err != nil {
		return err
	}
	former, err := transcripts.list(ctx, tx, "WHERE t.episode_id = $1 ORDER BY t.revision DESC LIMIT 1", t.EpisodeID)
	if err != nil {
		return err
	}
	s.stamp(&t.ID, &t.CreatedAt)
	t.Revision = 1
	if len(former) > 0 {
		t.Revision = former[0].Revision + 1
		if err := s.keepIDs(ctx, tx, former[0].ID, list); err != nil {
			return err
		}
		if err := s.supersede(ctx, tx, t); err != nil {
			return err
		}
	}
	if t.State != gendu.Ready {
		t.State = gendu.Pending
	}
	if t.PageJSON == "" {
		t.PageJSON = "{}"
	}
	if _, err := transcripts.insert(ctx, tx, "", t); err != nil {
		return err
	}
	if err := s.writeCues(ctx, tx, t, list); err != nil {
		return err
	}
	audio, err := newestReadyAudio(ctx, tx, t.EpisodeID)
	switch {
	case err != nil:
		return err
	case t.State == gendu.Ready:
		return s.useTranscript(ctx, tx, t, list)
	case audio == "":
		return nil
	}
	return s.align(ctx, tx, t, audio, j)
}

// keepIDs gives cues the ids that the same sentences had in the former revision.
func (s *Store) keepIDs(ctx context.Context, tx *sql.Tx, formerID gendu.ID, list []*gendu.Cue) error {
	former, err := cueLists(ctx, tx, "WHERE c.transcript_id = $1 ORDER BY c.position", formerID)
	if err != nil {
		return err
	}
	free := map[string][]gendu.ID{}
	for _, c := range former {
		free[c.Text] = append(free[c.Text], c.ID)
	}
	for _, c := range list {
		if ids := free[c.Text]; len(ids) > 0 {
			c.ID, free[c.Text] = ids[0], ids[1:]
		} else {
			c.ID = gendu.NewID(s.now())
		}
	}
	return nil
}

// supersede stops the timing of revisions before t.
func (s *Store) supersede(ctx context.Context, tx *sql.Tx, t *gendu.Transcript) error {
	list, err := transcripts.list(ctx, tx, "WHERE t.episode_id = $1 AND t.state = 'pending'", t.EpisodeID)
	if err != nil {
		return err
	}
	for _, old := range list {
		if _, err := exec(ctx, tx, "UPDATE transcripts SET state = 'failed', message = $2 WHERE id = $1",
			old.ID, "A newer revision took its place before it was timed."); err != nil {
			return err
		}
		if err := s.cancelJobs(ctx, tx, "subject_id = $1", old.ID); err != nil {
			return err
		}
	}
	return nil
}

// writeCues writes the cues of a transcript anew.
func (s *Store) writeCues(ctx context.Context, tx *sql.Tx, t *gendu.Transcript, list []*gendu.Cue) error {
	if _, err := exec(ctx, tx, "DELETE FROM cues WHERE transcript_id = $1", t.ID); err != nil {
		return err
	}
	for i, c := range list {
		if c.ID == "" {
			c.ID = gendu.NewID(s.now())
		}
		c.TranscriptID, c.EpisodeID, c.Revision, c.Position = t.ID, t.EpisodeID, t.Revision, i
	}
	_, err := cues.insert(ctx, tx, "", list...)
	return err
}

// align enqueues the timing of a pending transcript against an audio.
func (s *Store) align(ctx context.Context, tx *sql.Tx, t *gendu.Transcript, audio gendu.ID, j *gendu.Job) error {
	if _, err := exec(ctx, tx, "UPDATE transcripts SET audio_id = $2 WHERE id = $1", t.ID, audio); err != nil {
		return err
	}
	t.AudioID = audio
	if j == nil {
		j = &gendu.Job{}
	}
	j.Kind, j.SubjectID, j.EpisodeID = gendu.AlignTranscript, t.ID, t.EpisodeID
	_, err := s.enqueue(ctx, tx, j) // where one is queued already, that one does it
	return err
}

// retime makes the next revision of a transcript, of the same text and cues, to
// be timed against another audio.
func (s *Store) retime(ctx context.Context, tx *sql.Tx, t *gendu.Transcript, audio gendu.ID) error {
	list, err := cueLists(ctx, tx, "WHERE c.transcript_id = $1 ORDER BY c.position", t.ID)
	if err != nil {
		return err
	}
	if !t.Timed { // a timed file has no other times than its own
		for _, c := range list {
			c.StartMS, c.EndMS, c.Confidence, c.Spoken, c.Words = 0, 0, 0, false, nil
		}
	}
	next := *t
	next.ID, next.CreatedAt, next.AudioID = "", s.Now(), audio
	next.State, next.Method, next.Message = gendu.Pending, "", ""
	return s.addTranscript(ctx, tx, &next, list, nil)
}

// FinishTranscript writes the times of a transcript's cues and of its page's
// keyword drills (PageJSON) and how they were found, with the state ready or failed. A ready transcript comes into use
// together with the audio that it was timed against (its AudioID as the store
// has it), unless a later revision is in use.
func (s *Store) FinishTranscript(ctx context.Context, g JobGuard, t *gendu.Transcript, list []*gendu.Cue) error {
	if t.State != gendu.Ready && t.State != gendu.Failed {
		return gendu.Errorf(gendu.Invalid, "a transcript cannot end as %q", t.State)
	}
	return s.tx(ctx, func(tx *sql.Tx) error {
		if err := hold(ctx, tx, g); err != nil {
			return err
		}
		if err := lockEpisode(ctx, tx, t.EpisodeID, toMS(s.now())); err != nil {
			return err
		}
		now, err := transcripts.one(ctx, tx, "WHERE t.id = $1 AND t.episode_id = $2", t.ID, t.EpisodeID)
		if err != nil {
			return err
		}
		if now.AudioID == "" {
			now.AudioID = t.AudioID
		}
		t.AudioID, t.Revision = now.AudioID, now.Revision
		if _, err := exec(ctx, tx, "UPDATE transcripts SET state = $2, method = $3, message = $4, audio_id = $5, page = $6 WHERE id = $1",
			t.ID, t.State, t.Method, t.Message, t.AudioID, t.PageJSON); err != nil {
			return err
		}
		if t.State == gendu.Failed {
			return nil
		}
		if err := s.writeCues(ctx, tx, t, list); err != nil {
			return err
		}
		return s.useTranscript(ctx, tx, t, list)
	})
}

// useTranscript brings a ready transcript into use with its audio, unless a later
// one is, and has takes of sentences that it times anew compared again.
func (s *Store) useTranscript(ctx context.Context, tx *sql.Tx, t *gendu.Transcript, list []*gendu.Cue) error {
	n, err := exec(ctx, tx, `UPDATE episodes SET transcript_id = $2,
			audio_id = CASE WHEN $4 <> '' THEN $4 ELSE audio_id END
		WHERE id = $1 AND NOT EXISTS (
			SELECT 1 FROM transcripts x WHERE x.id = episodes.transcript_id AND x.revision > $3)`,
		t.EpisodeID, t.ID, t.Revision, t.AudioID)
	if err != nil || n == 0 {
		return err
	}
	return s.recompare(ctx, tx, t, list)
}

// Transcript is the transcript with this id.
func (s *Store) Transcript(ctx context.Context, id gendu.ID) (*gendu.Transcript, error) {
	return transcripts.one(ctx, s.r, "WHERE t.id = $1", id)
}

// LatestTranscript is the newest revision of an episode's text, in any state.
func (s *Store) LatestTranscript(ctx context.Context, episodeID gendu.ID) (*gendu.Transcript, error) {
	return transcripts.one(ctx, s.r, "WHERE t.episode_id = $1 ORDER BY t.revision DESC LIMIT 1", episodeID)
}

// Cues lists the cues of a transcript in their order.
func (s *Store) Cues(ctx context.Context, transcriptID gendu.ID) ([]*gendu.Cue, error) {
	return cueLists(ctx, s.r, "WHERE c.transcript_id = $1 ORDER BY c.position", transcriptID)
}

// CueOf is a cue of an episode as it was in a revision.
func (s *Store) CueOf(ctx context.Context, episodeID, cueID gendu.ID, revision int) (*gendu.Cue, error) {
	list, err := cueLists(ctx, s.r, "WHERE c.episode_id = $1 AND c.id = $2 AND t.revision = $3", episodeID, cueID, revision)
	if err == nil && len(list) == 0 {
		return nil, missing("cue")
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}
