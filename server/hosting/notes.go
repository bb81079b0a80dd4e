package hosting

import (
	"context"
	"errors"

	"gendu"
	"gendu/publishing"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/transcripts"
	"gendu/transcripts/notes"
)

// pageOf is the API form of a page, with no list missing; that of nil is nil. Where its
// keywords are heard, [addDrills] says.
func pageOf(p *gendu.Page) *api.Page {
	if p == nil {
		return nil
	}
	out := &api.Page{
		Series: p.Series, Number: p.Number, Title: p.Title, TitleTranslation: p.TitleTranslation, Language: p.Language,
		TranslationLanguage: p.TranslationLanguage, Highlights: append([]string{}, p.Highlights...), References: append([]string{}, p.References...),
		Paragraphs: make([]api.Paragraph, len(p.Paragraphs)), Keywords: make([]api.Keyword, len(p.Keywords)),
		Unplaced: make([]api.UnplacedLine, len(p.Unplaced)),
	}
	for i, from := range p.Paragraphs {
		sentences := make([]api.Sentence, len(from.Sentences))
		for k, s := range from.Sentences {
			sentences[k] = api.Sentence{Text: s.Text, Translation: s.Translation, Speaker: api.OptionalText(s.Speaker), Reading: api.OptionalText(s.Reading)}
		}
		out.Paragraphs[i] = api.Paragraph{
			Text: from.Text, Translation: from.Translation, Sentences: sentences,
			SpeakerTranslation: api.OptionalText(from.SpeakerTranslation), StartMs: from.StartMS,
		}
	}
	for i, k := range p.Keywords {
		out.Keywords[i] = api.Keyword{
			Id: api.OptionalText(string(k.ID)), Term: k.Term, Syllables: append([]string{}, k.Syllables...), PartOfSpeech: k.PartOfSpeech, Definition: k.Definition,
			Example: k.Example, ExampleCue: k.ExampleCue, TermTime: spanOf(k.TermTime), ExampleTime: spanOf(k.ExampleTime),
		}
	}
	for i, l := range p.Unplaced {
		out.Unplaced[i] = api.UnplacedLine(l)
	}
	if len(p.Uses) > 0 {
		uses := make([]api.LineUse, len(p.Uses))
		for i, u := range p.Uses {
			uses[i] = api.LineUse{Line: u.Line, Text: u.Text, As: api.Use(u.As)}
		}
		out.Uses = &uses
	}
	if p.Order != "" {
		order := api.Order(p.Order)
		out.Order = &order
	}
	if p.SplitLong {
		out.SplitLong = &p.SplitLong
	}
	return out
}

// addDrills adds to a page where each keyword is heard.
func addDrills(page *api.Page, t *gendu.Transcript, cues []*gendu.Cue) {
	drills := publishing.Drills(t, cues)
	for i, k := range t.Keywords() {
		d := drills[k.ID]
		if d == nil {
			continue
		}
		if d.Spoken {
			page.Keywords[i].Spoken = &api.Span{StartMs: d.StartMS, EndMs: d.EndMS}
		}
	}
}

func spanOf(s *gendu.Span) *api.Span {
	if s == nil {
		return nil
	}
	return &api.Span{StartMs: s.StartMS, EndMs: s.EndMS}
}

// What a preview lists: changes to a file, and sentences of it.
const (
	maxMended    = 100
	maxPreviewed = 2000
)

