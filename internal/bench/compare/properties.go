package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gendu"
	"gendu/audio/dsp"
	"gendu/internal/bench/board"
	"gendu/practice"
)

// change is something done to a take that must not matter, or only in one measure.
type change struct {
	name string
	do   func(dsp.Signal) dsp.Signal
	goal func(b *board.Board, o outcome)
}

// outcome is what a change did to the scores of all pairs.
type outcome struct {
	name      string
	low, high [6]float64 // by measure
	good      int        // pairs with the verdict ok
	named     int        // pairs of which a pause of the take was named in its middle
	pairs     int
}

func small(b *board.Board, o outcome) {
	most := 0.0
	for k := range o.low {
		most = max(most, -o.low[k], o.high[k])
	}
	b.Goal(most <= 2, "%s changes scores by at most %.1f (goal 2)", o.name, most)
}

func comparable(b *board.Board, o outcome) {
	b.Goal(o.good == o.pairs, "%s: %d of %d pairs are compared (goal all)", o.name, o.good, o.pairs)
}

func raisesNothing(b *board.Board, o outcome) {
	most, what := 0.0, "none"
	for k, v := range o.high {
		if v > most {
			most, what = v, measureNames[k]
		}
	}
	b.Goal(most <= 2, "%s raises %s by at most %.1f (goal 2)", o.name, what, most)
}

func breaksRhythm(b *board.Board, o outcome) {
	b.Goal(o.high[1] < 0 && o.named == o.pairs, "%s lowers rhythm by %.1f to %.1f, and is named in its place in %d of %d (goal all)",
		o.name, -o.high[1], -o.low[1], o.named, o.pairs)
}

func gain(db float64) func(dsp.Signal) dsp.Signal {
	return func(s dsp.Signal) dsp.Signal {
		return each(s, func(v float32) float32 { return v * float32(math.Pow(10, db/20)) })
	}
}

func each(s dsp.Signal, f func(float32) float32) dsp.Signal {
	out := dsp.Signal{Rate: s.Rate, Samples: make([]float32, len(s.Samples))}
	for i, v := range s.Samples {
		out.Samples[i] = f(v)
	}
	return out
}

func noise(db float64) func(dsp.Signal) dsp.Signal {
	return func(s dsp.Signal) dsp.Signal {
		r := rand.New(rand.NewPCG(1, uint64(db)))
		var power float64
		for _, v := range s.Samples {
			power += float64(v) * float64(v) / float64(len(s.Samples))
		}
		size := math.Sqrt(power * math.Pow(10, -db/10))
		return each(s, func(v float32) float32 { return v + float32(size*r.NormFloat64()) })
	}
}

func to(rate int) func(dsp.Signal) dsp.Signal {
	return func(s dsp.Signal) dsp.Signal { return dsp.Resample(s, rate) }
}

// pauseInside is the take with half a second of silence in its middle.
func pauseInside(s dsp.Signal) dsp.Signal {
	at := len(s.Samples) / 2
	return dsp.Signal{Rate: s.Rate, Samples: append(append(append([]float32{}, s.Samples[:at]...), make([]float32, s.Rate/2)...), s.Samples[at:]...)}
}

var changes = []change{
	{"gain -30 dB", gain(-30), small},
	{"gain +6 dB", gain(6), small},
	{"polarity", func(s dsp.Signal) dsp.Signal { return each(s, func(v float32) float32 { return -v }) }, small},
	{"DC 0.1", func(s dsp.Signal) dsp.Signal { return each(s, func(v float32) float32 { return v + 0.1 }) }, small},
	{"24 kHz", to(24000), small},
	{"44.1 kHz", to(44100), small},
	{"48 kHz", to(48000), small},
	{"8 kHz", to(8000), comparable},
	{"noise 40 dB", noise(40), raisesNothing},
	{"noise 30 dB", noise(30), raisesNothing},
	{"noise 20 dB", noise(20), raisesNothing},
	{"noise 10 dB", noise(10), raisesNothing},
	{"pause 500 ms", pauseInside, breaksRhythm},
}

