package practice

import (
	"math"
	"slices"

	"gendu"
	"gendu/audio/dsp"
	"gendu/practice/bleed"
)

// When the confidence is lowered.
const (
	clippedShare   = 0.0005
	quietPeak      = -35.0
	noisyOverNoise = 28.0 // dB: white noise of 20 dB is marked, of 30 dB not
	narrowHz       = 5000.0
)

// maxHintWords: more missing words than these are counted, not named.
const maxHintWords = 4

// conclude gives the verdict, the confidence, the sum and the advice.
func (c *comparing) conclude(p *Prepared, sound dsp.Signal, o Options) {
	r := c.result
	c.lowerConfidence(p, sound, o)
	if o.Weigh != nil {
		o.Weigh(c.evidence())
	}
	if c.reading != nil {
		c.scored(c.reading)
	}
	switch {
	case c.otherThan(p.tuning, o) && (slices.Contains(r.Reasons, gendu.ReasonNoisy) || slices.Contains(r.Reasons, gendu.ReasonClipped)):
		fail(r, gendu.VerdictPoor)
	case c.otherThan(p.tuning, o):
		fail(r, gendu.VerdictOther)
	default:
		c.advise(p)
		if c.reading != nil && c.reading.Hard {
			r.Verdict = gendu.VerdictHard
		}
		r.Overall = overall(r.Measures)
	}
}

// otherThan says whether what was said is not this sentence.
func (c *comparing) otherThan(t tuning, o Options) bool {
	if c.reading != nil {
		return c.reading.Other
	}
	e := c.evidence()
	return e.Said < t.other || o.discriminant().another(e)
}

// lowerConfidence gathers what lowers the confidence.
func (c *comparing) lowerConfidence(p *Prepared, sound dsp.Signal, o Options) {
	r := c.result
	r.Confidence = 1
	less := func(reason gendu.Reason, by float64) {
		r.Reasons = append(r.Reasons, reason)
		r.Confidence = round(r.Confidence*(1-by), 2)
	}
	f := c.take.faults
	if f.PeakDB < quietPeak {
		less(gendu.ReasonQuiet, 0.25)
	}
	if f.ClippedShare >= clippedShare {
		less(gendu.ReasonClipped, 0.4)
	}
	if f.Verdict == "noisy" || c.take.overNoise() < noisyOverNoise {
		less(gendu.ReasonNoisy, 0.4)
	}
	if c.take.high < narrowHz {
		less(gendu.ReasonNarrow, 0.15)
	}
	if !p.timed {
		less(gendu.ReasonNoTimes, 0.25)
	}
	if c.ref.len() < 80 {
		less(gendu.ReasonShort, 0.25)
	}
	if d := o.discriminant(); c.reading == nil && d.Odds(c.evidence()) < d.Sure {
		less(gendu.ReasonUnlike, 0.3)
	}
	o.done(StepMeasures)
	c.bleed(p, sound, o, less)
	o.done(StepBleed)
}

// bleed looks for the reference in the take. A browser that plays at another speed
// makes another waveform, in which there is nothing to look for.
func (c *comparing) bleed(p *Prepared, sound dsp.Signal, o Options, less func(gendu.Reason, float64)) {
	if !o.Shadow || o.speed() != 1 {
		return
	}
	peak, known := p.trace.Common(sound)
	if peak > bleed.Peak {
		less(gendu.ReasonBleed, 0.5)
	}
	if lag := c.result.Shadow; lag != nil && known {
		lag.Bleed = gendu.BleedNo
		if peak > bleed.Peak {
			lag.Bleed = gendu.BleedYes
		}
	}
}

// fail gives a verdict instead of measures: figures of another sentence mean nothing.
func fail(r *gendu.Comparison, verdict gendu.ComparisonVerdict) {
	r.Verdict = verdict
	r.Hint = gendu.Hint{Code: gendu.HintCode(verdict)}
	r.Measures.Each(func(_ string, one *gendu.Measure) { *one = gendu.Measure{Unit: one.Unit} })
	r.Pauses, r.Tones, r.Shadow, r.Final, r.Range = []gendu.Pause{}, nil, nil, nil, nil
	r.Score, r.Fluency, r.Clarity, r.ScoreError, r.ScoreEqual = nil, nil, nil, 0, 0
	for k := range r.Words {
		r.Words[k].Verdict, r.Words[k].Match, r.Words[k].Score = gendu.WordMissing, 0, nil
		r.Words[k].TakeStart, r.Words[k].TakeEnd = nil, nil
	}
}

// overall is the mean of the measures that are known, weighted, and then as much of
// it as was said.
func overall(m gendu.Measures) float64 {
	var sum, weight float64
	for _, part := range []struct {
		m gendu.Measure
		w float64
	}{{m.Completeness, 0.3}, {m.Rhythm, 0.25}, {m.Intonation, 0.25}, {m.Tempo, 0.1}, {m.Loudness, 0.1}} {
		if part.m.Known {
			sum, weight = sum+part.w*part.m.Score, weight+part.w
		}
	}
	if weight == 0 {
		return 0
	}
	return round(sum/weight*m.Completeness.Score/100, 1)
}

// flatten copies the scores to where a script looks for them.
func flatten(r *gendu.Comparison) {
	m := r.Measures
	r.Completeness, r.Rhythm, r.Tempo = m.Completeness.Score, m.Rhythm.Score, m.Tempo.Value
	r.Intonation, r.Loudness = m.Intonation.Score, m.Loudness.Score
}

