package bitext

import (
	"slices"
	"strings"
	"testing"
)

func TestPairSentences(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		src, dst []string
		want     []Match
	}{
		{
			"one to one",
			[]string{"The council voted on Monday to plant trees.", "Will it be enough?"},
			[]string{"市議會週一投票通過種樹。", "這樣夠嗎?"},
			[]Match{{0, 1, 0, 1}, {1, 2, 1, 2}},
		},
		{
			"two in Chinese for one",
			[]string{"The council voted on Monday to plant 4,000 trees along its busiest streets, and the work is to begin in March of next year.", "Some people worry about the cost."},
			[]string{"市議會週一投票通過,將在最繁忙的街道旁種植 4,000 棵樹。", "工程預定明年三月開始進行。", "有些人擔心費用問題。"},
			[]Match{{0, 1, 0, 2}, {1, 2, 2, 3}},
		},
		{
			"one in Chinese for two",
			[]string{"The council voted on Monday to plant 4,000 trees.", "The work begins in March of next year.", "Why so late?"},
			[]string{"市議會週一投票通過種植 4,000 棵樹,工程將在明年三月開始。", "為什麼這麼晚?"},
			[]Match{{0, 2, 0, 1}, {2, 3, 1, 2}},
		},
		{"nothing to pair", []string{"Alone."}, nil, []Match{{0, 1, 0, 0}}},
		{"nothing at all", nil, nil, nil},
	} {
		if got := Sentences(c.src, c.dst); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// TestPairSentencesCovers holds that every sentence of both sides is in exactly
// one pairing, in order, also where the numbers differ much.
func TestPairSentencesCovers(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 3, 40, 700} {
		for _, m := range []int{0, 1, 4, 90, 900} {
			src, dst := make([]string, n), make([]string, m)
			for i := range src {
				src[i] = strings.Repeat("word ", 3+i%7) + "."
			}
			for i := range dst {
				dst[i] = strings.Repeat("字", 4+i%9) + "。"
			}
			i, j := 0, 0
			for _, p := range Sentences(src, dst) {
				if p.SrcFrom != i || p.DstFrom != j || p.SrcTo < i || p.DstTo < j {
					t.Fatalf("%d x %d: %+v after %d, %d", n, m, p, i, j)
				}
				i, j = p.SrcTo, p.DstTo
			}
			if i != n || j != m {
				t.Errorf("%d x %d: ends at %d, %d", n, m, i, j)
			}
		}
	}
}
