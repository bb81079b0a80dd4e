package practice

import (
	"math"
	"slices"

	"gendu"
)

const (
	pitchReach  = 10.0 // semitones from the median beyond which a pitch is an error
	stillPitch  = 0.3  // variance that nobody hears, semitones squared
	fewVoiced   = 15   // frames
	contourStep = 2    // frames between the points of the overlay
	finalFrames = 35   // the end of a sentence
	finalMove   = 1.5  // semitones that make a rise or a fall
	finalCosts  = 0.15 // of the score, for an end that goes the other way
)

// smooth is a contour in semitones around the speaker's median, through a median of
// five frames; jumps of an octave, which are errors of the analysis, are cut out.
func smooth(pitch []float64) []float64 {
	voiced := make([]float64, 0, len(pitch))
	for _, v := range pitch {
		if !math.IsNaN(v) {
			voiced = append(voiced, v)
		}
	}
	out := make([]float64, len(pitch))
	for i := range out {
		out[i] = math.NaN()
	}
	if len(voiced) == 0 {
		return out
	}
	slices.Sort(voiced)
	middle := voiced[len(voiced)/2]
	near := make([]float64, 0, 5)
	for i, v := range pitch {
		if math.IsNaN(v) {
			continue
		}
		near = near[:0]
		for k := max(i-2, 0); k < min(i+3, len(pitch)); k++ {
			if !math.IsNaN(pitch[k]) {
				near = append(near, pitch[k])
			}
		}
		slices.Sort(near)
		if len(near) >= 3 && math.Abs(near[len(near)/2]-middle) <= pitchReach {
			out[i] = near[len(near)/2] - middle
		}
	}
	return out
}

// pitchPairs are the contours of both where both are voiced, along the way.
func (c *comparing) pitchPairs(ref []float64, from, to int) (a, b []float64) {
	for i := from; i < to; i++ {
		j := c.way.at[i]
		if j < 0 || math.IsNaN(ref[i]) {
			continue
		}
		if v := c.pitches[min(int(j), len(c.pitches)-1)]; !math.IsNaN(v) {
			a, b = append(a, ref[i]), append(b, v)
		}
	}
	return a, b
}

// intonation compares the contours of the words that were said, and how the sentence
// ends.
func (c *comparing) intonation(ref []float64) gendu.Measure {
	var a, b []float64
	for k, w := range c.words {
		if c.said(k) {
			x, y := c.pitchPairs(ref, w.at.from, w.at.to)
			a, b = append(a, x...), append(b, y...)
		}
	}
	if len(a) < fewVoiced {
		return gendu.Measure{Unit: "r"}
	}
	together := agreement(a, b, ones(len(a)), stillPitch) * (1 - 2*c.doubtful())
	score := 100 * math.Sqrt(max(together, 0))
	score *= 1 - finalCosts*c.finalMissed(ref)
	return gendu.Measure{Score: round(score, 1), Value: round(together, 3), Unit: "r", Known: true}
}

// finals are by how many semitones the two move at the end; ok where both can be
// heard there.
func (c *comparing) finals(ref []float64) (x, y float64, ok bool) {
	k := len(c.words) - 1
	if k < 0 || !c.said(k) {
		return 0, 0, false
	}
	end := c.words[k].at.to
	a, b := c.pitchPairs(ref, max(c.words[k].at.from, end-finalFrames), end)
	if len(a) < fewVoiced/2 {
		return 0, 0, false
	}
	at := make([]float64, len(a))
	for i := range at {
		at[i] = float64(i)
	}
	n := float64(len(a))
	return slope(at, a) * n, slope(at, b) * n, true
}

// finalMissed says how far the take misses a clear rise or fall of the reference's
// end: 0 where it moves as clearly the same way, 1/2 where it stays flat, 1 where it
// moves the other way.
func (c *comparing) finalMissed(ref []float64) float64 {
	x, y, ok := c.finals(ref)
	if !ok || math.Abs(x) < finalMove {
		return 0
	}
	along := y * math.Copysign(1, x)
	return clamp01((finalMove - along) / (2 * finalMove))
}

// tune is what both do at the end, and how far their voices move in all.
func (c *comparing) tune(ref []float64) (final *gendu.Ends, reach *gendu.Ends) {
	if x, y, ok := c.finals(ref); ok {
		final = &gendu.Ends{Ref: round(x, 1), Take: round(y, 1)}
	}
	a, okA := reachOf(ref)
	b, okB := reachOf(c.pitches)
	if okA && okB {
		reach = &gendu.Ends{Ref: round(a, 1), Take: round(b, 1)}
	}
	return final, reach
}

// reachOf is the distance in semitones that nine tenths of a contour keep within.
func reachOf(contour []float64) (float64, bool) {
	var voiced []float64
	for _, v := range contour {
		if !math.IsNaN(v) {
			voiced = append(voiced, v)
		}
	}
	if len(voiced) < fewVoiced {
		return 0, false
	}
	slices.Sort(voiced)
	return voiced[len(voiced)-1-len(voiced)/20] - voiced[len(voiced)/20], true
}

// spread is the standard deviation of a contour, in semitones.
func spread(x []float64) float64 {
	var n, sum, square float64
	for _, v := range x {
		if !math.IsNaN(v) {
			n, sum, square = n+1, sum+v, square+v*v
		}
	}
	if n == 0 {
		return 0
	}
	return math.Sqrt(max(square/n-sum*sum/n/n, 0))
}

func ones(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = 1
	}
	return w
}

// contours are the points of the overlay.
func contours(w *way, ref, take []float64) gendu.Contours {
	n := (len(ref) + contourStep - 1) / contourStep
	c := gendu.Contours{HopMS: contourStep * hopMS, Ref: make([]*float64, n), Take: make([]*float64, n), TakeMS: make([]*int64, n)}
	for p := range n {
		i := p * contourStep
		c.Ref[p] = point(ref[i])
		if i >= len(w.at) || w.at[i] < 0 {
			continue
		}
		ms := int64(math.Round(w.at[i] * hopMS))
		c.TakeMS[p] = &ms
		c.Take[p] = point(take[min(int(w.at[i]), len(take)-1)])
	}
	return c
}

func point(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	v = round(v, 1)
	return &v
}
