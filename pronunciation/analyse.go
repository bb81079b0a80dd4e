package pronunciation

import (
	"errors"
	"fmt"
	"time"
)

// Limits of what is judged.
const (
	MaxSpeech = time.Minute
	maxWords  = 400
)

var (
	// ErrTooLong says that a recording or a text is longer than the model judges.
	ErrTooLong = errors.New("too long to be judged by the phone model")
	// ErrNoWords says that no word of the text has a pronunciation.
	ErrNoWords = errors.New("no word of the text has a known pronunciation")
)

// Options of an analysis.
type Options struct {
	// Voice is the speaker's; the zero value has the warp estimated from the recording.
	Voice Voice
	// WordsOnly leaves out the figures of phones: enough to say which words were said.
	WordsOnly bool
}

// Recording is a recording that a model has listened to. Several texts can be tried on
// it. It is not for concurrent use.
type Recording struct {
	m       *Model
	spectra []spectrum
	warp    float64 // of scorer and loop
	scorer  *scorer
	loop    *loopPath
}

// Listen prepares a recording: mono samples at Rate, from -1 to 1. The error is
// ErrTooLong.
func (m *Model) Listen(samples []float32) (*Recording, error) {
	if d := time.Duration(len(samples)) * time.Second / Rate; d > MaxSpeech {
		return nil, fmt.Errorf("%w: %.0f s, at most %.0f", ErrTooLong, d.Seconds(), MaxSpeech.Seconds())
	}
	return &Recording{m: m, spectra: spectra(dithered(samples))}, nil
}

// at is the scorer under a warp; the last one is kept.
func (r *Recording) at(warp float64) *scorer {
	if r.scorer == nil || r.warp != warp {
		r.warp, r.loop = warp, nil
		r.scorer = r.m.newScorer(features(cepstra(r.spectra, warp)))
	}
	return r.scorer
}

// Analyse aligns the recording with the pronunciations of words and measures it. A word
// without pronunciations is not judged. Errors: ErrTooLong, ErrNoWords.
func (r *Recording) Analyse(words [][]Pronunciation, o Options) (*Analysis, error) {
	if len(words) > maxWords {
		return nil, fmt.Errorf("%w: %d words, at most %d", ErrTooLong, len(words), maxWords)
	}
	if err := r.m.check(words); err != nil {
		return nil, err
	}
	graph := r.m.wordGraph(words)
	warp := o.Voice.Warp
	if !o.Voice.Known() {
		warp = r.estimateWarp(graph)
	}
	s := r.at(warp)
	if r.loop == nil {
		r.loop = s.freeLoop()
	}
	a := s.align(graph)
	out := s.figures(a, r.loop, len(words), o.WordsOnly)
	if a != nil {
		out.Over = s.overOrders(a.score, words)
	}
	out.Warp = warp
	return out, nil
}

// warpRounds bounds how often path and warp are found in turn.
const warpRounds = 2

// estimateWarp finds the warp of a recording on the path that its text takes through it.
func (r *Recording) estimateWarp(graph []node) float64 {
	warp := 1.0
	for range warpRounds {
		a := r.at(warp).align(graph)
		if a == nil {
			return warp
		}
		next := r.m.searchWarp(r.spectra, a.senones, a.speech, warp)
		if next == warp {
			break
		}
		warp = next
	}
	return warp
}

// Voice is what an analysis says of the speaker's vocal tract.
func (a *Analysis) Voice() Voice {
	frames := 0
	for _, w := range a.Words {
		frames += w.Frames()
	}
	return Voice{Warp: a.Warp, Seconds: float64(frames) * hopMS / 1000}
}

// check finds phones that the model does not have.
func (m *Model) check(words [][]Pronunciation) error {
	some := false
	for _, variants := range words {
		for _, p := range variants {
			if len(p) == 0 {
				return fmt.Errorf("%w: an empty pronunciation", ErrNoWords)
			}
			for _, phone := range p {
				if i, ok := m.index[phone]; !ok || !m.isSpeech(i) {
					return fmt.Errorf("%w: %q is no phone of the model", ErrNoWords, phone)
				}
			}
			some = true
		}
	}
	if !some {
		return ErrNoWords
	}
	return nil
}

// sureVoice is from how many seconds of speech on a voice is taken as it is known.
const sureVoice = 10

// voice estimates the voice in the recording. use is the one to analyse it with, which
// is the speaker's where that is well known; learned is the speaker's with this estimate.
func (r *Recording) voice(words [][]Pronunciation, known Voice) (use, learned Voice, err error) {
	if err := r.m.check(words); err != nil {
		return known, known, err
	}
	graph := r.m.wordGraph(words)
	start := 1.0
	if known.Known() {
		start = known.Warp
	}
	a := r.at(start).align(graph)
	if a == nil {
		return Voice{Warp: start, Seconds: known.Seconds}, known, nil
	}
	estimate := Voice{Warp: r.m.searchWarp(r.spectra, a.senones, a.speech, start)}
	for _, speech := range a.speech {
		if speech {
			estimate.Seconds += hopMS / 1000.0
		}
	}
	learned = known.Updated(estimate)
	if known.Known() && known.Seconds >= sureVoice {
		return known, learned, nil
	}
	return learned, learned, nil
}
