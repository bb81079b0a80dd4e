package publishing

import (
	"strings"
	"unicode"

	"gendu"
)

// Drill is a keyword of a transcript in the form of a cue: its term, and the stretch of
// the episode where that is heard. That is the first place in the text where the term is
// spoken, for one word is compared with one word; where it is in no sentence, it is the
// drill's own reading, which may hold the term twice and its syllables. Spoken is false
// where neither has times. Nil where the transcript does not have the keyword.
func Drill(t *gendu.Transcript, cues []*gendu.Cue, id gendu.ID) *gendu.Cue {
	for _, k := range t.Keywords() {
		if k.ID != id || id == "" {
			continue
		}
		out := &gendu.Cue{ID: id, TranscriptID: t.ID, EpisodeID: t.EpisodeID, Revision: t.Revision, Text: k.Term}
		if words := heardIn(cues, k.Term); len(words) > 0 {
			out.Words, out.Spoken = words, true
			out.StartMS, out.EndMS = words[0].StartMS, words[len(words)-1].EndMS
		} else if k.TermTime != nil {
			out.StartMS, out.EndMS, out.Spoken = k.TermTime.StartMS, k.TermTime.EndMS, true
		}
		return out
	}
	return nil
}

// heardIn are the words of the first spoken sentence that say a term, with their times.
// A term may be several words of a sentence; case and marks do not count.
func heardIn(cues []*gendu.Cue, term string) []gendu.Word {
	want := bare(term)
	if want == "" {
		return nil
	}
	for _, c := range cues {
		if !c.Spoken {
			continue
		}
		for from := range c.Words {
			said := ""
			for to := from; to < len(c.Words) && len(said) < len(want); to++ {
				said += bare(c.Words[to].Text)
				if said == want && c.Words[to].EndMS > c.Words[from].StartMS {
					return c.Words[from : to+1]
				}
			}
		}
	}
	return nil
}

// bare is a text in small letters without its spaces and marks.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
