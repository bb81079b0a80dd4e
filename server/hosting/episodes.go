package hosting

import (
	"context"
	"strings"

	"gendu"
	"gendu/publishing"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/server/media"
	"gendu/server/services"
	"gendu/store"
)

// Episodes is the concern of episodes and their background work.
type Episodes struct {
	s        *services.Services
	grant    func(ctx context.Context, req *gate.Request, episode *gendu.Episode, audio *gendu.Audio) // lets the browser play the audio
	aligning chan struct{}                                                                            // holds one value while lines are aligned
}

// NewEpisodes makes the handlers of episodes. grant lets the browser of a request play an audio.
func NewEpisodes(s *services.Services, grant func(ctx context.Context, req *gate.Request, episode *gendu.Episode, audio *gendu.Audio)) *Episodes {
	return &Episodes{s: s, grant: grant, aligning: make(chan struct{}, 1)}
}

// episodeOf is an episode as the user may see it. work says whether it can be
// practised; what goes on behind a published episode is its host's business.
func episodeOf(u *gendu.User, show *gendu.Show, e *gendu.Episode, durationMS int64, cues, spoken int, work gendu.WorkState) api.Episode {
	v := api.Episode{
		Id: string(e.ID), ShowId: string(show.ID), ShowTitle: show.Title, Number: e.Number, Title: e.Title,
		TitleTranslation: e.TitleTranslation, State: api.EpisodeState(e.State), Own: gate.EditsShow(u, show),
		Language: show.Language, Translation: show.Translation, DurationMs: durationMS, Cues: cues,
		UpdatedAt: e.UpdatedAt, PublishedAt: api.OptionalTime(e.PublishedAt), Missing: missing(e, spoken),
	}
	switch {
	case v.Own && (work == gendu.Pending || work == gendu.Failed):
		v.Work = api.EpisodeWork(work)
	case publishing.Playable(e):
		v.Work = api.EpisodeWork(gendu.Ready)
	default:
		v.Work = "empty"
	}
	return v
}

// missing lists what publishing still wants.
func missing(e *gendu.Episode, spoken int) []api.EpisodeMissing {
	out := []api.EpisodeMissing{}
	for _, m := range publishing.Missing(e, spoken) {
		out = append(out, api.EpisodeMissing(m))
	}
	return out
}

// parts is an episode with what it holds.
type parts struct {
	audio      *gendu.Audio      // in use, or for its host the newest
	transcript *gendu.Transcript // in use
	cues       []*gendu.Cue
	work       gendu.WorkState
}

// load reads what an episode holds. own adds the state of unfinished work.
func (h *Episodes) load(ctx context.Context, e *gendu.Episode, own bool) (parts, error) {
	var p parts
	var err error
	if e.AudioID != "" {
		if p.audio, err = h.s.Store.Audio(ctx, e.AudioID); err != nil {
			return p, err
		}
	}
	if e.TranscriptID != "" {
		if p.transcript, err = h.s.Store.Transcript(ctx, e.TranscriptID); err != nil {
			return p, err
		}
		if p.cues, err = h.s.Store.Cues(ctx, e.TranscriptID); err != nil {
			return p, err
		}
	}
	if own {
		return p, h.loadNewest(ctx, e, &p)
	}
	return p, nil
}

// loadNewest finds the state of the newest audio and transcript together.
func (h *Episodes) loadNewest(ctx context.Context, e *gendu.Episode, p *parts) error {
	var states []gendu.WorkState
	audio, err := h.s.Store.AudioOfEpisode(ctx, e.ID)
	switch {
	case err == nil:
		states = append(states, audio.State)
		if p.audio == nil {
			p.audio = audio
		}
	case gendu.KindOf(err) != gendu.NotFound:
		return err
	}
	newest, err := h.s.Store.LatestTranscript(ctx, e.ID)
	switch {
	case err == nil:
		if audio != nil || newest.State != gendu.Pending { // a text that waits for its audio is no work
			states = append(states, newest.State)
		}
	case gendu.KindOf(err) != gendu.NotFound:
		return err
	}
	p.work = publishing.Together(states...)
	return nil
}

