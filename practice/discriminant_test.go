package practice

import (
	"math"
	"testing"
)

// TestStandardDiscriminant has a place for everything, and thresholds in their order.
func TestStandardDiscriminant(t *testing.T) {
	t.Parallel()
	d := StandardDiscriminant()
	if d.Date == "" || d.Corpus == "" || d.Command == "" || d.Other >= d.Sure {
		t.Errorf("%q, %q, %q, thresholds %v and %v", d.Date, d.Corpus, d.Command, d.Other, d.Sure)
	}
	for i, scale := range d.Scale {
		if !(scale > 0) || math.IsNaN(d.Mean[i]+d.Weight[i]+d.Bias) {
			t.Errorf("figure %d: mean %v, scale %v, weight %v", i, d.Mean[i], scale, d.Weight[i])
		}
	}
	for _, broken := range []func(*Discriminant){
		func(d *Discriminant) { d.Rows = d.Rows[1:] },
		func(d *Discriminant) { d.Rows = append([][]float32{{1}}, d.Rows[1:]...) },
		func(d *Discriminant) { d.Weight = d.Weight[1:] },
	} {
		other := *d
		broken(&other)
		if other.check() == nil {
			t.Error("a broken discriminant is taken")
		}
	}
}

// TestOddsOfASentence rise with each kind of evidence.
func TestOddsOfASentence(t *testing.T) {
	t.Parallel()
	d := StandardDiscriminant()
	at := d.Odds(Evidence{Margin: 0.1, Said: 0.8, Frames: 200})
	for name, e := range map[string]Evidence{
		"a larger margin":   {Margin: 0.15, Said: 0.8, Frames: 200},
		"a longer sentence": {Margin: 0.1, Said: 0.8, Frames: 300},
	} {
		if got := d.Odds(e); got <= at {
			t.Errorf("%s: %v, with less %v", name, got, at)
		}
	}
	if d.margin(standard, &voice{}, &voice{}, nil) != 0 {
		t.Error("nothing has a margin")
	}
}

// TestShorterThanASentence: of a word or a syllable little is known, and less is said.
func TestShorterThanASentence(t *testing.T) {
	t.Parallel()
	d := StandardDiscriminant()
	for name, k := range map[string]struct {
		e    Evidence
		want bool
	}{
		"a word, a little better than chance":     {Evidence{Margin: 0.01, Frames: 40}, false},
		"a word, no better than chance":           {Evidence{Margin: -0.01, Frames: 40}, true},
		"a sentence, a little better than chance": {Evidence{Margin: 0.01, Frames: 200}, true},
		"a sentence, much better":                 {Evidence{Margin: 0.2, Frames: 200}, false},
	} {
		if got := d.another(k.e); got != k.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