// properties prints by how much each change moves each measure, for takes of the same
// sentence by another voice: the lowest and the highest difference.
func properties(b *board.Board, all []*recording) error {
	fmt.Printf("\nwhat a change to the take does to its scores (lowest … highest over the pairs)\n%-14s", "")
	for _, m := range measureNames {
		fmt.Printf(" %-16s", m)
	}
	fmt.Println("verdict ok")
	chosen := somePairs(all)
	plain := make([]*gendu.Comparison, len(chosen))
	for i, p := range chosen {
		var err error
		if plain[i], err = p[0].ready.Compare(p[1].signal, practice.Options{}); err != nil {
			return err
		}
	}
	var outcomes []outcome
	for _, ch := range changes {
		o := outcome{name: ch.name, pairs: len(chosen)}
		for k := range o.low {
			o.low[k], o.high[k] = math.Inf(1), math.Inf(-1)
		}
		for i, p := range chosen {
			c, err := p[0].ready.Compare(ch.do(p[1].signal), practice.Options{})
			if err != nil {
				return err
			}
			o.add(c, scores(plain[i]), p[1].signal.Duration().Milliseconds()/2)
		}
		fmt.Printf("%-14s", o.name)
		for k := range o.low {
			fmt.Printf(" %6.1f … %+6.1f ", o.low[k], o.high[k])
		}
		fmt.Printf("%d of %d\n", o.good, o.pairs)
		outcomes = append(outcomes, o)
	}
	for i, ch := range changes {
		ch.goal(b, outcomes[i])
	}
	return identity(b, all)
}

func (o *outcome) add(c *gendu.Comparison, was [6]float64, middleMS int64) {
	if c.Verdict == gendu.VerdictOK {
		o.good++
	}
	for k, v := range scores(c) {
		o.low[k], o.high[k] = min(o.low[k], v-was[k]), max(o.high[k], v-was[k])
	}
	for _, p := range c.Pauses {
		if p.Kind == "extra" && p.StartMS < middleMS+250 && p.EndMS > middleMS+250 {
			o.named++
			break
		}
	}
}

var measureNames = []string{"completeness", "rhythm", "tempo", "intonation", "loudness", "overall"}

func scores(c *gendu.Comparison) [6]float64 {
	m := c.Measures
	return [6]float64{m.Completeness.Score, m.Rhythm.Score, m.Tempo.Score, m.Intonation.Score, m.Loudness.Score, c.Overall}
}

// somePairs is one take of another voice, and one of the same, for each full reading.
func somePairs(all []*recording) (out [][2]*recording) {
	for _, a := range all {
		if a.Kind != "full" {
			continue
		}
		for _, b := range all {
			if b.Kind == "full" && b.Sentence == a.Sentence && b.Voice != a.Voice {
				out = append(out, [2]*recording{a, b})
				break
			}
		}
	}
	return out
}

// identity prints what a reference scores against itself, and the lag of a late copy.
func identity(b *board.Board, all []*recording) error {
	lowest, worst := 100.0, 0.0
	for _, a := range all {
		if a.Kind != "full" {
			continue
		}
		c, err := a.ready.Compare(a.signal, practice.Options{})
		if err != nil {
			return err
		}
		lowest = min(lowest, c.Overall)
		late := dsp.Signal{Rate: a.signal.Rate, Samples: append(make([]float32, a.signal.Rate/5), a.signal.Samples...)}
		if c, err = a.ready.Compare(late, practice.Options{Shadow: true}); err != nil {
			return err
		}
		if c.Shadow == nil {
			return fmt.Errorf("%s: no lag was found", a.File)
		}
		worst = max(worst, math.Abs(float64(c.Shadow.LagMS-200)))
	}
	b.Goal(lowest >= 99.95, "a reference against itself: at least %.1f (goal 100)", lowest)
	b.Goal(worst <= 20, "200 ms late in Shadow mode: lag wrong by at most %.0f ms (goal 20)", worst)
	return nil
}