// View is an episode as the user of the request may see it.
func (h *Episodes) View(ctx context.Context, e *gendu.Episode) (api.Episode, parts, error) {
	req := gate.RequestOf(ctx)
	p, err := h.load(ctx, e, gate.EditsShow(req.User, req.Object.Show))
	if err != nil {
		return api.Episode{}, p, err
	}
	var duration int64
	if p.audio != nil && p.audio.State == gendu.Ready {
		duration = p.audio.DurationMS
	}
	v := episodeOf(req.User, req.Object.Show, e, duration, len(p.cues), publishing.Spoken(p.cues), p.work)
	if v.Own && p.transcript != nil {
		doubts := []api.EpisodeDoubts{}
		for _, d := range publishing.Doubts(req.Object.Show, p.transcript, p.cues) {
			doubts = append(doubts, api.EpisodeDoubts(d))
		}
		v.Doubts = &doubts
	}
	return v, p, nil
}

// CreateEpisode makes a draft.
func (h *Episodes) CreateEpisode(ctx context.Context, r api.CreateEpisodeRequestObject) (api.CreateEpisodeResponseObject, error) {
	now := h.s.Now()
	e := &gendu.Episode{
		ID: gendu.NewID(now), ShowID: gate.RequestOf(ctx).Object.Show.ID, Number: strings.TrimSpace(api.Given(r.Body.Number)),
		Title: strings.TrimSpace(api.Given(r.Body.Title)), State: gendu.Draft, CreatedAt: now, UpdatedAt: now,
	}
	if err := h.s.Store.CreateEpisode(ctx, e); err != nil {
		return nil, err
	}
	v, _, err := h.View(ctx, e)
	return api.CreateEpisode201JSONResponse(v), err
}

// GetEpisode gives an episode with its page and its cues, or without them.
func (h *Episodes) GetEpisode(ctx context.Context, r api.GetEpisodeRequestObject) (api.GetEpisodeResponseObject, error) {
	e := gate.RequestOf(ctx).Object.Episode
	v, p, err := h.View(ctx, e)
	if err != nil {
		return nil, err
	}
	out := api.GetEpisode200JSONResponse{Episode: v, Cues: []api.Cue{}}
	if p.audio != nil {
		a := audioOf(p.audio, v.Own)
		out.Audio = &a
		req := gate.RequestOf(ctx)
		h.grant(ctx, req, req.Object.Episode, p.audio)
	}
	if r.Params.Cues != nil && !*r.Params.Cues {
		return out, nil
	}
	out.Cues = cuesOf(p.cues)
	if p.transcript != nil {
		out.Revision, out.Method = p.transcript.Revision, api.OptionalText(p.transcript.Method)
		out.Page = pageOf(p.transcript.Page)
		if out.Page != nil {
			addDrills(out.Page, p.transcript, p.cues)
			if h.s.Voice != nil && p.transcript.State == gendu.Ready { // before that nobody knows what is heard
				media.AddSynthetic(out.Page, e.ID)
			}
		}
		if out.Page != nil && !v.Own {
			out.Page.Unplaced = []api.UnplacedLine{}
		}
	}
	return out, nil
}

func cuesOf(cues []*gendu.Cue) []api.Cue {
	out := make([]api.Cue, len(cues))
	for i, c := range cues {
		out[i] = api.Cue{
			Id: string(c.ID), Position: c.Position, Paragraph: c.Paragraph, Text: c.Text, Translation: c.Translation,
			Speaker: api.OptionalText(c.Speaker), Reading: api.OptionalText(c.Reading),
			StartMs: c.StartMS, EndMs: c.EndMS, Confidence: c.Confidence, Spoken: c.Spoken,
		}
		if len(c.Words) > 0 {
			words := make([]api.Word, len(c.Words))
			for k, w := range c.Words {
				words[k] = api.Word{Text: w.Text, StartMs: w.StartMS, EndMs: w.EndMS}
			}
			out[i].Words = &words
		}
	}
	return out
}

