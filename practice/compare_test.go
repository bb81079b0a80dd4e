package practice

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gendu"
	"gendu/audio/dsp"
)

func compare(t *testing.T, take dsp.Signal, o Options) *gendu.Comparison {
	t.Helper()
	c, err := Compare(reference(), take, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func said(p speaker, text string) dsp.Signal {
	s, _ := p.say(text)
	return s
}

func scores(c *gendu.Comparison) map[string]float64 {
	m := c.Measures
	return map[string]float64{
		"completeness": m.Completeness.Score, "rhythm": m.Rhythm.Score, "tempo": m.Tempo.Score,
		"intonation": m.Intonation.Score, "loudness": m.Loudness.Score, "overall": c.Overall,
	}
}

func missing(c *gendu.Comparison) []string {
	var out []string
	for _, w := range c.Words {
		if w.Verdict == gendu.WordMissing {
			out = append(out, w.Text)
		}
	}
	return out
}

func each(s dsp.Signal, f func(float32) float32) dsp.Signal {
	out := dsp.Signal{Rate: s.Rate, Samples: make([]float32, len(s.Samples))}
	for i, v := range s.Samples {
		out.Samples[i] = f(v)
	}
	return out
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	c := compare(t, reference().Audio, Options{})
	for name, v := range scores(c) {
		if v < 99.5 {
			t.Errorf("%s of a reference against itself is %.1f", name, v)
		}
	}
	if c.Verdict != gendu.VerdictOK || c.Confidence < 0.99 {
		t.Errorf("verdict %s, confidence %.2f (%v)", c.Verdict, c.Confidence, c.Reasons)
	}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	hiss := each(said(learner, testText), func(float32) float32 { return float32(0.05 * r.NormFloat64()) })
	for _, k := range []struct {
		name string
		take dsp.Signal
		want gendu.ComparisonVerdict
	}{
		{"another voice", said(learner, testText), gendu.VerdictOK},
		{"another sentence", said(learner, otherText), gendu.VerdictOther},
		{"digital silence", dsp.Signal{Rate: 16000, Samples: make([]float32, 48000)}, gendu.VerdictSilent},
		{"no samples", dsp.Signal{Rate: 16000}, gendu.VerdictSilent},
		{"hiss", hiss, gendu.VerdictSilent},
	} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			c := compare(t, k.take, Options{})
			if c.Verdict != k.want {
				t.Fatalf("verdict %s, want %s (overall %.1f, missing %v)", c.Verdict, k.want, c.Overall, missing(c))
			}
			if k.want != gendu.VerdictOK && (c.Overall != 0 || c.Completeness != 0 || c.Hint.Code == gendu.HintNone) {
				t.Errorf("overall %.1f, completeness %.1f, hint %+v: want none and a hint", c.Overall, c.Completeness, c.Hint)
			}
			if k.want == gendu.VerdictOK && len(missing(c)) > 0 {
				t.Errorf("missing %v of a full reading", missing(c))
			}
		})
	}
}

func TestOmittedWords(t *testing.T) {
	t.Parallel()
	words := strings.Fields(testText)
	for _, k := range []struct {
		name string
		gone []string
	}{
		{"in the middle", words[3:5]},
		{"at the beginning", words[:2]},
		{"a cut end", words[5:]},
	} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Join(slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(k.gone, w) }), " ")
			c := compare(t, said(learner, text), Options{})
			if got := missing(c); !slices.Equal(got, k.gone) {
				t.Errorf("missing %v, want %v", got, k.gone)
			}
			if c.Completeness > 90 || c.Completeness < 40 {
				t.Errorf("completeness %.1f with %d of %d words", c.Completeness, len(words)-len(k.gone), len(words))
			}
			if !slices.Contains(c.Hint.Words, k.gone[0]) {
				t.Errorf("hint %+v does not name %q", c.Hint, k.gone[0])
			}
		})
	}
}

func TestWhatMustNotMatter(t *testing.T) {
	t.Parallel()
	take := said(learner, testText)
	plain := scores(compare(t, take, Options{}))
	for _, k := range []struct {
		name string
		take dsp.Signal
	}{
		{"30 dB quieter", each(take, func(v float32) float32 { return v * 0.0316 })},
		{"6 dB louder", each(take, func(v float32) float32 { return v * 2 })},
		{"polarity", each(take, func(v float32) float32 { return -v })},
		{"DC", each(take, func(v float32) float32 { return v + 0.1 })},
		{"24 kHz", dsp.Resample(take, 24000)},
		{"44.1 kHz", dsp.Resample(take, 44100)},
		{"48 kHz", dsp.Resample(take, 48000)},
	} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			for name, v := range scores(compare(t, k.take, Options{})) {
				if math.Abs(v-plain[name]) > 2 {
					t.Errorf("%s went from %.1f to %.1f", name, plain[name], v)
				}
			}
		})
	}
}

func TestNarrowband(t *testing.T) {
	t.Parallel()
	c := compare(t, dsp.Resample(said(learner, testText), 8000), Options{})
	if c.Verdict != gendu.VerdictOK || len(missing(c)) > 0 || !slices.Contains(c.Reasons, gendu.ReasonNarrow) {
		t.Errorf("verdict %s, missing %v, reasons %v", c.Verdict, missing(c), c.Reasons)
	}
}

