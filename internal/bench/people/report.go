package main

import (
	"crypto/sha256"
	"fmt"
	"math"

	"gendu/pronunciation"
)

// judged is an item with what coefficients that were fitted without its speaker say.
type judged struct {
	*item
	right, other, cut *pronunciation.Judgement
}

const folds = 10

// crossValidate judges every item by coefficients that were fitted to other speakers;
// without gives those for a take.
func crossValidate(m *pronunciation.Model, items []*item) (all []*judged, without func(*take) *pronunciation.Coefficients) {
	fold := func(it *item) int { return foldOf("fold", it.take, folds) }
	fitted := make([]*pronunciation.Coefficients, folds)
	out := make([]*judged, len(items))
	for f := range folds {
		var train []*item
		for _, it := range items {
			if fold(it) != f {
				train = append(train, it)
			}
		}
		c := fit(m, train)
		fitted[f] = c
		for i, it := range items {
			if fold(it) == f {
				out[i] = judgeItem(m, c, it)
			}
		}
	}
	return out, func(t *take) *pronunciation.Coefficients { return fitted[foldOf("fold", t, folds)] }
}

// foldOf is the fold of a take's speaker under a name.
func foldOf(name string, t *take, of int) int {
	h := sha256.Sum256([]byte(name + " " + t.Speaker))
	return int(h[0]) % of
}

func judgeItem(m *pronunciation.Model, c *pronunciation.Coefficients, it *item) *judged {
	j := &judged{item: it, right: c.Judge(m, it.Right)}
	if it.Other != nil {
		j.other = c.Judge(m, it.Other)
	}
	if it.Cut != nil {
		j.cut = c.Judge(m, it.Cut)
	}
	return j
}

// board counts which goals were hit.
type board struct{ hits, misses int }

func (b *board) goal(hit bool, format string, args ...any) {
	mark := "hit   "
	if hit {
		b.hits++
	} else {
		b.misses++
		mark = "MISSED"
	}
	fmt.Printf("%s %s\n", mark, fmt.Sprintf(format, args...))
}

func (b *board) end() error {
	fmt.Printf("\n%d goals hit, %d missed\n", b.hits, b.misses)
	if b.misses > 0 {
		return fmt.Errorf("%d goals were missed", b.misses)
	}
	return nil
}

func some(all []*judged, keep func(*judged) bool) []*judged {
	var out []*judged
	for _, j := range all {
		if keep(j) {
			out = append(out, j)
		}
	}
	return out
}

var groups = []struct {
	name string
	keep func(*judged) bool
}{
	{"all", func(*judged) bool { return true }},
	{"adults", func(j *judged) bool { return !j.child() }},
	{"children", func(j *judged) bool { return j.child() }},
}

// report prints every figure, and its goal where there is one.
func report(m *pronunciation.Model, b *board, all []*judged) {
	scores(b, all)
	verdicts(b, all)
	words(b, all)
	missing(b, all)
	sounds(m, b, all)
	listen(m, all)
}

func scores(b *board, all []*judged) {
	goals := map[string]map[string]float64{"total": {"all": 0.82, "adults": 0.87, "children": 0.52}, "fluency": {"all": 0.86}}
	for _, s := range []struct {
		name   string
		expert func(*take) []float64
		ours   func(*pronunciation.Judgement) float64
	}{
		{"total", func(t *take) []float64 { return t.Total }, func(j *pronunciation.Judgement) float64 { return j.Total }},
		{"fluency", func(t *take) []float64 { return t.Fluency }, func(j *pronunciation.Judgement) float64 { return j.Fluency }},
		{"accuracy", func(t *take) []float64 { return t.Accuracy }, func(j *pronunciation.Judgement) float64 { return j.Accuracy }},
	} {
		for _, g := range groups {
			part := some(all, g.keep)
			var x, y []float64
			var items []*item
			for _, j := range part {
				x, y, items = append(x, s.ours(j.right)), append(y, mean(s.expert(j.take))), append(items, j.item)
			}
			r, one := pearson(x, y), expertAlone(items, s.expert)
			if goal, ok := goals[s.name][g.name]; ok {
				b.goal(r >= goal, "%s, %s: r %.3f (goal %.2f); one expert %.3f", s.name, g.name, r, goal, one)
			} else {
				fmt.Printf("       %s, %s: r %.3f; one expert %.3f\n", s.name, g.name, r, one)
			}
		}
	}
	fmt.Printf("       root mean square error of total: %.2f\n", rootMeanSquare(all))
}

