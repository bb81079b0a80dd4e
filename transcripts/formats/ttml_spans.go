package formats

import (
	"strings"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/formats/timedtext"
)

// endParagraph makes cues of a p: one of each sentence that is marked as such, or of each
// span of several words where the p has no times; else one of the whole.
func (r *ttmlReader) endParagraph() error {
	if r.cue == nil {
		return nil
	}
	cue, body := *r.cue, r.body.Take()
	r.cue = nil
	parts := r.partsOf(body)
	if len(parts) == 0 {
		if !r.timed && len(r.spans) == 0 {
			if strings.TrimSpace(body) != "" {
				r.c.Bad(r.at, 1, "this p has no times")
			}
			return nil
		}
		parts = []ttmlSpan{{start: cue.StartMS, end: cue.EndMS, to: len(body)}}
	}
	for _, part := range parts {
		one := cue
		one.StartMS, one.EndMS = part.start, part.end
		one.Text, one.Words = unfoldTTML(body[part.from:part.to]), r.wordsOf(body, part)
		takeWordTimes(&one)
		if err := r.c.Add(one, r.at, 1); err != nil {
			return err
		}
	}
	return nil
}

// partsOf are the spans of a p that are cues.
func (r *ttmlReader) partsOf(body string) []ttmlSpan {
	var marked, phrases []ttmlSpan
	for _, s := range r.spans {
		s.to = max(s.from, s.to)
		switch {
		case s.unit == "sentence":
			marked = append(marked, s)
		case !r.timed && s.unit == "" && strings.ContainsAny(strings.TrimSpace(body[s.from:s.to]), " \n"):
			phrases = append(phrases, s)
		}
	}
	if len(marked) > 0 {
		return marked
	}
	if len(phrases) == 0 {
		return nil
	}
	for _, s := range r.spans { // single words beside the phrases
		if s.unit == "" && !strings.ContainsAny(strings.TrimSpace(body[s.from:s.to]), " \n") && strings.TrimSpace(body[s.from:s.to]) != "" {
			phrases = append(phrases, s)
		}
	}
	return phrases
}

// wordsOf are the words of a part. Spans that follow each other without a space are
// syllables of one word.
func (r *ttmlReader) wordsOf(body string, part ttmlSpan) []gendu.Word {
	var words []gendu.Word
	last := -1 // where the word before ended
	for _, s := range r.spans {
		if s.unit == "sentence" || s.from < part.from || s.to > part.to || s.from == part.from && s.to == part.to && s.start == part.start && s.unit == "" && len(r.spans) > 1 && !r.timed {
			continue
		}
		text := timedtext.OneLine(body[s.from:max(s.from, s.to)])
		if text == "" {
			continue
		}
		if s.end == timedtext.NoEnd {
			s.end = max(part.end, s.start)
		}
		k := len(words) - 1
		if k >= 0 && s.unit == "" && last == s.from && !lang.IsCJK(lang.LastRune(words[k].Text)) && !lang.IsCJK(lang.FirstRune(text)) &&
			body[s.from] != ' ' && s.from > 0 && body[s.from-1] != ' ' && body[s.from-1] != '\n' && body[s.from] != '\n' {
			words[k].Text += text
			words[k].EndMS = max(words[k].EndMS, s.end)
		} else {
			words = append(words, gendu.Word{Text: text, StartMS: s.start, EndMS: s.end})
		}
		last = s.to
	}
	return words
}

// takeWordTimes takes the times of a cue that has no end from its words.
func takeWordTimes(cue *timedtext.Cue) {
	if n := len(cue.Words); n > 0 && cue.EndMS == timedtext.NoEnd {
		cue.StartMS = max(cue.StartMS, cue.Words[0].StartMS)
		cue.EndMS = max(cue.StartMS, cue.Words[n-1].EndMS)
	}
}
