package timedtext

import (
	"strings"

	"gendu"
)

// SplitAt cuts a cue into parts with these texts, which follow each other in its own. A
// part begins with its first word, where the words of the cue have times, else in
// proportion to the length of the texts. It returns nil where the cue is too short to be
// cut. Translation and reading stay with the first part.
func SplitAt(c Cue, texts []string) []Cue {
	if c.EndMS-c.StartMS < int64(len(texts)) || len(texts) == 0 {
		return nil
	}
	words := wordsFor(c.Words, texts)
	whole := int64(0)
	for _, t := range texts {
		whole += max(1, letters(t))
	}
	out := make([]Cue, 0, len(texts))
	said := int64(0)
	for i, text := range texts {
		part := Cue{StartMS: c.StartMS + (c.EndMS-c.StartMS)*said/whole, EndMS: c.EndMS, Text: text, Speaker: c.Speaker, Words: words[i]}
		said += max(1, letters(text))
		if i == 0 {
			part.StartMS, part.Translation, part.Reading = c.StartMS, c.Translation, c.Reading
		} else {
			if len(part.Words) > 0 {
				part.StartMS = part.Words[0].StartMS
			}
			last := &out[i-1]
			part.StartMS = min(max(part.StartMS, last.StartMS+1), c.EndMS-int64(len(texts)-i))
			last.EndMS = part.StartMS
		}
		out = append(out, part)
	}
	for i := range out {
		FitWords(&out[i])
	}
	return out
}

// wordsFor gives each text the words that stand in it, in order. Words that stand in
// none, the name of a speaker for example, are left out.
func wordsFor(words []gendu.Word, texts []string) [][]gendu.Word {
	out := make([][]gendu.Word, len(texts))
	k := 0
	rest := ""
	if len(texts) > 0 {
		rest = texts[0]
	}
	for _, w := range words {
		for j, left := k, rest; j < len(texts); {
			if i := strings.Index(left, w.Text); i >= 0 && w.Text != "" {
				k, rest = j, left[i+len(w.Text):]
				out[j] = append(out[j], w)
				break
			}
			if j++; j < len(texts) && j <= k+1 {
				left = texts[j]
			} else {
				break
			}
		}
	}
	return out
}
