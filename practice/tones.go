package practice

import (
	"math"
	"slices"

	"gendu"
)

const (
	// toneDoubt is the chance of the right tone below which another one was said.
	toneDoubt = 0.1
	// toneWeak is the length of a syllable beside the others', and toneFaint by how many
	// dB it is weaker, for it to bear no tone.
	toneWeak  = 0.6
	toneFaint = 3.0
	// toneOwn is the variance of the height of one syllable around what its tone and
	// the voice have it be, semitones squared: the melody of the sentence.
	toneOwn = 9.0
	// toneScaleOf is how many syllables' worth the range of the model's voices counts.
	toneScaleOf = 1.0
)

// sung is one side of the syllables: their shapes, and which of them are known.
type sung struct {
	shapes []toneShape
	voiced []int     // frames
	level  []float64 // dB, of the loudest frame
	known  []bool
}

// sing takes the shapes of the spans; a span without length is not there.
func (v *voice) sing(spans []span) sung {
	s := sung{shapes: make([]toneShape, len(spans)), voiced: make([]int, len(spans)), level: make([]float64, len(spans)), known: make([]bool, len(spans))}
	for k, at := range spans {
		if at = v.clamp(at); at.len() >= toneRun {
			s.shapes[k], s.voiced[k], s.known[k] = v.shape(at)
			s.level[k] = slices.Max(v.loud[at.from:at.to])
		}
	}
	return s
}

// register is the height and the range of a voice as all syllables but one show them,
// given how likely each tone of each is.
func (s sung) register(m *ToneModel, tones []chances, but int) register {
	precision := 1 / anyone.variance
	sum := anyone.mean * precision
	n := 0.0
	for k, known := range s.known {
		if !known || k == but {
			continue
		}
		expected := 0.0
		for t, p := range tones[k] {
			expected += p * m.Mean[t][0]
		}
		precision += 1 / toneOwn
		sum += (s.shapes[k][0] - expected) / toneOwn
		n++
	}
	r := register{mean: sum / precision, variance: 1 / precision, scale: 1}
	own, usual := toneScaleOf, toneScaleOf
	for k, known := range s.known {
		if !known || k == but {
			continue
		}
		x := s.shapes[k]
		x[0] -= r.mean
		var expected float64
		for t, p := range tones[k] {
			c := m.Cover[t]
			expected += p * (toneShape(m.Mean[t]).energy() + c[0][0] + c[1][1]/3 + c[2][2]/5)
		}
		own, usual = own+x.energy()/max(expected, 1), usual+1
	}
	r.scale = min(max(math.Sqrt(own/usual), 0.4), 1.6)
	return r
}

// toneRounds is how often the tones of the reference and its register are found from
// each other.
const toneRounds = 3

// hearAll says which tones the reference has where its text does not.
func (s sung) hearAll(m *ToneModel, all []syllable) []chances {
	out := make([]chances, len(all))
	for k, y := range all {
		out[k] = chances{0.25, 0.25, 0.25, 0.25}
		if y.tone >= 0 && y.tone < toneNeutral {
			out[k] = certain(y.tone)
		}
	}
	for range toneRounds {
		next := slices.Clone(out)
		for k, y := range all {
			if s.known[k] && (y.tone == toneUnknown || y.read) {
				next[k] = y.believed(m.hear(s.shapes[k], s.register(m, out, k), k+1 < len(all)))
			}
		}
		out = next
	}
	return out
}

// toneRead is the chance that a character has the tone of its reading: some have
// several.
const toneRead = 0.95

// believed are the chances of what was heard, and of the reading if there is one.
func (y syllable) believed(heard chances) (out chances) {
	if !y.read {
		return heard
	}
	var sum float64
	for t, p := range heard {
		prior := (1 - toneRead) / 3
		if t == y.tone {
			prior = toneRead
		}
		out[t] = p*prior + 1e-12
		sum += out[t]
	}
	for t := range out {
		out[t] /= sum
	}
	return out
}

