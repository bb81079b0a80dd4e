package practice

import (
	"cmp"
	"math"
	"slices"

	"gendu"
	"gendu/audio/dsp"
)

// finish takes the measures along the way that was found.
func (c *comparing) finish(p *Prepared, take *voice, sound dsp.Signal, o Options) {
	r := c.result
	c.pitches = smooth(take.pitch)
	c.judgeWords(p.tuning)
	r.Measures.Completeness = c.completeness(p.tuning)
	c.tempo, c.speed = c.findTempo(), o.speed()
	r.Measures.Tempo = c.tempoMeasure()
	r.Pauses = c.pauses()
	r.Measures.Rhythm = c.rhythm()
	c.judgeLengths()
	r.Measures.Intonation = c.intonation(p.pitches)
	r.Measures.Loudness = c.loudness()
	r.Pitch = contours(c.way, p.pitches, c.pitches)
	if p.tonal {
		r.Tones = c.tones(o.tones(), syllables(c.words, p.read))
	}
	r.Final, r.Range = c.tune(p.pitches)
	if o.Shadow {
		r.Shadow = c.lag(o)
	}
	c.conclude(p, sound, o)
	flatten(r)
}

// said says whether word k is in the take.
func (c *comparing) said(k int) bool {
	return c.way.words[k].from >= 0 && c.result.Words[k].Verdict != gendu.WordMissing
}

// judgeWords sets the words' times and whether they were said.
func (c *comparing) judgeWords(t tuning) {
	if c.reading != nil {
		c.readWords(t, c.reading)
		return
	}
	for k := range c.words {
		w, at := &c.result.Words[k], c.way.words[k]
		w.Match = round(clamp01(c.way.match[k]/t.full), 3)
		switch {
		case c.words[k].tiny:
			continue // judged by its neighbours
		case at.from < 0 || c.way.match[k] < t.missing:
			w.Match = 0
			continue
		case c.way.match[k] < t.weak:
			w.Verdict = gendu.WordUnclear
		default:
			w.Verdict = gendu.WordGood
		}
		c.placeWord(k)
	}
	for k := range c.words {
		if c.words[k].tiny && c.way.words[k].from >= 0 && (c.neighbourSaid(k, -1) || c.neighbourSaid(k, 1)) {
			c.result.Words[k].Verdict = gendu.WordGood
			c.placeWord(k)
		}
	}
}

// placeWord sets where a word that was said is in the take.
func (c *comparing) placeWord(k int) {
	at := c.take.tighten(c.way.words[k])
	start, end := int64(at.from)*hopMS, int64(at.to)*hopMS
	c.result.Words[k].TakeStart, c.result.Words[k].TakeEnd = &start, &end
}

// neighbourSaid says whether the next word in a direction that can be judged was said.
func (c *comparing) neighbourSaid(k, step int) bool {
	for k += step; k >= 0 && k < len(c.words); k += step {
		if !c.words[k].tiny {
			return c.said(k)
		}
	}
	return false
}

// completeness is the share of the words that were said, by their length; a word
// that was said badly counts in part.
func (c *comparing) completeness(t tuning) gendu.Measure {
	var all, got float64
	for k, w := range c.words {
		if w.tiny && c.said(k) {
			continue
		}
		weight := 5 + float64(w.at.len())
		all += weight
		if c.said(k) {
			got += weight * (0.5 + 0.5*clamp01((c.way.match[k]-t.missing)/(t.full-t.missing)))
		}
	}
	score := 100.0
	if all > 0 {
		score *= got / all
	}
	return gendu.Measure{Score: round(score, 1), Value: round(score, 1), Unit: "%", Known: true}
}

