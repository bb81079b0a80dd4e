package jobs

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gendu"
	"gendu/audio/wav"
	"gendu/objects"
	"gendu/publishing"
	"gendu/store"
	"gendu/transcripts/alignment"
)

// align times the sentences of a transcript against the practice audio.
type align struct {
	store  *store.Store
	bucket *objects.Bucket
	voice  alignment.Voice  // nil where espeak-ng is missing
	said   *alignment.Cache // of voice
}

func (w *align) work(ctx context.Context, this *run) error {
	transcript, err := w.store.Transcript(ctx, this.job.SubjectID)
	if err != nil {
		return err
	}
	cues, err := w.store.Cues(ctx, transcript.ID)
	if err != nil {
		return err
	}
	source, err := w.store.Audio(ctx, transcript.AudioID)
	if err != nil {
		return err
	}
	if transcript.Timed { // a timed file has no other times than its own
		publishing.FitFile(transcript, cues, source.DurationMS)
		return w.store.FinishTranscript(ctx, this.guard(), transcript, cues)
	}
	episode, err := w.store.Episode(ctx, transcript.EpisodeID)
	if err != nil {
		return err
	}
	show, err := w.store.Show(ctx, episode.ShowID)
	if err != nil {
		return err
	}
	page := transcript.Page
	if page == nil {
		page = &gendu.Page{}
	}
	script := newSpokenLines(cues, page)
	lang := page.Language // what the text was read in
	if lang == "" {
		lang = show.Language
	}
	result, err := w.align(ctx, this, source, script.lines, lang)
	if err != nil {
		return err
	}
	script.apply(result)
	transcript.State = gendu.Ready
	transcript.Method = result.Method
	transcript.Message = strings.Join(result.Warnings, "\n")
	return w.store.FinishTranscript(ctx, this.guard(), transcript, cues)
}

// textError gives what transcripts says of a text or an audio that it does not
// take its kind: the host can fix it, and no other try would change it.
func textError(err error) error {
	if errors.Is(err, alignment.ErrTooManyLines) || errors.Is(err, alignment.ErrLineTooLong) || errors.Is(err, alignment.ErrAudioTooLong) {
		return &gendu.Error{Kind: gendu.Invalid, Message: "The sentences cannot be timed: " + err.Error() + ".", Err: err}
	}
	return err
}

func (w *align) align(ctx context.Context, this *run, source *gendu.Audio, lines []string, lang string) (*alignment.Result, error) {
	blob, err := w.bucket.OpenAt(ctx, source.ObjectKey("practice.wav"))
	if err != nil {
		return nil, err
	}
	defer blob.Close()
	wav, err := wav.Open(blob, blob.Size())
	if err != nil {
		return nil, fmt.Errorf("practice.wav of audio %s: %w", source.ID, err)
	}
	this.tell("aligning", 0)
	result, err := alignment.Lines(ctx, wav, lines, alignment.Options{
		Lang:     lang,
		Words:    true,
		Voice:    w.voice,
		Cache:    w.said,
		Progress: func(done float64) { this.tell("aligning", done) },
	})
	return result, textError(err)
}

// spokenLines is what is read aloud in an episode, line by line: the cues, then the
// keyword drills (see alignment.DrillLines), which many hosts read after the
// text. Lines that are not heard come back as not spoken and cost nothing.
type spokenLines struct {
	cues  []*gendu.Cue
	page  *gendu.Page
	lines []string
}

func newSpokenLines(cues []*gendu.Cue, page *gendu.Page) *spokenLines {
	s := &spokenLines{cues: cues, page: page}
	for _, c := range cues {
		s.lines = append(s.lines, c.Text)
	}
	for _, k := range page.Keywords {
		s.lines = append(s.lines, alignment.DrillLines(k)...)
	}
	return s
}

// apply writes the times into the cues and the keywords.
func (s *spokenLines) apply(a *alignment.Result) {
	for i, c := range s.cues {
		line := a.Lines[i]
		c.StartMS, c.EndMS = line.StartMS, line.EndMS
		c.Confidence, c.Spoken = line.Confidence, line.Spoken
		c.Words = c.Words[:0]
		for _, w := range line.Words {
			c.Words = append(c.Words, gendu.Word(w))
		}
		if !line.Spoken {
			c.StartMS, c.EndMS, c.Words = 0, 0, nil
		}
	}
	for i := range s.page.Keywords {
		lines := a.Lines[len(s.cues)+i*alignment.LinesPerDrill:]
		k := &s.page.Keywords[i]
		k.TermTime, k.ExampleTime = alignment.DrillTimes(lines)
	}
}
