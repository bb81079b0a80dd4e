package main

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gendu/transcripts/alignment"
)

// stressed counts the lines of stressed copies. A line is wrong where it was swapped,
// is not spoken, or was placed more than half a second off.
type stressed struct {
	good, bad             []float64 // evidence of right and of wrong lines, before rejection
	placedGood, placedBad []float64 // … of those that were placed
	nowhere               int       // wrong ones that the path left out: their evidence is 0
	foreign, rejected     int
	spoken, lost, off     int
}

func (s *stressed) add(l alignment.LineTime, foreign bool, t truthLine) {
	wrong := foreign
	if foreign {
		s.foreign++
		if !l.Spoken {
			s.rejected++
		}
	} else {
		s.spoken++
		if !l.Spoken {
			s.lost++
		}
		wrong = l.Spoken && max(math.Abs(float64(l.StartMS)/1000-*t.Start), math.Abs(float64(l.EndMS)/1000-*t.End)) > 0.5
		if wrong {
			s.off++
		}
	}
	all, placed := &s.good, &s.placedGood
	if wrong {
		all, placed = &s.bad, &s.placedBad
		if l.Evidence == 0 {
			s.nowhere++
		}
	}
	*all = append(*all, l.Evidence)
	if l.Spoken {
		*placed = append(*placed, l.Evidence)
	}
}

// stress swaps every fifth line of each case with one of another text and asks how
// well the evidence, as it was before lines were rejected, separates the wrong ones
// from the right ones.
func (c *corpus) stress(ctx context.Context, cases []*alignCase, r *report) error {
	s := &stressed{}
	for _, k := range cases {
		other := foreignLines(k, cases)
		if len(other) == 0 {
			continue
		}
		lines, swapped := slices.Clone(k.lines), map[int]bool{}
		for i := 2; i < len(lines); i += 5 {
			lines[i], swapped[i] = other[i%len(other)], true
		}
		got, err := c.align(ctx, k, lines, false)
		if err != nil {
			return fmt.Errorf("%s, stressed: %w", k.name, err)
		}
		for _, t := range k.truth {
			s.add(got.Lines[t.Index], swapped[t.Index] || t.Start == nil, t)
		}
	}
	raw := auc(s.good, s.bad)
	r.add(figure{
		what: fmt.Sprintf("stressed copies: area under the curve of the evidence, %d right and %d wrong lines (%d of these laid nowhere)", len(s.good), len(s.bad), s.nowhere),
		got:  fmt.Sprintf("%.3f", raw), goal: "0.9", ok: raw >= 0.9,
	})
	placed := auc(s.placedGood, s.placedBad)
	r.add(figure{
		what: fmt.Sprintf("… among placed lines alone, %d right and %d wrong", len(s.placedGood), len(s.placedBad)),
		got:  fmt.Sprintf("%.3f", placed), goal: "0.9", ok: placed >= 0.9,
	})
	r.add(figure{what: "… foreign lines rejected", got: fmt.Sprintf("%d of %d", s.rejected, s.foreign), goal: "8 of 10", ok: 10*s.rejected >= 8*s.foreign})
	r.add(figure{what: "… spoken lines rejected", got: fmt.Sprintf("%d of %d", s.lost, s.spoken), goal: "1 %", ok: 100*s.lost <= s.spoken})
	r.add(figure{what: "… spoken lines more than 0.5 s off", got: fmt.Sprintf("%d of %d", s.off, s.spoken)})
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
