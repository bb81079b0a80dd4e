package practice

import (
	"errors"
	"math"

	"gendu/audio/dsp"
)

// StandardTones are the contours of 264 Mandarin syllables read by themselves by two
// women (audio-cmn: Chen Wang, 208 syllables; Yue Tan, 56), 25 ms YIN pitch, fitted by
// `go run ./internal/bench/tones -fit` on 30 November 2026. docs/comparing.md has what
// a model of the one voice reaches on the other.
var StandardTones = ToneModel{
	Mean: [4][3]float64{
		{3.59, -0.04, 0.04},
		{-0.58, 3.34, 2.74},
		{-4.78, 0.16, 4.09},
		{1.77, -4.19, -0.79},
	},
	Cover: [4][3][3]float64{
		{{1.41, 0.05, 0.01}, {0.05, 0.83, -0.13}, {0.01, -0.13, 0.59}},
		{{2.41, 0.52, -0.46}, {0.52, 1.12, -0.24}, {-0.46, -0.24, 0.90}},
		{{2.62, 0.69, 0.03}, {0.69, 1.37, 0.11}, {0.03, 0.11, 0.99}},
		{{3.34, 0.45, -0.60}, {0.45, 3.12, -0.72}, {-0.60, -0.72, 2.21}},
	},
}

// ErrNoTone says that too little of a syllable is voiced for a tone.
var ErrNoTone = errors.New("too little of the syllable is voiced to have a tone")

// SyllableShape is the contour of a recording of one syllable: height in semitones
// over 100 Hz, slope and bend as the coefficients of Legendre polynomials over its
// voiced part. Errors: ErrNoTone.
func SyllableShape(s dsp.Signal) ([3]float64, error) {
	if s.Rate <= 0 || len(s.Samples) == 0 {
		return [3]float64{}, ErrNoTone
	}
	sound, high := plain(s)
	v := listen(sound, high)
	shape, _, ok := v.shape(span{0, v.len()})
	if v.gain == 0 || !ok {
		return [3]float64{}, ErrNoTone
	}
	return shape, nil
}

const toneShrink = 0.4 // weight of the covariance below beside that of the syllables

// tonePrior is a covariance that any tone may have: so few syllables of one voice do
// not say how much voices differ.
var tonePrior = [3]float64{1.5 * 1.5, 1.2 * 1.2, 1}

// FitTones is the model of the syllables of one speaker, by tone (0 to 3). Each tone
// needs two syllables or more.
func FitTones(shapes [4][][3]float64) (m ToneModel) {
	var all float64
	for t, of := range shapes {
		for _, s := range of {
			for i, v := range s {
				m.Mean[t][i] += v / float64(len(of))
			}
		}
		all += m.Mean[t][0] / 4
		for _, s := range of {
			d := less(s, m.Mean[t])
			for i := range d {
				for j := range d {
					m.Cover[t][i][j] += (1 - toneShrink) * d[i] * d[j] / float64(len(of)-1)
				}
			}
		}
		for i, v := range tonePrior {
			m.Cover[t][i][i] += toneShrink * v
		}
	}
	for t := range m.Mean {
		m.Mean[t][0] -= all
	}
	return m
}

// MergeTones is the model of two voices that count alike; how they differ widens it.
func MergeTones(a, b ToneModel) (m ToneModel) {
	for t := range m.Mean {
		d := less(a.Mean[t], b.Mean[t])
		for i := range d {
			m.Mean[t][i] = (a.Mean[t][i] + b.Mean[t][i]) / 2
			for j := range d {
				m.Cover[t][i][j] = (a.Cover[t][i][j]+b.Cover[t][i][j])/2 + d[i]*d[j]/4
			}
		}
	}
	return m
}

// distance is the root of the mean square between two contours in semitones, half of
// the difference of their heights forgiven.
func (s toneShape) distance(o toneShape) float64 {
	d := toneShape(less(s, o))
	d[0] /= 2
	return math.Sqrt(d.energy())
}
