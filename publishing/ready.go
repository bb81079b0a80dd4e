package publishing

import (
	"fmt"
	"slices"

	"gendu"
	"gendu/lang"
)

// Spoken counts the sentences that are heard, which are those that can be practised.
func Spoken(cues []*gendu.Cue) int {
	n := 0
	for _, c := range cues {
		if c.Spoken {
			n++
		}
	}
	return n
}

// Doubt is a reason to look at an episode again before learners do.
type Doubt string

// The doubts.
const (
	// DoubtText: the text is not written as the language of the show is.
	DoubtText Doubt = "text"
	// DoubtAudio: few of the sentences were found in the audio, or few for sure.
	DoubtAudio Doubt = "audio"
)

const (
	// fewFound is the share of sentences below which the audio is doubted. The
	// pages seen with their own audio had 0.8 and more.
	fewFound = 0.6
	// unsure is the confidence below which half of the found sentences make the
	// audio doubtful; the host sees the same sentences as "doubtful".
	unsure = 0.5
)

// Doubts says whether text, audio and the language of the show seem to belong
// together. A timed file has no confidence of its own: only its text is doubted.
func Doubts(show *gendu.Show, t *gendu.Transcript, cues []*gendu.Cue) []Doubt {
	out := []Doubt{}
	if len(cues) == 0 {
		return out
	}
	if !Written(cues, show.Language) {
		out = append(out, DoubtText)
	}
	if t.Method != "file" && doubtful(cues) {
		out = append(out, DoubtAudio)
	}
	return out
}

// Seems is the language that sentences seem to be in by their small words, where it is
// another one than language; else "".
func Seems(cues []*gendu.Cue, language string) string {
	if language == "" {
		return ""
	}
	texts := make([]string, len(cues))
	for i, c := range cues {
		texts[i] = c.Text
	}
	return lang.Seems(texts, language)
}

// Written says whether sentences may be written in a language, as far as its writing
// system tells.
func Written(cues []*gendu.Cue, language string) bool {
	texts := make([]string, len(cues))
	for i, c := range cues {
		texts[i] = c.Text
	}
	return lang.WrittenAs(texts, language)
}

func doubtful(cues []*gendu.Cue) bool {
	var sure []float64
	for _, c := range cues {
		if c.Spoken {
			sure = append(sure, c.Confidence)
		}
	}
	if float64(len(sure)) < fewFound*float64(len(cues)) {
		return true
	}
	slices.Sort(sure)
	return sure[len(sure)/2] < unsure
}

// CheckSpoken refuses to publish what cannot be practised, and says what the
// likely cause is.
func CheckSpoken(show *gendu.Show, t *gendu.Transcript, cues []*gendu.Cue) error {
	if Spoken(cues) > 0 {
		return nil
	}
	cause := "Is it the audio of this text?"
	switch {
	case slices.Contains(Doubts(show, t, cues), DoubtText):
		cause = "The text is not written in the language of the show."
	case t.Timed:
		cause = "All times of the file lie behind the end of the audio. Is it the file of this audio?"
	}
	what := fmt.Sprintf("None of its %d sentences was found in the audio.", len(cues))
	if len(cues) == 1 {
		what = "Its only sentence was not found in the audio."
	}
	return gendu.Errorf(gendu.Conflict, "There is nothing to practise in this episode. %s %s", what, cause)
}
