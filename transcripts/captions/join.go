package captions

import (
	"strings"
	"unicode/utf8"

	"gendu"
	"gendu/lang"
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// How captions are joined: a silence this long, or another speaker, ends the
// sentence whatever its text says; and so much text without a stop is given up.
const (
	fragmentPauseMS  = 2_000
	fragmentMaxBytes = 2_000
)

// JoinFragments makes sentence cues of captions that break sentences: the text
// of neighbouring cues is read as one and cut into sentences by sentences.Split.
// A sentence that begins or ends inside a caption gets its time from the
// caption's words, or else in proportion to its length. Captions of one speaker
// are joined only across silences shorter than 2 s. A translation goes to the
// sentence that has most of its caption. lang is empty to guess.
func JoinFragments(d *timedtext.Document, lang string) *timedtext.Document {
	out := *d
	out.Cues = nil
	for i := 0; i < len(d.Cues); {
		j, size := i+1, len(d.Cues[i].Text)
		for j < len(d.Cues) && d.Cues[j].StartMS-d.Cues[j-1].EndMS < fragmentPauseMS && d.Cues[j].Speaker == d.Cues[i].Speaker {
			if size > fragmentMaxBytes || j-i >= 200 || size > 200 && sentences.EndsSentence(d.Cues[j-1].Text) {
				break
			}
			size += len(d.Cues[j].Text)
			j++
		}
		out.Cues = append(out.Cues, joinRun(d.Cues[i:j], lang)...)
		i = j
	}
	return &out
}

// fragmentSpan is where a caption lies in the joined text.
type fragmentSpan struct {
	from, to int
	cue      *timedtext.Cue
}

func joinRun(cues []timedtext.Cue, tag string) []timedtext.Cue {
	var b strings.Builder
	spans := make([]fragmentSpan, len(cues))
	for i := range cues {
		text := sentences.JoinLines(cues[i].Text)
		if b.Len() > 0 && text != "" && !(lang.IsCJK(lang.LastRune(b.String())) && lang.IsCJK(lang.FirstRune(text))) {
			b.WriteByte(' ')
		}
		spans[i] = fragmentSpan{b.Len(), b.Len() + len(text), &cues[i]}
		b.WriteString(text)
	}
	text := b.String()
	var out []timedtext.Cue
	at := 0
	for _, s := range sentences.Split(text, tag) {
		i := strings.Index(text[at:], s)
		if i < 0 {
			continue // the splitter only trims, so this does not happen
		}
		from, to := at+i, at+i+len(s)
		at = to
		out = append(out, timedtext.Cue{
			StartMS: timeIn(spans, from, false), EndMS: timeIn(spans, to, true), Text: s, Speaker: cues[0].Speaker,
			Words: wordsIn(spans, from, to),
		})
		shareTranslations(&out[len(out)-1], spans, from, to)
	}
	for i := range out {
		if i > 0 {
			out[i].StartMS = max(out[i].StartMS, out[i-1].EndMS)
		}
		out[i].EndMS = max(out[i].EndMS, out[i].StartMS+1)
		timedtext.FitWords(&out[i])
	}
	return out
}

// timeIn is the time of a place in the joined text. A place between two captions
// is the end of the first (end) or the start of the second.
func timeIn(spans []fragmentSpan, at int, end bool) int64 {
	for _, s := range spans {
		if end && at > s.to || !end && at >= s.to && s.to > s.from {
			continue
		}
		if at <= s.from {
			return s.cue.StartMS
		}
		if at >= s.to {
			return s.cue.EndMS
		}
		return timeInside(s, at)
	}
	return spans[len(spans)-1].cue.EndMS
}

// timeInside is the time of a place inside one caption.
func timeInside(s fragmentSpan, at int) int64 {
	text := sentences.JoinLines(s.cue.Text)
	offset := at - s.from
	place := 0
	for _, w := range s.cue.Words {
		i := strings.Index(text[place:], w.Text)
		if i < 0 {
			break
		}
		if place+i+len(w.Text) > offset {
			return w.StartMS
		}
		place += i + len(w.Text)
	}
	whole := utf8.RuneCountInString(text)
	share := float64(utf8.RuneCountInString(text[:offset])) / float64(max(1, whole))
	return s.cue.StartMS + int64(share*float64(s.cue.EndMS-s.cue.StartMS))
}

// wordsIn collects the words of a stretch of the joined text.
func wordsIn(spans []fragmentSpan, from, to int) []gendu.Word {
	var out []gendu.Word
	for _, s := range spans {
		if s.to <= from || s.from >= to {
			continue
		}
		text := sentences.JoinLines(s.cue.Text)
		place := 0
		for _, w := range s.cue.Words {
			i := strings.Index(text[place:], w.Text)
			if i < 0 {
				break
			}
			at := s.from + place + i
			place += i + len(w.Text)
			if at >= from && at < to {
				out = append(out, w)
			}
		}
	}
	return out
}

// shareTranslations takes the translations of the captions whose middle lies in
// the sentence.
func shareTranslations(cue *timedtext.Cue, spans []fragmentSpan, from, to int) {
	for _, s := range spans {
		if middle := (s.from + s.to) / 2; middle >= from && middle < to && s.cue.Translation != "" {
			cue.Translation = sentences.Join(sentences.AppendTrimmed(sentences.AppendTrimmed(nil, cue.Translation), s.cue.Translation))
		}
	}
}
