package store

import (
	"context"
	"database/sql"

	"gendu"
	"gendu/publishing"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// CorrectTranscript writes the next revision of an episode's text: base, its newest
// one, as a person corrected it line by line, see [publishing.Correct]. t has its
// EpisodeID and its AuthorID, the rest is filled in; the answer is its cues. An id of
// another episode is [gendu.Invalid].
//
// t may have an ID of its own. Where that person has made a revision of this episode
// with it before, the answer to that was lost on its way: nothing is written, and t and
// the cues are as they were stored then. An ID that is taken otherwise is [gendu.Invalid].
func (s *Store) CorrectTranscript(ctx context.Context, base gendu.ID, t *gendu.Transcript, lines []publishing.Line) ([]*gendu.Cue, error) {
	var list []*gendu.Cue
	err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		s.db.Stamp(&t.ID, &t.CreatedAt)
		return s.change(ctx, tx, t.EpisodeID, func(f publishing.Former) (publishing.Change, error) {
			// The episode is locked: of two requests with one id the second one finds the first.
			made, cues, err := madeBefore(ctx, tx, t)
			if err != nil {
				return publishing.Change{}, err
			}
			if made != nil {
				*t, list = *made, cues
				return publishing.Change{}, nil
			}
			if err := ownIDs(ctx, tx, f, lines); err != nil {
				return publishing.Change{}, err
			}
			c, err := publishing.Correct(f, base, t, lines)
			list = c.Cues
			return c, err
		})
	})
	return list, err
}

// madeBefore is the revision that t's id made before, with its cues; nil where there is none.
func madeBefore(ctx context.Context, tx *sql.Tx, t *gendu.Transcript) (*gendu.Transcript, []*gendu.Cue, error) {
	made, err := maybe(rows.Transcripts.One(ctx, tx, "WHERE t.id = $1", t.ID))
	if err != nil || made == nil {
		return nil, nil, err
	}
	if made.EpisodeID != t.EpisodeID || made.AuthorID != t.AuthorID || made.Method != publishing.MethodEdited {
		return nil, nil, gendu.Errorf(gendu.Invalid, "The id %s is taken by another revision: give a new one.", t.ID)
	}
	cues, err := rows.CueLists(ctx, tx, "WHERE c.transcript_id = $1 ORDER BY c.position", made.ID)
	return made, cues, err
}

// ownIDs refuses new lines that have the id of a sentence of another episode.
func ownIDs(ctx context.Context, tx *sql.Tx, f publishing.Former, lines []publishing.Line) error {
	known := make(map[gendu.ID]bool, len(f.Cues))
	for _, c := range f.Cues {
		known[c.ID] = true
	}
	for i, l := range lines {
		if known[l.ID] {
			continue
		}
		found, err := rows.CueLists(ctx, tx, "WHERE c.id = $1 AND c.episode_id <> $2 LIMIT 1", l.ID, f.Episode.ID)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return gendu.Errorf(gendu.Invalid, "Line %d has the id of a sentence of another episode.", i+1)
		}
	}
	return nil
}

// Revision is what a list of revisions says of one.
type Revision struct {
	gendu.Transcript        // without Source and Page
	Author           string // the name of who gave it; "" where that is not known
	Cues             int
}

// Revisions lists the revisions of an episode's text, the newest first, at most limit
// of them; before is the revision that the last list ended with, 0 for the first.
func (s *Store) Revisions(ctx context.Context, episodeID gendu.ID, before, limit int) ([]Revision, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *Revision) []any {
		return []any{&v.ID, &v.EpisodeID, &v.Revision, &v.AudioID, &v.SourceName, &v.Timed, &v.State, &v.Method, &v.AuthorID, sqldb.Time(&v.CreatedAt), &v.Author, &v.Cues}
	}, `SELECT t.id, t.episode_id, t.revision, t.audio_id, t.source_name, t.timed, t.state, t.method, t.author_id, t.created_at,
		COALESCE(u.name, ''), (SELECT COUNT(*) FROM cues c WHERE c.transcript_id = t.id)
		FROM transcripts t LEFT JOIN users u ON u.id = t.author_id
		WHERE t.episode_id = $1 AND ($2 = 0 OR t.revision < $2) ORDER BY t.revision DESC LIMIT $3`, episodeID, before, limit)
	out := make([]Revision, len(list))
	for i, v := range list {
		out[i] = *v
	}
	return out, err
}

// RevisionOf is one revision of an episode's text.
func (s *Store) RevisionOf(ctx context.Context, episodeID gendu.ID, revision int) (*gendu.Transcript, error) {
	return rows.Transcripts.One(ctx, s.db.Reader, "WHERE t.episode_id = $1 AND t.revision = $2", episodeID, revision)
}
