package practice

import "math"

// Evidence is what says whether a take is this sentence or another one.
type Evidence struct {
	Said   float64 // share of the words that were said, by length
	Margin float64 // by how much the order of the words fits better than others, per frame of speech of the side that has less
	Frames float64 // of speech of that side
}

// Figures are those of the evidence for a Discriminant. In a short sentence a margin is more
// often luck. How much was said is none of them: who stops in the middle said this sentence.
func (e Evidence) Figures() []float64 {
	return []float64{e.Margin, math.Log(max(e.Frames, 1))}
}

// evidence gathers it.
func (c *comparing) evidence() Evidence {
	e := Evidence{Margin: c.margin, Frames: min(spoken(c.ref.speech), spoken(c.take.speech))}
	var all float64
	for k, w := range c.words {
		all += float64(w.at.len())
		if c.said(k) {
			e.Said += float64(w.at.len())
		}
	}
	e.Said /= max(all, 1)
	return e
}

// spoken is the number of frames of speech.
func spoken(speech []bool) (n float64) {
	for _, s := range speech {
		if s {
			n++
		}
	}
	return n
}
