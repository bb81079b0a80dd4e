package main

import (
	"fmt"
	"math"
	"time"

	"gendu"
	"gendu/practice/history"
	"gendu/pronunciation"
)

// benchRules are from how much on something is said of a sound here: each speaker read
// eight sentences on one day. The product wants 30 words over three days.
var benchRules = []history.SoundRule{{Words: 3, Days: 1, Cues: 3}, {Words: 5, Days: 1, Cues: 3}, {Words: 8, Days: 1, Cues: 5}}

// listen measures the invitation to listen to sounds: whether the experts, too, score the
// sounds that are named below the speaker's other sounds. Adults only, as in the product.
func listen(m *pronunciation.Model, all []*judged) {
	heard, experts := map[string][]history.HeardTake{}, map[string]map[string][]float64{}
	for _, j := range all {
		if j.child() || j.right.Child || j.right.Verdict == pronunciation.VerdictOther {
			continue
		}
		take := history.HeardTake{Cue: gendu.ID(j.take.ID), At: time.Unix(0, 0)}
		if experts[j.Speaker] == nil {
			experts[j.Speaker] = map[string][]float64{}
		}
		for i, p := range j.Right.Phones {
			if score := j.phoneScore[i]; !math.IsNaN(score) {
				name := m.Phone(p.Phone)
				take.Sounds = append(take.Sounds, gendu.SaidSound{Word: j.take.Words[p.Word].Text, Sound: name, Score: j.right.Phones[i]})
				experts[j.Speaker][name] = append(experts[j.Speaker][name], score)
			}
		}
		heard[j.Speaker] = append(heard[j.Speaker], take)
	}
	for _, rule := range benchRules {
		var named, any []float64 // by how much the experts score a sound below the speaker's others
		invited := 0
		for speaker, takes := range heard {
			below := expertsBelow(experts[speaker])
			for name, scores := range experts[speaker] {
				if len(scores) >= rule.Words {
					any = append(any, below[name])
				}
			}
			list, _ := rule.Find(takes)
			if len(list) > 0 {
				invited++
			}
			for _, s := range list {
				named = append(named, below[s.Sound])
			}
		}
		isBelow := func(x float64) bool { return x > 0 }
		fmt.Printf("       sounds to listen to, %d words and more: %d named to %d of %d adults; the experts, too, score %.0f %% of them below the speaker's others, by %.3f of 2; of all sounds %.0f %%, by %.3f\n",
			rule.Words, len(named), invited, len(heard), 100*shareOf(named, isBelow), mean(named), 100*shareOf(any, isBelow), mean(any))
	}
}

// expertsBelow is by how much each sound of a speaker scores below all others.
func expertsBelow(scores map[string][]float64) map[string]float64 {
	out := map[string]float64{}
	for name := range scores {
		var others []float64
		for other, list := range scores {
			if other != name {
				others = append(others, list...)
			}
		}
		out[name] = mean(others) - mean(scores[name])
	}
	return out
}

func shareOf(x []float64, is func(float64) bool) float64 {
	n := 0
	for _, v := range x {
		if is(v) {
			n++
		}
	}
	return float64(n) / float64(max(len(x), 1))
}
