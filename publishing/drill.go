package publishing

import (
	"strings"
	"unicode"

	"gendu"
)

// Drills are the keywords of a transcript in the form of cues, by their ids: the term as
// the text, the definition as its translation, and the stretch of the episode where the
// term is heard. That is the first place in the text where the term is
// spoken, for one word is compared with one word; where it is in no sentence, it is the
// drill's own reading, which may hold the term twice and its syllables. Spoken is false
// where neither has times.
func Drills(t *gendu.Transcript, cues []*gendu.Cue) map[gendu.ID]*gendu.Cue {
	keywords := t.Keywords()
	out := make(map[gendu.ID]*gendu.Cue, len(keywords))
	if len(keywords) == 0 {
		return out
	}
	spoken := wordsOf(cues)
	for _, k := range keywords {
		if k.ID != "" {
			out[k.ID] = drill(t, spoken, k)
		}
	}
	return out
}

// Drill is one of [Drills]; nil where the transcript does not have the keyword.
func Drill(t *gendu.Transcript, cues []*gendu.Cue, id gendu.ID) *gendu.Cue {
	for _, k := range t.Keywords() {
		if k.ID == id && id != "" {
			return drill(t, wordsOf(cues), k)
		}
	}
	return nil
}

func drill(t *gendu.Transcript, spoken []spokenWords, k gendu.Keyword) *gendu.Cue {
	out := &gendu.Cue{ID: k.ID, TranscriptID: t.ID, EpisodeID: t.EpisodeID, Revision: t.Revision, Text: k.Term, Translation: k.Definition}
	if words := heardIn(spoken, k.Term); len(words) > 0 {
		out.Words, out.Spoken = words, true
		out.StartMS, out.EndMS = words[0].StartMS, words[len(words)-1].EndMS
	} else if k.TermTime != nil {
		out.StartMS, out.EndMS, out.Spoken = k.TermTime.StartMS, k.TermTime.EndMS, true
	}
	return out
}

// spokenWords are the words of a spoken cue, as they are and bare.
type spokenWords struct {
	words []gendu.Word
	bare  []string
}

// wordsOf are the words of the spoken sentences, in their order.
func wordsOf(cues []*gendu.Cue) []spokenWords {
	out := make([]spokenWords, 0, len(cues))
	for _, c := range cues {
		if !c.Spoken {
			continue
		}
		s := spokenWords{c.Words, make([]string, len(c.Words))}
		for i, w := range c.Words {
			s.bare[i] = bare(w.Text)
		}
		out = append(out, s)
	}
	return out
}

// heardIn are the words of the first sentence that say a term, with their times. A term
// may be several words of a sentence; case and marks do not count.
func heardIn(spoken []spokenWords, term string) []gendu.Word {
	want := bare(term)
	if want == "" {
		return nil
	}
	for _, s := range spoken {
		for from := range s.words {
			said := ""
			for to := from; to < len(s.words) && len(said) < len(want); to++ {
				said += s.bare[to]
				if said == want && s.words[to].EndMS > s.words[from].StartMS {
					return s.words[from : to+1]
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
