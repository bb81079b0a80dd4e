package server

import (
	"context"

	"gendu"
	"gendu/server/api"
)

func jobsOf(list []*gendu.Job) []api.Job {
	out := make([]api.Job, len(list))
	for i, j := range list {
		out[i] = api.Job{
			Id: string(j.ID), Kind: string(j.Kind), State: api.JobState(j.State), Step: j.Step, Progress: j.Progress,
			Attempt: j.Attempt, Message: text(j.Message), CreatedAt: j.CreatedAt, EndedAt: some(j.EndedAt),
		}
	}
	return out
}

// ListJobs lists the background work of an episode, newest first.
func (h *episodes) ListJobs(ctx context.Context, _ api.ListJobsRequestObject) (api.ListJobsResponseObject, error) {
	list, err := h.s.store.Jobs(ctx, requestOf(ctx).object.episode.ID)
	return api.ListJobs200JSONResponse(jobsOf(list)), err
}

// RetryEpisode enqueues again what failed and is still wanted: the ingest of the
// newest audio, the alignment of the newest revision. What is queued or running
// already is left alone.
func (h *episodes) RetryEpisode(ctx context.Context, _ api.RetryEpisodeRequestObject) (api.RetryEpisodeResponseObject, error) {
	e := requestOf(ctx).object.episode
	audio, err := h.s.store.AudioOfEpisode(ctx, e.ID)
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	if audio != nil && audio.State == gendu.Failed {
		if err := h.again(ctx, gendu.IngestAudio, audio.ID, e.ID); err != nil {
			return nil, err
		}
	}
	t, err := h.s.store.LatestTranscript(ctx, e.ID)
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	if t != nil && t.State == gendu.Failed && t.AudioID != "" {
		if err := h.again(ctx, gendu.AlignTranscript, t.ID, e.ID); err != nil {
			return nil, err
		}
	}
	list, err := h.s.store.Jobs(ctx, e.ID)
	return api.RetryEpisode200JSONResponse(jobsOf(list)), err
}

func (h *episodes) again(ctx context.Context, kind gendu.JobKind, subject, episode gendu.ID) error {
	err := h.s.store.Enqueue(ctx, &gendu.Job{Kind: kind, SubjectID: subject, EpisodeID: episode})
	if gendu.KindOf(err) == gendu.Conflict { // somebody was faster
		return nil
	}
	if err == nil {
		h.s.wake(kind)
	}
	return err
}