// audioOf is an audio with the addresses of its media. Why it failed, its file
// name and what was odd about it are for its host.
func audioOf(a *gendu.Audio, own bool) api.Audio {
	base := "/media/audios/" + string(a.ID) + "/"
	v := api.Audio{
		Id: string(a.ID), State: api.WorkState(a.State), Size: a.Size, DurationMs: a.DurationMS,
		Listening: base + "practice.wav", Practice: base + "practice.wav", Clip: base + "clips/{from}-{to}.wav",
		Peaks: base + "peaks.dat", Pitch: base + "pitch.bin", Warnings: []string{},
	}
	if a.Listening == "m4a" {
		v.Listening = base + "listening.m4a"
	}
	if !own {
		return v
	}
	v.FileName, v.Message = a.FileName, api.OptionalText(a.Message)
	v.Warnings = append(v.Warnings, a.Warnings...)
	v.Suggestions = suggestionsOf(a, base)
	return v
}

// suggestionsOf is what the file says of itself; nil where it says nothing.
func suggestionsOf(a *gendu.Audio, base string) *api.Suggestions {
	s := a.Tags
	if s.Title == "" && s.Artist == "" && s.Album == "" && s.CoverType == "" && len(s.Chapters) == 0 {
		return nil
	}
	v := &api.Suggestions{Title: s.Title, Artist: s.Artist, Album: s.Album, Chapters: []api.Chapter{}}
	for _, c := range s.Chapters {
		v.Chapters = append(v.Chapters, api.Chapter{Title: c.Title, StartMs: c.StartMS, EndMs: c.EndMS})
	}
	if s.CoverType != "" {
		v.Cover = api.OptionalText(base + "cover")
	}
	return v
}

// UpdateEpisode changes number and titles.
func (h *Episodes) UpdateEpisode(ctx context.Context, r api.UpdateEpisodeRequestObject) (api.UpdateEpisodeResponseObject, error) {
	e := gate.RequestOf(ctx).Object.Episode
	change := store.EpisodeChange{
		Number: api.TrimmedText(r.Body.Number), Title: api.TrimmedText(r.Body.Title), TitleTranslation: api.TrimmedText(r.Body.TitleTranslation),
	}
	if change.Title != nil {
		if err := publishing.CheckTitle(e, *change.Title); err != nil {
			return nil, httpio.InField("title", err)
		}
	}
	fresh, err := h.s.Store.UpdateEpisode(ctx, e.ID, change)
	if err != nil {
		return nil, err
	}
	v, _, err := h.View(ctx, fresh)
	return api.UpdateEpisode200JSONResponse(v), err
}

// PublishEpisode publishes or unpublishes. Admins unpublish what others published;
// what is published is said by its hosts alone.
func (h *Episodes) PublishEpisode(ctx context.Context, r api.PublishEpisodeRequestObject) (api.PublishEpisodeResponseObject, error) {
	req := gate.RequestOf(ctx)
	e := req.Object.Episode
	if r.Body.Published && !gate.EditsShow(req.User, req.Object.Show) {
		return nil, gendu.Errorf(gendu.Denied, "Only the hosts of the show can publish this episode.")
	}
	state := gendu.Draft
	if r.Body.Published {
		state = gendu.Published
	}
	if err := h.s.Store.SetEpisodeState(ctx, e.ID, state); err != nil {
		return nil, err
	}
	fresh, err := h.s.Store.Episode(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	v, _, err := h.View(ctx, fresh)
	return api.PublishEpisode200JSONResponse(v), err
}

// DeleteEpisode hides an episode at once and cancels its work.
func (h *Episodes) DeleteEpisode(ctx context.Context, _ api.DeleteEpisodeRequestObject) (api.DeleteEpisodeResponseObject, error) {
	if err := h.s.Store.DeleteEpisode(ctx, gate.RequestOf(ctx).Object.Episode.ID); err != nil {
		return nil, err
	}
	return api.DeleteEpisode204Response{}, nil
}
