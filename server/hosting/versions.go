package hosting

import (
	"context"

	"gendu"
	"gendu/publishing"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
)

// maxLost is how many lost sentences of an audio are listed.
const maxLost = 200

// ListAudios lists the audios of an episode, each compared with the one in use.
func (h *Episodes) ListAudios(ctx context.Context, _ api.ListAudiosRequestObject) (api.ListAudiosResponseObject, error) {
	e := gate.RequestOf(ctx).Object.Episode
	list, err := h.s.Store.AudiosOf(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	inUse, err := h.s.Store.Cues(ctx, e.TranscriptID)
	if err != nil {
		return nil, err
	}
	latest, err := h.s.Store.LatestTranscript(ctx, e.ID)
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	out := make(api.ListAudios200JSONResponse, len(list))
	for i, a := range list {
		v := api.AudioVersion{
			Audio: audioOf(a, true), CreatedAt: a.CreatedAt, InUse: a.ID == e.AudioID, Newest: i == 0, Timing: "none", Lost: []api.LostSentence{},
		}
		if latest != nil && latest.AudioID == a.ID {
			v.Timing = api.AudioVersionTiming(latest.State)
		}
		if err := h.compare(ctx, e, a, inUse, &v); err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// compare fills in what was found in an audio, where a text was timed against it.
func (h *Episodes) compare(ctx context.Context, e *gendu.Episode, a *gendu.Audio, inUse []*gendu.Cue, v *api.AudioVersion) error {
	t, err := h.s.Store.TimedAgainst(ctx, e.ID, a.ID)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	cues := inUse
	if t.ID != e.TranscriptID {
		if cues, err = h.s.Store.Cues(ctx, t.ID); err != nil {
			return err
		}
	}
	d := publishing.Differ(inUse, cues)
	v.Sentences, v.Found = d.Sentences, d.Found
	for _, c := range d.Lost[:min(len(d.Lost), maxLost)] {
		v.Lost = append(v.Lost, api.LostSentence{Position: c.Position, Text: c.Text})
	}
	return nil
}

// UseAudio is the host's choice of an audio.
func (h *Episodes) UseAudio(ctx context.Context, r api.UseAudioRequestObject) (api.UseAudioResponseObject, error) {
	o := gate.RequestOf(ctx).Object // found by the audio
	if string(o.Episode.ID) != r.EpisodeId {
		return nil, httpio.ErrNothing()
	}
	kinds, err := h.s.Store.ChooseAudio(ctx, o.Episode.ID, o.Audio.ID)
	if err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		h.s.Wake(kind)
	}
	fresh, err := h.s.Store.Episode(ctx, o.Episode.ID)
	if err != nil {
		return nil, err
	}
	v, _, err := h.View(ctx, fresh)
	return api.UseAudio200JSONResponse(v), err
}
