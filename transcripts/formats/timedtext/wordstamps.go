package timedtext

import (
	"slices"
	"strings"

	"gendu"
)

// Segment is a stretch of a cue's text that begins at a time stamp inside the
// cue, as WebVTT and LRC write them. A cue's text is its segments one after the
// other.
type Segment struct {
	StartMS int64
	Stamped bool // false: text before the first stamp
	Text    string
}

// SegmentsOf places a cue's words in its text. A word that is not found where it
// should be makes the whole nil: such words cannot be written as stamps.
func SegmentsOf(cue *Cue) []Segment {
	if len(cue.Words) == 0 {
		return nil
	}
	var out []Segment
	at := 0
	add := func(to int) {
		if len(out) == 0 {
			if to > 0 {
				out = append(out, Segment{StartMS: cue.StartMS, Text: cue.Text[:to]})
			}
			return
		}
		out[len(out)-1].Text = cue.Text[at:to]
	}
	for _, w := range cue.Words {
		from := at
		if len(out) > 0 && out[len(out)-1].Stamped {
			from++ // every stamp stands before at least one character
		}
		i := -1
		if from <= len(cue.Text) {
			i = strings.Index(cue.Text[from:], w.Text)
		}
		if i < 0 || w.Text == "" || !isBoundary(cue.Text, from+i) {
			return nil
		}
		add(from + i)
		at = from + i
		out = append(out, Segment{StartMS: w.StartMS, Stamped: true})
	}
	add(len(cue.Text))
	return out
}

// isBoundary reports whether i does not cut a character in two.
func isBoundary(s string, i int) bool { return i >= len(s) || s[i]&0xC0 != 0x80 }

// WordsOf makes words of segments: each lasts until the next one begins. end is
// the end of the last, 0 for the cue's own.
func WordsOf(segments []Segment, end int64) []gendu.Word {
	stamped := false
	for _, s := range segments {
		stamped = stamped || s.Stamped
	}
	if !stamped {
		return nil
	}
	words := make([]gendu.Word, 0, len(segments))
	for i, s := range segments {
		w := gendu.Word{Text: strings.Join(strings.Fields(s.Text), " "), StartMS: s.StartMS, EndMS: end}
		if i+1 < len(segments) {
			w.EndMS = segments[i+1].StartMS
		}
		if w.Text != "" {
			words = append(words, w)
		}
	}
	return words
}

// StampedWords is what is left of a cue's words after they were written as
// stamps and read again. Words that would change once more the next time, since
// the text between them has spaces of its own, are dropped.
func StampedWords(cue *Cue) []gendu.Word {
	words := WordsOf(SegmentsOf(cue), cue.EndMS)
	if len(words) == 0 {
		return nil
	}
	again := Cue{StartMS: cue.StartMS, EndMS: cue.EndMS, Text: cue.Text, Words: words}
	if !slices.Equal(words, WordsOf(SegmentsOf(&again), cue.EndMS)) {
		return nil
	}
	return words
}
