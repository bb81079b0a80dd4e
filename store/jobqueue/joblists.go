package jobqueue

import (
	"context"
	"time"

	"gendu"
	"gendu/store/sqldb"
)

// Job is the job with this id.
func (s *Queue) Job(ctx context.Context, id gendu.ID) (*gendu.Job, error) {
	return Jobs.One(ctx, s.db.Reader, "WHERE t.id = $1", id)
}

// Jobs lists the jobs of an episode, the newest first.
func (s *Queue) Jobs(ctx context.Context, episodeID gendu.ID) ([]*gendu.Job, error) {
	return Jobs.List(ctx, s.db.Reader, "WHERE t.episode_id = $1 ORDER BY t.created_at DESC, t.id DESC", episodeID)
}

// JobsOfSubject lists the jobs on an audio, a transcript or a take, the newest
// first.
func (s *Queue) JobsOfSubject(ctx context.Context, subjectID gendu.ID) ([]*gendu.Job, error) {
	return Jobs.List(ctx, s.db.Reader, "WHERE t.subject_id = $1 ORDER BY t.created_at DESC, t.id DESC", subjectID)
}

// JobsSince lists what is queued or running for these episodes and what ended
// at since or later, the oldest first.
func (s *Queue) JobsSince(ctx context.Context, episodeIDs []gendu.ID, since time.Time) ([]*gendu.Job, error) {
	list := []*gendu.Job{}
	for len(episodeIDs) > 0 {
		batch := episodeIDs[:min(len(episodeIDs), sqldb.RowsPerInsert)]
		episodeIDs = episodeIDs[len(batch):]
		some, err := Jobs.List(ctx, s.db.Reader, "WHERE (t.state IN ('queued', 'running') OR t.ended_at >= $1) AND t.episode_id IN ("+
			sqldb.Marks(2, len(batch))+") ORDER BY t.created_at, t.id", append([]any{sqldb.ToMS(since)}, sqldb.Args(batch)...)...)
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
func (s *Queue) CountJobs(ctx context.Context) ([]JobCount, error) {
	list, err := sqldb.Rows(ctx, s.db.Reader, func(v *JobCount) []any { return []any{&v.Kind, &v.State, &v.Count} },
		"SELECT kind, state, COUNT(*) FROM jobs GROUP BY kind, state ORDER BY kind, state")
	return sqldb.Values(list), err
}
