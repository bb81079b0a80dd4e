package main

import (
	"cmp"
	"math"
	"slices"

	"gendu/pronunciation"
)

// Shares at which thresholds are set, on the side of the learner: fewer good readings are
// refused than the goals allow, so that other speakers stay within them.
const (
	othersFound   = 0.985 // of other sentences
	maxHard       = 0.015 // of readings rated 7 and more are called hard to follow
	maxIncomplete = 0.009 // of them are called incomplete
	flagPrecision = 0.62  // of adults' words that are called unclear or missing are rated below 5
)

// thresholds sets what separates the verdicts, on the predictions for some items.
func thresholds(m *pronunciation.Model, c *pronunciation.Coefficients, items []*item) {
	c.SameLeast, c.CompleteLeast, c.HardBelow, c.UnclearBelow = math.Inf(-1), math.Inf(-1), math.Inf(-1), math.Inf(-1)
	var others, complete, totals []float64
	for _, it := range items {
		if it.Other != nil {
			others = append(others, c.Judge(m, it.Other).Same)
		}
		if it.total() >= followed {
			j := c.Judge(m, it.Right)
			complete, totals = append(complete, j.Complete), append(totals, j.Total)
		}
	}
	c.SameLeast = round4(quantile(others, othersFound))
	c.CompleteLeast = round4(quantile(complete, maxIncomplete))
	c.HardBelow = round4(quantile(totals, maxHard))
	c.UnclearBelow = round4(flagBelow(wordFlags(m, c, items)))
}

// innerFolds is into how many parts speakers are parted to choose the threshold of a word.
const innerFolds = 5

// wordFlags are the words of adults that can be flagged, with scores by coefficients that
// were fitted to other speakers: to those that they were fitted to, words have scores that
// part good from bad better than they do elsewhere. Words that are missing are flagged in
// any case.
func wordFlags(m *pronunciation.Model, c *pronunciation.Coefficients, items []*item) (flags []scored) {
	for f := range innerFolds {
		var train []*item
		for _, it := range items {
			if foldOf("inner", it.take, innerFolds) != f {
				train = append(train, it)
			}
		}
		part := *c
		part.Phones = usual(m, train)
		fitPhones(m, &part, train)
		fitReadings(m, &part, train)
		fitWords(m, &part, train)
		for _, it := range items {
			if foldOf("inner", it.take, innerFolds) != f || it.child() {
				continue
			}
			j := c.Judge(m, it.Right)
			if j.Child || j.Verdict == pronunciation.VerdictOther {
				continue
			}
			for w, v := range wordVectors(m, &part, it.Right) {
				score := math.Inf(-1)
				switch j.Words[w].State {
				case pronunciation.WordUnknown:
					continue
				case pronunciation.WordGood:
					score = part.Word.Of(v)
				}
				flags = append(flags, scored{score, mean(it.take.Words[w].Accuracy) < badWord})
			}
		}
	}
	return flags
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

// flagBelow is the highest score below which the share of bad words is as asked.
func flagBelow(flags []scored) float64 {
	slices.SortFunc(flags, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	least, flagged, right := 0.0, 0.0, 0.0
	for _, f := range flags {
		flagged++
		right += truth(f.bad)
		if right/flagged >= flagPrecision && !math.IsInf(f.score, -1) {
			least = f.score
		}
	}
	return least
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// childFrom is the warp that one adult in twenty exceeds: from it on a voice counts as a
// child's. Women and older children have the same warps, so that no threshold parts them;
// this one keeps nearly all adults' words judged.
func childFrom(items []*item) float64 {
	var adults []float64
	for _, it := range items {
		if !it.child() {
			adults = append(adults, it.Right.Warp)
		}
	}
	return round4(quantile(adults, 0.95))
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