func rootMeanSquare(all []*judged) float64 {
	var square []float64
	for _, j := range all {
		d := j.right.Total - j.total()
		square = append(square, d*d)
	}
	return math.Sqrt(mean(square))
}

func part(all []*judged, is func(*judged) bool) float64 {
	n := 0
	for _, j := range all {
		if is(j) {
			n++
		}
	}
	return 100 * float64(n) / float64(max(len(all), 1))
}

func rated(least, below float64) func(*judged) bool {
	return func(j *judged) bool { return j.total() >= least && j.total() < below }
}

func verdicts(b *board, all []*judged) {
	is := func(verdict string) func(*judged) bool {
		return func(j *judged) bool { return j.right.Verdict == verdict }
	}
	good, middling, poor := some(all, rated(7, 11)), some(all, rated(5, 7)), some(all, rated(0, 5))
	b.goal(part(good, is(pronunciation.VerdictOther)) <= 1, "called other, rated 7 and more: %.1f %% (goal 1)", part(good, is(pronunciation.VerdictOther)))
	b.goal(part(middling, is(pronunciation.VerdictOther)) <= 10, "called other, rated 5 to 7: %.1f %% (goal 10)", part(middling, is(pronunciation.VerdictOther)))
	fmt.Printf("       called other, rated below 5: %.1f %%\n", part(poor, is(pronunciation.VerdictOther)))
	others := some(all, func(j *judged) bool { return j.other != nil })
	found := part(others, func(j *judged) bool { return j.other.Verdict == pronunciation.VerdictOther })
	b.goal(found >= 98, "another sentence called other: %.1f %% of %d (goal 98)", found, len(others))
	hard := is(pronunciation.VerdictHard)
	b.goal(part(good, hard) <= 3, "hard to follow, rated 7 and more: %.1f %% (goal 3)", part(good, hard))
	fmt.Printf("       hard to follow, rated 5 to 7: %.1f %%, below 5: %.1f %%\n", part(middling, hard), part(poor, hard))
	fmt.Printf("       taken for a child's voice: %.0f %% of children, %.0f %% of adults\n",
		part(some(all, groups[2].keep), func(j *judged) bool { return j.right.Child }), part(some(all, groups[1].keep), func(j *judged) bool { return j.right.Child }))
}

func words(b *board, all []*judged) {
	goals := map[string][2]float64{"all": {0.58, 0.92}}
	for _, g := range groups {
		var x, y, bad, good []float64
		flaggedGood, flaggedBad, flagged := 0, 0, 0
		for _, j := range some(all, g.keep) {
			for w, word := range j.right.Words {
				if word.State == pronunciation.WordUnknown {
					continue
				}
				score := mean(j.take.Words[w].Accuracy)
				x, y = append(x, word.Accuracy), append(y, score)
				isFlagged := j.right.Verdict != pronunciation.VerdictOther && word.State != pronunciation.WordGood
				if isFlagged {
					flagged++
				}
				switch {
				case score < badWord:
					bad = append(bad, word.Accuracy)
					if isFlagged {
						flaggedBad++
					}
				case score >= goodWord:
					good = append(good, word.Accuracy)
					if isFlagged {
						flaggedGood++
					}
				}
			}
		}
		r, a := pearson(x, y), area(bad, good)
		if goal, ok := goals[g.name]; ok {
			b.goal(r >= goal[0], "words, %s: r %.3f (goal %.2f)", g.name, r, goal[0])
			b.goal(a >= goal[1], "words, %s: area %.3f (goal %.2f), %d bad, %d good", g.name, a, goal[1], len(bad), len(good))
			share := 100 * float64(flaggedGood) / float64(len(good))
			b.goal(share <= 5, "good words flagged: %.1f %% (goal 5)", share)
		} else {
			fmt.Printf("       words, %s: r %.3f, area %.3f, good ones flagged %.1f %%\n", g.name, r, a, 100*float64(flaggedGood)/float64(len(good)))
		}
		if g.name == "adults" {
			recall, precision := float64(flaggedBad)/float64(len(bad)), float64(flaggedBad)/float64(max(flagged, 1))
			reportFlags(some(all, g.keep))
			b.goal(recall >= 0.45 && precision >= 0.6, "adults' bad words flagged: %.0f %% at precision %.2f (goals 45, 0.6)", 100*recall, precision)
		}
	}
}

