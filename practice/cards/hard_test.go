package cards_test

import (
	"slices"
	"testing"

	"gendu"
	"gendu/practice/cards"
)

// TestHardTwice: a sentence is offered after two poor readings in a row, and not before.
func TestHardTwice(t *testing.T) {
	t.Parallel()
	const ok, hard, other, silent = gendu.VerdictOK, gendu.VerdictHard, gendu.VerdictOther, gendu.VerdictSilent
	of := func(id gendu.ID, verdicts ...gendu.ComparisonVerdict) (list []cards.Judged) { // the newest first
		for _, v := range verdicts {
			list = append(list, cards.Judged{Subject: id, Verdict: v})
		}
		return list
	}
	for name, c := range map[string]struct {
		list []cards.Judged
		want []gendu.ID
	}{
		"nothing":                    {nil, nil},
		"once":                       {of("a", hard), nil},
		"twice":                      {of("a", hard, hard), []gendu.ID{"a"}},
		"a good one since":           {of("a", ok, hard, hard), nil},
		"a good one between":         {of("a", hard, ok, hard), nil},
		"good ones before":           {of("a", hard, hard, ok, ok), []gendu.ID{"a"}},
		"three times, offered once":  {of("a", hard, hard, hard, hard), []gendu.ID{"a"}},
		"silence between":            {of("a", silent, hard, silent, hard), []gendu.ID{"a"}},
		"another sentence was said":  {of("a", other, other), nil},
		"each sentence by itself":    {append(of("a", hard), of("b", hard)...), nil},
		"in the order of the newest": {slices.Concat(of("b", hard), of("a", hard, hard), of("b", hard)), []gendu.ID{"a", "b"}},
	} {
		if got := cards.HardTwice(c.list); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
