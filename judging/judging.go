// Package judging makes one judgement of a take from two sides: what a phone model says
// of the take by itself (package pronunciation), and how it differs from its reference
// (package practice). It brings both packages together, which know nothing of each other.
package judging

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"gendu"
	"gendu/audio/dsp"
	"gendu/practice"
	"gendu/pronunciation"
	"gendu/transcripts/readaloud"
)

// Judge compares takes with their references. The zero value works without a phone
// model. It is safe for concurrent use.
type Judge struct {
	// Speech is the phone model of English; nil where it is not installed.
	Speech *pronunciation.Speech

	references references
}

// Phonemes spells words that a dictionary does not have; audio/espeak implements it.
type Phonemes interface {
	Phonemes(ctx context.Context, lang string, texts []string) ([]string, error)
}

// Open reads the phone model in a folder. voice may be nil; words that the dictionary
// lacks are then not judged. The error says what to install.
func Open(folder string, voice Phonemes) (*Judge, error) {
	speech, err := pronunciation.ReadSpeech(os.DirFS(folder), folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil, &gendu.Error{Kind: gendu.NotFound, Message: "The phone model is not installed (Debian: apt-get install pocketsphinx-en-us).", Err: err}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	speech.Lexicon.ReadAloud = func(words []string) []string { return readaloud.Words(words, "en") }
	if voice != nil {
		speech.Lexicon.Phonemes = func(ctx context.Context, texts []string) ([]string, error) {
			return voice.Phonemes(ctx, "en", texts)
		}
	}
	return &Judge{Speech: speech}, nil
}

// english says whether the phone model knows a language.
func english(lang string) bool {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return base == "en"
}

// Result is a comparison with what the take teaches of its speaker.
type Result struct {
	*gendu.Comparison
	// Voice is what was known of the speaker with what this take adds.
	Voice pronunciation.Voice
	// Sounds are what the phone model found of the sounds in the take's words; none where
	// that would be no evidence (see evidence).
	Sounds []gendu.SaidSound
}

// Compare says how a take differs from its reference, and with a phone model how well it
// was read. voice is what is known of the speaker. Errors: those of practice.Compare, and
// of the voice that spells words.
func (j *Judge) Compare(ctx context.Context, ref practice.Reference, take dsp.Signal, o practice.Options, voice pronunciation.Voice) (*Result, error) {
	plain, err := practice.Prepare(ref)
	if err != nil {
		return nil, err
	}
	out := &Result{Voice: voice}
	var judged *reading
	if j.Speech != nil && english(ref.Lang) && len(take.Samples) > 0 && take.Rate > 0 {
		words := plain.Texts()
		if judged, err = j.byModel(ctx, take, words, voice); err != nil {
			return nil, err
		}
		if judged != nil {
			out.Voice = judged.learned
			o.Reading = readingOf(judged.Judgement)
			if timed, err := j.timed(ctx, ref, words); err != nil {
				return nil, err
			} else if timed != nil {
				plain = plain.Retimed(timed)
			}
		}
	}
	if out.Comparison, err = plain.Compare(take, o); err != nil {
		return nil, err
	}
	if judged != nil && evidence(out.Comparison) {
		out.Sounds = j.sounds(judged, plain.Texts())
	}
	return out, nil
}

// reading is what the model says of a take.
type reading struct {
	*pronunciation.Judgement
	analysis *pronunciation.Analysis
	learned  pronunciation.Voice
}

// byModel is what the model says of a take; nil where it cannot judge it.
func (j *Judge) byModel(ctx context.Context, s dsp.Signal, words []string, voice pronunciation.Voice) (*reading, error) {
	judged, analysis, learned, err := j.Speech.Judge(ctx, At(s), words, voice)
	if cannotJudge(err) {
		return nil, nil
	}
	return &reading{judged, analysis, learned}, err
}

// cannotJudge says that a recording or its text is none that the model can judge.
func cannotJudge(err error) bool {
	return errors.Is(err, pronunciation.ErrTooLong) || errors.Is(err, pronunciation.ErrNoWords)
}

// At is a signal's samples at the rate of the phone model.
func At(s dsp.Signal) []float32 {
	if s.Rate != pronunciation.Rate {
		s = dsp.Resample(s, pronunciation.Rate)
	}
	return s.Samples
}

// worthSaying is what advice must be worth, in points of 10: half of the score's error. A
// reading that gains less is left to what the comparison with the original says.
const worthSaying = 0.5

// readingOf is a judgement as practice takes it.
func readingOf(j *pronunciation.Judgement) *practice.Reading {
	r := &practice.Reading{
		Other: j.Verdict == pronunciation.VerdictOther, Hard: j.Verdict == pronunciation.VerdictHard,
		Score: 10 * j.Total, Error: 10 * j.Error, Equal: 10 * j.Equal, Fluency: 10 * j.Fluency, Clarity: 10 * j.Accuracy, Child: j.Child,
	}
	if len(j.Gains) > 0 && j.Gains[0].Points >= worthSaying {
		r.Advice = map[string]string{
			pronunciation.GroupSounds: practice.AdviceSounds, pronunciation.GroupPauses: practice.AdvicePauses,
			pronunciation.GroupPace: practice.AdvicePace, pronunciation.GroupTiming: practice.AdviceTiming,
		}[j.Gains[0].Group]
	}
	states := map[string]gendu.WordVerdict{
		pronunciation.WordGood: gendu.WordGood, pronunciation.WordUnclear: gendu.WordUnclear, pronunciation.WordMissing: gendu.WordMissing,
	}
	for _, w := range j.Words {
		r.Words = append(r.Words, practice.ReadWord{Verdict: states[w.State], Score: 10 * w.Accuracy, FromMS: w.FromMS, ToMS: w.ToMS})
	}
	return r
}
