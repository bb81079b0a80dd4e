package practice

import (
	"slices"
	"strings"
	"testing"

	"gendu"
)

func TestTones(t *testing.T) {
	t.Parallel()
	asking := teacher
	asking.final = 8
	s, words := asking.say(testText)
	for k, text := range strings.Split("今 天 天 氣 很 好 是 嗎", " ") {
		words[k].Text = text
	}
	ref := Reference{Audio: s, Text: "今天天氣很好是嗎", Lang: "zh-Hant", Words: words}
	for _, k := range []struct {
		name  string
		said  string
		final float64
		want  []gendu.ToneVerdict // verdicts of the last syllables
	}{
		{"the same tones", testText, 8, []gendu.ToneVerdict{"good", "good"}},
		{"the last one falls", testText, -8, []gendu.ToneVerdict{"good", "other"}},
		{"the last one is missing", strings.Join(strings.Fields(testText)[:7], " "), 0, []gendu.ToneVerdict{"unclear"}},
	} {
		p := learner
		p.final = k.final
		c, err := Compare(ref, said(p, k.said), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Tones) != 8 {
			t.Fatalf("%s: %d tones", k.name, len(c.Tones))
		}
		var got []gendu.ToneVerdict
		for _, tone := range c.Tones[8-len(k.want):] {
			got = append(got, tone.Verdict)
		}
		if !slices.Equal(got, k.want) || c.Tones[7].Text != "嗎" || c.Tones[7].Word != 7 {
			t.Errorf("%s: the last tones are %+v, want %v", k.name, c.Tones[6:], k.want)
		}
	}
	if c := compare(t, said(learner, testText), Options{}); c.Tones != nil {
		t.Errorf("English has tones: %+v", c.Tones)
	}
}
