package timedtext

import (
	"slices"
	"strings"
)

// RollingGapMS is the longest gap between captions that roll.
const RollingGapMS = 50

// unroll takes the lines out of captions that repeat what the one before shows, as
// automatic captions do that roll: each shows the line before once more above the new
// one, and captions of 10 ms between them show that line alone; or as captions do that are
// shown once for each of their words, with that word marked. Only where at least two
// captions do so, and a third of all, is it taken as that. It returns the cues that are
// left, and the index of the first that repeated something; -1 for none. A cue is changed
// in place.
func unroll(cues []*Cue) (left []*Cue, first, dropped int) {
	var rolled []int // of each cue, how many of its lines repeat
	count := 0
	for i, c := range cues {
		n := 0
		if i > 0 {
			n = repeats(cues[i-1], c)
		}
		if rolled = append(rolled, n); n > 0 {
			count++
		}
	}
	if count < 2 || count*3 < len(cues) {
		return cues, -1, 0
	}
	first = -1
	for i, c := range cues {
		if rolled[i] == 0 {
			left = append(left, c)
			continue
		}
		if dropped += rolled[i]; first < 0 {
			first = i
		}
		lines := strings.Split(c.Text, "\n")[rolled[i]:]
		if len(lines) == 0 && len(left) > 0 && c.EndMS-c.StartMS > RollingGapMS {
			left[len(left)-1].EndMS = c.EndMS // the same line goes on, with another word marked
		}
		if c.Text = strings.Join(lines, "\n"); c.Text != "" {
			c.Words = wordsFor(c.Words, []string{c.Text})[0]
			left = append(left, c)
		}
	}
	return left, first, dropped
}

// repeats is how many lines at the top of a caption are those at the bottom of the one
// before, which was shown until then.
func repeats(before, c *Cue) int {
	if c.StartMS < before.EndMS-RollingGapMS || c.StartMS-before.EndMS > RollingGapMS || c.Translation != "" || c.Speaker != before.Speaker {
		return 0
	}
	old, lines := strings.Split(before.Text, "\n"), strings.Split(c.Text, "\n")
	for n := min(len(old), len(lines), 3); n > 0; n-- {
		if !slices.Equal(old[len(old)-n:], lines[:n]) {
			continue
		}
		if n < len(lines) || c.EndMS-c.StartMS <= RollingGapMS || n == len(old) && strings.Contains(strings.TrimSpace(c.Text), " ") {
			return n
		}
	}
	return 0
}

// unrollRaw is unroll of the cues of a reader, and reports it.
func (c *Collector) unrollRaw(raw []rawCue) []rawCue {
	cues := make([]*Cue, len(raw))
	for i := range raw {
		cues[i] = &raw[i].Cue
	}
	_, first, dropped := unroll(cues)
	if dropped == 0 {
		return raw
	}
	c.Found(raw[first].line, Repeated, true, "the captions roll: %d lines that repeat the one before were left out", dropped)
	return slices.DeleteFunc(raw, func(r rawCue) bool { return r.Text == "" && r.Translation == "" })
}

// Unrolled is unroll of a document.
func Unrolled(cues []Cue) []Cue {
	list := make([]*Cue, len(cues))
	for i := range cues {
		list[i] = &cues[i]
	}
	left, _, dropped := unroll(list)
	if dropped == 0 {
		return cues
	}
	out := make([]Cue, len(left))
	for i, c := range left {
		out[i] = *c
	}
	return out
}
