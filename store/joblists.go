package store

import (
	"context"
	"time"

	"gendu"
)

// Job is the job with this id.
func (s *Store) Job(ctx context.Context, id gendu.ID) (*gendu.Job, error) {
	return jobs.one(ctx, s.r, "WHERE t.id = $1", id)
}

// Jobs lists the jobs of an episode, the newest first.
func (s *Store) Jobs(ctx context.Context, episodeID gendu.ID) ([]*gendu.Job, error) {
	return jobs.list(ctx, s.r, "WHERE t.episode_id = $1 ORDER BY t.created_at DESC, t.id DESC", episodeID)
}

// JobsOfSubject lists the jobs on an audio, a transcript or a take, the newest
// first.
func (s *Store) JobsOfSubject(ctx context.Context, subjectID gendu.ID) ([]*gendu.Job, error) {
	return jobs.list(ctx, s.r, "WHERE t.subject_id = $1 ORDER BY t.created_at DESC, t.id DESC", subjectID)
}

// JobsSince lists what is queued or running for these episodes and what ended
// at since or later, the oldest first.
func (s *Store) JobsSince(ctx context.Context, episodeIDs []gendu.ID, since time.Time) ([]*gendu.Job, error) {
	list := []*gendu.Job{}
	for len(episodeIDs) > 0 {
		batch := episodeIDs[:min(len(episodeIDs), rowsPerInsert)]
		episodeIDs = episodeIDs[len(batch):]
		some, err := jobs.list(ctx, s.r, "WHERE (t.state IN ('queued', 'running') OR t.ended_at >= $1) AND t.episode_id IN ("+
			marks(2, len(batch))+") ORDER BY t.created_at, t.id", append([]any{toMS(since)}, args(batch)...)...)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// JobCount is how many jobs of a kind are in a state.
type JobCount struct {
	Kind  gendu.JobKind
	State gendu.JobState
	Count int
}

// CountJobs counts jobs by kind and state.
func (s *Store) CountJobs(ctx context.Context) ([]JobCount, error) {
	list, err := rows(ctx, s.r, func(v *JobCount) []any { return []any{&v.Kind, &v.State, &v.Count} },
		"SELECT kind, state, COUNT(*) FROM jobs GROUP BY kind, state ORDER BY kind, state")
	return values(list), err
}
