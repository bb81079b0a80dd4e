package practice

import (
	"math"
	"slices"

	"gendu/audio"
)

// finish takes the measures along the way that was found.
func (c *pairing) finish(p *Prepared, take *voice, sound audio.Signal, o Options) {
	r := c.result
	c.pitches = smooth(take.pitch)
	c.judgeWords(p.tuning)
	r.Measures.Completeness = c.completeness(p.tuning)
	c.tempo = c.findTempo()
	r.Measures.Tempo = c.tempoMeasure()
	r.Pauses = c.pauses()
	r.Measures.Rhythm = c.rhythm()
	c.judgeLengths()
	r.Measures.Intonation = c.intonation(p.pitches)
	r.Measures.Loudness = c.loudness()
	r.Pitch = contours(c.way, p.pitches, c.pitches)
	if p.tonal {
		r.Tones = c.tones(p.pitches)
	}
	if o.Shadow {
		r.Shadow = c.lag()
	}
	c.conclude(p, sound, o)
	r.flatten()
}

// said says whether word k is in the take.
func (c *pairing) said(k int) bool {
	return c.way.words[k].from >= 0 && c.result.Words[k].Verdict != WordMissing
}

// judgeWords sets the words' times and whether they were said.
func (c *pairing) judgeWords(t tuning) {
	for k := range c.words {
		w, at := &c.result.Words[k], c.way.words[k]
		w.Match = round(clamp01(c.way.match[k]/t.full), 3)
		switch {
		case at.from < 0 || c.way.match[k] < t.missing:
			w.Match = 0
			continue
		case c.way.match[k] < t.weak:
			w.Verdict = WordWeak
		default:
			w.Verdict = WordGood
		}
		at = c.take.tighten(at)
		start, end := int64(at.from)*hopMS, int64(at.to)*hopMS
		w.TakeStart, w.TakeEnd = &start, &end
	}
}

// completeness is the share of the words that were said, by their length; a word
// that was said badly counts in part.
func (c *pairing) completeness(t tuning) Measure {
	var all, got float64
	for k, w := range c.words {
		weight := 5 + float64(w.at.len())
		all += weight
		if c.said(k) {
			got += weight * (0.5 + 0.5*clamp01((c.way.match[k]-t.missing)/(t.full-t.missing)))
		}
	}
	score := 100 * got / max(all, 1)
	return Measure{Score: round(score, 1), Value: round(score, 1), Unit: "%", Known: true}
}

// findTempo is how fast the words that were said came, against the reference,
// pauses left out.
func (c *pairing) findTempo() float64 {
	var ref, take float64
	for k, w := range c.words {
		if c.said(k) {
			ref += float64(w.at.len())
			take += c.spoken(k)
		}
	}
	if ref < 20 || take < 1 {
		return 0
	}
	return ref / take
}

// spoken is the length of word k in the take without pauses inside it, in frames. It
// comes from the path and not from levels, which noise changes.
func (c *pairing) spoken(k int) float64 { return max(c.way.used[k], 1) }

// tempoMeasure is full within a tenth of the reference's rate.
func (c *pairing) tempoMeasure() Measure {
	if c.tempo == 0 {
		return Measure{Unit: "x"}
	}
	off := max(math.Abs(math.Log(c.tempo))-math.Log(1.1), 0)
	return Measure{Score: round(100*math.Exp(-2*off), 1), Value: round(c.tempo, 3), Unit: "x", Known: true}
}

// loudness compares how much each word stands out.
func (c *pairing) loudness() Measure {
	var ref, take, weight []float64
	for k, w := range c.words {
		if !c.said(k) || w.at.len() < 4 || c.way.words[k].len() < 4 {
			continue
		}
		ref = append(ref, loud(c.ref.level[w.at.from:w.at.to]))
		at := c.way.words[k]
		take = append(take, loud(c.take.level[at.from:at.to]))
		weight = append(weight, math.Sqrt(float64(w.at.len())))
	}
	if len(ref) < 3 {
		return Measure{Unit: "r"}
	}
	a := agreement(ref, take, weight, 4)
	return Measure{Score: round(100*math.Sqrt(max(a, 0)), 1), Value: round(a, 3), Unit: "r", Known: true}
}

// loud is the level that the loudest fifth of a word exceeds.
func loud(level []float64) float64 {
	s := slices.Clone(level)
	slices.Sort(s)
	return s[len(s)-1-len(s)/5]
}

// agreement is Lin's concordance (1989) of two series, each around its own mean: 1
// where both rise and fall alike and as much, 0 where the one says nothing of the
// other or does not move at all. still is a variance that nobody hears, so that two
// flat series agree.
func agreement(a, b, weight []float64, still float64) float64 {
	var n, ma, mb float64
	for i, w := range weight {
		n, ma, mb = n+w, ma+w*a[i], mb+w*b[i]
	}
	ma, mb = ma/n, mb/n
	var va, vb, both float64
	for i, w := range weight {
		x, y := a[i]-ma, b[i]-mb
		va, vb, both = va+w*x*x, vb+w*y*y, both+w*x*y
	}
	return (2*both/n + still) / (va/n + vb/n + still)
}

func clamp01(v float64) float64 { return min(max(v, 0), 1) }

func round(v float64, digits int) float64 {
	p := math.Pow(10, float64(digits))
	return math.Round(v*p) / p
}
