package notes

import (
	"strings"
	"unicode"

	"gendu"
	"gendu/lang"
)

// ExampleLinks finds for every keyword the sentence of the page that its example
// quotes, fully or shortened: an index into the sentences of all paragraphs
// counted through, -1 if there is none.
func ExampleLinks(p *gendu.Page) []int {
	var sentences []map[string]bool
	for _, para := range p.Paragraphs {
		for _, s := range para.Sentences {
			sentences = append(sentences, tokensOf(s.Text))
		}
	}
	out := make([]int, len(p.Keywords))
	for i, k := range p.Keywords {
		out[i] = -1
		example, _, _ := strings.Cut(k.Example, "\n")
		want := tokensOf(example)
		if len(want) < 3 {
			continue
		}
		best := 0.7 // a quotation has most of its words from the sentence
		for j, have := range sentences {
			shared := 0
			for t := range want {
				if have[t] {
					shared++
				}
			}
			// Of two sentences that hold the example, the shorter is meant.
			score := float64(shared)/float64(len(want)) + 0.05*float64(shared)/float64(len(have)+1)
			if score > best {
				best, out[i] = score, j
			}
		}
	}
	return out
}

// tokensOf is the set of words of a text in small letters; of Chinese, that of
// its pairs of neighbouring characters.
func tokensOf(s string) map[string]bool {
	out := make(map[string]bool)
	last := rune(0)
	for word := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’'
	}) {
		if !lang.IsCJK(lang.FirstRune(word)) {
			out[word] = true
			last = 0
			continue
		}
		for _, r := range word {
			if last != 0 {
				out[string([]rune{last, r})] = true
			}
			last = r
		}
	}
	return out
}
