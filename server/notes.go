package server

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"gendu"
	"gendu/server/api"
	"gendu/transcripts"
)

// transcriptStore keeps the revisions of an episode's text.
type transcriptStore interface {
	AddTranscript(ctx context.Context, t *gendu.Transcript, cues []*gendu.Cue, job *gendu.Job) error
	LatestTranscript(ctx context.Context, episodeID gendu.ID) (*gendu.Transcript, error)
}

// text is a pasted page or a transcript file as it was read: page or timed.
type reading struct {
	source string // decoded
	format string // "page", or the format of a timed file
	page   *transcripts.Page
	timed  *transcripts.Document
}

// read finds out what the host gave and reads it.
func read(in *api.TranscriptInput, lang, translation string) (*reading, error) {
	raw, err := sourceOf(in)
	if err != nil {
		return nil, err
	}
	if l := given(in.Language); l != "" {
		lang = l
	}
	if l := given(in.Translation); l != "" {
		translation = l
	}
	return readBytes(given(in.SourceName), raw, lang, translation)
}

// sourceOf is what was sent: a text, or the bytes of a file.
func sourceOf(in *api.TranscriptInput) ([]byte, error) {
	source, encoded := given(in.Source), given(in.SourceBase64)
	if (source == "") == (encoded == "") {
		return nil, &fieldError{"source", gendu.Errorf(gendu.Invalid, "Give either source or sourceBase64.")}
	}
	if source != "" {
		return []byte(source), nil
	}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, &fieldError{"sourceBase64", gendu.Wrap(err, gendu.Invalid, "This is not base64 (RFC 4648, section 4).")}
	}
	return raw, nil
}

// wrong gives the position that transcripts report to the host. Its errors hold
// nothing internal: they speak of the text.
func wrong(err error) error {
	return &fieldError{"source", gendu.Wrap(err, gendu.Invalid, "The text could not be read: "+err.Error()+".")}
}

// pageCues makes an untimed cue of every sentence of a page.
func pageCues(p *transcripts.Page, id func() gendu.ID) []*gendu.Cue {
	var out []*gendu.Cue
	for i, paragraph := range p.Paragraphs {
		for _, s := range paragraph.Sentences {
			out = append(out, &gendu.Cue{
				ID: id(), Position: len(out), Paragraph: i, Text: s.Text, Translation: s.Translation,
			})
		}
	}
	return out
}

// timedCues makes a timed cue of every cue of a file. Where the audio is known,
// times behind its end are cut, and a cue that lies behind it is not spoken.
func timedCues(d *transcripts.Document, durationMS int64, id func() gendu.ID) []*gendu.Cue {
	out := make([]*gendu.Cue, len(d.Cues))
	for i, c := range d.Cues {
		cue := &gendu.Cue{
			ID: id(), Position: i, Text: c.Text, Translation: c.Translation,
			StartMS: c.StartMS, EndMS: c.EndMS, Confidence: 1, Spoken: true,
		}
		for _, w := range c.Words {
			cue.Words = append(cue.Words, gendu.Word{Text: w.Text, StartMS: w.StartMS, EndMS: w.EndMS})
		}
		if durationMS > 0 {
			cue.FitTo(durationMS)
		}
		out[i] = cue
	}
	return out
}

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

// PreviewNotes says how a page or a file is read, without keeping it.
func (h *episodes) PreviewNotes(_ context.Context, r api.PreviewNotesRequestObject) (api.PreviewNotesResponseObject, error) {
	got, err := read(r.Body, "", "")
	if err != nil {
		return nil, err
	}
	out := api.PreviewNotes200JSONResponse{Kind: api.NotesPreviewKind("page"), Format: got.format}
	if got.timed != nil {
		n := len(got.timed.Cues)
		out.Kind, out.Cues = api.NotesPreviewKind("timed"), &n
		return out, nil
	}
	b, err := json.Marshal(got.page)
	if err != nil {
		return nil, err
	}
	out.Page, err = pageOf(string(b))
	return out, err
}

