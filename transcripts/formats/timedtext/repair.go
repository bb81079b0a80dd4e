package timedtext

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"gendu/lang"
	"gendu/transcripts/sentences"
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
func (c *Collector) repair(raw []rawCue) []rawCue {
	for i := range raw {
		c.repairOwn(&raw[i])
	}
	byStart := func(a, b rawCue) int { return cmp.Compare(a.StartMS, b.StartMS) }
	if !slices.IsSortedFunc(raw, byStart) {
		for i := 1; i < len(raw); i++ {
			if raw[i].StartMS < raw[i-1].StartMS {
				c.Found(raw[i].line, OutOfOrder, true, "the cue begins before the one above it; the cues were put in order")
			}
		}
		slices.SortStableFunc(raw, byStart)
	}
	raw = c.dropRepeated(raw)
	if c.Rolls {
		raw = c.unrollRaw(raw)
	}
	raw = c.joinSameStart(raw)
	c.endByNext(raw)
	c.takeTranslations(raw)
	for i := range raw {
		next := int64(MaxTimeMS)
		if i+1 < len(raw) {
			next = raw[i+1].StartMS
		}
		c.mendEnd(&raw[i], next)
		c.reportWords(&raw[i])
		FitWords(&raw[i].Cue)
	}
	return raw
}

// repairOwn repairs what can be seen in one cue alone.
func (c *Collector) repairOwn(r *rawCue) {
	switch {
	case r.EndMS == NoEnd:
	case r.EndMS < r.StartMS:
		c.Found(r.line, Reversed, true, "the cue ends %d ms before it begins; its end was set again", r.StartMS-r.EndMS)
		r.EndMS = NoEnd
	case r.EndMS == r.StartMS:
		c.Found(r.line, ZeroLength, true, "the cue has no length; its end was set again")
		r.EndMS = NoEnd
	}
}

