package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"gendu/practice"
)

// inNoise prints what learners would be told falsely of full readings in white noise at
// 20 dB: words that were said called missing, and pauses that nobody made.
func inNoise(b *board, name string, all []*recording) error {
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
			if slices.Contains(c.Reasons, practice.ReasonNoisy) {
				marked++
			}
			pauses += max(extra(c)-extra(clean), 0)
			for _, w := range c.Words {
				words++
				if w.Verdict == practice.WordMissing {
					missing++
				}
			}
		}
	}
	share := 100 * float64(missing) / float64(max(words, 1))
	fmt.Printf("\n%s in white noise at 20 dB: %d of %d full readings are marked as noisy\n", name, marked, readings)
	b.goal(share <= 5, "words missing on full readings in noise at 20 dB: %d of %d, %.2f %% (goal at most 5 %%)", missing, words, share)
	b.goal(pauses == 0, "pauses invented on full readings in noise at 20 dB: %d in %d (goal none)", pauses, readings)
	return nil
}

func extra(c *practice.Comparison) (n int) {
	for _, p := range c.Pauses {
		if p.Kind == "extra" {
			n++
		}
	}
	return n
}

// flattened says each sentence twice by one voice, once on one tone, and prints what
// that does beside the full readings of the other voices.
func flattened(ctx context.Context, b *board, all []*recording) error {
	dir, err := os.MkdirTemp("", "gendu-bench-flat-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	low, high := [6]float64{}, [6]float64{}
	n, lowered := 0, 0
	for _, a := range all {
		if a.Kind != "full" {
			continue
		}
		var got [2][6]float64
		for i, text := range []string{a.Text, "<prosody range='0%'>" + a.Text + "</prosody>"} {
			file := filepath.Join(dir, "said.wav")
			if err := tool(exec.CommandContext(ctx, "espeak-ng", "-m", "-v", "en-us+m7", "-s", "150", "-w", file, text)); err != nil {
				return err
			}
			s, err := decode(file)
			if err != nil {
				return err
			}
			c, err := a.ready.Compare(s, practice.Options{})
			if err != nil {
				return err
			}
			got[i] = scores(c)
		}
		n++
		if got[1][3] < got[0][3] {
			lowered++
		}
		for k := range low {
			low[k], high[k] = min(low[k], got[1][k]-got[0][k]), max(high[k], got[1][k]-got[0][k])
		}
	}
	others := max(-low[0], -low[1], -low[2], -low[4])
	fmt.Printf("\na voice on one tone beside the same voice (espeak-ng): intonation %.1f … %+.1f\n", low[3], high[3])
	b.goal(lowered == n, "a flattened pitch lowers intonation in %d of %d (goal all)", lowered, n)
	b.goal(others <= 5, "  and another measure by at most %.1f (goal 5)", others)
	return nil
}
