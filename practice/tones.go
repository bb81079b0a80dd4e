package practice

import (
	"math"

	"gendu"
)

const (
	toneFew = 5 // voiced frames that a syllable needs
	// A syllable is another tone from so much of the reference's spread between the
	// contours on, within these limits in semitones: how far tones lie apart differs
	// from speaker to speaker.
	toneShare = 0.5
	toneLeast = 0.75
	toneMost  = 2.5
)

// tones compares the contour of each syllable; a word's time is shared out evenly
// over its syllables.
func (c *pairing) tones(ref []float64) []gendu.Tone {
	out := []gendu.Tone{}
	other := min(max(toneShare*spread(ref), toneLeast), toneMost)
	for k, w := range c.words {
		syllables := splitText(w.text, "cmn")
		for s, text := range syllables {
			t := gendu.Tone{Word: k, Syllable: s, Text: text, Verdict: gendu.ToneUnclear}
			if c.said(k) {
				n := w.at.len()
				at := span{w.at.from + n*s/len(syllables), w.at.from + n*(s+1)/len(syllables)}
				if d := c.toneDistance(ref, at); !math.IsNaN(d) {
					t.Verdict, t.Distance = gendu.ToneGood, round(d, 2)
					if d >= other {
						t.Verdict = gendu.ToneOther
					}
				}
			}
			out = append(out, t)
		}
	}
	return out
}

// toneDistance is the root of the mean squared difference of the two contours, after
// half of the difference of their heights is forgiven.
func (c *pairing) toneDistance(ref []float64, at span) float64 {
	a, b := c.pitchPairs(ref, at.from, at.to)
	if len(a) < toneFew {
		return math.NaN()
	}
	var mean float64
	for i := range a {
		mean += (b[i] - a[i]) / float64(len(a))
	}
	var sum float64
	for i := range a {
		d := b[i] - a[i] - 0.5*mean
		sum += d * d
	}
	return math.Sqrt(sum / float64(len(a)))
}
