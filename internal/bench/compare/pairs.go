package main

import (
	"fmt"
	"slices"

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
	full     map[string]float64 // tempo of the full reading by reference and voice
	slow     map[string]float64
	measures [4][]float64 // of full readings: rhythm, intonation, loudness, overall
}

// pairs compares every full reading with every take of another voice.
func pairs(name string, all []*recording) error {
	t := &tally{complete: map[string][]float64{}, verdicts: map[string]map[string]int{}, full: map[string]float64{}, slow: map[string]float64{}}
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
	t.print(name)
	return nil
}

func (t *tally) add(a, b *recording, c *practice.Comparison) {
	kind := b.Kind
	if a.Sentence != b.Sentence {
		kind = "other"
	}
	t.complete[kind] = append(t.complete[kind], c.Completeness)
	if t.verdicts[kind] == nil {
		t.verdicts[kind] = map[string]int{}
	}
	t.verdicts[kind][c.Verdict]++
	for k, w := range c.Words {
		missing, omitted := w.Verdict == practice.WordMissing, slices.Contains(b.Omitted, k)
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
		t.full[a.File+b.Voice] = c.Tempo
		for i, v := range []float64{c.Rhythm, c.Intonation, c.Loudness, c.Overall} {
			t.measures[i] = append(t.measures[i], v)
		}
	case "slow":
		t.slow[a.File+b.Voice] = c.Tempo
	}
}

func (t *tally) print(name string) {
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
		fmt.Printf("area under the curve, full against %-6s %.4f (goal %.3f)\n", wrong.kind, area(t.complete["full"], t.complete[wrong.kind]), wrong.goal)
	}
	precision := float64(t.found) / float64(max(t.found+t.wrongly, 1))
	recall := float64(t.found) / float64(max(t.found+t.missed, 1))
	fmt.Printf("omitted words: precision %.3f, recall %.3f, F1 %.3f (goal 0.85)\n", precision, recall, 2*precision*recall/max(precision+recall, 1e-9))
	fmt.Printf("false alarms on full readings: %.2f %% of %d words (goal 5 %%)\n", 100*float64(t.alarms)/float64(max(t.words, 1)), t.words)
	var ratios []float64
	for k, v := range t.slow {
		if t.full[k] > 0 {
			ratios = append(ratios, v/t.full[k])
		}
	}
	slices.Sort(ratios)
	if len(ratios) > 0 {
		fmt.Printf("tempo of slow over that of full: min %.3f, median %.3f, max %.3f (goal 0.75 within 0.05)\n", ratios[0], median(ratios), ratios[len(ratios)-1])
	}
	for i, what := range []string{"rhythm", "intonation", "loudness", "overall"} {
		v := slices.Sorted(slices.Values(t.measures[i]))
		fmt.Printf("full readings, %-10s  min %5.1f, median %5.1f, max %5.1f\n", what, v[0], median(v), v[len(v)-1])
	}
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
