package main

import (
	"fmt"
	"math"
	"slices"

	"gendu"
	"gendu/internal/bench/board"
	"gendu/practice"
)

// tally is what the pairs of different voices give.
type tally struct {
	complete map[string][]float64 // completeness by kind; "other": another sentence
	verdicts map[string]map[string]int
	found    int // omitted words
	missed   int
	wrongly  int // words of omit takes that were said
	alarms   int // missing words of full readings
	words    int
	full     map[string]reading // by reference and voice
	slow     map[string]reading
	measures [4][]float64 // of full readings: rhythm, intonation, loudness, overall
}

// reading is what a full or a slow reading got.
type reading struct{ completeness, tempo float64 }

// pairs compares every full reading with every take of another voice.
func pairs(b *board.Board, name string, all []*recording) error {
	t := &tally{complete: map[string][]float64{}, verdicts: map[string]map[string]int{}, full: map[string]reading{}, slow: map[string]reading{}}
	for _, a := range all {
		for _, b := range all {
			if a.Kind != "full" || a.Voice == b.Voice || a.Sentence != b.Sentence && b.Kind != "full" {
				continue
			}
			c, err := a.ready.Compare(b.signal, practice.Options{})
			if err != nil {
				return err
			}
			t.add(a, b, c)
		}
	}
	t.print(b, name)
	return nil
}

func (t *tally) add(a, b *recording, c *gendu.Comparison) {
	kind := b.Kind
	if a.Sentence != b.Sentence {
		kind = "other"
	}
	t.complete[kind] = append(t.complete[kind], c.Completeness)
	if t.verdicts[kind] == nil {
		t.verdicts[kind] = map[string]int{}
	}
	t.verdicts[kind][string(c.Verdict)]++
	for k, w := range c.Words {
		missing, omitted := w.Verdict == gendu.WordMissing, slices.Contains(b.Omitted, k)
		switch {
		case kind == "full":
			t.words++
			if missing {
				t.alarms++
			}
		case kind == "omit" && missing && omitted:
			t.found++
		case kind == "omit" && missing:
			t.wrongly++
		case kind == "omit" && omitted:
			t.missed++
		}
	}
	switch kind {
	case "full":
		t.full[a.File+b.Voice] = reading{c.Completeness, c.Tempo}
		for i, v := range []float64{c.Rhythm, c.Intonation, c.Loudness, c.Overall} {
			t.measures[i] = append(t.measures[i], v)
		}
	case "slow":
		t.slow[a.File+b.Voice] = reading{c.Completeness, c.Tempo}
	}
}

func (t *tally) print(b *board.Board, name string) {
	fmt.Printf("\n%s: every full reading against takes of other voices\n", name)
	fmt.Printf("%-8s %6s  %-34s verdicts\n", "take", "pairs", "completeness: min / median / max")
	for _, kind := range []string{"full", "slow", "omit", "trunc", "other"} {
		v := slices.Sorted(slices.Values(t.complete[kind]))
		if len(v) > 0 {
			fmt.Printf("%-8s %6d  %5.1f / %5.1f / %5.1f              %v\n", kind, len(v), v[0], median(v), v[len(v)-1], t.verdicts[kind])
		}
	}
	for _, wrong := range []struct {
		kind string
		goal float64
	}{{"other", 0.995}, {"omit", 0.97}, {"trunc", 0.99}} {
		a := area(t.complete["full"], t.complete[wrong.kind])
		b.Goal(a >= wrong.goal, "area under the curve, full against %-6s %.4f (goal %.3f)", wrong.kind, a, wrong.goal)
	}
	precision := float64(t.found) / float64(max(t.found+t.wrongly, 1))
	recall := float64(t.found) / float64(max(t.found+t.missed, 1))
	f1 := 2 * precision * recall / max(precision+recall, 1e-9)
	b.Goal(f1 >= 0.85, "omitted words: precision %.3f, recall %.3f, F1 %.3f (goal 0.85)", precision, recall, f1)
	alarms := 100 * float64(t.alarms) / float64(max(t.words, 1))
	b.Goal(alarms <= 5, "false alarms on full readings: %.2f %% of %d words (goal at most 5 %%)", alarms, t.words)
	t.printSlow(b)
	for i, what := range []string{"rhythm", "intonation", "loudness", "overall"} {
		v := slices.Sorted(slices.Values(t.measures[i]))
		fmt.Printf("full readings, %-10s  min %5.1f, median %5.1f, max %5.1f\n", what, v[0], median(v), v[len(v)-1])
	}
}

// printSlow compares each slow reading with the full one of the same two voices.
func (t *tally) printSlow(b *board.Board) {
	var ratios []float64
	drop := math.Inf(-1)
	for k, v := range t.slow {
		full, ok := t.full[k]
		if !ok {
			continue
		}
		drop = max(drop, full.completeness-v.completeness)
		if full.tempo > 0 {
			ratios = append(ratios, v.tempo/full.tempo)
		}
	}
	slices.Sort(ratios)
	if len(ratios) == 0 {
		return
	}
	b.Goal(drop <= 5, "slow full readings: completeness lower by at most %.1f (goal 5)", drop)
	half := median(ratios)
	b.Goal(math.Abs(half-0.75) <= 0.05, "tempo of slow over that of full, median %.3f (goal 0.75 within 0.05)", half)
	low, high := ratios[0], ratios[len(ratios)-1]
	b.Goal(low >= 0.7 && high <= 0.8, "  of single pairs: %.3f to %.3f (goal 0.70 to 0.80)", low, high)
}

func median(sorted []float64) float64 { return sorted[len(sorted)/2] }

// area is how often a right take scores higher than a wrong one.
func area(right, wrong []float64) float64 {
	var n float64
	for _, r := range right {
		for _, w := range wrong {
			switch {
			case r > w:
				n++
			case r == w:
				n += 0.5
			}
		}
	}
	return n / float64(max(len(right)*len(wrong), 1))
}