func TestFlatPitchLowersIntonationOnly(t *testing.T) {
	t.Parallel()
	lively, flat := learner, learner
	flat.flat = true
	before, c := scores(compare(t, said(lively, testText), Options{})), compare(t, said(flat, testText), Options{})
	for name, v := range scores(c) {
		switch {
		case name == "overall":
		case name == "intonation" && v > before[name]-30:
			t.Errorf("intonation fell from %.1f to %.1f only", before[name], v)
		case name != "intonation" && v < before[name]-5:
			t.Errorf("%s fell from %.1f to %.1f", name, before[name], v)
		}
	}
	if c.Measures.Intonation.Hint.Code != gendu.HintMonotone {
		t.Errorf("hint on a monotone reading: %+v", c.Measures.Intonation.Hint)
	}
}

func TestPauseIsFound(t *testing.T) {
	t.Parallel()
	halting := learner
	halting.pause = 4
	before, c := compare(t, said(learner, testText), Options{}), compare(t, said(halting, testText), Options{})
	if c.Rhythm > before.Rhythm-5 {
		t.Errorf("rhythm went from %.1f to %.1f", before.Rhythm, c.Rhythm)
	}
	word := strings.Fields(testText)[3]
	found := slices.ContainsFunc(c.Pauses, func(p gendu.Pause) bool {
		return p.Kind == "extra" && c.Words[p.After].Text == word && p.EndMS-p.StartMS > 400 && p.EndMS-p.StartMS < 650
	})
	if !found || !slices.Contains(c.Measures.Rhythm.Hint.Words, word) {
		t.Errorf("pauses %+v, hint %+v: want one of 500 ms after %q", c.Pauses, c.Measures.Rhythm.Hint, word)
	}
}

func TestTempo(t *testing.T) {
	t.Parallel()
	slow := learner
	slow.rate = 0.75
	if c := compare(t, said(slow, testText), Options{}); math.Abs(c.Tempo-0.75) > 0.05 || c.Completeness < 95 {
		t.Errorf("tempo %.3f, completeness %.1f of a reading at 0.75", c.Tempo, c.Completeness)
	}
}

func TestWithoutWordTimes(t *testing.T) {
	t.Parallel()
	ref := reference()
	ref.Words = nil
	words := strings.Fields(testText)
	c, err := Compare(ref, said(learner, strings.Join(words[:4], " ")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Completeness > 70 || c.Completeness < 30 || len(c.Words) != len(words) || c.Words[0].Verdict == gendu.WordMissing || c.Words[7].Verdict != gendu.WordMissing {
		t.Errorf("completeness %.1f, missing %v of a take cut in the middle", c.Completeness, missing(c))
	}
	if !slices.Contains(c.Reasons, gendu.ReasonNoTimes) {
		t.Errorf("reasons %v", c.Reasons)
	}
}

// TestRetimed is the same as preparing the reference with those times.
func TestRetimed(t *testing.T) {
	t.Parallel()
	ref := reference()
	timed := ref.Words
	ref.Words = nil
	plain, err := Prepare(ref)
	if err != nil {
		t.Fatal(err)
	}
	take := said(learner, testText)
	got, err := plain.Retimed(timed).Compare(take, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := compare(t, take, Options{}); !reflect.DeepEqual(got, want) {
		t.Errorf("overall %v, want %v", got.Overall, want.Overall)
	}
	if before, err := plain.Compare(take, Options{}); err != nil || reflect.DeepEqual(before, got) {
		t.Errorf("the reference itself was changed (%v)", err)
	}
}

func TestJSONHoldsNumbersOnly(t *testing.T) {
	t.Parallel()
	for _, take := range []dsp.Signal{said(learner, testText), {Rate: 16000}, said(learner, "samo"), said(learner, otherText)} {
		if _, err := json.Marshal(compare(t, take, Options{Shadow: true})); err != nil {
			t.Error(err)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	long := dsp.Signal{Rate: 10, Samples: make([]float32, 10*(60*5+1))}
	for _, k := range []struct {
		name string
		ref  Reference
		take dsp.Signal
		want error
	}{
		{"no clip", Reference{Text: "a"}, dsp.Signal{}, ErrNoReference},
		{"silent clip", Reference{Audio: dsp.Signal{Rate: 16000, Samples: make([]float32, 16000)}, Text: "a"}, dsp.Signal{}, ErrNoReference},
		{"no words", Reference{Audio: reference().Audio}, dsp.Signal{}, ErrNoReference},
		{"long clip", Reference{Audio: long, Text: "a"}, dsp.Signal{}, ErrTooLong},
		{"long take", reference(), long, ErrTooLong},
	} {
		if _, err := Compare(k.ref, k.take, Options{}); !errors.Is(err, k.want) {
			t.Errorf("%s: %v, want %v", k.name, err, k.want)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	p, err := Prepare(reference())
	if err != nil {
		b.Fatal(err)
	}
	take := said(learner, testText)
	for b.Loop() {
		if _, err := p.Compare(take, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestOtherOrdersHoldEveryPieceOnce(t *testing.T) {
	t.Parallel()
	for n := range 9 {
		var words []span
		for k := range n {
			words = append(words, span{10 * k, 10*k + 8})
		}
		for i, order := range shuffled(words) {
			frames := map[int]int{}
			for _, s := range order {
				for j := s.from; j < s.to; j++ {
					frames[j]++
				}
			}
			for k := range n {
				for j := 10 * k; j < 10*k+8; j++ {
					if frames[j] != 1 {
						t.Fatalf("%d words, order %d: frame %d is there %d times", n, i, j, frames[j])
					}
				}
			}
			if len(frames) != 8*n {
				t.Errorf("%d words, order %d: %d frames, want %d", n, i, len(frames), 8*n)
			}
		}
	}
}
