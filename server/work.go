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

// RetryEpisode enqueues again what failed and is still wanted. What is queued or
// running already is left alone.
func (h *episodes) RetryEpisode(ctx context.Context, _ api.RetryEpisodeRequestObject) (api.RetryEpisodeResponseObject, error) {
	e := requestOf(ctx).object.episode
	kinds, err := h.s.store.RetryEpisode(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		h.s.wake(kind)
	}
	list, err := h.s.store.Jobs(ctx, e.ID)
	return api.RetryEpisode200JSONResponse(jobsOf(list)), err
}
