package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"gendu/transcripts"
)

// drills scores the sentences and the spoken keyword drills of episode K935, read
// from its page as the product does.
func (c *corpus) drills(ctx context.Context) error {
	dir := filepath.Join(c.shared, "episodes", "k935")
	page, err := os.ReadFile(filepath.Join(dir, "notes.txt"))
	if err != nil {
		return err
	}
	notes, err := transcripts.ParseNotes(string(page), transcripts.NotesOptions{})
	if err != nil {
		return err
	}
	k := &alignCase{name: "k935", lang: "en", seconds: 264}
	for _, p := range notes.Paragraphs {
		for _, s := range p.Sentences {
			k.lines = append(k.lines, s.Text)
		}
	}
	first := len(k.lines)
	for _, w := range notes.Keywords {
		k.lines = append(k.lines, transcripts.DrillLines(w)...)
	}
	if k.wav, err = c.decode(filepath.Join(dir, "audio.mp3"), k.name); err != nil {
		return err
	}
	var truth struct {
		Sentences []truthLine
		Keywords  []struct {
			Term         string
			TermStart    float64 `json:"term_start"`
			TermEnd      float64 `json:"term_end"`
			ExampleStart float64 `json:"example_start"`
			ExampleEnd   float64 `json:"example_end"`
		}
	}
	if err := readJSON(filepath.Join(dir, "truth.json"), &truth); err != nil {
		return err
	}
	r, err := c.align(ctx, k, k.lines, true)
	if err != nil {
		return err
	}
	s := scoreOf(truth.Sentences, r.Lines)
	fmt.Printf("\nK935, %d sentences: %s, worst %.3f s   CPU/s %.4f (with words)  %d MB\n",
		len(truth.Sentences), s, slices.Max(append(s.errors, 0)), r.cpu/k.seconds, r.megabytes)
	for i, w := range truth.Keywords {
		at := first + i*transcripts.LinesPerDrill
		if at+transcripts.LinesPerDrill > len(r.Lines) {
			return fmt.Errorf("the page gave %d drills, the truth has %d", i, len(truth.Keywords))
		}
		term, example := transcripts.DrillTimes(r.Lines[at : at+transcripts.LinesPerDrill])
		fmt.Printf("  drill %-14s term off %s, example off %s\n", w.Term,
			offBy(term, w.TermStart, w.TermEnd), offBy(example, w.ExampleStart, w.ExampleEnd))
	}
	return nil
}

func offBy(s *transcripts.Span, start, end float64) string {
	if s == nil {
		return "(not found)"
	}
	return fmt.Sprintf("%+.3f %+.3f s", float64(s.StartMS)/1000-start, float64(s.EndMS)/1000-end)
}

// words scores single words on the case that has them.
func (c *corpus) words(ctx context.Context) error {
	cases, err := c.cases("real-mfa-acoustic")
	if err != nil || len(cases) == 0 {
		return err
	}
	var truth []struct {
		Line       int
		Word       string
		Start, End float64
	}
	if err := readJSON(filepath.Join(c.shared, "align", cases[0].name, "words.json"), &truth); err != nil {
		return err
	}
	r, err := c.align(ctx, cases[0], cases[0].lines, true)
	if err != nil {
		return err
	}
	s := &score{lines: len(truth)}
	next := map[int]int{}
	for _, w := range truth {
		words, i := r.Lines[w.Line].Words, next[w.Line]
		next[w.Line]++
		if i >= len(words) {
			continue
		}
		s.errors = append(s.errors, math.Abs(float64(words[i].StartMS)/1000-w.Start), math.Abs(float64(words[i].EndMS)/1000-w.End))
	}
	fmt.Printf("words of %s: %d, median %.3f s, within 100 ms %.1f %%\n", cases[0].name, len(truth), median(s.errors), s.within(0.1))
	return nil
}

// stress swaps every fifth line of each case with one of another text and asks how
// well the confidence separates the lines that are wrong, swapped or more than half a
// second off, from the right ones.
func (c *corpus) stress(ctx context.Context, cases []*alignCase) error {
	var good, bad []float64
	swapped, rejected, spoken, lost, off := 0, 0, 0, 0, 0
	for _, k := range cases {
		other := foreignLines(k, cases)
		if len(other) == 0 {
			continue
		}
		lines, wrong := slices.Clone(k.lines), map[int]bool{}
		for i := 2; i < len(lines); i += 5 {
			lines[i], wrong[i] = other[i%len(other)], true
		}
		r, err := c.align(ctx, k, lines, false)
		if err != nil {
			return fmt.Errorf("%s, stressed: %w", k.name, err)
		}
		for _, t := range k.truth {
			l := r.Lines[t.Index]
			isWrong := wrong[t.Index] || t.Start == nil
			if isWrong {
				swapped++
				if !l.Spoken {
					rejected++
				}
			} else {
				spoken++
				if !l.Spoken {
					lost++
				}
				isWrong = l.Spoken && max(math.Abs(float64(l.StartMS)/1000-*t.Start), math.Abs(float64(l.EndMS)/1000-*t.End)) > 0.5
				if isWrong {
					off++
				}
			}
			if isWrong {
				bad = append(bad, l.Confidence)
			} else {
				good = append(good, l.Confidence)
			}
		}
	}
	fmt.Printf("stressed copies: area under the curve %.4f (%d right, %d wrong); foreign lines rejected %d/%d, spoken ones lost %d/%d, more than 0.5 s off %d\n",
		auc(good, bad), len(good), len(bad), rejected, swapped, lost, spoken, off)
	return nil
}

// foreignLines are the lines of the longest other case of the same language that has
// a text of its own.
func foreignLines(k *alignCase, cases []*alignCase) []string {
	var best []string
	for _, o := range cases {
		if o.lang != k.lang || len(o.lines) <= len(best) {
			continue
		}
		var lines []string
		for _, l := range o.lines {
			if !slices.Contains(k.lines, l) {
				lines = append(lines, l)
			}
		}
		if len(lines) > len(best) {
			best = lines
		}
	}
	return best
}

// grow aligns 1 to 60 minutes: the longest case cut, or repeated.
func (c *corpus) grow(ctx context.Context) error {
	cases, err := c.cases("syn-slt-15m")
	if err != nil || len(cases) == 0 {
		return err
	}
	base := cases[0]
	fmt.Println("growth:")
	for _, minutes := range []int{1, 5, 15, 30, 60} {
		k := &alignCase{name: fmt.Sprintf("grow-%d", minutes), lang: base.lang}
		times := (minutes + 14) / 15
		limit := float64(minutes) * 60
		if minutes >= 15 {
			limit = float64(times) * base.seconds
		}
		for range times {
			for i, t := range base.truth {
				if t.End != nil && (*t.End < limit || minutes >= 15) {
					k.lines = append(k.lines, base.lines[i])
				}
			}
		}
		if k.wav, err = c.repeat(base.wav, k.name, times, limit); err != nil {
			return err
		}
		r, err := c.align(ctx, k, k.lines, false)
		if err != nil {
			return err
		}
		spoken := 0
		for _, l := range r.Lines {
			if l.Spoken {
				spoken++
			}
		}
		fmt.Printf("  %5.1f min: CPU/s %.4f  wall %5.1f s  %4d MB  %d of %d lines found\n",
			limit/60, r.cpu/limit, r.wall, r.megabytes, spoken, len(k.lines))
	}
	return nil
}