// AddTranscript makes the next revision of an episode's text. Times of a file
// are taken at once where the audio is there; a page waits for its alignment.
func (h *episodes) AddTranscript(ctx context.Context, r api.AddTranscriptRequestObject) (api.AddTranscriptResponseObject, error) {
	o := requestOf(ctx).object
	got, err := read(r.Body, o.show.Language, o.show.Translation)
	if err != nil {
		return nil, err
	}
	now := h.s.now()
	t := &gendu.Transcript{
		ID: gendu.NewID(now), EpisodeID: o.episode.ID, Source: got.source, SourceName: given(r.Body.SourceName),
		State: gendu.Pending, PageJSON: "{}", CreatedAt: now,
	}
	id := func() gendu.ID { return gendu.NewID(now) }
	var cues []*gendu.Cue
	if got.timed != nil {
		if cues, err = h.takeTimes(ctx, t, got.timed, id); err != nil {
			return nil, err
		}
	} else {
		if cues = pageCues(got.page, id); len(cues) == 0 {
			return nil, &fieldError{"source", gendu.Errorf(gendu.Invalid,
				"No sentence was found in this text. Paste the whole page of the episode, with its paragraphs.")}
		}
		b, err := json.Marshal(got.page)
		if err != nil {
			return nil, err
		}
		t.PageJSON = string(b)
	}
	if err := h.transcripts.AddTranscript(ctx, t, cues, nil); err != nil {
		return nil, err
	}
	h.s.wake(gendu.AlignTranscript)
	if err := h.adoptTitles(ctx, o.episode, got); err != nil {
		return nil, err
	}
	v, err := transcriptOf(t, cues)
	return api.AddTranscript201JSONResponse(v), err
}

// takeTimes makes cues of a timed file; with a ready audio they are in use at
// once, else a job takes them when the audio is.
func (h *episodes) takeTimes(ctx context.Context, t *gendu.Transcript, d *transcripts.Document, id func() gendu.ID) ([]*gendu.Cue, error) {
	t.Timed = true
	audio, err := h.content.AudioOfEpisode(ctx, t.EpisodeID)
	if err != nil && gendu.KindOf(err) != gendu.NotFound {
		return nil, err
	}
	if audio == nil || audio.State != gendu.Ready {
		return timedCues(d, 0, id), nil
	}
	t.State, t.Method, t.AudioID = gendu.Ready, "file", audio.ID
	return timedCues(d, audio.DurationMS, id), nil
}

// The lengths of an episode's number and titles, in characters, as the API takes
// them.
const (
	MostNumber = 40
	MostTitle  = 300
)

// adoptTitles fills number and titles that the host has not written from the
// page.
func (h *episodes) adoptTitles(ctx context.Context, e *gendu.Episode, got *reading) error {
	var number, title, translation string
	if got.page != nil {
		number, title, translation = got.page.Number, got.page.Title, got.page.TitleTranslation
	} else {
		title = got.timed.Title
	}
	// Read again: a timed transcript has just come into use.
	fresh, err := h.s.finder.Episode(ctx, e.ID)
	if err != nil {
		return err
	}
	changed := false
	for _, f := range []struct {
		to   *string
		from string
		most int
	}{{&fresh.Number, number, MostNumber}, {&fresh.Title, title, MostTitle}, {&fresh.TitleTranslation, translation, MostTitle}} {
		if *f.to == "" && f.from != "" {
			*f.to, changed = FirstRunes(f.from, f.most), true
		}
	}
	if !changed {
		return nil
	}
	fresh.UpdatedAt = h.s.now()
	return h.store.UpdateEpisode(ctx, fresh)
}

// FirstRunes is the beginning of a text, of at most so many characters.
func FirstRunes(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

func transcriptOf(t *gendu.Transcript, cues []*gendu.Cue) (api.Transcript, error) {
	page, err := pageOf(t.PageJSON)
	return api.Transcript{
		Id: string(t.ID), Revision: t.Revision, State: api.WorkState(t.State), Method: text(t.Method), Message: text(t.Message),
		Source: t.Source, SourceName: t.SourceName, Page: page, Cues: cuesOf(cues), CreatedAt: t.CreatedAt,
	}, err
}

// GetTranscript gives the newest revision as its host sees it.
func (h *episodes) GetTranscript(ctx context.Context, _ api.GetTranscriptRequestObject) (api.GetTranscriptResponseObject, error) {
	t, err := h.transcripts.LatestTranscript(ctx, requestOf(ctx).object.episode.ID)
	if gendu.KindOf(err) == gendu.NotFound {
		return nil, gendu.Errorf(gendu.NotFound, "This episode has no text yet.")
	}
	if err != nil {
		return nil, err
	}
	cues, err := h.content.Cues(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	v, err := transcriptOf(t, cues)
	return api.GetTranscript200JSONResponse(v), err
}