// joinSameStart makes one cue of those that begin together. Files in two
// languages are written that way: another writing system makes the translation.
func (c *Collector) joinSameStart(raw []rawCue) []rawCue {
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

func (c *Collector) joinInto(into *rawCue, r rawCue) {
	into.EndMS = max(into.EndMS, r.EndMS)
	if len(into.Text)+len(into.Translation)+len(r.Text)+len(r.Translation)+2 > sentences.MaxBytes {
		c.Found(r.line, SameTimes, false, "more than 4 KiB of text begins at the same time; this line was left out")
		return
	}
	a, b := lang.MainScript(into.Text), lang.MainScript(r.Text)
	if into.Translation == "" && r.Translation == "" && a != b && a != lang.NoScript && b != lang.NoScript {
		into.Translation = r.Text
		return
	}
	c.Found(r.line, SameTimes, true, "the cue begins with the one above it; they were made one")
	AddLine(&into.Text, r.Text)
	if r.Translation != "" {
		AddLine(&into.Translation, r.Translation)
	}
	into.Words = append(into.Words, r.Words...)
}

// dropRepeated leaves out cues that repeat the one before while it is still shown. Layers
// are written that way: an outline below, the text above.
func (c *Collector) dropRepeated(raw []rawCue) []rawCue {
	out := raw[:0]
	for _, r := range raw {
		k := len(out) - 1
		if k < 0 || r.Text == "" || out[k].Text != r.Text || out[k].Speaker != r.Speaker || r.Translation != "" && r.Translation != out[k].Translation ||
			r.StartMS != out[k].StartMS && r.StartMS >= out[k].EndMS {
			out = append(out, r)
			continue
		}
		c.Found(r.line, Repeated, true, "the cue repeats the one before it at the same time; it was left out")
		if out[k].EndMS != NoEnd {
			out[k].EndMS = max(out[k].EndMS, r.EndMS)
		}
		if len(out[k].Words) == 0 {
			out[k].Words = r.Words
		}
	}
	return out
}

// takeTranslations makes a translation of the lines of a cue that are in another writing
// system than the others, where most cues are in two. The language of the text is that
// of the upper line in most of them.
func (c *Collector) takeTranslations(raw []rawCue) {
	cuts := make([][2]string, len(raw))
	cues, both := 0, 0
	upper := map[lang.Script]int{}
	first := lang.NoScript
	for i := range raw {
		if raw[i].Text == "" {
			continue
		}
		cues++
		if raw[i].Translation != "" {
			continue
		}
		if a, b, ok := twoScripts(raw[i].Text); ok {
			cuts[i] = [2]string{a, b}
			both++
			if upper[lang.MainScript(a)]++; first == lang.NoScript {
				first = lang.MainScript(a)
			}
		}
	}
	if both == 0 || both*2 < cues {
		return
	}
	for i := range raw {
		if s := lang.MainScript(cuts[i][0]); cuts[i][0] != "" && upper[s] > upper[first] {
			first = s
		}
	}
	for i := range raw {
		a, b := cuts[i][0], cuts[i][1]
		switch {
		case a == "":
			continue
		case lang.MainScript(a) != first && lang.MainScript(b) == first:
			a, b = b, a
		}
		raw[i].Text, raw[i].Translation = a, b
		raw[i].Words = wordsFor(raw[i].Words, []string{a})[0]
	}
}

// twoScripts cuts a text of several lines where its writing system changes, if it does so
// once.
func twoScripts(text string) (upper, lower string, ok bool) {
	if strings.IndexByte(text, '\n') < 0 {
		return "", "", false
	}
	lines := strings.Split(text, "\n")
	script := lang.MainScript(lines[0])
	cut := 0
	for i, line := range lines {
		s := lang.MainScript(line)
		switch {
		case s == lang.NoScript:
		case script == lang.NoScript:
			script = s
		case s != script && cut == 0:
			script, cut = s, i
		case s != script:
			return "", "", false
		}
	}
	if cut == 0 {
		return "", "", false
	}
	return strings.Join(lines[:cut], "\n"), strings.Join(lines[cut:], "\n"), true
}

// reportWords notes words that end before they begin.
func (c *Collector) reportWords(r *rawCue) {
	for _, w := range r.Words {
		if w.EndMS < w.StartMS {
			c.Found(r.line, Reversed, true, "the word %q ends %d ms before it begins; its end was set again", Shorten(w.Text), w.StartMS-w.EndMS)
			return
		}
	}
}

// endByNext ends cues where the next one begins or a bare stamp stands, in
// formats that mean it so. The last cue may stay without an end.
func (c *Collector) endByNext(raw []rawCue) {
	if !c.UntilNext {
		return
	}
	slices.Sort(c.ends)
	k := 0
	for i := range raw {
		for k < len(c.ends) && c.ends[k] <= raw[i].StartMS {
			k++
		}
		if raw[i].EndMS != NoEnd {
			continue
		}
		if k < len(c.ends) {
			raw[i].EndMS = c.ends[k]
		}
		if i+1 < len(raw) && (raw[i].EndMS == NoEnd || raw[i].EndMS > raw[i+1].StartMS) {
			raw[i].EndMS = raw[i+1].StartMS
		}
	}
}

// mendEnd gives a cue an end before the next one begins.
func (c *Collector) mendEnd(r *rawCue, next int64) {
	if r.EndMS == NoEnd {
		guess := int64(guessPerCharMS * utf8.RuneCountInString(r.Text))
		r.EndMS = min(r.StartMS+min(max(guess, guessLeastMS), guessMostMS), next)
		if n := len(r.Words); n > 0 {
			last := &r.Words[n-1]
			if last.EndMS == MaxTimeMS { // the format does not say when it ends
				last.EndMS = min(max(last.StartMS, r.StartMS)+max(guessPerCharMS*letters(last.Text), guessLeastMS/2), next)
			}
			if last.EndMS > r.StartMS && last.EndMS <= next {
				r.EndMS = last.EndMS
			}
		}
	}
	if r.EndMS > next {
		c.Found(r.line, Overlap, true, "the cue overlaps the next one by %d ms; it was shortened", r.EndMS-next)
		r.EndMS = next
	}
}

// FitWords keeps the words of a cue inside it and in order.
func FitWords(cue *Cue) {
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
