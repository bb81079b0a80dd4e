package jobs

import (
	"testing"

	"gendu"
)

// A take of a keyword is compared with the word in its sentence, not with the sentence.
func TestCompareTakeOfKeyword(t *testing.T) {
	t.Parallel()
	s := newStudio(t)
	tr := &gendu.Transcript{
		EpisodeID: s.episode.ID, AudioID: s.audio.ID, State: gendu.Ready, Timed: true, Method: "file",
		Page: &gendu.Page{Keywords: []gendu.Keyword{{Term: "Two"}}},
	}
	s.ok(s.AddTranscript(t.Context(), tr, []*gendu.Cue{{
		Text: "one two", StartMS: 100, EndMS: 1100, Spoken: true,
		Words: []gendu.Word{{Text: "one", StartMS: 100, EndMS: 500}, {Text: "two", StartMS: 600, EndMS: 1000}},
	}}))
	take := s.record(s.sound.Slice(600, 1000), gendu.Repeat, func(v *gendu.Take) {
		v.Subject, v.CueID, v.CueText, v.CueStartMS, v.CueEndMS = gendu.KeywordSubject, tr.Page.Keywords[0].ID, "Two", 600, 1000
	})
	s.ok(s.compareNext())
	c := s.kept(take)[tr.Revision]
	if c == nil || c.Verdict != gendu.VerdictOK || c.StartMS != 600 || c.EndMS != 1000 || len(c.Words) != 1 || c.Completeness < 99 {
		t.Errorf("compared: %+v", c)
	}
}