// reportFlags prints what other thresholds of unclear words would give.
func reportFlags(all []*judged) {
	for _, below := range []float64{5, 5.5, 6, 6.5, 7, 7.5} {
		var n [3]int // bad, flagged, both
		missing, missingBad := 0, 0
		for _, j := range all {
			for w, word := range j.right.Words {
				bad := mean(j.take.Words[w].Accuracy) < badWord
				if bad {
					n[0]++
				}
				if word.State == pronunciation.WordMissing && j.right.Verdict != pronunciation.VerdictOther {
					missing++
					if bad {
						missingBad++
					}
				}
				if word.State != pronunciation.WordUnknown && word.Accuracy < below && !j.right.Child && j.right.Verdict != pronunciation.VerdictOther {
					n[1]++
					if bad {
						n[2]++
					}
				}
			}
		}
		fmt.Printf("       words below %.1f: %.0f %% of the bad ones at precision %.2f; %d missing, %d of them bad\n", below,
			100*float64(n[2])/float64(n[0]), float64(n[2])/float64(max(n[1], 1)), missing, missingBad)
	}
}

// missing measures whether it is seen that two words were cut out of a reading.
func missing(b *board, all []*judged) {
	incomplete := func(j *pronunciation.Judgement) bool {
		if j.Verdict == pronunciation.VerdictOther {
			return true
		}
		for _, w := range j.Words {
			if w.State == pronunciation.WordMissing {
				return true
			}
		}
		return false
	}
	cut := some(all, func(j *judged) bool { return j.cut != nil })
	found := part(cut, func(j *judged) bool { return incomplete(j.cut) })
	good := some(all, rated(7, 11))
	wrong := part(good, func(j *judged) bool { return incomplete(j.right) })
	b.goal(found >= 80 && wrong <= 2, "two words cut out: seen in %.1f %% of %d, false alarms %.1f %% of those rated 7 and more (goals 80, 2)", found, len(cut), wrong)
	named := part(cut, func(j *judged) bool {
		return j.cut.Words[j.CutFrom].State == pronunciation.WordMissing || j.cut.Words[j.CutFrom+1].State == pronunciation.WordMissing
	})
	fmt.Printf("       one of the two is named in %.1f %%\n", named)
}

// sounds measures how well the sounds of a speaker are ranked over all takes.
func sounds(m *pronunciation.Model, b *board, all []*judged) {
	type key struct{ speaker, phone string }
	ours, theirs := map[key][]float64{}, map[key][]float64{}
	for _, j := range all {
		for i, p := range j.Right.Phones {
			if score := j.phoneScore[i]; !math.IsNaN(score) {
				k := key{j.Speaker, m.Phone(p.Phone)}
				ours[k], theirs[k] = append(ours[k], j.right.Phones[i]), append(theirs[k], score)
			}
		}
	}
	for _, least := range []int{3, 5} {
		var x, y []float64
		for k, v := range ours {
			if len(v) >= least {
				x, y = append(x, mean(v)), append(y, mean(theirs[k]))
			}
		}
		if r := pearson(x, y); least == 3 {
			b.goal(r >= 0.48, "sounds of a speaker, 3 and more times: r %.3f of %d (goal 0.48)", r, len(x))
		} else {
			fmt.Printf("       sounds of a speaker, %d and more times: r %.3f of %d\n", least, r, len(x))
		}
	}
}
