package practice

import (
	"strings"
	"unicode"

	"gendu/lang"
)

// Tones of a syllable as its text has them.
const (
	toneUnknown = -1 // 0 to 3 are the first to the fourth tone
	toneNeutral = 4
)

// syllable is one of the reference: where it is, and what its text says of its tone.
type syllable struct {
	word, index int // word, and place in it
	text        string
	at          span
	tone        int   // toneUnknown, 0 to 3, or toneNeutral
	read        bool  // a guess from the character, not written in the text
	change      []int // other tones that are right for it in some places: 一 and 不
}

// syllables are those of the words; a word's time is shared out evenly over its own.
// read are the tones of all characters, if known.
func syllables(words []refWord, read []int) (out []syllable) {
	for k, w := range words {
		texts := splitText(w.text, "cmn")
		n := w.at.len()
		for s, text := range texts {
			at := span{w.at.from + n*s/len(texts), w.at.from + n*(s+1)/len(texts)}
			out = append(out, syllable{word: k, index: s, text: text, at: at, tone: toneOf(text), change: toneChanges(text)})
		}
	}
	readTones(out, read)
	marked := false
	for _, s := range out {
		marked = marked || !s.read && s.tone >= 0 && s.tone < toneNeutral
	}
	for i := range out {
		s := &out[i]
		bare := letters(s.text)
		switch {
		case marked && s.tone == toneUnknown && bare != "" && !lang.HasHan(bare):
			s.tone = toneNeutral // in a text with tone marks a syllable without one
		case i > 0 && lang.HasHan(bare) && bare == letters(out[i-1].text):
			s.tone = toneNeutral // 媽媽, 看看: the second one is often said without its tone
		}
	}
	return out
}

// readTones gives the characters the tones of their reading, where there is one for
// each of them.
func readTones(all []syllable, read []int) {
	var at []int
	for k, s := range all {
		for _, r := range s.text {
			if unicode.Is(unicode.Han, r) {
				at = append(at, k)
			}
		}
	}
	if len(at) != len(read) {
		return
	}
	for i, k := range at {
		if t := read[i]; all[k].tone == toneUnknown && t >= 1 && t <= 5 {
			all[k].tone, all[k].read = t-1, true
		}
	}
}

// letters is a syllable without the marks around it.
func letters(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// toneMarks are the vowels of Pinyin that bear a tone.
var toneMarks = map[rune]int{
	'ā': 0, 'ē': 0, 'ī': 0, 'ō': 0, 'ū': 0, 'ǖ': 0,
	'á': 1, 'é': 1, 'í': 1, 'ó': 1, 'ú': 1, 'ǘ': 1, 'ń': 1,
	'ǎ': 2, 'ě': 2, 'ǐ': 2, 'ǒ': 2, 'ǔ': 2, 'ǚ': 2, 'ň': 2,
	'à': 3, 'è': 3, 'ì': 3, 'ò': 3, 'ù': 3, 'ǜ': 3, 'ǹ': 3,
}

// particles never have a tone of their own.
const particles = "的了吗嗎呢吧嘛么麼们們啦呀着著"

// toneOf reads the tone of a syllable in Pinyin (ma1, mā; ma5 and ma0 have none), or
// knows a character that has none. A character does not say its tone: the reference
// is heard for it.
func toneOf(text string) int {
	text = strings.ToLower(letters(text))
	if text == "" {
		return toneUnknown
	}
	if !lang.HasHan(text) {
		switch last := text[len(text)-1]; {
		case len(text) > 1 && last >= '1' && last <= '4':
			return int(last - '1')
		case len(text) > 1 && (last == '5' || last == '0'):
			return toneNeutral
		}
		for _, r := range text {
			if t, ok := toneMarks[r]; ok {
				return t
			}
		}
		return toneUnknown
	}
	if r := []rune(text); len(r) == 1 && strings.ContainsRune(particles, r[0]) {
		return toneNeutral
	}
	return toneUnknown
}

// toneChanges are the tones that 一 and 不 have before other tones (tone sandhi). Which
// one is right depends on the next syllable; all are accepted.
func toneChanges(text string) []int {
	switch strings.ToLower(letters(text)) {
	case "一", "yi1", "yī":
		return []int{0, 1, 3}
	case "不", "bu4", "bù":
		return []int{1, 3}
	}
	return nil
}