// findTempo is how fast the words that were said came, against the reference,
// pauses left out. It is taken over runs of words: where one ends and the next begins
// is less certain than how long both take.
func (c *comparing) findTempo() float64 {
	var ref, take float64
	for k := 0; k < len(c.words); {
		if !c.said(k) {
			k++
			continue
		}
		last := k
		for last+1 < len(c.words) && c.said(last+1) {
			last++
		}
		ref += sounding(c.ref.speech, span{c.words[k].at.from, c.words[last].at.to}, false)
		take += sounding(c.way.idle, span{c.way.words[k].from, c.way.words[last].to}, true)
		k = last + 1
	}
	if ref < 20 || take < 1 {
		return 0
	}
	return ref / take
}

// sounding is the number of frames without the pauses among them, which are runs of
// what.
func sounding(x []bool, s span, what bool) float64 {
	n := s.len()
	for _, r := range runs(x[s.from:s.to], what) {
		if r.len() >= pauseFrames {
			n -= r.len()
		}
	}
	return float64(n)
}

// spoken is the length of word k in the take without pauses inside it, in frames. It
// comes from the path and not from levels, which noise changes.
func (c *comparing) spoken(k int) float64 { return max(c.way.used[k], 1) }

// tempoMeasure is full within a tenth of the rate at which the reference was heard.
func (c *comparing) tempoMeasure() gendu.Measure {
	if c.tempo == 0 {
		return gendu.Measure{Unit: "x"}
	}
	rate := c.tempo / c.speed
	off := max(math.Abs(math.Log(rate))+c.doubtful()-math.Log(1.1), 0)
	return gendu.Measure{Score: round(100*math.Exp(-2*off), 1), Value: round(rate, 3), Unit: "x", Known: true}
}

// loudness compares how much each word stands out.
func (c *comparing) loudness() gendu.Measure {
	var ref, take, weight []float64
	for k, w := range c.words {
		if !c.said(k) {
			continue
		}
		if x, y, ok := c.nucleus(k); ok {
			ref, take = append(ref, x), append(take, y)
			weight = append(weight, math.Sqrt(float64(w.at.len())))
		}
	}
	if len(ref) < 3 {
		return gendu.Measure{Unit: "r"}
	}
	limitDepth(ref, c.ref.loud)
	limitDepth(take, c.take.loud)
	a := agreement(ref, take, weight, 4) * (1 - 2*c.doubtful())
	return gendu.Measure{Score: round(100*math.Sqrt(max(a, 0)), 1), Value: round(a, 3), Unit: "r", Known: true}
}

// heardDB is how far below its loud frames a voice is still heard in the noisiest
// room that the comparison allows for.
const heardDB = 10.0

// limitDepth puts levels into such a room, in place: how weak a weak word is cannot be
// told in noise, and must not count where there is none either.
func limitDepth(words, voice []float64) {
	sorted := slices.Sorted(slices.Values(voice))
	room := math.Pow(10, (sorted[len(sorted)-1-len(sorted)/20]-heardDB)/10)
	for i, v := range words {
		words[i] = 10 * math.Log10(math.Pow(10, v/10)+room)
	}
}

// nucleusReach is by how many frames a path may miss the loudest part of a word.
const nucleusReach = 3

// nucleus is the level of a word on both sides where the reference is loudest, a third
// of its frames: there noise counts least, and it is where stress is heard.
func (c *comparing) nucleus(k int) (ref, take float64, ok bool) {
	var at []int
	for i := c.words[k].at.from; i < c.words[k].at.to; i++ {
		if c.way.at[i] >= 0 {
			at = append(at, i)
		}
	}
	in := c.way.words[k]
	if len(at) < 4 || in.len() < 4 {
		return 0, 0, false
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(c.ref.loud[b], c.ref.loud[a]) })
	at = at[:max(len(at)/3, 3)]
	for _, i := range at {
		j := min(max(int(c.way.at[i]), in.from), in.to-1)
		ref += loudest(c.ref.loud, i, c.words[k].at) / float64(len(at))
		take += loudest(c.take.loud, j, in) / float64(len(at))
	}
	return ref, take, true
}

// loudest is the level of the loudest frame near i within a word.
func loudest(level []float64, i int, word span) float64 {
	return slices.Max(level[max(i-nucleusReach, word.from):min(i+nucleusReach+1, word.to)])
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
