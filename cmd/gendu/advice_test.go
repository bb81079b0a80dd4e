package main

import (
	"strings"
	"testing"

	"gendu"
)

func TestHintSaysItsWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		hint gendu.Hint
		says []string // empty: nothing at all
	}{
		{gendu.Hint{}, nil},
		{gendu.Hint{Code: gendu.HintSilent}, []string{"microphone"}},
		{gendu.Hint{Code: gendu.HintOther}, []string{"The sentence"}},
		{gendu.Hint{Code: gendu.HintPoor}, []string{"quieter"}},
		{gendu.Hint{Code: gendu.HintWell}, []string{"next sentence"}},
		{gendu.Hint{Code: gendu.HintEnd, Words: []string{"sensitive"}}, []string{"end", "“sensitive”"}},
		{gendu.Hint{Code: gendu.HintManyWords, Count: 7}, []string{"7 words"}},
		{gendu.Hint{Code: gendu.HintWords, Words: []string{"kindly", "about"}}, []string{"kindly, about"}},
		{gendu.Hint{Code: gendu.HintNoPause, Words: []string{"users"}}, []string{"not pause", "“users”"}},
		{gendu.Hint{Code: gendu.HintPause, Words: []string{"users"}}, []string{"short pause", "“users”"}},
		{gendu.Hint{Code: gendu.HintLonger, Words: []string{"might"}}, []string{"more time", "“might”"}},
		{gendu.Hint{Code: gendu.HintShorter, Words: []string{"might"}}, []string{"shorter", "“might”"}},
		{gendu.Hint{Code: gendu.HintFaster, Count: 20}, []string{"20 % slower", "faster"}},
		{gendu.Hint{Code: gendu.HintSlower, Count: 15}, []string{"15 % faster", "slow down"}},
		{gendu.Hint{Code: gendu.HintMonotone}, []string{"one tone"}},
		{gendu.Hint{Code: gendu.HintFinalRise}, []string{"rise at the end"}},
		{gendu.Hint{Code: gendu.HintFinalFall}, []string{"fall at the end"}},
		{gendu.Hint{Code: gendu.HintMelody}, []string{"melody"}},
		{gendu.Hint{Code: gendu.HintMelodyNear}, []string{"melody", "nearly"}},
		{gendu.Hint{Code: gendu.HintLoudness}, []string{"stressed"}},
		{gendu.Hint{Code: gendu.HintLoudnessNear}, []string{"stress", "nearly"}},
		{gendu.Hint{Code: gendu.HintUnclear, Words: []string{"might", "cars"}}, []string{"clearly", "might, cars"}},
		{gendu.Hint{Code: gendu.HintUneven}, []string{"beat"}},
	}
	for _, tt := range tests {
		t.Run(string(tt.hint.Code), func(t *testing.T) {
			t.Parallel()
			got := adviceOf(tt.hint)
			if (got == "") != (len(tt.says) == 0) {
				t.Errorf("says %q", got)
			}
			for _, want := range tt.says {
				if !strings.Contains(got, want) {
					t.Errorf("%q lacks %q", got, want)
				}
			}
		})
	}
}
