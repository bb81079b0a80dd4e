package practice

import (
	"slices"
	"strings"
	"testing"

	"gendu"
	"gendu/audio/dsp"
)

const toneText = "lamola morama ralomo soralola tomaro"

// verdicts are those of the tones, with what a wrong one resembles.
func verdicts(c *gendu.Comparison) (out []string) {
	for _, t := range c.Tones {
		v := string(t.Verdict)
		if v == string(gendu.ToneWrong) {
			v += " " + string(rune('0'+t.Resembles))
		}
		out = append(out, v)
	}
	return out
}

func TestTones(t *testing.T) {
	t.Parallel()
	asked := teacher
	asked.tones = "14243"
	s, words := asked.say(toneText)
	good := slices.Repeat([]string{"good"}, 5)
	changed := func(k int, to string) []string {
		out := slices.Clone(good)
		out[k] = to
		return out
	}
	for _, k := range []struct {
		name, text, said string
		want             []string
	}{
		{"the same tones", "天 氣 來 到 好", "14243", good},
		{"the same tones in Pinyin", "tian1 qi4 lai2 dao4 hao3", "14243", good},
		{"a fourth for a first", "天 氣 來 到 好", "44243", changed(0, "tone 4")},
		{"a first for a fourth", "tian1 qi4 lai2 dao4 hao3", "11243", changed(1, "tone 1")},
		{"a second for a fourth", "天 氣 來 到 好", "12243", changed(1, "tone 2")},
		{"a first for a third", "天 氣 來 到 好", "14241", changed(4, "tone 1")},
		{"a particle is left out", "天 氣 來 到 嗎", "14241", changed(4, "neutral")},
		{"no tone mark means no tone", "tiān qì lái dào ma", "14241", changed(4, "neutral")},
		{"the last one is missing", "天 氣 來 到 好", "1424", changed(4, "unclear")},
	} {
		texts := strings.Fields(k.text)
		for i := range words {
			words[i].Text = texts[i]
		}
		p := learner
		p.tones = k.said
		said, _ := p.say(strings.Join(strings.Fields(toneText)[:len(k.said)], " "))
		c, err := Compare(Reference{Audio: s, Text: k.text, Lang: "zh-Hant", Words: words}, said, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := verdicts(c); !slices.Equal(got, k.want) {
			t.Errorf("%s: %v, want %v (%+v)", k.name, got, k.want, c.Tones)
		}
	}
}

func TestOtherLanguagesHaveNoTones(t *testing.T) {
	t.Parallel()
	if c := compare(t, said(learner, testText), Options{}); c.Tones != nil {
		t.Errorf("English has tones: %+v", c.Tones)
	}
}

func TestAToneByItself(t *testing.T) {
	t.Parallel()
	for tone := range 4 {
		for _, hz := range []float64{110, 220} {
			p := teacher
			p.hz, p.tones = hz, string(rune('1'+tone))
			s, _ := p.say("moralilamo")
			shape, err := SyllableShape(s)
			if err != nil {
				t.Fatal(err)
			}
			if got := StandardTones.hear(shape, anyone, false); got.best() != tone {
				t.Errorf("tone %d at %.0f Hz is heard as %d: %v %.2f", tone+1, hz, got.best()+1, shape, got)
			}
		}
	}
	for _, s := range []dsp.Signal{{}, {Rate: 16000, Samples: make([]float32, 16000)}} {
		if _, err := SyllableShape(s); err != ErrNoTone {
			t.Errorf("silence: %v", err)
		}
	}
}

func TestTonesOfTexts(t *testing.T) {
	t.Parallel()
	for _, k := range []struct {
		text string
		want int
	}{
		{"ma1", 0},
		{"ma4,", 3},
		{"ma5", toneNeutral},
		{"ma0", toneNeutral},
		{"mā", 0},
		{"lǜ", 3},
		{"「Ní", 1},
		{"ma", toneUnknown},
		{"嗎？", toneNeutral},
		{"了", toneNeutral},
		{"好", toneUnknown},
		{"7", toneUnknown},
		{"", toneUnknown},
		{"…", toneUnknown},
	} {
		if got := toneOf(k.text); got != k.want {
			t.Errorf("%q has tone %d, want %d", k.text, got, k.want)
		}
	}
}

func TestAHalfThirdIsAThird(t *testing.T) {
	t.Parallel()
	voice := register{mean: 10, variance: 2, scale: 1}
	low := toneShape{5, -1, 0.2}
	if got := StandardTones.hear(low, voice, true); got.best() != third || got[third] < 0.8 {
		t.Errorf("before another syllable: %.2f", got)
	}
	if got := StandardTones.hear(toneShape{14, -0.3, 0}, voice, true); got.best() != 0 {
		t.Errorf("a high one: %.2f", got)
	}
	if got := StandardTones.hear(toneShape{12, -4, -0.5}, voice, true); got.best() != 3 {
		t.Errorf("a falling one: %.2f", got)
	}
}

func TestSandhi(t *testing.T) {
	t.Parallel()
	low, second, fourth := certain(third), certain(1), certain(3)
	for _, k := range []struct {
		name  string
		all   []syllable
		tones []chances
		tone  int
		want  []int
	}{
		{"a third before a third", []syllable{{tone: 2}, {tone: 2}}, []chances{low, low}, 2, []int{1, 2}},
		{"a second that the reference makes of a third", []syllable{{tone: toneUnknown}, {tone: toneUnknown}}, []chances{second, low}, 1, []int{1, 2}},
		{"a second that the text has", []syllable{{tone: 1}, {tone: 2}}, []chances{second, low}, 1, []int{1}},
		{"a third before another tone", []syllable{{tone: 2}, {tone: 3}}, []chances{low, fourth}, 2, []int{2}},
		{"a third at the end", []syllable{{tone: 2}}, []chances{low}, 2, []int{2}},
		{"一 as a second", []syllable{{text: "一", tone: toneUnknown, change: toneChanges("一")}}, []chances{second}, 1, []int{0, 1, 3}},
		{"不 as a fourth", []syllable{{text: "不", tone: toneUnknown, change: toneChanges("不")}}, []chances{fourth}, 3, []int{1, 3}},
	} {
		if got := accepted(k.all, k.tones, 0, k.tone); !slices.Equal(got, k.want) {
			t.Errorf("%s: %v, want %v", k.name, got, k.want)
		}
	}
}

func TestFitTonesFindsWhatWasPutIn(t *testing.T) {
	t.Parallel()
	var shapes [4][][3]float64
	for tone, m := range StandardTones.Mean {
		for _, d := range []float64{-1, 0, 1} {
			shapes[tone] = append(shapes[tone], [3]float64{m[0] + 10 + d, m[1] + d, m[2] - d})
		}
	}
	got := MergeTones(FitTones(shapes), FitTones(shapes))
	for tone, m := range got.Mean {
		for i, v := range m {
			if d := v - StandardTones.Mean[tone][i]; d > 0.02 || d < -0.02 {
				t.Errorf("tone %d: mean %v, want %v", tone+1, m, StandardTones.Mean[tone])
			}
		}
		if c := got.Cover[tone]; c[0][0] < 1 || c[0][1] != c[1][0] || c[0][2] >= 0 {
			t.Errorf("tone %d: covariance %v", tone+1, c)
		}
	}
}
