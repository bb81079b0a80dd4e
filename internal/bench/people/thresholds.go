package main

import (
	"math"
	"slices"

	"gendu/pronunciation"
)

// Shares at which thresholds are set, on the side of the learner: fewer good readings are
// refused than the goals allow, so that other speakers stay within them.
const (
	othersFound    = 0.985 // of other sentences
	mostHard       = 0.015 // of readings rated 7 and more are called hard to follow
	mostIncomplete = 0.013 // of them are called incomplete
	flagPrecision  = 0.64  // of adults' words that are called unclear are rated below 5
)

// thresholds sets what separates the verdicts, on the predictions for some items.
func thresholds(m *pronunciation.Model, c *pronunciation.Coefficients, items []*item) {
	c.SameLeast, c.CompleteLeast, c.HardBelow, c.UnclearBelow = math.Inf(-1), math.Inf(-1), math.Inf(-1), math.Inf(-1)
	var others, same, complete, totals []float64
	var flags []scored
	for _, it := range items {
		if it.Other != nil {
			others = append(others, c.Judge(m, it.Other).Same)
		}
		j := c.Judge(m, it.Right)
		if it.total() >= followed {
			same, complete, totals = append(same, j.Same), append(complete, j.Complete), append(totals, j.Total)
		}
		if j.Child {
			continue
		}
		for w, word := range j.Words {
			if word.State != pronunciation.WordUnknown {
				flags = append(flags, scored{word.Accuracy, mean(it.take.Words[w].Accuracy) < badWord})
			}
		}
	}
	c.SameLeast = round4(quantile(others, othersFound))
	c.CompleteLeast = round4(quantile(complete, mostIncomplete))
	c.HardBelow = round4(quantile(totals, mostHard))
	c.UnclearBelow = round4(flagBelow(flags))
}

// badWord is the accuracy below which a word counts as bad, goodWord from which as good.
const (
	badWord  = 5.0
	goodWord = 8.0
)

type scored struct {
	score float64
	bad   bool
}

// flagBelow is the highest score below which the share of bad words is still as asked.
func flagBelow(flags []scored) float64 {
	slices.SortFunc(flags, func(a, b scored) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return 0
	})
	least, bad := 0.0, 0
	for i, f := range flags {
		if f.bad {
			bad++
		}
		if i >= 20 && float64(bad)/float64(i+1) >= flagPrecision {
			least = f.score
		}
	}
	return least
}

// childFrom is the warp that separates children from adults with the fewest mistakes, a
// child taken for an adult counting double: its words would be flagged without grounds.
func childFrom(items []*item) float64 {
	best, at := math.Inf(1), 1.0
	for w := 1.0; w < 1.3; w += 0.01 {
		mistakes := 0.0
		for _, it := range items {
			switch child := it.Right.Warp >= w; {
			case it.child() && !child:
				mistakes += 2
			case !it.child() && child:
				mistakes++
			}
		}
		if mistakes < best {
			best, at = mistakes, w
		}
	}
	return round4(at)
}

// apart is by how much the totals of two experts differ on average.
func apart(items []*item) float64 {
	var all []float64
	for _, it := range items {
		for i, a := range it.Total {
			for _, b := range it.Total[:i] {
				all = append(all, math.Abs(a-b))
			}
		}
	}
	return round4(mean(all))
}
