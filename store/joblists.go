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

// ActiveJobs lists what is queued or running for these episodes, in one query
// for all watchers of a server, the oldest first.
func (s *Store) ActiveJobs(ctx context.Context, episodeIDs []gendu.ID) ([]*gendu.Job, error) {
	return s.jobsOf(ctx, episodeIDs, "")
}

// JobsSince lists what is queued or running for these episodes and what ended
// at since or later, the oldest first.
func (s *Store) JobsSince(ctx context.Context, episodeIDs []gendu.ID, since time.Time) ([]*gendu.Job, error) {
	return s.jobsOf(ctx, episodeIDs, "OR t.ended_at >= $1", toMS(since))
}

func (s *Store) jobsOf(ctx context.Context, episodeIDs []gendu.ID, or string, params ...any) ([]*gendu.Job, error) {
	list := []*gendu.Job{}
	for len(episodeIDs) > 0 {
		batch := episodeIDs[:min(len(episodeIDs), rowsPerInsert)]
		episodeIDs = episodeIDs[len(batch):]
		some, err := jobs.list(ctx, s.r, "WHERE (t.state IN ('queued', 'running') "+or+
			") AND t.episode_id IN ("+marks(len(params)+1, len(batch))+") ORDER BY t.created_at, t.id",
			append(params[:len(params):len(params)], args(batch)...)...)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// DueAt is when the next queued job of these kinds is due, which may be in the
// past; [gendu.NotFound] when none is queued.
func (s *Store) DueAt(ctx context.Context, kinds []gendu.JobKind) (time.Time, error) {
	if len(kinds) == 0 {
		return time.Time{}, missing("job")
	}
	ms, err := value[int64](ctx, s.r, "SELECT COALESCE(MIN(run_at), 0) FROM jobs WHERE state = 'queued' AND kind IN ("+
		marks(1, len(kinds))+")", args(kinds)...)
	if err == nil && ms == 0 {
		err = missing("job")
	}
	return fromMS(ms), err
}
