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
	pronounced, err := s.Lexicon.Pronounce(ctx, words)
	if err != nil {
		return nil, nil, voice, err
	}
	r, err := s.Model.Listen(samples)
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
