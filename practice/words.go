package practice

import (
	"strings"
	"unicode"

	"gendu"
	"gendu/lang"
)

// refWord is a word of the reference: its text, its frames of speech, and its weight
// in completeness.
type refWord struct {
	text string
	at   span
	tiny bool // its times are too close together for it to be judged
}

// leastWord is the number of frames from which on a word can be judged.
const leastWord = 3

// wordsOf places the words of the reference on its frames. Without times of their own
// (timed is false then) they share its speech by their length, and their limits move
// to pauses nearby.
func wordsOf(r Reference, v *voice) (words []refWord, timed bool) {
	if len(v.level) == 0 {
		return nil, false
	}
	if usable(r.Words) {
		for _, w := range r.Words {
			at := span{int(w.StartMS+hopMS/2) / hopMS, int(w.EndMS+hopMS/2) / hopMS}
			words = append(words, v.wide(refWord{text: w.Text, at: v.tighten(v.clamp(at))}))
		}
		return words, true
	}
	return v.shareOut(splitText(r.Text, r.Lang)), false
}

// wide gives a word that has almost no time of its own some of its neighbours', so
// that a path can lead through it.
func (v *voice) wide(w refWord) refWord {
	if w.at.len() >= leastWord {
		return w
	}
	from := max(min((w.at.from+w.at.to-leastWord)/2, v.len()-leastWord), 0)
	return refWord{text: w.text, at: v.clamp(span{from, from + leastWord}), tiny: true}
}

func usable(words []gendu.Word) bool {
	for _, w := range words {
		if w.EndMS > w.StartMS {
			return true
		}
	}
	return false
}

func (v *voice) clamp(s span) span {
	s.from = min(max(s.from, 0), v.len())
	return span{s.from, min(max(s.to, s.from), v.len())}
}

// tighten drops silence at both ends.
func (v *voice) tighten(s span) span {
	t := s
	for t.from < t.to && !v.speech[t.from] {
		t.from++
	}
	for t.to > t.from && !v.speech[t.to-1] {
		t.to--
	}
	if t.len() == 0 {
		return s
	}
	return t
}

// splitText is the words as they are shown: by space, or each character of a script
// that has no spaces together with the marks behind it.
func splitText(text, language string) []string {
	var out []string
	for _, field := range strings.Fields(text) {
		if !lang.Spaceless(language) && !lang.HasHan(field) {
			out = append(out, field)
			continue
		}
		out = append(out, characters(field)...)
	}
	return out
}

// characters splits a run without spaces; letters and digits stay together.
func characters(s string) []string {
	var out []string
	joined := false
	for _, r := range s {
		wide := lang.Wide(r) || unicode.Is(unicode.Thai, r)
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		if len(out) == 0 || wide || letter && !joined {
			out = append(out, string(r))
		} else {
			out[len(out)-1] += string(r)
		}
		joined = letter && !wide
	}
	return out
}

// shareOut spreads words over the speech by their length in letters.
func (v *voice) shareOut(texts []string) []refWord {
	total, speech := 0, 0
	for _, t := range texts {
		total += size(t)
	}
	for _, s := range v.speech {
		if s {
			speech++
		}
	}
	if total == 0 || speech == 0 {
		return nil
	}
	words := make([]refWord, len(texts))
	at, passed, before := 0, 0, 0
	next := func(share int) int {
		for at < v.len() && passed < share {
			if v.speech[at] {
				passed++
			}
			at++
		}
		return at
	}
	from := 0
	for k, t := range texts {
		before += size(t)
		to := v.nearPause(next(speech*before/total), from)
		if k == len(texts)-1 {
			to = v.len()
		}
		words[k] = v.wide(refWord{text: t, at: v.tighten(span{from, to})})
		from = to
	}
	return words
}

// size is roughly the time that a word takes to say: a Chinese character weighs as
// much as three letters.
func size(word string) int {
	n := 0
	for _, r := range word {
		switch {
		case lang.Wide(r):
			n += 3
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			n++
		}
	}
	return max(n, 1)
}

// nearPause moves the limit between two words into a pause at most 120 ms away.
func (v *voice) nearPause(at, after int) int {
	const near = 12
	for d := range near {
		for _, i := range [2]int{at - d, at + d} {
			if i > after && i < v.len() && !v.speech[i] {
				return i
			}
		}
	}
	return min(max(at, after), v.len())
}

// Texts are the words of the reference, in order.
func (p *Prepared) Texts() []string {
	out := make([]string, len(p.words))
	for i, w := range p.words {
		out[i] = w.text
	}
	return out
}