// tones says of each syllable whether the take has the tone of the reference.
func (c *comparing) tones(m *ToneModel, all []syllable) []gendu.Tone {
	here, there := make([]span, len(all)), make([]span, len(all))
	for k, s := range all {
		here[k] = s.at
	}
	here = c.ref.settle(here)
	for k, s := range all {
		if c.said(s.word) {
			there[k] = c.inTake(here[k])
		}
	}
	there = c.take.settle(there)
	ref, take := c.ref.sing(here), c.take.sing(there)
	leaveWeakOut(ref, all)
	tones := ref.hearAll(m, all)
	out := make([]gendu.Tone, len(all))
	for k, s := range all {
		out[k] = gendu.Tone{Word: s.word, Syllable: s.index, Text: s.text, Verdict: gendu.ToneUnclear}
		switch {
		case s.tone == toneNeutral:
			out[k].Verdict = gendu.ToneNeutral
		case ref.known[k] && take.known[k]:
			c.judgeTone(m, &out[k], k, all, ref, take, tones)
		}
	}
	return out
}

// judgeTone compares one syllable.
func (c *comparing) judgeTone(m *ToneModel, t *gendu.Tone, k int, all []syllable, ref, take sung, tones []chances) {
	q, r := ref.register(m, tones, k), take.register(m, tones, k)
	var right float64
	var heard chances
	for tone, p := range tones[k] {
		if p < 1e-4 {
			continue
		}
		sounds := m.hearAfter(take.shapes[k], r, ref.shapes[k], tone, q, k+1 < len(all))
		for _, ok := range accepted(all, tones, k, tone) {
			right += p * sounds[ok]
		}
		for s := range heard {
			heard[s] += p * sounds[s]
		}
	}
	expected := tones[k].best()
	t.Verdict, t.Tone, t.Chance = gendu.ToneGood, expected+1, round(min(right, 1), 3)
	t.Distance = round(q.normal(ref.shapes[k]).distance(r.normal(take.shapes[k])), 2)
	if right < toneDoubt {
		heard[expected] = 0
		t.Verdict, t.Resembles = gendu.ToneWrong, heard.best()+1
	}
}

// accepted are the tones that are right for syllable k where the reference has a tone.
// A third tone before another one is said as a second (third-tone sandhi); who says it
// as a third where the reference does that is understood as well, and the other way
// round, unless the text says that it is a second.
func accepted(all []syllable, tones []chances, k, tone int) []int {
	if change := all[k].change; change != nil && (!all[k].read && all[k].tone != toneUnknown || slices.Contains(change, tone)) {
		return change
	}
	followed := k+1 < len(all) && all[k+1].tone != toneNeutral && tones[k+1][2] > 0.5
	switch {
	case followed && tone == 2, followed && tone == 1 && (all[k].read || all[k].tone == toneUnknown):
		return []int{1, 2}
	}
	return []int{tone}
}

// leaveWeakOut marks the syllables that are so short and so faint beside the others
// that they bear no tone, where the text does not say which tone they have.
func leaveWeakOut(ref sung, all []syllable) {
	var lengths, levels []float64
	for k, known := range ref.known {
		if known {
			lengths, levels = append(lengths, float64(ref.voiced[k])), append(levels, ref.level[k])
		}
	}
	if len(lengths) < 4 {
		return
	}
	slices.Sort(lengths)
	slices.Sort(levels)
	usual, loud := lengths[len(lengths)/2], levels[len(levels)/2]
	for k := range all {
		short := float64(ref.voiced[k]) < toneWeak*usual
		if all[k].tone == toneUnknown && ref.known[k] && short && ref.level[k] < loud-toneFaint {
			all[k].tone = toneNeutral
		}
	}
}

// inTake is where a span of the reference is in the take.
func (c *comparing) inTake(at span) span {
	first, last := -1.0, -1.0
	for i := at.from; i < at.to; i++ {
		if j := c.way.at[i]; j >= 0 {
			if first < 0 {
				first = j
			}
			last = j
		}
	}
	if first < 0 {
		return span{}
	}
	return span{int(first), int(last) + 1}
}
