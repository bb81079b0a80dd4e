package store

import (
	"context"

	"gendu"
	"gendu/publishing"
	"gendu/store/rows"
	"gendu/store/sqldb"
)

// SubjectOf is what a take was made of, as it was in the revision that the take names:
// a cue, or a keyword in the form of one, see [publishing.Drill].
func (s *Store) SubjectOf(ctx context.Context, t *gendu.Take) (*gendu.Cue, error) {
	return s.SubjectIn(ctx, t, t.Revision)
}

// SubjectIn is the cue or the keyword of a take as it is in a revision.
// [gendu.NotFound] where the revision does not have it.
func (s *Store) SubjectIn(ctx context.Context, t *gendu.Take, revision int) (*gendu.Cue, error) {
	if t.Subject != gendu.KeywordSubject {
		return s.CueOf(ctx, t.EpisodeID, t.CueID, revision)
	}
	tr, err := rows.Transcripts.One(ctx, s.db.Reader, "WHERE t.episode_id = $1 AND t.revision = $2", t.EpisodeID, revision)
	if err != nil {
		return nil, err
	}
	list, err := s.Cues(ctx, tr.ID)
	if err != nil {
		return nil, err
	}
	cue := publishing.Drill(tr, list, t.CueID)
	if cue == nil {
		return nil, sqldb.Missing("keyword")
	}
	return cue, nil
}