// PreviewNotes says how a page or a file is read, without keeping it.
func (h *Episodes) PreviewNotes(_ context.Context, r api.PreviewNotesRequestObject) (api.PreviewNotesResponseObject, error) {
	d, err := read(r.Body, "", "")
	if err != nil && !errors.Is(err, transcripts.ErrNoSentence) {
		return nil, err
	}
	out := api.PreviewNotes200JSONResponse{
		Kind: api.NotesPreviewKindPage, Format: "page", Encoding: api.Encoding(d.Encoding), Mended: []api.Finding{}, Long: d.Long,
		Lines: []api.ReadLine{}, Sentences: []api.TimedSentence{}, Doubts: []api.NotesPreviewDoubts{},
		Candidates: candidatesOf(d.Candidates),
	}
	if l := api.Given(r.Body.Language); l != "" && !publishing.Written(d.Cues, l) {
		out.Doubts = append(out.Doubts, api.NotesPreviewDoubtsText)
	} else if other := publishing.Seems(d.Cues, l); other != "" {
		out.Doubts, out.Seems = append(out.Doubts, api.NotesPreviewDoubtsWords), &other
	}
	for _, f := range d.Mended[:min(len(d.Mended), maxMended)] {
		out.Mended = append(out.Mended, api.Finding{Line: f.Line, Message: f.Message})
	}
	if r.Body.SourceBase64 != nil && len(d.Text) <= notes.MaxBytes {
		out.Source = &d.Text
	}
	for _, l := range d.Lines {
		out.Lines = append(out.Lines, api.ReadLine{Line: l.Line, Text: l.Text, As: api.ReadLineAs(l.As), Chosen: l.Chosen})
	}
	if d.Transcript.Timed {
		for _, c := range d.Cues[:min(len(d.Cues), maxPreviewed)] {
			out.Sentences = append(out.Sentences, api.TimedSentence{
				Text: c.Text, Translation: c.Translation, Speaker: api.OptionalText(c.Speaker), StartMs: c.StartMS, EndMs: c.EndMS,
			})
		}
		n := len(d.Cues)
		out.Kind, out.Format, out.Cues = api.NotesPreviewKindTimed, string(d.Format), &n
		return out, nil
	}
	out.Page = pageOf(d.Page)
	return out, nil
}

func candidatesOf(list []notes.Candidate) []api.Candidate {
	out := make([]api.Candidate, len(list))
	for i, c := range list {
		out[i] = api.Candidate{Order: api.Order(c.Order), Untranslated: c.Untranslated, Paragraphs: make([]api.Sentence, len(c.Paragraphs))}
		for k, p := range c.Paragraphs {
			out[i].Paragraphs[k] = api.Sentence{Text: p.Text, Translation: p.Translation}
		}
	}
	return out
}

// AddTranscript makes the next revision of an episode's text.
func (h *Episodes) AddTranscript(ctx context.Context, r api.AddTranscriptRequestObject) (api.AddTranscriptResponseObject, error) {
	o := gate.RequestOf(ctx).Object
	d, err := read(r.Body, o.Show.Language, o.Show.Translation)
	if err != nil {
		return nil, err
	}
	t := d.Transcript
	t.EpisodeID, t.AuthorID, t.CreatedAt = o.Episode.ID, gate.RequestOf(ctx).User.ID, h.s.Now()
	if err := h.s.Store.AddTranscript(ctx, t, d.Cues); err != nil {
		return nil, err
	}
	h.s.Wake(gendu.AlignTranscript)
	return api.AddTranscript201JSONResponse(transcriptOf(t, d.Cues)), nil
}

func transcriptOf(t *gendu.Transcript, cues []*gendu.Cue) api.Transcript {
	return api.Transcript{
		Id: string(t.ID), Revision: t.Revision, State: api.WorkState(t.State), AudioId: string(t.AudioID), Method: api.OptionalText(t.Method), Message: api.OptionalText(t.Message),
		Source: t.Source, SourceName: t.SourceName, Page: pageOf(t.Page), Cues: cuesOf(cues), CreatedAt: t.CreatedAt,
	}
}

// GetTranscript gives the newest revision as its host sees it.
func (h *Episodes) GetTranscript(ctx context.Context, r api.GetTranscriptRequestObject) (api.GetTranscriptResponseObject, error) {
	t, err := h.s.Store.LatestTranscript(ctx, gate.RequestOf(ctx).Object.Episode.ID)
	if gendu.KindOf(err) == gendu.NotFound {
		return api.GetTranscript204Response{}, nil
	}
	if err != nil {
		return nil, err
	}
	cues, err := h.s.Store.Cues(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	if r.Params.Source != nil && !*r.Params.Source {
		t.Source = ""
	}
	return api.GetTranscript200JSONResponse(transcriptOf(t, cues)), nil
}
