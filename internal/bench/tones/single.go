package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gendu"
	"gendu/audio/dsp"
	"gendu/internal/bench/board"
	"gendu/practice"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// count is what a set of comparisons gave.
type count struct {
	right, alarms int               // right tones, and those called wrong
	wrong, found  int               // wrong tones, and those called so
	lost, unclear int               // not compared: the whole take, or the syllable
	named         int               // of the found, with the tone that was said
	pairs         map[string][2]int // found and all, by the pair of tones
	missed        []string
}

func (c *count) add(name string, should, said int, t *gendu.Tone) {
	heard := t != nil && t.Verdict == gendu.ToneWrong
	switch {
	case t == nil:
		c.lost++
	case t.Verdict == gendu.ToneUnclear || t.Verdict == gendu.ToneNeutral:
		c.unclear++
	}
	if should == said {
		c.right++
		if heard {
			c.alarms++
			c.missed = append(c.missed, fmt.Sprintf("%s called %d", name, t.Resembles))
		}
		return
	}
	c.wrong++
	if c.pairs == nil {
		c.pairs = map[string][2]int{}
	}
	pair := fmt.Sprintf("%d to %d", should+1, said+1)
	n := c.pairs[pair]
	n[1]++
	if heard {
		c.found++
		n[0]++
		if t.Resembles == said+1 {
			c.named++
		}
	}
	c.pairs[pair] = n
}

// print prints the figures; goals counts them.
func (c *count) print(b *board.Board, name string, goals bool) {
	share := 100 * float64(c.found) / float64(max(c.wrong, 1))
	alarms := 100 * float64(c.alarms) / float64(max(c.right, 1))
	if goals {
		b.Goal(share >= 85, "%s: wrong tones found %d of %d, %.1f %% (goal 85 %%), named rightly %d", name, c.found, c.wrong, share, c.named)
		b.Goal(alarms <= 5, "%s: right tones called wrong %d of %d, %.1f %% (goal at most 5 %%)", name, c.alarms, c.right, alarms)
	} else {
		fmt.Printf("      %s: found %d of %d (%.1f %%), named rightly %d; right called wrong %d of %d (%.1f %%)\n", name, c.found, c.wrong, share, c.named, c.alarms, c.right, alarms)
	}
	if c.lost+c.unclear > 0 {
		fmt.Printf("      not compared: %d takes, %d syllables\n", c.lost, c.unclear)
	}
	var rows []string
	for _, pair := range sortedKeys(c.pairs) {
		if n := c.pairs[pair]; n[0] < n[1] {
			rows = append(rows, fmt.Sprintf("%s %d of %d", pair, n[0], n[1]))
		}
	}
	if len(rows) > 0 || len(c.missed) > 0 {
		fmt.Printf("      not all found: %s; %s\n", strings.Join(rows, ", "), strings.Join(c.missed, ", "))
	}
}

// pairsOf are the recordings of each syllable by both speakers: the one's only
// recording beside all four tones of the other.
func (r recordings) pairsOf(do func(a, b *spoken) error) error {
	for _, name := range sortedKeys(r[some]) {
		one := r[some][name]
		for _, tone := range "1234" {
			if other := r[every][one.base()+string(tone)]; other != nil {
				if err := do(one, other); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// singles compares syllables by themselves in both directions: with the model of each
// speaker alone, with one that never saw the syllable, and with the shipped one.
func singles(b *board.Board, all recordings) error {
	fmt.Printf("\nSyllables by themselves, %d by %s and %d by %s\n", len(all[some]), some, len(all[every]), every)
	folds := map[string]*practice.ToneModel{}
	for _, name := range sortedKeys(all[some]) {
		m := all.model(all[some][name].base())
		folds[all[some][name].base()] = &m
	}
	one, other := all.of(some, ""), all.of(every, "")
	for _, k := range []struct {
		name  string
		goals bool
		text  func(*spoken) string
		model func(*spoken) *practice.ToneModel
	}{
		{"cross-validated over syllables", true, character, func(s *spoken) *practice.ToneModel { return folds[s.base()] }},
		{"the same, tone known from Pinyin", true, pinyinOf, func(s *spoken) *practice.ToneModel { return folds[s.base()] }},
		{"model of " + some + " alone", false, character, func(*spoken) *practice.ToneModel { return &one }},
		{"model of " + every + " alone", false, character, func(*spoken) *practice.ToneModel { return &other }},
		{"as shipped (in-sample)", false, character, func(*spoken) *practice.ToneModel { return nil }},
	} {
		for _, turned := range []bool{false, true} {
			c := &count{}
			err := all.pairsOf(func(a, b *spoken) error {
				if turned {
					a, b = b, a
				}
				t, err := compareTone(a.signal, k.text(a), nil, b.signal, 0, k.model(a))
				c.add(a.Pinyin+" "+b.Pinyin, a.tone(), b.tone(), t)
				return err
			})
			if err != nil {
				return err
			}
			c.print(b, k.name+direction(turned), k.goals)
		}
	}
	return nil
}

func direction(turned bool) string {
	if turned {
		return ", " + every + " as reference"
	}
	return ", " + some + " as reference"
}

// character stands for text that does not say its tone.
func character(s *spoken) string {
	if s.Text != "" {
		return s.Text
	}
	return "字"
}

func pinyinOf(s *spoken) string { return s.Pinyin }

// compareTone is the tone of syllable k.
func compareTone(ref dsp.Signal, text string, words []gendu.Word, take dsp.Signal, k int, m *practice.ToneModel) (*gendu.Tone, error) {
	c, err := practice.Compare(practice.Reference{Audio: ref, Text: text, Lang: "zh", Words: words}, take, practice.Options{Tones: m})
	if err != nil || k >= len(c.Tones) {
		return nil, err
	}
	return &c.Tones[k], nil
}
