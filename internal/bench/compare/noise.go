package main

import (
	"fmt"
	"slices"

	"gendu"
	"gendu/internal/bench/board"
	"gendu/practice"
)

// inNoise prints what learners would be told falsely of full readings in white noise at
// 20 dB: words that were said called missing, and pauses that nobody made.
func inNoise(b *board.Board, name string, all []*recording) error {
	var words, missing, pauses, readings, marked int
	for _, a := range all {
		for _, take := range all {
			if a.Kind != "full" || take.Kind != "full" || a.Sentence != take.Sentence || a.Voice == take.Voice {
				continue
			}
			clean, err := a.ready.Compare(take.signal, practice.Options{})
			if err != nil {
				return err
			}
			c, err := a.ready.Compare(noise(20)(take.signal), practice.Options{})
			if err != nil {
				return err
			}
			readings++
			if slices.Contains(c.Reasons, gendu.ReasonNoisy) {
				marked++
			}
			pauses += max(extra(c)-extra(clean), 0)
			for _, w := range c.Words {
				words++
				if w.Verdict == gendu.WordMissing {
					missing++
				}
			}
		}
	}
	share := 100 * float64(missing) / float64(max(words, 1))
	fmt.Printf("\n%s in white noise at 20 dB: %d of %d full readings are marked as noisy\n", name, marked, readings)
	b.Goal(share <= 5, "words missing on full readings in noise at 20 dB: %d of %d, %.2f %% (goal at most 5 %%)", missing, words, share)
	b.Goal(pauses == 0, "pauses invented on full readings in noise at 20 dB: %d in %d (goal none)", pauses, readings)
	return nil
}

func extra(c *gendu.Comparison) (n int) {
	for _, p := range c.Pauses {
		if p.Kind == "extra" {
			n++
		}
	}
	return n
}
