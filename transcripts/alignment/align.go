package alignment

import (
	"context"
	"errors"
	"fmt"

	"gendu"
	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/transcripts/readaloud"
	"gendu/transcripts/sentences"
)

// What Align refuses.
var (
	ErrTooManyLines = errors.New("more than 20,000 lines to align")
	ErrLineTooLong  = errors.New("line longer than 4 KiB")
	ErrAudioTooLong = errors.New("audio longer than 12 hours")
)

const (
	maxAlignLines   = 20_000
	maxAlignMinutes = 12 * 60
)

// The two ways of Align, as Alignment.Method names them.
const (
	MethodVoice  = "espeak-dtw" // against a reference voice
	MethodPauses = "pauses"     // by pauses and the lengths of the lines alone
)

// Voice speaks a text: what the recording is compared with. It is
// satisfied by audio/espeak. An error that is audio.ErrNoVoice says that it does not
// speak the language; the lines are timed by pauses then. A voice that also has SpeakLines (see markedVoice) is
// used that way: fewer runs, and the words' places are exact.
type Voice interface {
	Synthesize(ctx context.Context, lang, text string) (dsp.Signal, error)
}

// Options says what is known beside the text and the audio.
type Options struct {
	Lang  string // BCP 47; empty means English
	Words bool   // also time every word
	Voice Voice  // nil: by pauses and lengths only
	Cache *Cache // of what Voice has said; may be nil
	// Progress is called with the share done, rising from 0 to 1, from one goroutine.
	Progress func(done float64)
}

// Result is the text with its times. Lines has one entry for each line of the
// text, in the order of the text.
type Result struct {
	Lines    []LineTime
	Method   string // MethodVoice or MethodPauses
	Warnings []string
}

// LineTime is where a line was found, in whole milliseconds on the timeline of the
// audio: the onset and the offset of the voice, pauses not included. Lines never
// overlap. Confidence goes from 0 to 1: about the chance that both ends are within
// half a second. A line that was not found in the audio has Spoken false and no
// times; its confidence is that of the place where it sounded most alike.
type LineTime struct {
	Index      int          `json:"i"`
	StartMS    int64        `json:"startMs"`
	EndMS      int64        `json:"endMs"`
	Confidence float64      `json:"confidence"`
	Spoken     bool         `json:"spoken"`
	Words      []gendu.Word `json:"words,omitempty"`
	// Evidence is what Confidence and Spoken are made of, as it was before a line was
	// given up: how many deviations more the line earned where it was laid than other
	// words do there. 0 where it was laid nowhere, and without a reference voice.
	Evidence float64 `json:"evidence"`
}

// Lines finds for each line of a known text where it is spoken. The audio is read
// forward once, at any rate and number of channels; the practice WAV is what it is
// meant for. The result is the same on every run.
//
// The method: the recording and a synthetic reading of the text, as MFCC, are laid
// over each other by a path that may leave out audio that is not in the text and
// lines that are not in the audio (see path), first coarsely, then finely around the
// coarse path; then each end moves to the edge of the voice (see snapper). The
// front end and the idea of a synthetic reference are those of F. Malfrère and
// T. Dutoit, "High-quality speech synthesis for phonetic speech segmentation"
// (Eurospeech 1997), which aeneas made popular.
//
// Errors are the sentinels above with the line's number, those of the reader and of
// the voice, and ctx.Err().
func Lines(ctx context.Context, pcm dsp.PCMReader, lines []string, o Options) (*Result, error) {
	if len(lines) > maxAlignLines {
		return nil, fmt.Errorf("%w: %d", ErrTooManyLines, len(lines))
	}
	for i, l := range lines {
		if len(l) > sentences.MaxBytes {
			return nil, fmt.Errorf("line %d: %w: %d bytes", i+1, ErrLineTooLong, len(l))
		}
	}
	if o.Lang == "" {
		o.Lang = "en"
	}
	progress := newProgress(o.Progress)
	rec, err := readRecording(ctx, pcm, progress.part(0, 0.3))
	if err != nil {
		return nil, err
	}
	spoken := make([]readaloud.Line, len(lines))
	for i, l := range lines {
		spoken[i] = readaloud.Read(l, o.Lang)
	}
	a, err := alignLines(ctx, rec, spoken, o, progress.part(0.3, 1))
	if err != nil {
		return nil, err
	}
	progress.set(1)
	return a, nil
}

// alignLines aligns by the voice where there is one for the language, and by pauses
// where not.
func alignLines(ctx context.Context, rec *recording, spoken []readaloud.Line, o Options, p *progress) (*Result, error) {
	if o.Voice == nil {
		return alignByPauses(ctx, rec, spoken, o, WarnNoVoice)
	}
	ref, err := readReference(ctx, spoken, o, p.part(0, 0.4))
	if errors.Is(err, audio.ErrNoVoice) {
		return alignByPauses(ctx, rec, spoken, o, fmt.Sprintf(warnNoLanguage, o.Lang))
	}
	if err != nil {
		return nil, err
	}
	return alignToVoice(ctx, rec, ref, spoken, o, longestPiece, p.part(0.4, 1))
}
