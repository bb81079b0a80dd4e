package hosting

import (
	"context"

	"gendu"
	"gendu/server/api"
	"gendu/server/gate"
)

// JobsOf is how jobs look in the API, in the order of the list.
func JobsOf(list []*gendu.Job) []api.Job {
	out := make([]api.Job, len(list))
	for i, j := range list {
		out[i] = api.Job{
			Id: string(j.ID), Kind: string(j.Kind), State: api.JobState(j.State), Step: j.Step, Progress: j.Progress,
			Attempt: j.Attempt, Message: api.OptionalText(j.Message), CreatedAt: j.CreatedAt, EndedAt: api.OptionalTime(j.EndedAt),
		}
	}
	return out
}

// ListJobs lists the background work of an episode, newest first.
func (h *Episodes) ListJobs(ctx context.Context, _ api.ListJobsRequestObject) (api.ListJobsResponseObject, error) {
	list, err := h.s.Store.Jobs(ctx, gate.RequestOf(ctx).Object.Episode.ID)
	return api.ListJobs200JSONResponse(JobsOf(list)), err
}

// RetryEpisode enqueues again what failed and is still wanted. What is queued or
// running already is left alone.
func (h *Episodes) RetryEpisode(ctx context.Context, _ api.RetryEpisodeRequestObject) (api.RetryEpisodeResponseObject, error) {
	e := gate.RequestOf(ctx).Object.Episode
	kinds, err := h.s.Store.RetryEpisode(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		h.s.Wake(kind)
	}
	list, err := h.s.Store.Jobs(ctx, e.ID)
	return api.RetryEpisode200JSONResponse(JobsOf(list)), err
}
