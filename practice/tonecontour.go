package practice

import (
	"math"
	"slices"
)

const (
	toneLevel  = 25.0 // dB below the loudest frame of a syllable down to which its pitch counts
	toneSteady = 0.5  // voicing from which on a pitch counts
	toneJump   = 2.0  // semitones between frames beyond which the voice has broken
	toneRun    = 5    // frames that a stretch of voice needs
	toneBridge = 30   // frames of broken voice that a contour leads over
	toneReach  = 9.0  // semitones that a contour moves over such a break
	toneOctave = 4.0  // and that it moves beside an error of an octave
)

// toneShape is the contour of one syllable as the first three Legendre polynomials
// over its voiced part: height, slope and bend in semitones. A fall by 8 semitones has
// a slope of -4; a dip has a bend above 0.
type toneShape [3]float64

// energy is the mean square of the contour around zero.
func (s toneShape) energy() float64 {
	return s[0]*s[0] + s[1]*s[1]/3 + s[2]*s[2]/5
}

// toneRuns are the stretches of a syllable in which the pitch moves without a break.
// Where a voice creaks, at the bottom of the third tone and at the end of the fourth,
// the tracker finds half or twice the pitch or none: these frames are runs of their
// own, or too short to be one.
func (v *voice) toneRuns(at span) (out []span) {
	top := math.Inf(-1)
	for i := at.from; i < at.to; i++ {
		top = max(top, v.loud[i])
	}
	run := span{at.from, at.from}
	for i := at.from; i <= at.to; i++ {
		if i < at.to && v.loud[i] > top-toneLevel && v.voicing[i] > toneSteady && !math.IsNaN(v.pitch[i]) {
			if run.len() == 0 {
				run = span{i, i + 1}
				continue
			}
			if math.Abs(v.pitch[i]-v.pitch[i-1]) <= toneJump {
				run.to++
				continue
			}
			if run.len() >= toneRun {
				out = append(out, run)
			}
			run = span{i, i + 1}
			continue
		}
		if run.len() >= toneRun {
			out = append(out, run)
		}
		run = span{i, i}
	}
	return out
}

// toneContour joins the runs to the longest and loudest of them, each in the octave that is
// nearest to its neighbour. It is NaN where the voice is broken.
func (v *voice) toneContour(at span) (contour []float64, from int) {
	runs := v.toneRuns(at)
	if len(runs) == 0 {
		return nil, 0
	}
	loudness := func(s span) (sum float64) {
		for i := s.from; i < s.to; i++ {
			sum += math.Pow(10, v.loud[i]/40)
		}
		return sum
	}
	main := slices.IndexFunc(runs, func(s span) bool {
		return !slices.ContainsFunc(runs, func(o span) bool { return loudness(o) > loudness(s) })
	})
	out := slices.Repeat([]float64{math.NaN()}, at.len())
	put := func(s span, shift float64) {
		for i := s.from; i < s.to; i++ {
			out[i-at.from] = v.pitch[i] + shift
		}
	}
	put(runs[main], 0)
	kept := runs[main]
	for _, s := range runs[main+1:] {
		if s.from-kept.to > toneBridge {
			break
		}
		if shift, ok := octave(out[kept.to-1-at.from], v.pitch[s.from]); ok {
			put(s, shift)
			kept.to = s.to
		}
	}
	for _, s := range slices.Backward(runs[:main]) {
		if kept.from-s.to > toneBridge {
			break
		}
		if shift, ok := octave(out[kept.from-at.from], v.pitch[s.to-1]); ok {
			put(s, shift)
			kept.from = s.from
		}
	}
	return out[kept.from-at.from : kept.to-at.from], kept.from
}

// octave is the shift that brings a pitch near another, as the voice can have moved:
// none where it can have moved there by itself, else one octave or more.
func octave(near, pitch float64) (shift float64, ok bool) {
	if math.Abs(pitch-near) <= toneReach {
		return 0, true
	}
	shift = -12 * math.Round((pitch-near)/12)
	return shift, math.Abs(pitch+shift-near) <= toneOctave
}

// shape describes the contour of a syllable; ok is false where too little of it is
// voiced. Loud frames count more (by the root of the amplitude): they are the vowel,
// which carries the tone, while a voiced consonant before it only leads there.
func (v *voice) shape(at span) (s toneShape, voiced int, ok bool) {
	contour, from := v.toneContour(at)
	if len(contour) < toneRun {
		return s, 0, false
	}
	level := make([]float64, len(contour))
	for i := range level {
		level[i] = v.loud[from+i]
	}
	smoothed := medianOfFive(contour)
	bridge(smoothed)
	return fitShape(smoothed, level), len(contour), true
}

func medianOfFive(x []float64) []float64 {
	out := slices.Clone(x)
	near := make([]float64, 0, 5)
	for i, v := range x {
		if math.IsNaN(v) {
			continue
		}
		near = near[:0]
		for _, o := range x[max(i-2, 0):min(i+3, len(x))] {
			if !math.IsNaN(o) {
				near = append(near, o)
			}
		}
		slices.Sort(near)
		out[i] = near[len(near)/2]
	}
	return out
}

// bridge fills inner gaps with straight lines, in place; both ends are known.
func bridge(x []float64) {
	last := 0
	for i, v := range x {
		if math.IsNaN(v) {
			continue
		}
		for k := last + 1; k < i; k++ {
			x[k] = x[last] + (v-x[last])*float64(k-last)/float64(i-last)
		}
		last = i
	}
}

// fitShape is the weighted fit of least squares.
func fitShape(contour, level []float64) toneShape {
	top := slices.Max(level)
	var a [3][3]float64
	var b [3]float64
	n := float64(len(contour))
	for i, y := range contour {
		x := 2*(float64(i)+0.5)/n - 1
		base := [3]float64{1, x, 1.5*x*x - 0.5}
		w := math.Pow(10, (level[i]-top)/40)
		for r := range base {
			b[r] += w * base[r] * y
			for c := range base {
				a[r][c] += w * base[r] * base[c]
			}
		}
	}
	return symmetric(a).solve(b)
}
