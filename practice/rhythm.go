package practice

import (
	"math"
	"slices"

	"gendu"
)

const (
	pauseFrames = 15   // shorter silences are closures of stops
	pauseMore   = 18   // frames by which a pause must be longer to be named
	lengthSlack = 0.25 // natural scatter of a word's length, as a logarithm
	rhythmFalls = 2.2  // how fast the score falls with the error
	// rushedBelow and drawnAbove are how much shorter or longer a word is, as a logarithm,
	// than all but one in a hundred when one person reads a sentence twice.
	rushedBelow  = -0.65
	drawnAbove   = 0.65
	lengthFrames = 8 // a difference that is shorter is not named
)

// pauses are those that only one of the two makes, or makes much longer, in the order
// of the words.
func (c *comparing) pauses() []gendu.Pause {
	out := []gendu.Pause{}
	tempo := c.tempo
	if tempo == 0 {
		return out
	}
	last, lastAt := -1, span{}
	for k := range c.words {
		if !c.said(k) {
			continue
		}
		at := c.take.tighten(c.way.words[k])
		for _, quiet := range runs(c.take.speech[at.from:at.to], false) {
			quiet = span{at.from + quiet.from, at.from + quiet.to}
			if c.idle(quiet) >= pauseMore {
				out = append(out, pause(gendu.PauseExtra, k, quiet))
			}
		}
		if last >= 0 && last == k-1 {
			out = append(out, c.pauseBetween(last, lastAt, k, at)...)
		}
		last, lastAt = k, at
	}
	return out
}

func pause(kind gendu.PauseKind, after int, at span) gendu.Pause {
	return gendu.Pause{Kind: kind, After: after, StartMS: int64(at.from) * hopMS, EndMS: int64(at.to) * hopMS}
}

// pauseBetween compares the silences between two words that follow each other.
func (c *comparing) pauseBetween(a int, aAt span, b int, bAt span) []gendu.Pause {
	inTake := longest(c.take.speech, aAt.to, bAt.from)
	inRef := longest(c.ref.speech, c.words[a].at.to, c.words[b].at.from)
	own, other := float64(c.idle(inTake))*c.tempo, float64(inRef.len())
	switch {
	case own-other >= pauseMore && c.idle(inTake) >= pauseFrames:
		return []gendu.Pause{pause(gendu.PauseExtra, a, inTake)}
	case other-float64(inTake.len())*c.tempo >= pauseMore && inRef.len() >= pauseFrames:
		return []gendu.Pause{pause(gendu.PauseLeftOut, a, inRef)}
	}
	return nil
}

// idle is the number of frames of a silence that match nothing in the reference: weak
// speech that drowns in noise seems silent, but the path leads through it.
func (c *comparing) idle(s span) (n int) {
	for j := s.from; j < s.to; j++ {
		if c.way.idle[j] {
			n++
		}
	}
	return n
}

func longest(speech []bool, from, to int) span {
	var best span
	if from >= to {
		return best
	}
	for _, r := range runs(speech[from:to], false) {
		if r.len() > best.len() {
			best = span{from + r.from, from + r.to}
		}
	}
	return best
}

// lengths are how much longer each word is than the take's tempo would have it, as
// logarithms, around their median; NaN where it was not said.
func (c *comparing) lengths() []float64 {
	out := make([]float64, len(c.words))
	var known []float64
	for k, w := range c.words {
		out[k] = math.NaN()
		if c.said(k) && !w.tiny {
			// Two frames are the error of a limit between words.
			out[k] = math.Log((c.spoken(k)*c.tempo + 2) / (float64(w.at.len()) + 2))
			known = append(known, out[k])
		}
	}
	if len(known) == 0 {
		return out
	}
	slices.Sort(known)
	middle := known[len(known)/2]
	for k := range out {
		out[k] -= middle
	}
	return out
}

// rhythm is the error of the words' lengths and of the pauses after the tempo is
// taken out.
func (c *comparing) rhythm() gendu.Measure {
	if c.tempo == 0 {
		return gendu.Measure{Unit: "%"}
	}
	var off, all, speech float64
	words := 0
	for k, d := range c.lengths() {
		n := float64(c.words[k].at.len())
		speech += n
		if math.IsNaN(d) {
			continue
		}
		words++
		off += n * max(math.Abs(d)-lengthSlack*math.Min(1, math.Sqrt(15/max(n, 1))), 0)
		all += n
	}
	if words < 2 {
		return gendu.Measure{Unit: "%"}
	}
	uneven := off / max(all, 1)
	var wrong float64
	for _, p := range c.result.Pauses {
		n := float64(p.EndMS-p.StartMS) / hopMS
		if p.Kind == "extra" {
			n *= c.tempo
		}
		wrong += min(n, 100)
	}
	broken := wrong/max(speech, 1) + c.doubtful()
	score := 100 * math.Exp(-rhythmFalls*(uneven+broken))
	return gendu.Measure{Score: round(score, 1), Value: round(100*(uneven+broken), 1), Unit: "%", Known: true}
}

// judgeLengths names the words that were said well but much too short or too long.
func (c *comparing) judgeLengths() {
	if c.tempo == 0 {
		return
	}
	for k, d := range c.lengths() {
		w := &c.result.Words[k]
		difference := math.Abs(c.spoken0(k)*c.tempo - float64(c.words[k].at.len()))
		if w.Verdict != gendu.WordGood || math.IsNaN(d) || difference < lengthFrames {
			continue
		}
		switch {
		case d < rushedBelow:
			w.Verdict = gendu.WordRushed
		case d > drawnAbove:
			w.Verdict = gendu.WordDrawnOut
		}
	}
}

func (c *comparing) spoken0(k int) float64 {
	if !c.said(k) {
		return 0
	}
	return c.spoken(k)
}

// lag is how late the take is behind the clip as it was played: the moment of each
// frame of speech in the take, less the one at which the same frame of the clip
// sounded.
func (c *comparing) lag(o Options) *gendu.Lag {
	start, since := 0.0, gendu.SinceTake
	if o.ClipStartMS != nil {
		start, since = float64(*o.ClipStartMS), gendu.SinceClip
	}
	var late, when []float64
	for k, w := range c.words {
		if !c.said(k) {
			continue
		}
		for i := w.at.from; i < w.at.to; i++ {
			if j := c.way.at[i]; j >= 0 && c.ref.speech[i] {
				sounded := (float64(i) + 0.5) * hopMS / c.speed
				late = append(late, j*hopMS-start-sounded)
				when = append(when, sounded/1000)
			}
		}
	}
	if len(late) < 20 {
		return nil
	}
	sorted := slices.Clone(late)
	slices.Sort(sorted)
	return &gendu.Lag{LagMS: int64(math.Round(sorted[len(sorted)/2])), Drift: round(slope(when, late), 1), Since: since, Bleed: gendu.BleedUnknown}
}

// slope is that of the line of least squares.
func slope(x, y []float64) float64 {
	var mx, my float64
	for i := range x {
		mx, my = mx+x[i]/float64(len(x)), my+y[i]/float64(len(x))
	}
	var xy, xx float64
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
	}
	if xx == 0 {
		return 0
	}
	return xy / xx
}
