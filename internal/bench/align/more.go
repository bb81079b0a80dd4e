package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"gendu"
	"gendu/transcripts/alignment"
	"gendu/transcripts/notes"
)

// k935Truth is where everything is heard in episode K935, in seconds.
type k935Truth struct {
	Sentences []truthLine
	Keywords  []struct {
		Term         string
		TermStart    float64 `json:"term_start"`
		TermEnd      float64 `json:"term_end"`
		ExampleStart float64 `json:"example_start"`
		ExampleEnd   float64 `json:"example_end"`
	}
}

// drills scores the sentences and the spoken keyword drills of episode K935, read
// from its page as the product does.
func (c *corpus) drills(ctx context.Context, r *report) error {
	dir := filepath.Join(c.shared, "episodes", "k935")
	page, err := os.ReadFile(filepath.Join(dir, "notes.txt"))
	if err != nil {
		return err
	}
	notes, err := notes.Parse(string(page), notes.Options{})
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
		k.lines = append(k.lines, alignment.DrillLines(w)...)
	}
	if k.wav, err = c.decode(filepath.Join(dir, "audio.mp3"), k.name); err != nil {
		return err
	}
	var truth k935Truth
	if err := readJSON(filepath.Join(dir, "truth.json"), &truth); err != nil {
		return err
	}
	got, err := c.align(ctx, k, k.lines, true)
	if err != nil {
		return err
	}
	s := scoreOf(truth.Sentences, got.Lines)
	goal := limits{0.06, 98}
	r.add(figure{
		what: fmt.Sprintf("K935, %d sentences", len(truth.Sentences)),
		got:  fmt.Sprintf("mean %.3f s, %.1f %% within 200 ms, worst %.3f s", mean(s.errors), s.within(0.2), slices.Max(append(s.errors, 0))),
		goal: goal.String(), ok: goal.metBy(s),
	})
	perSecond := got.cpu / k.seconds
	r.add(figure{what: "… CPU per second of audio, with words", got: fmt.Sprintf("%.4f", perSecond), goal: "0.011", ok: perSecond <= 0.011, cost: true})
	for i, w := range truth.Keywords {
		at := first + i*alignment.LinesPerDrill
		if at+alignment.LinesPerDrill > len(got.Lines) {
			return fmt.Errorf("the page gave %d drills, the truth has %d", i, len(truth.Keywords))
		}
		term, example := alignment.DrillTimes(got.Lines[at : at+alignment.LinesPerDrill])
		worst := max(offBy(term, w.TermStart, w.TermEnd), offBy(example, w.ExampleStart, w.ExampleEnd))
		r.add(figure{what: "K935, drill " + w.Term + ", worst end", got: fmt.Sprintf("%.3f s", worst), goal: "0.3 s", ok: worst <= 0.3})
	}
	return nil
}

// offBy is how far the worse end of a span is off, infinite where there is none.
func offBy(s *gendu.Span, start, end float64) float64 {
	if s == nil {
		return math.Inf(1)
	}
	return max(math.Abs(float64(s.StartMS)/1000-start), math.Abs(float64(s.EndMS)/1000-end))
}

// words scores single words on the case that has them.
func (c *corpus) words(ctx context.Context, r *report) error {
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
	got, err := c.align(ctx, cases[0], cases[0].lines, true)
	if err != nil {
		return err
	}
	s := &score{lines: len(truth)}
	next := map[int]int{}
	for _, w := range truth {
		words, i := got.Lines[w.Line].Words, next[w.Line]
		next[w.Line]++
		if i >= len(words) {
			continue
		}
		s.errors = append(s.errors, math.Abs(float64(words[i].StartMS)/1000-w.Start), math.Abs(float64(words[i].EndMS)/1000-w.End))
	}
	r.add(figure{
		what: fmt.Sprintf("%d words of %s, median", len(truth), cases[0].name),
		got:  fmt.Sprintf("%.3f s", median(s.errors)), goal: "0.030 s", ok: median(s.errors) <= 0.03,
	})
	r.add(figure{what: "… within 100 ms", got: fmt.Sprintf("%.1f %%", s.within(0.1)), goal: "90 %", ok: s.within(0.1) >= 90})
	return nil
}

// grow aligns 1 to 60 minutes: the longest case cut, or repeated.
func (c *corpus) grow(ctx context.Context) error {
	cases, err := c.cases("syn-slt-15m")
	if err != nil || len(cases) == 0 {
		return err
	}
	base := cases[0]
	fmt.Printf("\n| minutes | CPU per second of audio | wall | peak memory | lines found |\n|---|---|---|---|---|\n")
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
		fmt.Printf("| %.1f | %.4f | %.1f s | %d MB | %d of %d |\n",
			limit/60, r.cpu/limit, r.wall, r.megabytes, spoken, len(k.lines))
	}
	return nil
}
