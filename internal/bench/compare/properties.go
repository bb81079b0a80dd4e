package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gendu/audio"
	"gendu/practice"
)

// change is something done to a take that must not matter, or only in one measure.
type change struct {
	name string
	do   func(audio.Signal) audio.Signal
}

func gain(db float64) func(audio.Signal) audio.Signal {
	return func(s audio.Signal) audio.Signal {
		return each(s, func(v float32) float32 { return v * float32(math.Pow(10, db/20)) })
	}
}

func each(s audio.Signal, f func(float32) float32) audio.Signal {
	out := audio.Signal{Rate: s.Rate, Samples: make([]float32, len(s.Samples))}
	for i, v := range s.Samples {
		out.Samples[i] = f(v)
	}
	return out
}

func noise(db float64) func(audio.Signal) audio.Signal {
	return func(s audio.Signal) audio.Signal {
		r := rand.New(rand.NewPCG(1, uint64(db)))
		var power float64
		for _, v := range s.Samples {
			power += float64(v) * float64(v) / float64(len(s.Samples))
		}
		size := math.Sqrt(power * math.Pow(10, -db/10))
		return each(s, func(v float32) float32 { return v + float32(size*r.NormFloat64()) })
	}
}

func to(rate int) func(audio.Signal) audio.Signal {
	return func(s audio.Signal) audio.Signal { return audio.Resample(s, rate) }
}

// pauseInside is the take with half a second of silence in its middle.
func pauseInside(s audio.Signal) audio.Signal {
	at := len(s.Samples) / 2
	return audio.Signal{Rate: s.Rate, Samples: append(append(append([]float32{}, s.Samples[:at]...), make([]float32, s.Rate/2)...), s.Samples[at:]...)}
}

var changes = []change{
	{"gain -30 dB", gain(-30)},
	{"gain +6 dB", gain(6)},
	{"polarity", func(s audio.Signal) audio.Signal { return each(s, func(v float32) float32 { return -v }) }},
	{"DC 0.1", func(s audio.Signal) audio.Signal { return each(s, func(v float32) float32 { return v + 0.1 }) }},
	{"24 kHz", to(24000)},
	{"44.1 kHz", to(44100)},
	{"48 kHz", to(48000)},
	{"8 kHz", to(8000)},
	{"noise 40 dB", noise(40)},
	{"noise 30 dB", noise(30)},
	{"noise 20 dB", noise(20)},
	{"noise 10 dB", noise(10)},
	{"pause 500 ms", pauseInside},
}

// properties prints by how much each change moves each measure, for takes of the same
// sentence by another voice: the lowest and the highest difference.
func properties(all []*recording) error {
	fmt.Printf("\nwhat a change to the take does to its scores (lowest … highest over the pairs)\n%-14s", "")
	for _, m := range measureNames {
		fmt.Printf(" %-16s", m)
	}
	fmt.Println("verdicts")
	chosen := somePairs(all)
	plain := make([]*practice.Comparison, len(chosen))
	for i, p := range chosen {
		var err error
		if plain[i], err = p[0].ready.Compare(p[1].signal, practice.Options{}); err != nil {
			return err
		}
	}
	for _, ch := range changes {
		var low, high [6]float64
		verdicts := map[string]int{}
		for i, p := range chosen {
			c, err := p[0].ready.Compare(ch.do(p[1].signal), practice.Options{})
			if err != nil {
				return err
			}
			verdicts[c.Verdict]++
			was := scores(plain[i])
			for k, v := range scores(c) {
				low[k], high[k] = min(low[k], v-was[k]), max(high[k], v-was[k])
			}
		}
		fmt.Printf("%-14s", ch.name)
		for k := range low {
			fmt.Printf(" %6.1f … %+6.1f ", low[k], high[k])
		}
		fmt.Println(verdicts)
	}
	return identity(all)
}

var measureNames = []string{"completeness", "rhythm", "tempo", "intonation", "loudness", "overall"}

func scores(c *practice.Comparison) [6]float64 {
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
func identity(all []*recording) error {
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
		late := audio.Signal{Rate: a.signal.Rate, Samples: append(make([]float32, a.signal.Rate/5), a.signal.Samples...)}
		if c, err = a.ready.Compare(late, practice.Options{Shadow: true}); err != nil {
			return err
		}
		if c.Shadow == nil {
			return fmt.Errorf("%s: no lag was found", a.File)
		}
		worst = max(worst, math.Abs(float64(c.Shadow.LagMS-200)))
	}
	fmt.Printf("a reference against itself: at least %.1f; 200 ms late: lag wrong by at most %.0f ms\n", lowest, worst)
	return nil
}
