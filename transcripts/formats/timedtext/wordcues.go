package timedtext

import (
	"slices"
	"strings"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/sentences"
)

// Where words without segments are cut when their text has no stops.
const (
	wordsPauseMS = 800
	wordsMostMS  = sentences.LongestMS
)

// CuesOfWords makes sentence cues of words. The text of the whole recording, if
// it is there, has the punctuation that the words lack.
func CuesOfWords(words []gendu.Word, text, lang string) []Cue {
	var out []Cue
	rest := words
	if len(text) <= MaxFileBytes {
		for _, s := range sentences.Split(text, lang) {
			n := wordsOfSentence(rest, s)
			if n == 0 {
				out = nil // the text is not that of the words
				break
			}
			out = append(out, wordsCue(rest[:n], s))
			rest = rest[n:]
		}
	}
	if len(out) > 0 && len(rest) == 0 {
		return out
	}
	out = nil
	for from := 0; from < len(words); {
		to := from + 1
		for to < len(words) && !sentences.EndsSentence(words[to-1].Text) && words[to].StartMS-words[to-1].EndMS < wordsPauseMS &&
			words[to].EndMS-words[from].StartMS < wordsMostMS {
			to++
		}
		texts := make([]string, 0, to-from)
		for _, w := range words[from:to] {
			texts = append(texts, w.Text)
		}
		out = append(out, wordsCue(words[from:to], sentences.Join(texts)))
		from = to
	}
	return out
}

// wordsOfSentence is how many of the words are found in a sentence, in order.
func wordsOfSentence(words []gendu.Word, sentence string) int {
	rest := strings.ToLower(sentence)
	for n, w := range words {
		want := strings.ToLower(w.Text)
		i := strings.Index(rest, want)
		// Only punctuation may stand between two words.
		if i < 0 || lang.Letters(rest[:i]) != "" {
			return n
		}
		rest = rest[i+len(want):]
	}
	return len(words)
}

func wordsCue(words []gendu.Word, text string) Cue {
	return Cue{StartMS: words[0].StartMS, EndMS: max(words[len(words)-1].EndMS, words[0].StartMS+1), Text: TidyText(text), Words: words}
}

// JoinWordCues makes sentence cues of cues that hold one word each, as some programs
// write them. Cues in which most have several words, and answers of one word, stay.
func JoinWordCues(cues []Cue) []Cue {
	single, open := 0, 0
	for i := range cues {
		c := &cues[i]
		if c.Translation != "" || lang.IsCJK(lang.FirstRune(c.Text)) {
			return cues
		}
		if !strings.ContainsAny(c.Text, " \n") {
			if single++; !sentences.EndsSentence(c.Text) {
				open++
			}
		}
	}
	if len(cues) < 2 || single*10 < len(cues)*7 || open*2 < single {
		return cues
	}
	out := []Cue{}
	for _, c := range cues {
		if len(c.Words) == 0 {
			c.Words = []gendu.Word{{Text: OneLine(c.Text), StartMS: c.StartMS, EndMS: c.EndMS}}
		}
		c.Words = slices.Clip(c.Words)
		k := len(out) - 1
		if k < 0 || out[k].Speaker != c.Speaker || sentences.EndsSentence(out[k].Text) || c.StartMS-out[k].EndMS >= wordsPauseMS ||
			c.EndMS-out[k].StartMS >= wordsMostMS || len(out[k].Text)+len(c.Text) >= sentences.MaxBytes/2 {
			c.Reading = ""
			out = append(out, c)
			continue
		}
		out[k].Text = OneLine(out[k].Text + " " + c.Text)
		out[k].EndMS = c.EndMS
		out[k].Words = append(out[k].Words, c.Words...)
	}
	if len(out) == len(cues) {
		return cues
	}
	return out
}
