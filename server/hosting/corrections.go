package hosting

import (
	"context"
	"strconv"

	"gendu"
	"gendu/audio/wav"
	"gendu/publishing"
	"gendu/server/api"
	"gendu/server/gate"
	"gendu/server/httpio"
	"gendu/transcripts/alignment"
)

// What one request of the editor may ask for.
const (
	maxRevisions = 50
	maxAligned   = 120_000 // ms of audio
)

// CorrectTranscript makes the next revision of a text, corrected line by line.
func (h *Episodes) CorrectTranscript(ctx context.Context, r api.CorrectTranscriptRequestObject) (api.CorrectTranscriptResponseObject, error) {
	req := gate.RequestOf(ctx)
	t := &gendu.Transcript{ID: gendu.ID(api.Given(r.Body.Id)), EpisodeID: req.Object.Episode.ID, AuthorID: req.User.ID, CreatedAt: h.s.Now(), Page: aroundOf(r.Body)}
	lines := make([]publishing.Line, len(r.Body.Lines))
	for i, l := range r.Body.Lines {
		lines[i] = lineOf(l)
	}
	cues, err := h.s.Store.CorrectTranscript(ctx, gendu.ID(r.Body.Base), t, lines)
	if err != nil {
		return nil, err
	}
	h.s.Wake(gendu.CompareTake)
	return api.CorrectTranscript200JSONResponse{
		Id: string(t.ID), Revision: t.Revision, State: api.WorkState(t.State), Method: api.OptionalText(t.Method), CreatedAt: t.CreatedAt,
		Author: req.User.Name, Cues: len(cues),
	}, nil
}

func lineOf(l api.CorrectedLine) publishing.Line {
	line := publishing.Line{ID: gendu.ID(l.Id)}
	if l.Merged != nil {
		for _, id := range *l.Merged {
			line.Merged = append(line.Merged, gendu.ID(id))
		}
	}
	if l.Now == nil {
		return line
	}
	line.Cue = &gendu.Cue{
		Text: l.Now.Text, Translation: l.Now.Translation, Paragraph: l.Now.Paragraph,
		Spoken: l.Now.Spoken, StartMS: l.Now.StartMs, EndMS: l.Now.EndMs,
		Speaker: api.Given(l.Now.Speaker), Reading: api.Given(l.Now.Reading),
	}
	if l.Now.Words != nil {
		line.Cue.Words = make([]gendu.Word, len(*l.Now.Words))
		for i, w := range *l.Now.Words {
			line.Cue.Words[i] = gendu.Word{Text: w.Text, StartMS: w.StartMs, EndMS: w.EndMs}
		}
	}
	return line
}

// ListRevisions lists the revisions of a text with who gave them.
func (h *Episodes) ListRevisions(ctx context.Context, r api.ListRevisionsRequestObject) (api.ListRevisionsResponseObject, error) {
	list, err := h.s.Store.Revisions(ctx, gate.RequestOf(ctx).Object.Episode.ID, api.Given(r.Params.Before), maxRevisions+1)
	if err != nil {
		return nil, err
	}
	out := api.ListRevisions200JSONResponse{Revisions: []api.Revision{}, More: len(list) > maxRevisions}
	for _, v := range list[:min(len(list), maxRevisions)] {
		out.Revisions = append(out.Revisions, api.Revision{
			Id: string(v.ID), Revision: v.Revision, State: api.WorkState(v.State), Method: api.OptionalText(v.Method), CreatedAt: v.CreatedAt, Author: v.Author, Cues: v.Cues,
		})
	}
	return out, nil
}

// GetRevision gives one revision of a text.
func (h *Episodes) GetRevision(ctx context.Context, r api.GetRevisionRequestObject) (api.GetRevisionResponseObject, error) {
	t, err := h.s.Store.RevisionOf(ctx, gate.RequestOf(ctx).Object.Episode.ID, r.Revision)
	if err != nil {
		return nil, err
	}
	cues, err := h.s.Store.Cues(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	return api.GetRevision200JSONResponse(transcriptOf(t, cues)), nil
}

// AlignLines finds lines in a stretch of the audio that the newest revision was timed
// against. One request is served at a time: it is arithmetic, and each core has jobs.
func (h *Episodes) AlignLines(ctx context.Context, r api.AlignLinesRequestObject) (api.AlignLinesResponseObject, error) {
	o, from, to := gate.RequestOf(ctx).Object, r.Body.FromMs, r.Body.ToMs
	if to <= from || to-from > maxAligned {
		return nil, httpio.InField("toMs", gendu.Errorf(gendu.Invalid, "A stretch of at most %d s is searched, not from %d to %d ms.", maxAligned/1000, from, to))
	}
	t, err := h.s.Store.LatestTranscript(ctx, o.Episode.ID)
	if err != nil {
		return nil, err
	}
	select {
	case h.aligning <- struct{}{}:
		defer func() { <-h.aligning }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	found, err := h.align(ctx, t, o.Show.Language, from, to, r.Body.Lines)
	if err != nil {
		return nil, err
	}
	out := make(api.AlignLines200JSONResponse, len(found))
	for i, l := range found {
		out[i] = api.AlignedLine{Spoken: l.Spoken, Words: []api.Word{}}
		if !l.Spoken {
			continue
		}
		out[i].StartMs, out[i].EndMs = from+l.StartMS, from+l.EndMS
		for _, w := range l.Words {
			out[i].Words = append(out[i].Words, api.Word{Text: w.Text, StartMs: from + w.StartMS, EndMs: from + w.EndMS})
		}
	}
	return out, nil
}

// align aligns lines in a stretch of the practice audio; times count from its start.
func (h *Episodes) align(ctx context.Context, t *gendu.Transcript, language string, from, to int64, lines []string) ([]alignment.LineTime, error) {
	if t.AudioID == "" {
		return nil, gendu.Errorf(gendu.Conflict, "The text has no audio yet.")
	}
	if t.Page != nil && t.Page.Language != "" {
		language = t.Page.Language
	}
	source, err := h.s.Store.Audio(ctx, t.AudioID)
	if err != nil {
		return nil, err
	}
	blob, err := h.s.Bucket.OpenAt(ctx, source.ObjectKey("practice.wav"))
	if err != nil {
		return nil, err
	}
	defer blob.Close()
	pcm, err := wav.Open(blob, blob.Size())
	if err != nil {
		return nil, err
	}
	if pcm.Span(from, to) == 0 {
		return nil, httpio.InField("fromMs", gendu.Errorf(gendu.Invalid, "The audio ends at %d ms, before %s ms.", source.DurationMS, strconv.FormatInt(from, 10)))
	}
	result, err := alignment.Lines(ctx, pcm, lines, alignment.Options{Lang: language, Words: true, Voice: h.s.Voice})
	if err != nil {
		return nil, err
	}
	return result.Lines, nil
}
