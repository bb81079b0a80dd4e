package judging

import (
	"math"
	"slices"

	"gendu"
	"gendu/pronunciation"
)

// muffling are the reasons for doubt that weaken some sounds more than others: what they
// did to a recording would be taken for the speaker's.
var muffling = []gendu.Reason{gendu.ReasonQuiet, gendu.ReasonClipped, gendu.ReasonNoisy, gendu.ReasonBleed, gendu.ReasonNarrow}

// evidence says whether the sounds of a take say something about its speaker: the
// sentence was read, by a grown-up voice (nothing of the kind was reliable for children),
// and the recording is clean.
func evidence(c *gendu.Comparison) bool {
	read := c.Verdict == gendu.VerdictOK || c.Verdict == gendu.VerdictHard
	return read && !c.Child && !slices.ContainsFunc(c.Reasons, func(r gendu.Reason) bool { return slices.Contains(muffling, r) })
}

// sounds are those of the words that were said, each sound of a word once with its mean.
func (j *Judge) sounds(r *reading, words []string) []gendu.SaidSound {
	type place struct {
		word  int
		sound string
	}
	var order []place
	sum, n := map[place]float64{}, map[place]float64{}
	for i, p := range r.analysis.Phones {
		if state := r.Words[p.Word].State; state != pronunciation.WordGood && state != pronunciation.WordUnclear {
			continue
		}
		at := place{p.Word, j.Speech.Model.Phone(p.Phone)}
		if n[at] == 0 {
			order = append(order, at)
		}
		sum[at] += r.Phones[i]
		n[at]++
	}
	out := make([]gendu.SaidSound, len(order))
	for i, at := range order {
		out[i] = gendu.SaidSound{Word: words[at.word], Sound: at.sound, Score: math.Round(1000*sum[at]/n[at]) / 1000}
	}
	return out
}
