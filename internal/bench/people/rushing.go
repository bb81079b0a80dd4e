package main

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	takefile "gendu/audio/take"
	"gendu/pronunciation"
)

// tempos are how much faster takes are made. At 1 they went through ffmpeg like the rest.
var tempos = []float64{1, 1.15, 1.3, 1.5, 1.75, 2}

// tooFast is the tempo from which on those who read at the pace of good readers already may
// gain nothing. Slower readers who come up to that pace may.
const tooFast = 1.3

// hurriedTakes is how many takes are hurried.
const hurriedTakes = 40

// hurried is a recording at another tempo and the same pitch, as ffmpeg's atempo makes it.
func hurried(ctx context.Context, file string, tempo float64) ([]float32, error) {
	var out, faults bytes.Buffer
	cmd := exec.CommandContext(ctx, "ffmpeg", "-nostdin", "-v", "error", "-i", file, "-af", fmt.Sprintf("atempo=%.3f", tempo),
		"-ac", "1", "-ar", fmt.Sprint(pronunciation.Rate), "-c:a", "pcm_s16le", "-f", "wav", "-bitexact", "-")
	cmd.Stdout, cmd.Stderr = &out, &faults
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("ffmpeg: %w: %s", err, faults.String())
	}
	s, _, err := takefile.Decode(out.Bytes())
	return s.Samples, err
}

// hurriedAnalyses are those of a take at each tempo, made or from the cache.
func (e *extractor) hurriedAnalyses(ctx context.Context, t *take) ([]*pronunciation.Analysis, error) {
	file := filepath.Join(e.cache, "hurried", t.ID+".gob")
	var out []*pronunciation.Analysis
	if b, err := os.ReadFile(file); err == nil && gob.NewDecoder(bytes.NewReader(b)).Decode(&out) == nil && len(out) == len(tempos) {
		return out, nil
	}
	out = nil
	var voice pronunciation.Voice
	for _, tempo := range tempos {
		sound, err := hurried(ctx, filepath.Join(e.dir, t.File), tempo)
		if err != nil {
			return nil, err
		}
		a, err := e.analyse(ctx, sound, t, variant{}, pronunciation.Options{Voice: voice})
		if err != nil {
			return nil, err
		}
		voice = pronunciation.Voice{Warp: a.Warp, Seconds: 1e6} // of the take at its own tempo
		out = append(out, a)
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(out); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, err
	}
	return out, os.WriteFile(file, b.Bytes(), 0o644)
}

// rushing measures that a reading earns nothing by being rushed: takes that are rated 7
// and more, made faster, judged by coefficients that were fitted to other speakers.
func (e *extractor) rushing(ctx context.Context, b *board, takes []*take, of func(*take) *pronunciation.Coefficients) error {
	fmt.Println("\ntakes rated 7 and more, made faster")
	good := slices.DeleteFunc(slices.Clone(takes), func(t *take) bool { return mean(t.Total) < followed })
	changes, brisk := make([][]float64, len(tempos)), make([][]float64, len(tempos))
	for i := 0; i < len(good); i += max(len(good)/hurriedTakes, 1) {
		analyses, err := e.hurriedAnalyses(ctx, good[i])
		if err != nil {
			return err
		}
		var own float64
		c := of(good[i])
		fast := c.Pace(e.model, analyses[0])
		for k, a := range analyses {
			total := c.Judge(e.model, a).Total
			if k == 0 {
				own = total
			}
			changes[k] = append(changes[k], total-own)
			if fast {
				brisk[k] = append(brisk[k], total-own)
			}
		}
	}
	for k, tempo := range tempos[1:] {
		c := changes[k+1]
		fmt.Printf("       %.2f times as fast: total %+.2f on average (of 10), %+.2f at most, %d takes\n", tempo, mean(c), slices.Max(c), len(c))
	}
	for k, tempo := range tempos[1:] {
		c := brisk[k+1]
		text := fmt.Sprintf("%.2f times as fast, those who read at the pace of good readers already: %+.2f, %+.2f at most, %d takes", tempo, mean(c), slices.Max(append(c, -10)), len(c))
		if tempo >= tooFast {
			b.goal(mean(c) <= 0, "%s (goal: no gain)", text)
		} else {
			fmt.Println("       " + text)
		}
	}
	return nil
}
