package main

import (
	"math"
	"slices"

	"gendu/internal/bench/regress"
	"gendu/pronunciation"
)

// item is a take with its analyses and the labels of its phones.
type item struct {
	*take
	*cases
	phoneScore []float64 // the experts' for each phone of Right; NaN: none
}

func (it *item) total() float64 { return mean(it.Total) }

// labelled finds the experts' score of each phone that was aligned: phones of the
// dictionary and of the corpus are matched by their least edit distance within a word.
func labelled(m *pronunciation.Model, t *take, c *cases) *item {
	it := &item{take: t, cases: c}
	byWord := make([][]int, len(t.Words))
	for i, p := range c.Right.Phones {
		byWord[p.Word] = append(byWord[p.Word], i)
		it.phoneScore = append(it.phoneScore, math.NaN())
	}
	for w, places := range byWord {
		said := make([]string, len(places))
		for k, i := range places {
			said[k] = m.Phone(c.Right.Phones[i].Phone)
		}
		for k, score := range match(said, t.Words[w]) {
			it.phoneScore[places[k]] = score
		}
	}
	return it
}

// match gives the scores of the corpus's phones to those that were said.
func match(said []string, w word) []float64 {
	var names []string
	var scores []float64
	alike := func(a, b string) bool {
		return a == b || slices.Contains(corpusPhones[b], a)
	}
	for i, p := range w.Phones {
		if parts := corpusPhones[p]; len(parts) == 1 { // two phones of the model
			a, b, _ := cutSpace(parts[0])
			names, scores = append(names, a, b), append(scores, w.Scores[i], w.Scores[i])
			continue
		}
		names, scores = append(names, p), append(scores, w.Scores[i])
	}
	n, k := len(said), len(names)
	cost := make([][]float64, n+1)
	for i := range cost {
		cost[i] = make([]float64, k+1)
		for j := range cost[i] {
			switch {
			case i == 0 || j == 0:
				cost[i][j] = float64(i + j)
			default:
				same := 1.2
				if alike(said[i-1], names[j-1]) {
					same = 0
				}
				cost[i][j] = min(cost[i-1][j-1]+same, cost[i-1][j]+1, cost[i][j-1]+1)
			}
		}
	}
	out := slices.Repeat([]float64{math.NaN()}, n)
	for i, j := n, k; i > 0 && j > 0; {
		same := 1.2
		if alike(said[i-1], names[j-1]) {
			same = 0
		}
		switch {
		case cost[i][j] == cost[i-1][j-1]+same:
			out[i-1] = scores[j-1] // another vowel than the dictionary's is still this one
			i, j = i-1, j-1
		case cost[i][j] == cost[i-1][j]+1:
			i--
		default:
			j--
		}
	}
	return out
}

