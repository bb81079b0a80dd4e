package history

import (
	"fmt"
	"testing"
	"time"

	"gendu"
)

// heardTakes are takes of so many sentences on so many days, each read times over. Each
// has the sounds with their scores, which differ a little from sentence to sentence.
func heardTakes(cues, days, times int, scores map[string]float64) []HeardTake {
	var out []HeardTake
	start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for i := range times {
		for c := range cues {
			t := HeardTake{Cue: gendu.ID(fmt.Sprint("cue", c)), At: start.AddDate(0, 0, (i+c)%days)}
			for _, sound := range []string{"TH", "V", "R", "L", "S", "IY"} {
				if score, ok := scores[sound]; ok {
					t.Sounds = append(t.Sounds, gendu.SaidSound{Word: "word" + sound, Sound: sound, Score: score + 0.02*float64(c%3-1)})
				}
			}
			out = append(out, t)
		}
	}
	return out
}

// TestSoundsToHear names the sounds that certainly score below a person's others, and no
// other: not for a poor reader who says all alike, and never from little.
func TestSoundsToHear(t *testing.T) {
	t.Parallel()
	even := map[string]float64{"TH": 1.5, "V": 1.5, "R": 1.5, "S": 1.5}
	low := map[string]float64{"TH": 1.0, "V": 1.3, "R": 1.8, "L": 1.8, "S": 1.8, "IY": 1.8}
	four := map[string]float64{"TH": 1.0, "V": 1.1, "R": 1.2, "L": 1.3, "S": 1.9, "IY": 1.9}
	for name, k := range map[string]struct {
		takes  []HeardTake
		want   []string
		enough bool
	}{
		"nothing":                 {nil, nil, false},
		"all alike":               {heardTakes(10, 5, 3, even), nil, true},
		"a few low ones":          {heardTakes(10, 5, 3, low), []string{"TH", "V"}, true},
		"three at most":           {heardTakes(10, 5, 3, four), []string{"TH", "V", "R"}, true},
		"29 words":                {heardTakes(29, 5, 1, low), nil, false},
		"two days":                {heardTakes(10, 2, 9, low), nil, false},
		"two sentences":           {heardTakes(2, 5, 50, low), nil, false},
		"one sound only":          {heardTakes(10, 5, 3, map[string]float64{"TH": 1}), nil, true},
		"one sentence among many": {append(heardTakes(10, 5, 3, even), HeardTake{Cue: "odd", At: time.Now(), Sounds: []gendu.SaidSound{{Word: "w", Sound: "TH", Score: 0}}}), nil, true},
	} {
		got, enough := SoundsToHear(k.takes)
		var names []string
		for _, s := range got {
			names = append(names, s.Sound)
		}
		if fmt.Sprint(names) != fmt.Sprint(k.want) || enough != k.enough {
			t.Errorf("%s: %v, enough %v; want %v, %v", name, names, enough, k.want, k.enough)
		}
	}
}

// TestSoundsToHearSentences: those with the most of the sound come first, then the
// newest; and the counts are those of the evidence.
func TestSoundsToHearSentences(t *testing.T) {
	t.Parallel()
	takes := heardTakes(10, 5, 3, map[string]float64{"TH": 1, "R": 1.8, "S": 1.8})
	takes = append(takes, HeardTake{Cue: "rich", At: takes[0].At, Sounds: []gendu.SaidSound{{Word: "this", Sound: "TH", Score: 1}, {Word: "thing", Sound: "TH", Score: 1}}})
	list, _ := SoundsToHear(takes)
	if len(list) != 1 || list[0].Sound != "TH" || list[0].Words != 32 || list[0].Days != 5 || list[0].Below <= 0 {
		t.Fatalf("%+v", list)
	}
	cues := list[0].Cues
	if len(cues) != 11 || cues[0].Cue != "rich" || fmt.Sprint(cues[0].Words) != "[thing this]" || cues[1].last.Before(cues[2].last) {
		t.Errorf("%+v", cues)
	}
}