// advise says of each measure what to do, and of all the one thing to do first.
func (c *comparing) advise(p *Prepared) {
	m := &c.result.Measures
	m.Completeness.Hint = c.adviseWords()
	m.Rhythm.Hint = c.adviseRhythm()
	m.Tempo.Hint = adviseTempo(m.Tempo)
	m.Intonation.Hint = c.adviseIntonation(p.pitches)
	if m.Loudness.Known {
		m.Loudness.Hint = graded(m.Loudness.Score, gendu.HintLoudness, gendu.HintLoudnessNear)
	}
	first, worst := gendu.Hint{Code: gendu.HintWell}, enough
	for _, one := range []gendu.Measure{m.Completeness, m.Rhythm, m.Intonation, m.Tempo, m.Loudness} {
		if one.Known && one.Hint.Code != gendu.HintNone && one.Score < worst {
			worst, first = one.Score, one.Hint
		}
	}
	if c.reading != nil {
		if h := c.adviseReading(c.reading); h.Code != gendu.HintNone {
			first = h
		}
	}
	if len(c.missing()) > 0 {
		first = m.Completeness.Hint
	}
	c.result.Hint = first
}

const (
	enough = 80.0 // a lower score leaves something to improve
	far    = 60.0 // and below this, more than a detail
)

// graded is the hint for a score, or the milder one, or none.
func graded(score float64, hint, near gendu.HintCode) gendu.Hint {
	switch {
	case score >= enough:
		return gendu.Hint{}
	case score >= far:
		return gendu.Hint{Code: near}
	}
	return gendu.Hint{Code: hint}
}

func (c *comparing) missing() []string {
	var out []string
	for k, w := range c.words {
		if !c.said(k) {
			out = append(out, w.text)
		}
	}
	return out
}

func (c *comparing) adviseWords() gendu.Hint {
	missing := c.missing()
	switch {
	case len(missing) == 0:
		return c.adviseUnclear()
	case c.cutAt() >= 0:
		return gendu.Hint{Code: gendu.HintEnd, Words: []string{c.words[c.cutAt()].text}}
	case len(missing) > maxHintWords:
		return gendu.Hint{Code: gendu.HintManyWords, Count: len(missing)}
	}
	return gendu.Hint{Code: gendu.HintWords, Words: missing}
}

// adviseUnclear names words that were said unlike the reference, and where these
// alone do not explain the score, the one that was most unlike it.
func (c *comparing) adviseUnclear() gendu.Hint {
	var weak []string
	worst := -1
	for k, w := range c.result.Words {
		if w.Verdict == gendu.WordUnclear && len(weak) < maxHintWords {
			weak = append(weak, w.Text)
		}
		if !c.words[k].tiny && (worst < 0 || w.Match < c.result.Words[worst].Match) {
			worst = k
		}
	}
	if len(weak) == 0 && worst >= 0 && c.result.Measures.Completeness.Score < enough {
		weak = []string{c.result.Words[worst].Text}
	}
	if len(weak) == 0 {
		return gendu.Hint{}
	}
	return gendu.Hint{Code: gendu.HintUnclear, Words: weak}
}

// cutAt is the first word of an end that is missing, of two words or more; -1 if the
// end is there.
func (c *comparing) cutAt() int {
	k := len(c.words)
	for k > 0 && !c.said(k-1) {
		k--
	}
	if k > len(c.words)-2 || k == 0 || len(c.missing()) > len(c.words)-k {
		return -1
	}
	return k
}

func (c *comparing) adviseRhythm() gendu.Hint {
	for _, p := range c.result.Pauses {
		if p.Kind == gendu.PauseExtra && p.EndMS-p.StartMS >= 250 {
			return gendu.Hint{Code: gendu.HintNoPause, Words: []string{c.words[p.After].text}}
		}
	}
	for _, p := range c.result.Pauses {
		if p.Kind == gendu.PauseLeftOut {
			return gendu.Hint{Code: gendu.HintPause, Words: []string{c.words[p.After].text}}
		}
	}
	for _, w := range c.result.Words {
		switch w.Verdict {
		case gendu.WordRushed:
			return gendu.Hint{Code: gendu.HintLonger, Words: []string{w.Text}}
		case gendu.WordDrawnOut:
			return gendu.Hint{Code: gendu.HintShorter, Words: []string{w.Text}}
		}
	}
	if m := c.result.Measures.Rhythm; m.Known && m.Score < enough {
		return gendu.Hint{Code: gendu.HintUneven}
	}
	return gendu.Hint{}
}

func adviseTempo(m gendu.Measure) gendu.Hint {
	switch {
	case !m.Known || m.Score > 90:
		return gendu.Hint{}
	case m.Value < 1:
		return gendu.Hint{Code: gendu.HintFaster, Count: int(math.Round(100 * (1 - m.Value)))}
	}
	return gendu.Hint{Code: gendu.HintSlower, Count: int(math.Round(100 * (m.Value - 1)))}
}

func (c *comparing) adviseIntonation(ref []float64) gendu.Hint {
	if !c.result.Measures.Intonation.Known {
		return gendu.Hint{}
	}
	if s := spread(c.pitches); s < 1 && spread(ref) > 2*s {
		return gendu.Hint{Code: gendu.HintMonotone}
	}
	// Half of the move at least has to be heard, or a question is none.
	if x, y, ok := c.finals(ref); ok && math.Abs(x) >= finalMove && y*math.Copysign(1, x) < finalMove/2 {
		if x > 0 {
			return gendu.Hint{Code: gendu.HintFinalRise}
		}
		return gendu.Hint{Code: gendu.HintFinalFall}
	}
	return graded(c.result.Measures.Intonation.Score, gendu.HintMelody, gendu.HintMelodyNear)
}
