package practice

import (
	"strings"
	"testing"
)

func TestHintSaysItsWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		hint Hint
		says []string // empty: nothing at all
	}{
		{Hint{}, nil},
		{Hint{Code: HintSilent}, []string{"microphone"}},
		{Hint{Code: HintOther}, []string{"this sentence"}},
		{Hint{Code: HintPoor}, []string{"quieter"}},
		{Hint{Code: HintWell}, []string{"next sentence"}},
		{Hint{Code: HintEnd, Words: []string{"sensitive"}}, []string{"end", "“sensitive”"}},
		{Hint{Code: HintManyWords, Count: 7}, []string{"7 words"}},
		{Hint{Code: HintWords, Words: []string{"kindly", "about"}}, []string{"kindly, about"}},
		{Hint{Code: HintNoPause, Words: []string{"users"}}, []string{"not pause", "“users”"}},
		{Hint{Code: HintPause, Words: []string{"users"}}, []string{"short pause", "“users”"}},
		{Hint{Code: HintLonger, Words: []string{"might"}}, []string{"more time", "“might”"}},
		{Hint{Code: HintShorter, Words: []string{"might"}}, []string{"shorter", "“might”"}},
		{Hint{Code: HintFaster, Count: 20}, []string{"20 % slower", "faster"}},
		{Hint{Code: HintSlower, Count: 15}, []string{"15 % faster", "slow down"}},
		{Hint{Code: HintMonotone}, []string{"one tone"}},
		{Hint{Code: HintFinalRise}, []string{"rise at the end"}},
		{Hint{Code: HintFinalFall}, []string{"fall at the end"}},
		{Hint{Code: HintMelody}, []string{"melody"}},
		{Hint{Code: HintMelodyNear}, []string{"melody", "nearly"}},
		{Hint{Code: HintLoudness}, []string{"stressed"}},
		{Hint{Code: HintLoudnessNear}, []string{"stress", "nearly"}},
		{Hint{Code: HintUnclear, Words: []string{"might", "cars"}}, []string{"clearly", "might, cars"}},
		{Hint{Code: HintUneven}, []string{"beat"}},
	}
	for _, tt := range tests {
		t.Run(tt.hint.Code, func(t *testing.T) {
			t.Parallel()
			got := tt.hint.String()
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
