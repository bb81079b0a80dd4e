package captions

import (
	"slices"
	"time"

	"gendu/transcripts/bitext"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// SplitLong splits the cues that last longer than a learner repeats in one
// breath (12 s) at their clauses. A part gets its times from the words of the
// cue, or else in proportion to how long it takes to say. A translation is split
// the same way and goes to the parts that it pairs with. It returns a new
// document; lang is empty to guess.
func SplitLong(d *timedtext.Document, lang string) *timedtext.Document {
	out := *d
	out.Cues = nil
	for _, c := range d.Cues {
		if d.Untimed || c.EndMS-c.StartMS <= sentences.LongestMS {
			out.Cues = append(out.Cues, c)
			continue
		}
		out.Cues = append(out.Cues, splitCue(c, lang)...)
	}
	return &out
}

func splitCue(c timedtext.Cue, lang string) []timedtext.Cue {
	text := sentences.JoinLines(c.Text)
	// The limit is on the time that the cue takes, not on that of a careful reader.
	limit := sentences.Longest
	if whole := sentences.Duration(text); whole > 0 {
		limit = time.Duration(float64(whole) * sentences.LongestMS / float64(c.EndMS-c.StartMS))
	}
	parts := sentences.SplitLong(text, lang, limit)
	if len(parts) < 2 {
		return []timedtext.Cue{c}
	}
	pairs := bitext.TranslateParts(parts, c.Translation)
	length := float64(max(1, sentences.Duration(text)))
	span := []fragmentSpan{{0, len(text), &c}}
	out := make([]timedtext.Cue, 0, len(parts))
	said, at := time.Duration(0), 0
	for i, part := range pairs {
		start := c.StartMS + int64(float64(said)/length*float64(c.EndMS-c.StartMS))
		said += sentences.Duration(part.Text)
		cue := timedtext.Cue{StartMS: start, EndMS: c.EndMS, Text: part.Text, Translation: part.Translation, Speaker: c.Speaker}
		cue.Words = slices.Clone(wordsIn(span, at, at+len(part.Text)))
		at += len(part.Text)
		for at < len(text) && text[at] == ' ' {
			at++
		}
		if i > 0 {
			if len(cue.Words) > 0 {
				cue.StartMS = cue.Words[0].StartMS
			}
			cue.StartMS = min(max(cue.StartMS, out[i-1].StartMS+1), c.EndMS-1)
			out[i-1].EndMS = cue.StartMS
			if n := len(out[i-1].Words); n > 0 && out[i-1].Words[n-1].EndMS > out[i-1].StartMS {
				out[i-1].EndMS = min(out[i-1].EndMS, out[i-1].Words[n-1].EndMS)
			}
		}
		out = append(out, cue)
	}
	for i := range out {
		timedtext.FitWords(&out[i])
	}
	return out
}
