package pronunciation

import (
	"context"
	"fmt"
	"io/fs"
	"path"
)

// DictionaryFile is the dictionary beside the folder of the model.
const DictionaryFile = "cmudict-en-us.dict"

// Folder is where Debian's package pocketsphinx-en-us has the model of English.
const Folder = "/usr/share/pocketsphinx/model/en-us"

// Speech is all that judges a reading: a model, the pronunciations of words, and the
// coefficients of the scores. It is safe for concurrent use.
type Speech struct {
	Model        *Model
	Lexicon      *Lexicon
	Coefficients *Coefficients
}

// ReadSpeech reads the model and its dictionary from a folder as Debian lays it out: the
// dictionary, and a folder of the same name as this one with the model's files. Errors:
// fs.ErrNotExist, ErrModel.
func ReadSpeech(files fs.FS, name string) (*Speech, error) {
	inner, err := fs.Sub(files, path.Base(name))
	if err != nil {
		return nil, fmt.Errorf("acoustic model: %w", err)
	}
	m, err := ReadModel(inner)
	if err != nil {
		return nil, err
	}
	d, err := ReadDictionary(files, DictionaryFile, m)
	if err != nil {
		return nil, err
	}
	return &Speech{Model: m, Lexicon: &Lexicon{Dictionary: d}, Coefficients: Standard()}, nil
}

// Judge judges a recording of a text: mono samples at Rate, and the words of the text as
// they are shown. learned is the voice with what this recording adds; where something
// else was said, it adds nothing. Errors: ErrTooLong, ErrNoWords, that of the lexicon.
func (s *Speech) Judge(ctx context.Context, samples []float32, words []string, voice Voice) (j *Judgement, a *Analysis, learned Voice, err error) {
	r, pronounced, err := s.listen(ctx, samples, words)
	if err != nil {
		return nil, nil, voice, err
	}
	use, learned, err := r.voice(pronounced, voice)
	if err != nil {
		return nil, nil, voice, err
	}
	a, err = r.Analyse(pronounced, Options{Voice: use})
	if err != nil {
		return nil, nil, voice, err
	}
	j = s.Coefficients.Judge(s.Model, a)
	if j.Verdict == VerdictOther {
		learned = voice
	}
	return j, a, learned, nil
}

// listen prepares a recording and the pronunciations of the words of its text.
func (s *Speech) listen(ctx context.Context, samples []float32, words []string) (*Recording, [][]Pronunciation, error) {
	pronounced, err := s.Lexicon.Pronounce(ctx, words)
	if err != nil {
		return nil, nil, err
	}
	r, err := s.Model.Listen(samples)
	return r, pronounced, err
}

// Place is where a word is in a recording.
type Place struct{ FromMS, ToMS int64 }

// Locate finds the words of a text in a recording, at less cost than judging it: sounds
// are not measured, and the voice is estimated only where the text is not recognised
// without that. It gives nil where something else was said, or where a word has no
// pronunciation. Errors: those of Judge.
func (s *Speech) Locate(ctx context.Context, samples []float32, words []string) ([]Place, error) {
	r, pronounced, err := s.listen(ctx, samples, words)
	if err != nil {
		return nil, err
	}
	for _, voice := range []Voice{{Warp: 1, Seconds: sureVoice}, {}} {
		a, err := r.Analyse(pronounced, Options{Voice: voice, WordsOnly: true})
		if err != nil {
			return nil, err
		}
		if j := s.Coefficients.Judge(s.Model, a); j.Verdict != VerdictOther {
			return places(j), nil
		}
	}
	return nil, nil
}

func places(j *Judgement) []Place {
	out := make([]Place, len(j.Words))
	for i, w := range j.Words {
		if w.State == WordUnknown || w.ToMS <= w.FromMS {
			return nil
		}
		out[i] = Place{w.FromMS, w.ToMS}
	}
	return out
}
