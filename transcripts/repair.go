package transcripts

import (
	"cmp"
	"slices"
)

// How long a cue is taken to last when its file does not say.
const (
	guessPerCharMS = 60
	guessLeastMS   = 800
	guessMostMS    = 10_000
)

// repair makes cues that are in order, do not overlap and have a length. What it
// changes it reports. Nothing is dropped: cues that cannot be told apart by
// their times become one.
func (c *collector) repair(raw []rawCue) []rawCue {
	for i := range raw {
		c.repairOwn(&raw[i])
	}
	byStart := func(a, b rawCue) int { return cmp.Compare(a.StartMS, b.StartMS) }
	if !slices.IsSortedFunc(raw, byStart) {
		for i := 1; i < len(raw); i++ {
			if raw[i].StartMS < raw[i-1].StartMS {
				c.found(raw[i].line, OutOfOrder, true, "the cue begins before the one above it; the cues were put in order")
			}
		}
		slices.SortStableFunc(raw, byStart)
	}
	raw = c.joinSameStart(raw)
	c.endByNext(raw)
	for i := range raw {
		next := int64(MaxTimeMS)
		if i+1 < len(raw) {
			next = raw[i+1].StartMS
		}
		c.mendEnd(&raw[i], next)
		mendWords(&raw[i].TimedCue)
	}
	return raw
}

// repairOwn repairs what can be seen in one cue alone.
func (c *collector) repairOwn(r *rawCue) {
	switch {
	case r.EndMS == noEnd:
	case r.EndMS < r.StartMS:
		c.found(r.line, Reversed, true, "the cue ends %d ms before it begins; its end was set again", r.StartMS-r.EndMS)
		r.EndMS = noEnd
	case r.EndMS == r.StartMS:
		c.found(r.line, ZeroLength, true, "the cue has no length; its end was set again")
		r.EndMS = noEnd
	}
}

// joinSameStart makes one cue of those that begin together. Files in two
// languages are written that way: another writing system makes the translation.
func (c *collector) joinSameStart(raw []rawCue) []rawCue {
	out := raw[:0]
	for _, r := range raw {
		k := len(out) - 1
		if k < 0 || out[k].StartMS != r.StartMS {
			out = append(out, r)
			continue
		}
		c.joinInto(&out[k], r)
	}
	return out
}

func (c *collector) joinInto(into *rawCue, r rawCue) {
	into.EndMS = max(into.EndMS, r.EndMS)
	if len(into.Text)+len(into.Translation)+len(r.Text)+len(r.Translation)+2 > MaxCueBytes {
		c.found(r.line, SameTimes, false, "more than 4 KiB of text begins at the same time; this line was left out")
		return
	}
	a, b := mainScript(into.Text), mainScript(r.Text)
	if into.Translation == "" && r.Translation == "" && a != b && a != noScript && b != noScript {
		into.Translation = r.Text
		return
	}
	c.found(r.line, SameTimes, true, "the cue begins with the one above it; they were made one")
	appendLine(&into.Text, r.Text)
	if r.Translation != "" {
		appendLine(&into.Translation, r.Translation)
	}
	into.Words = append(into.Words, r.Words...)
}

// endByNext ends cues where the next one begins or a bare stamp stands, in
// formats that mean it so. The last cue may stay without an end.
func (c *collector) endByNext(raw []rawCue) {
	if !c.untilNext {
		return
	}
	slices.Sort(c.ends)
	k := 0
	for i := range raw {
		for k < len(c.ends) && c.ends[k] <= raw[i].StartMS {
			k++
		}
		if raw[i].EndMS != noEnd {
			continue
		}
		if k < len(c.ends) {
			raw[i].EndMS = c.ends[k]
		}
		if i+1 < len(raw) && (raw[i].EndMS == noEnd || raw[i].EndMS > raw[i+1].StartMS) {
			raw[i].EndMS = raw[i+1].StartMS
		}
	}
}

// mendEnd gives a cue an end before the next one begins.
func (c *collector) mendEnd(r *rawCue, next int64) {
	if r.EndMS == noEnd {
		guess := int64(guessPerCharMS * runeLen(r.Text))
		r.EndMS = min(r.StartMS+min(max(guess, guessLeastMS), guessMostMS), next)
		if n := len(r.Words); n > 0 && r.Words[n-1].EndMS > r.StartMS && r.Words[n-1].EndMS <= next {
			r.EndMS = r.Words[n-1].EndMS
		}
	}
	if r.EndMS > next {
		c.found(r.line, Overlap, true, "the cue overlaps the next one by %d ms; it was shortened", r.EndMS-next)
		r.EndMS = next
	}
}

// mendWords keeps the words of a cue inside it and in order.
func mendWords(cue *TimedCue) {
	if len(cue.Words) == 0 {
		cue.Words = nil
		return
	}
	kept := cue.Words[:0]
	at := cue.StartMS
	for _, w := range cue.Words {
		if w.Text == "" {
			continue
		}
		w.StartMS = min(max(w.StartMS, at), cue.EndMS)
		w.EndMS = min(max(w.EndMS, w.StartMS), cue.EndMS)
		at = w.EndMS
		kept = append(kept, w)
	}
	cue.Words = kept
	if len(kept) == 0 {
		cue.Words = nil
	}
}
