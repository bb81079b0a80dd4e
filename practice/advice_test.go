package practice

import (
	"slices"
	"strings"
	"testing"

	"gendu"
)

func TestEnds(t *testing.T) {
	t.Parallel()
	asking := teacher
	asking.final = 8
	s, words := asking.say(testText)
	question := Reference{Audio: s, Text: testText, Lang: "en", Words: words}
	score := map[string]float64{}
	for _, k := range []struct {
		name  string
		final float64
		hint  gendu.HintCode
	}{
		{"asked too", 8, ""},
		{"flat", 0.5, gendu.HintFinalRise},
		{"told", -8, gendu.HintFinalRise},
	} {
		p := learner
		p.final = k.final
		c, err := Compare(question, said(p, testText), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if c.Final == nil || c.Range == nil || c.Final.Ref < 2 || c.Range.Ref < 3 {
			t.Fatalf("%s: final %+v, range %+v", k.name, c.Final, c.Range)
		}
		if got := c.Measures.Intonation.Hint.Code; (got == gendu.HintFinalRise) != (k.hint == gendu.HintFinalRise) {
			t.Errorf("%s: the hint is %q, the end moves by %+v", k.name, got, c.Final)
		}
		score[k.name] = c.Intonation
	}
	if score["asked too"] <= score["flat"]+3 || score["flat"] <= score["told"] {
		t.Errorf("intonation by the end: %v", score)
	}
}

func TestRangeNamesTheNarrowVoice(t *testing.T) {
	t.Parallel()
	flat := learner
	flat.flat = true
	c := compare(t, said(flat, testText), Options{})
	if c.Range == nil || c.Range.Take > 1.5 || c.Range.Ref < 3 {
		t.Errorf("range %+v of a take on one tone", c.Range)
	}
}

func TestWordWithoutLengthIsNotMissing(t *testing.T) {
	t.Parallel()
	for _, k := range []int{0, 3, 7} {
		ref := reference()
		ref.Words = slices.Clone(ref.Words)
		w := &ref.Words[k]
		w.EndMS = w.StartMS
		ref.Words = slices.Insert(ref.Words, k+1, gendu.Word{Text: "rest", StartMS: w.StartMS, EndMS: reference().Words[k].EndMS})
		c, err := Compare(ref, said(learner, testText), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Words[k]; got.Verdict != gendu.WordGood || got.TakeStart == nil || got.RefEnd-got.RefStart < leastWord*hopMS {
			t.Errorf("word %d, which has no length, is %+v", k, got)
		}
		if c.Completeness < 99 || len(missing(c)) > 0 {
			t.Errorf("completeness %.1f, missing %v", c.Completeness, missing(c))
		}
		cut, err := Compare(ref, said(learner, strings.Join(strings.Fields(testText)[:3], " ")), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if k == 7 && cut.Words[k].Verdict != gendu.WordMissing {
			t.Errorf("word %d of a take that was cut before it is %+v", k, cut.Words[k])
		}
	}
}

// advised is a pairing with these scores, after it was given its advice.
func advised(m gendu.Measures, words ...gendu.ComparedWord) *gendu.Comparison {
	r := &gendu.Comparison{Measures: m, Words: words}
	c := &comparing{result: r, way: &way{at: slices.Repeat([]float64{-1}, 20)}}
	for _, w := range words {
		c.words = append(c.words, refWord{text: w.Text, at: span{0, 20}})
		at := span{0, 20}
		if w.Verdict == gendu.WordMissing {
			at = span{-1, -1}
		}
		c.way.words = append(c.way.words, at)
	}
	c.advise(&Prepared{})
	return r
}

func TestAdviceForEveryLowScore(t *testing.T) {
	t.Parallel()
	all := func(score float64) gendu.Measures {
		one := gendu.Measure{Score: score, Value: 1, Known: true}
		return gendu.Measures{Completeness: one, Rhythm: one, Tempo: one, Intonation: one, Loudness: one}
	}
	with := func(change func(*gendu.Measures)) gendu.Measures {
		m := all(95)
		change(&m)
		return m
	}
	good := []gendu.ComparedWord{{Text: "one", Verdict: gendu.WordGood, Match: 0.9}, {Text: "two", Verdict: gendu.WordGood, Match: 0.7}}
	weak := []gendu.ComparedWord{good[0], {Text: "two", Verdict: gendu.WordUnclear, Match: 0.5}}
	for _, k := range []struct {
		name  string
		m     gendu.Measures
		words []gendu.ComparedWord
		want  gendu.Hint
	}{
		{"all well", all(80), good, gendu.Hint{Code: gendu.HintWell}},
		{"a weak word beside good scores", all(85), weak, gendu.Hint{Code: gendu.HintWell}},
		{"weak words", with(func(m *gendu.Measures) { m.Completeness.Score = 79 }), weak, gendu.Hint{Code: gendu.HintUnclear, Words: []string{"two"}}},
		{"no word is weak by itself", with(func(m *gendu.Measures) { m.Completeness.Score = 79 }), good, gendu.Hint{Code: gendu.HintUnclear, Words: []string{"two"}}},
		{"rhythm", with(func(m *gendu.Measures) { m.Rhythm.Score = 79 }), good, gendu.Hint{Code: gendu.HintUneven}},
		{"melody", with(func(m *gendu.Measures) { m.Intonation.Score = 59 }), good, gendu.Hint{Code: gendu.HintMelody}},
		{"melody, nearly", with(func(m *gendu.Measures) { m.Intonation.Score = 79 }), good, gendu.Hint{Code: gendu.HintMelodyNear}},
		{"stress", with(func(m *gendu.Measures) { m.Loudness.Score = 10 }), good, gendu.Hint{Code: gendu.HintLoudness}},
		{"stress, nearly", with(func(m *gendu.Measures) { m.Loudness.Score = 60 }), good, gendu.Hint{Code: gendu.HintLoudnessNear}},
		{"the lowest first", with(func(m *gendu.Measures) { m.Loudness.Score, m.Rhythm.Score = 70, 60 }), good, gendu.Hint{Code: gendu.HintUneven}},
		{"an unknown one counts for nothing", with(func(m *gendu.Measures) { m.Loudness = gendu.Measure{} }), good, gendu.Hint{Code: gendu.HintWell}},
	} {
		got := advised(k.m, k.words...)
		if got.Hint.Code != k.want.Code || !slices.Equal(got.Hint.Words, k.want.Words) {
			t.Errorf("%s: %+v, want %+v", k.name, got.Hint, k.want)
		}
	}
}
