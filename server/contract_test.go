package server

import (
	"encoding/json"
	"testing"

	"gendu"
	"gendu/server/api"
)

// matches says what of a value's JSON the schema of that name does not describe, or
// describes otherwise. Its schemas allow no other properties.
func matches(t *testing.T, schema string, v any) {
	t.Helper()
	spec, err := api.GetSpec()
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var plain any
	if err := json.Unmarshal(b, &plain); err != nil {
		t.Fatal(err)
	}
	if err := spec.Components.Schemas[schema].Value.VisitJSON(plain); err != nil {
		t.Errorf("%s: %v", schema, err)
	}
}

// TestComparisonContract: what is stored and sent is what the OpenAPI file says.
func TestComparisonContract(t *testing.T) {
	t.Parallel()
	at, semitones := int64(130), -1.5
	one := gendu.Measure{Score: 80, Value: 0.8, Unit: "r", Known: true, Hint: gendu.Hint{Code: gendu.HintUnclear, Words: []string{"two"}, Count: 1}}
	c := gendu.Comparison{
		Verdict: gendu.VerdictOK, Measures: gendu.Measures{Completeness: one}, Hint: one.Hint, Reasons: []gendu.Reason{gendu.ReasonNoisy},
		Words:  []gendu.ComparedWord{{Text: "one", Verdict: gendu.WordDrawnOut, TakeStart: &at, TakeEnd: &at}, {Text: "two", Verdict: gendu.WordMissing}},
		Pauses: []gendu.Pause{{Kind: gendu.PauseLeftOut}}, Tones: []gendu.Tone{{Verdict: gendu.ToneUnclear}},
		Shadow: &gendu.Lag{Since: gendu.SinceTake, Bleed: gendu.BleedNo}, Final: &gendu.Ends{},
		Pitch: gendu.Contours{Ref: []*float64{nil}, Take: []*float64{&semitones}, TakeMS: []*int64{&at}}, Against: &gendu.Against{},
	}
	c.Fill()
	matches(t, "Comparison", c)
	least := gendu.Comparison{Verdict: gendu.VerdictSilent}
	least.Fill()
	matches(t, "Comparison", least)
	// Every code is in the file.
	for _, v := range []gendu.ComparisonVerdict{gendu.VerdictOK, gendu.VerdictOther, gendu.VerdictSilent, gendu.VerdictPoor} {
		matches(t, "ComparisonVerdict", v)
	}
	for _, v := range []gendu.WordVerdict{gendu.WordGood, gendu.WordUnclear, gendu.WordMissing, gendu.WordRushed, gendu.WordDrawnOut} {
		matches(t, "WordVerdict", v)
	}
	for _, v := range []gendu.Reason{
		gendu.ReasonQuiet, gendu.ReasonClipped, gendu.ReasonNoisy, gendu.ReasonBleed, gendu.ReasonNarrow, gendu.ReasonNoTimes, gendu.ReasonShort, gendu.ReasonUnlike,
	} {
		matches(t, "Reason", v)
	}
	for _, v := range []gendu.HintCode{
		gendu.HintNone, gendu.HintSilent, gendu.HintOther, gendu.HintPoor, gendu.HintWell, gendu.HintEnd, gendu.HintManyWords, gendu.HintWords, gendu.HintUnclear,
		gendu.HintNoPause, gendu.HintPause, gendu.HintLonger, gendu.HintShorter, gendu.HintUneven, gendu.HintFaster, gendu.HintSlower, gendu.HintMonotone,
		gendu.HintFinalRise, gendu.HintFinalFall, gendu.HintMelody, gendu.HintMelodyNear, gendu.HintLoudness, gendu.HintLoudnessNear,
	} {
		matches(t, "HintCode", v)
	}
}