func cutSpace(s string) (a, b string, ok bool) {
	for i := range s {
		if s[i] == ' ' {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// Penalties of the fits, in takes, words or phones' worth of evidence, and what counts
// as said well. They were not tuned to cases.
const (
	penaltyReading = 40
	penaltyPhone   = 30
	penaltySaid    = 1
	penaltyText    = 3
	wellSaid       = 1.8 // a phone's score, of 2
	wellRead       = 9.0 // a reading's total, of 10
	followed       = 7.0 // readings that must neither be rejected nor called hard
)

// wordTrees is how the trees of words are grown: a third of the figures for each question, as
// is usual for trees that give a number, and leaves that single experts do not decide.
var wordTrees = regress.Trees{Count: 100, Least: 5, Try: 23, Seed: 1}

// fit fits all coefficients to some items.
func fit(m *pronunciation.Model, items []*item) *pronunciation.Coefficients {
	c := &pronunciation.Coefficients{Phones: usual(m, items)}
	fitPhones(m, c, items)
	fitReadings(m, c, items)
	fitWords(m, c, items) // by the totals of their readings, too
	fitText(m, c, items)
	c.ChildFrom = childFrom(items)
	c.ExpertsApart = apart(items)
	thresholds(m, c, items)
	return c
}

// usual is what is usual for each phone where it was said well; phones that are rare are
// drawn to the mean of all.
func usual(m *pronunciation.Model, items []*item) map[string]pronunciation.PhoneUsual {
	const drawn = 20
	rows, scores := map[string][][]float64{}, map[string][]float64{}
	var every [][]float64
	var everyScore []float64
	for _, it := range items {
		for i, p := range it.Right.Phones {
			score := it.phoneScore[i]
			if math.IsNaN(score) {
				continue
			}
			name := m.Phone(p.Phone)
			scores[name], everyScore = append(scores[name], score), append(everyScore, score)
			if score >= wellSaid {
				rows[name], every = append(rows[name], p.Values[:]), append(every, p.Values[:])
			}
		}
	}
	allMean, allScale := regress.Standardise(every)
	length := int(pronunciation.FigFrames)
	out := map[string]pronunciation.PhoneUsual{}
	for i := range 1000 {
		name := m.SpeechPhone(i)
		if name == "" {
			break
		}
		u := pronunciation.PhoneUsual{Mean: slices.Clone(allMean), Scale: slices.Clone(allScale)}
		n := float64(len(rows[name]))
		if n > 0 {
			mu, sd := regress.Standardise(rows[name])
			for k := range mu {
				u.Mean[k] = round4((n*mu[k] + drawn*allMean[k]) / (n + drawn))
				u.Scale[k] = round4((n*sd[k]+drawn*allScale[k])/(n+drawn) + 1e-3)
			}
		}
		u.Length = u.Mean[length]
		u.Score = round4((sum(scores[name]) + drawn*mean(everyScore)) / (float64(len(scores[name])) + drawn))
		out[name] = u
	}
	return out
}

func fitPhones(m *pronunciation.Model, c *pronunciation.Coefficients, items []*item) {
	var rows [][]float64
	var y []float64
	for _, it := range items {
		for i, v := range m.PhoneVectors(it.Right, c) {
			if !math.IsNaN(it.phoneScore[i]) {
				rows, y = append(rows, v), append(y, it.phoneScore[i])
			}
		}
	}
	c.Phone = regress.Ridge(pronunciation.PhoneNames, rows, y, penaltyPhone, nil)
}

func wordVectors(m *pronunciation.Model, c *pronunciation.Coefficients, a *pronunciation.Analysis) [][]float64 {
	vectors := m.PhoneVectors(a, c)
	scores := make([]float64, len(vectors))
	for i, v := range vectors {
		scores[i] = c.Phone.Of(v)
	}
	return pronunciation.WordVectors(a, vectors, scores, c.TotalOf(m, a))
}

func fitWords(m *pronunciation.Model, c *pronunciation.Coefficients, items []*item) {
	var rows [][]float64
	var y []float64
	for _, it := range items {
		for w, v := range wordVectors(m, c, it.Right) {
			if v != nil {
				rows, y = append(rows, v), append(y, mean(it.take.Words[w].Accuracy))
			}
		}
	}
	c.Word = regress.Forest(pronunciation.WordNames, rows, y, wordTrees)
}

func fitReadings(m *pronunciation.Model, c *pronunciation.Coefficients, items []*item) {
	var rows, good [][]float64
	var kept []*item
	for _, it := range items {
		v, ok := m.ReadingVector(it.Right, c.Lengths())
		if !ok {
			continue
		}
		rows, kept = append(rows, v), append(kept, it)
		if it.total() >= wellRead {
			good = append(good, v)
		}
	}
	names, signs := make([]string, len(pronunciation.ReadingFigures)), make([]int, len(pronunciation.ReadingFigures))
	c.Cap, c.Fold = make([]float64, len(names)), make([]float64, len(names))
	for k, f := range pronunciation.ReadingFigures {
		names[k], signs[k] = f.Name, f.Sign
		column := make([]float64, len(good))
		for i, v := range good {
			column[i] = v[k]
		}
		c.Cap[k], c.Fold[k] = round4(quantile(column, 0.5)), round4(quantile(column, 0.75))
	}
	for i, v := range rows {
		rows[i] = c.Capped(v)
	}
	target := func(of func(*take) []float64) []float64 {
		y := make([]float64, len(kept))
		for i, it := range kept {
			y[i] = mean(of(it.take))
		}
		return y
	}
	c.Total = regress.Ridge(names, rows, target(func(t *take) []float64 { return t.Total }), penaltyReading, signs)
	c.Fluency = regress.Ridge(names, rows, target(func(t *take) []float64 { return t.Fluency }), penaltyReading, signs)
	c.Accuracy = regress.Ridge(names, rows, target(func(t *take) []float64 { return t.Accuracy }), penaltyReading, signs)
}

// fitText fits what tells a text that was read from another one and from one of which
// words are missing.
func fitText(m *pronunciation.Model, c *pronunciation.Coefficients, items []*item) {
	var rows [][]float64
	var y []bool
	add := func(a *pronunciation.Analysis, said bool, keep func(w int) bool) {
		if a == nil {
			return
		}
		for w, v := range pronunciation.SaidVectors(a) {
			if v != nil && keep(w) {
				rows, y = append(rows, v), append(y, said)
			}
		}
	}
	every := func(int) bool { return true }
	for _, it := range items {
		add(it.Right, true, every)
		add(it.Other, false, every)
		add(it.Cut, false, func(w int) bool { return w == it.CutFrom || w == it.CutFrom+1 })
	}
	c.Said = regress.Logistic(pronunciation.SaidNames, rows, y, penaltySaid)
	text := func(wrong func(*item) *pronunciation.Analysis) pronunciation.Linear {
		var rows [][]float64
		var y []bool
		for _, it := range items {
			if v, ok := textVector(c, it.Right); ok {
				rows, y = append(rows, v), append(y, true)
			}
			if v, ok := textVector(c, wrong(it)); ok {
				rows, y = append(rows, v), append(y, false)
			}
		}
		return regress.Logistic(pronunciation.TextNames, rows, y, penaltyText)
	}
	c.Same = text(func(it *item) *pronunciation.Analysis { return it.Other })
	c.Complete = text(func(it *item) *pronunciation.Analysis { return it.Cut })
}

func textVector(c *pronunciation.Coefficients, a *pronunciation.Analysis) ([]float64, bool) {
	if a == nil {
		return nil, false
	}
	said := make([]float64, len(a.Words))
	for i, v := range pronunciation.SaidVectors(a) {
		if v != nil {
			said[i] = 1 / (1 + math.Exp(-c.Said.Of(v)))
		}
	}
	return pronunciation.TextVector(a, said)
}
