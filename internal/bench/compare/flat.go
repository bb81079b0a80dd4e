package main

import (
	"fmt"
	"math"
	"slices"

	"gendu"
	"gendu/audio/dsp"
	"gendu/internal/bench/board"
	"gendu/practice"
)

// repitched speaks a recording again by pitch-synchronous overlap and add (Moulines and
// Charpentier 1990): on one tone, or with its own pitch, so that what the method itself
// does to a sound is known.
func repitched(s dsp.Signal, flat bool) dsp.Signal {
	track := dsp.PitchOf(s)
	period := func(at int) int { // samples; 0: unvoiced
		i := int(float64(at) * 1000 / float64(s.Rate) / track.HopMS)
		if i < 0 || i >= len(track.Hz) || track.Hz[i] <= 0 {
			return 0
		}
		return int(float64(s.Rate) / float64(track.Hz[i]))
	}
	voiced := slices.DeleteFunc(slices.Clone(track.Hz), func(hz float32) bool { return hz <= 0 })
	if len(voiced) == 0 {
		return s
	}
	slices.Sort(voiced)
	middle := int(float64(s.Rate) / float64(voiced[len(voiced)/2]))
	marks := marksOf(s, period)
	out, sum := make([]float32, len(s.Samples)), make([]float32, len(s.Samples))
	next := 0
	for at := 0; at < len(out); {
		for next+1 < len(marks) && abs(marks[next+1]-at) <= abs(marks[next]-at) {
			next++
		}
		own := period(marks[next])
		reach := own
		if own == 0 {
			reach = s.Rate / 200
		}
		for d := -reach; d <= reach; d++ {
			from, to := marks[next]+d, at+d
			if from < 0 || from >= len(out) || to < 0 || to >= len(out) {
				continue
			}
			w := float32(0.5 + 0.5*math.Cos(math.Pi*float64(d)/float64(reach)))
			out[to] += w * s.Samples[from]
			sum[to] += w
		}
		switch {
		case own == 0:
			at += s.Rate / 200
		case flat:
			at += middle
		default:
			at += own
		}
	}
	for i := range out {
		out[i] /= max(sum[i], 0.3)
	}
	asLoud(out, s.Samples, s.Rate/30)
	return dsp.Signal{Rate: s.Rate, Samples: out}
}

// asLoud gives a signal the level that another has around each sample, in place: fewer
// periods a second must not make it weaker.
func asLoud(x, like []float32, reach int) {
	sums := func(x []float32) []float64 {
		out := make([]float64, len(x)+1)
		for i, v := range x {
			out[i+1] = out[i] + float64(v)*float64(v)
		}
		return out
	}
	have, want := sums(x), sums(like)
	for i := range x {
		from, to := max(i-reach, 0), min(i+reach, len(x))
		ratio := (want[to] - want[from]) / max(have[to]-have[from], 1e-9)
		x[i] *= float32(math.Sqrt(min(ratio, 4)))
	}
}

// marksOf are the highest samples of each period, and one every 5 ms elsewhere.
func marksOf(s dsp.Signal, period func(int) int) (marks []int) {
	for at := 0; at < len(s.Samples); {
		p := period(at)
		if p == 0 {
			marks = append(marks, at)
			at += s.Rate / 200
			continue
		}
		best := at
		for i := max(at-p/4, 0); i <= min(at+p/4, len(s.Samples)-1); i++ {
			if s.Samples[i] > s.Samples[best] {
				best = i
			}
		}
		marks = append(marks, best)
		at = best + p
	}
	return marks
}

func abs(v int) int { return max(v, -v) }

// melody is the intonation from which on there is something to lose.
const melody = 30.0

// flattened puts each full reading on one tone and prints what that does to it beside
// the other voices.
func flattened(b *board.Board, all []*recording) error {
	low, high := [6]float64{}, [6]float64{}
	n, lowered, named := 0, 0, 0
	for _, pair := range somePairs(all) {
		var got [2]*gendu.Comparison
		for i, flat := range []bool{false, true} {
			var err error
			if got[i], err = pair[0].ready.Compare(repitched(pair[1].signal, flat), practice.Options{}); err != nil {
				return err
			}
		}
		before, after := scores(got[0]), scores(got[1])
		for k := range low {
			low[k], high[k] = min(low[k], after[k]-before[k]), max(high[k], after[k]-before[k])
		}
		if before[3] < melody {
			continue // a reference without melody says nothing of one that is lost
		}
		n++
		if after[3] < before[3] {
			lowered++
		}
		if got[1].Measures.Intonation.Hint.Code == gendu.HintMonotone {
			named++
		}
	}
	fmt.Printf("\nflattened by PSOLA, beside the same with its own pitch: completeness %.1f, rhythm %.1f, tempo %.1f, loudness %.1f at the lowest; intonation %.1f to %+.1f\n",
		low[0], low[1], low[2], low[4], low[3], high[3])
	b.Goal(lowered == n, "a flattened pitch lowers intonation in %d of %d (goal all); monotone is named in %d", lowered, n, named)
	others := max(-low[0], -low[1], -low[2], -low[4])
	b.Goal(others <= 5, "  and another measure by at most %.1f (goal 5)", others)
	return nil
}
