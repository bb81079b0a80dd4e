package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"

	"gendu"
	"gendu/audio/espeak"
	"gendu/internal/bench/board"
	"gendu/internal/bench/regress"
	"gendu/practice"
)

// fitting says where a discriminant is written; without a file it is only measured.
type fitting struct{ file, date string }

// Shares of the other sentences that lie below the log odds of a discriminant: what is called
// another sentence, and what is not quite certain.
const (
	calledOther = 0.98
	surelyNot   = 0.995
)

// judgePeople measures people, with discriminants that are fitted to other speakers, and
// writes one that is fitted to all where that is asked for; else it measures the shipped one.
func judgePeople(ctx context.Context, b *board.Board, dir string, voice *espeak.Voice, every int, fit fitting) error {
	p, err := readPeople(ctx, dir, voice, "slt", every)
	if err != nil {
		return err
	}
	defer os.RemoveAll(p.refs.dir)
	fold := foldsOf(p.pairs)
	all, err := p.crossFit(fold)
	if err != nil {
		return err
	}
	if fit.file != "" {
		if err := p.write(all, every, fit); err != nil {
			return err
		}
	}
	if fit.file == "" {
		all = practice.StandardDiscriminant()
	}
	err = p.each(func(*judged) practice.Options { return practice.Options{Discriminant: all} }, func(j *judged, c *gendu.Comparison) { j.verdict = c.Verdict })
	if err != nil {
		return err
	}
	strangers(p.pairs, b, every)
	return nil
}

// crossFit finds the evidence and the odds of every pair by what was fitted without its
// speaker; all is the discriminant that is fitted to everybody.
func (p *people) crossFit(fold map[string]int) (all *practice.Discriminant, err error) {
	var parts [speakerFolds]*scatter
	for f := range parts {
		parts[f] = newScatter(practice.Joined)
	}
	none := unfitted()
	err = p.each(func(j *judged) practice.Options {
		o := practice.Options{Discriminant: none}
		if j.right && mean(j.take.Total) >= rightFrom {
			o.Matched = parts[fold[j.take.Speaker]].add
		}
		return o
	}, func(*judged, *gendu.Comparison) {})
	if err != nil {
		return nil, err
	}
	var by [speakerFolds]*practice.Discriminant
	for f := range by {
		by[f] = directionsWithout(parts, f)
	}
	err = p.each(func(j *judged) practice.Options {
		return practice.Options{Discriminant: by[fold[j.take.Speaker]], Weigh: func(e practice.Evidence) { j.found = e }}
	}, func(*judged, *gendu.Comparison) {})
	if err != nil {
		return nil, err
	}
	for f, d := range by {
		weigh(d, p.pairs, func(j *judged) bool { return fold[j.take.Speaker] != f })
	}
	for i := range p.pairs {
		j := &p.pairs[i]
		j.odds = by[fold[j.take.Speaker]].Odds(j.found)
	}
	all = directionsWithout(parts, -1)
	weigh(all, p.pairs, func(*judged) bool { return true })
	return all, nil
}

// directionsWithout are those of all parts but one.
func directionsWithout(parts [speakerFolds]*scatter, without int) *practice.Discriminant {
	sum := newScatter(practice.Joined)
	for f, part := range parts {
		if f != without {
			sum.plus(part)
		}
	}
	d := unfitted()
	for _, row := range sum.directions(practice.Directions) {
		short := make([]float32, len(row))
		for k, v := range row {
			short[k] = float32(significant(v))
		}
		d.Rows = append(d.Rows, short)
	}
	return d
}

// unfitted is a discriminant that knows nothing yet.
func unfitted() *practice.Discriminant {
	n := len(practice.Evidence{}.Figures())
	return &practice.Discriminant{Mean: make([]float64, n), Scale: slices.Repeat([]float64{1}, n), Weight: make([]float64, n)}
}

// weigh fits the weights of the evidence to some pairs. The evidence of each is by directions
// that were found without its speaker.
func weigh(d *practice.Discriminant, pairs []judged, some func(*judged) bool) {
	var rows [][]float64
	var same []bool
	for i := range pairs {
		j := &pairs[i]
		if some(j) && (!j.right || mean(j.take.Total) >= rightFrom) {
			rows, same = append(rows, j.found.Figures()), append(same, j.right)
		}
	}
	l := regress.Logistic(nil, rows, same, 1)
	for i := range l.Weight {
		d.Mean[i], d.Scale[i], d.Weight[i] = significant(l.Mean[i]), significant(l.Scale[i]), significant(l.Weight[i])
	}
	d.Bias = significant(l.Bias)
}

// significant keeps four digits.
func significant(v float64) float64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

// write writes a discriminant, with what the bench's odds say of its thresholds.
func (p *people) write(d *practice.Discriminant, every int, fit fitting) error {
	all := func(*judged) bool { return true }
	d.Other, d.Sure = significant(othersBelow(p.pairs, calledOther, all)), significant(othersBelow(p.pairs, surelyNot, all))
	d.Date = fit.date
	d.Corpus = fmt.Sprintf("speechocean762 (Zhang et al. 2021), every %d. take beside flite slt", every)
	d.Command = fmt.Sprintf("go run ./internal/bench/tones -only people -every %d -fit-people %s -date %s", every, fit.file, fit.date)
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return os.WriteFile(fit.file, append(b, '\n'), 0o644)
}
