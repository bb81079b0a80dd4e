package storetest

import (
	"testing"

	"gendu"
	"gendu/store/jobqueue"
)

// comparison is one in which every part is set, with a word of a later version.
func comparison() *gendu.Comparison {
	from, to, semitones, at := int64(120), int64(400), -1.5, int64(130)
	one := gendu.Measure{Score: 80, Value: 0.8, Unit: "r", Known: true, Hint: gendu.Hint{Code: gendu.HintUnclear, Words: []string{"two"}}}
	c := &gendu.Comparison{
		Verdict: gendu.VerdictOK, Confidence: 0.75, Overall: 77, Completeness: 80, Rhythm: 80, Tempo: 0.8, Intonation: 80, Loudness: 80,
		Measures: gendu.Measures{Completeness: one, Rhythm: one, Tempo: one, Intonation: one, Loudness: gendu.Measure{Unit: "r"}},
		Hint:     gendu.Hint{Code: gendu.HintFaster, Count: 20}, Reasons: []gendu.Reason{gendu.ReasonNoisy, "of_tomorrow"},
		Words: []gendu.ComparedWord{
			{Text: "one", Verdict: gendu.WordGood, RefStart: 100, RefEnd: 380, TakeStart: &from, TakeEnd: &to, Match: 0.9},
			{Text: "two", Verdict: "of_tomorrow", RefStart: 400, RefEnd: 700},
		},
		Pauses: []gendu.Pause{{Kind: gendu.PauseExtra, After: 0, StartMS: 400, EndMS: 700}},
		Tones:  []gendu.Tone{{Word: 1, Syllable: 0, Text: "好", Verdict: gendu.ToneOther, Distance: 2.1}},
		Shadow: &gendu.Lag{LagMS: 310, Drift: 5.5, Since: gendu.SinceClip, Bleed: gendu.BleedUnknown},
		Final:  &gendu.Ends{Ref: 1, Take: -1}, Range: &gendu.Ends{Ref: 7, Take: 2},
		Pitch:   gendu.Contours{HopMS: 20, Ref: []*float64{nil, &semitones}, Take: []*float64{&semitones, nil}, TakeMS: []*int64{&at, nil}},
		Method:  2,
		Against: &gendu.Against{AudioID: "a", StartMS: 0, EndMS: 900},
	}
	c.Fill()
	return c
}

// silence is the least that there can be.
func silence() *gendu.Comparison {
	c := &gendu.Comparison{Verdict: gendu.VerdictSilent, Confidence: 1}
	c.Fill()
	return c
}

// refusesBadComparisons keeps what contradicts itself out of the database.
func refusesBadComparisons(t *testing.T, h *fixture) {
	e, cues := h.ready()
	v := h.compared(h.user(), e, cues[0])
	j := h.claim(gendu.CompareTake)
	for name, spoil := range map[string]func(c *gendu.Comparison){
		"no verdict":     func(c *gendu.Comparison) { c.Verdict = "" },
		"confidence":     func(c *gendu.Comparison) { c.Confidence = 1.5 },
		"score":          func(c *gendu.Comparison) { c.Measures.Rhythm.Score = -1 },
		"word backwards": func(c *gendu.Comparison) { c.Words[1].RefEnd = 399 },
		"half a word":    func(c *gendu.Comparison) { c.Words[0].TakeEnd = nil },
		"pause":          func(c *gendu.Comparison) { c.Pauses[0].After = 2 },
		"tone":           func(c *gendu.Comparison) { c.Tones[0].Word = -1 },
		"no span":        func(c *gendu.Comparison) { c.EndMS = 0 },
		"contours":       func(c *gendu.Comparison) { c.Pitch.Take = c.Pitch.Take[1:] },
	} {
		c := comparison()
		spoil(c)
		err := h.PutComparison(t.Context(), jobqueue.GuardOf(j), &gendu.Compared{TakeID: v.ID, Revision: v.Revision, State: gendu.Ready, Comparison: c})
		h.wantKind(name, err, gendu.Invalid)
	}
}
