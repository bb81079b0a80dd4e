package alignment

import (
	"context"
	"math"
	"unicode"

	"gendu"
	"gendu/transcripts/readaloud"
)

// WarnNoVoice is the warning of an alignment without a reference voice.
const WarnNoVoice = "timed by pauses and line lengths only, because no reference voice was found: install espeak-ng (Debian: apt-get install espeak-ng) and time the text again"

// warnNoLanguage is the warning where the voice does not speak the language.
const warnNoLanguage = "timed by pauses and line lengths only, because espeak-ng has no voice for the language %q: set the language that is spoken and time the text again"

// alignByPauses gives times without a voice: lines take shares of the voiced time by
// their lengths, and each boundary moves to the pause that fits best. The choice of
// pauses is made for all lines together by dynamic programming, so that one long
// pause does not push all lines behind it.
func alignByPauses(ctx context.Context, rec *recording, lines []readaloud.Line, o Options, why string) (*Result, error) {
	out := &Result{Method: MethodPauses, Warnings: []string{why}, Lines: make([]LineTime, len(lines))}
	loud := newLoudness(rec.level)
	runs := voicedRuns(loud)
	var weights []float64
	var which []int
	for i, l := range lines {
		out.Lines[i].Index = i
		if w := lineWeight(l); w > 0 {
			weights, which = append(weights, w), append(which, i)
		}
	}
	if len(runs) == 0 || len(which) == 0 {
		return out, nil
	}
	spans, err := shareRuns(ctx, runs, weights)
	if err != nil {
		return nil, err
	}
	for n, s := range spans {
		l := &out.Lines[which[n]]
		l.StartMS, l.EndMS = s.from.ms(), s.to.ms()
		l.Spoken = l.EndMS > l.StartMS
		l.Confidence = pausesConfidence(len(which), n)
		if !l.Spoken {
			l.StartMS, l.EndMS, l.Confidence = 0, 0, 0
			continue
		}
		if o.Words {
			l.Words = spreadWords(lines[which[n]], l.StartMS, l.EndMS)
		}
	}
	return out, nil
}

// pausesConfidence is low, and lowest in the middle of a long text, where nothing
// holds the lines.
func pausesConfidence(lines, n int) float64 {
	fromEdge := float64(min(n, lines-1-n))
	return math.Round(1000*(0.1+0.25/(1+fromEdge/2))) / 1000
}

// lineWeight is about how long a line takes to say, in letters; a Han character counts
// as much as three.
func lineWeight(l readaloud.Line) float64 {
	var w float64
	for _, word := range l.Words {
		w += weightOf(word.Say)
	}
	return w
}

func weightOf(s string) float64 {
	var w float64
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			w += 3
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			w++
		}
	}
	if w > 0 {
		w++ // the space
	}
	return w
}

// voicedRuns are the stretches of voice between pauses.
func voicedRuns(loud *loudness) []stretch {
	var runs []stretch
	from := hop(0)
	for _, p := range newSnapper(loud).pauses {
		if p.from > from {
			runs = append(runs, stretch{from, p.from})
		}
		from = p.to
	}
	if from < loud.end() {
		runs = append(runs, stretch{from, loud.end()})
	}
	return runs
}

// spreadWords gives words shares of a line by their lengths.
func spreadWords(l readaloud.Line, start, end int64) []gendu.Word {
	total, before := lineWeight(l), 0.0
	words := make([]gendu.Word, len(l.Words))
	at := func(w float64) int64 { return start + int64(math.Round(float64(end-start)*w/total)) }
	for i, w := range l.Words {
		from := at(before)
		before += weightOf(w.Say)
		words[i] = gendu.Word{Text: w.Text, StartMS: from, EndMS: at(before)}
	}
	return words
}
