package server

import (
	"context"
	"encoding/json"
	"errors"

	"gendu"
	"gendu/server/api"
	"gendu/transcripts"
)

// pageOf turns a stored page into its API form, with no list missing.
func pageOf(stored string) (*api.Page, error) {
	if len(stored) < 3 {
		return nil, nil //nolint:nilnil // "{}": a timed file has no page
	}
	var p api.Page
	if err := json.Unmarshal([]byte(stored), &p); err != nil {
		return nil, err
	}
	fillPage(&p)
	return &p, nil
}

func fillPage(p *api.Page) {
	fill(&p.Highlights)
	fill(&p.Paragraphs)
	fill(&p.Keywords)
	fill(&p.References)
	fill(&p.Unplaced)
	for i := range p.Paragraphs {
		fill(&p.Paragraphs[i].Sentences)
	}
	for i := range p.Keywords {
		fill(&p.Keywords[i].Syllables)
	}
}

// fill turns a missing list into an empty one, which JSON writes as [].
func fill[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}

// What a preview lists: changes to a file, and sentences of it.
const (
	mostMended    = 100
	mostPreviewed = 2000
)

// PreviewNotes says how a page or a file is read, without keeping it.
func (h *episodes) PreviewNotes(_ context.Context, r api.PreviewNotesRequestObject) (api.PreviewNotesResponseObject, error) {
	d, err := read(r.Body, "", "")
	if err != nil && !errors.Is(err, transcripts.ErrNoSentence) {
		return nil, err
	}
	out := api.PreviewNotes200JSONResponse{
		Kind: api.NotesPreviewKindPage, Format: "page", Encoding: api.Encoding(d.Encoding), Mended: []api.Finding{}, Long: d.Long,
		Lines: []api.ReadLine{}, Sentences: []api.TimedSentence{},
	}
	for _, f := range d.Mended[:min(len(d.Mended), mostMended)] {
		out.Mended = append(out.Mended, api.Finding{Line: f.Line, Message: f.Message})
	}
	if r.Body.SourceBase64 != nil && len(d.Text) <= transcripts.MaxNotesBytes {
		out.Source = &d.Text
	}
	for _, l := range d.Lines {
		out.Lines = append(out.Lines, api.ReadLine{Line: l.Line, Text: l.Text, As: api.ReadLineAs(l.As), Chosen: l.Chosen})
	}
	if d.Transcript.Timed {
		for _, c := range d.Cues[:min(len(d.Cues), mostPreviewed)] {
			out.Sentences = append(out.Sentences, api.TimedSentence{Text: c.Text, Translation: c.Translation, StartMs: c.StartMS, EndMs: c.EndMS})
		}
		n := len(d.Cues)
		out.Kind, out.Format, out.Cues = api.NotesPreviewKindTimed, string(d.Format), &n
		return out, nil
	}
	out.Page, err = pageOf(d.Transcript.PageJSON)
	return out, err
}

// AddTranscript makes the next revision of an episode's text.
func (h *episodes) AddTranscript(ctx context.Context, r api.AddTranscriptRequestObject) (api.AddTranscriptResponseObject, error) {
	o := requestOf(ctx).object
	d, err := read(r.Body, o.show.Language, o.show.Translation)
	if err != nil {
		return nil, err
	}
	t := d.Transcript
	t.EpisodeID, t.CreatedAt = o.episode.ID, h.s.now()
	if err := h.s.store.AddTranscript(ctx, t, d.Cues); err != nil {
		return nil, err
	}
	h.s.wake(gendu.AlignTranscript)
	v, err := transcriptOf(t, d.Cues)
	return api.AddTranscript201JSONResponse(v), err
}

func transcriptOf(t *gendu.Transcript, cues []*gendu.Cue) (api.Transcript, error) {
	page, err := pageOf(t.PageJSON)
	return api.Transcript{
		Id: string(t.ID), Revision: t.Revision, State: api.WorkState(t.State), AudioId: string(t.AudioID), Method: text(t.Method), Message: text(t.Message),
		Source: t.Source, SourceName: t.SourceName, Page: page, Cues: cuesOf(cues), CreatedAt: t.CreatedAt,
	}, err
}

// GetTranscript gives the newest revision as its host sees it.
func (h *episodes) GetTranscript(ctx context.Context, _ api.GetTranscriptRequestObject) (api.GetTranscriptResponseObject, error) {
	t, err := h.s.store.LatestTranscript(ctx, requestOf(ctx).object.episode.ID)
	if gendu.KindOf(err) == gendu.NotFound {
		return api.GetTranscript204Response{}, nil
	}
	if err != nil {
		return nil, err
	}
	cues, err := h.s.store.Cues(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	v, err := transcriptOf(t, cues)
	return api.GetTranscript200JSONResponse(v), err
}
