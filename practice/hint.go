package practice

import (
	"fmt"
	"strings"
)

// Codes of hints. A page says them in its reader's language.
const (
	HintNone         = ""
	HintSilent       = VerdictSilent
	HintOther        = VerdictOther
	HintPoor         = VerdictPoor
	HintWell         = "well"        // nothing to mend: go on
	HintEnd          = "end"         // the end is missing, from Words[0] on
	HintManyWords    = "many_words"  // Count words are missing
	HintWords        = "words"       // Words are missing
	HintUnclear      = "unclear"     // Words were said, but unlike the reference
	HintNoPause      = "no_pause"    // do not pause after Words[0]
	HintPause        = "pause"       // pause after Words[0]
	HintLonger       = "longer"      // more time for Words[0]
	HintShorter      = "shorter"     // less time for Words[0]
	HintUneven       = "uneven"      // words too long and too short, none of them by itself
	HintFaster       = "faster"      // Count per cent slower than the reference
	HintSlower       = "slower"      // Count per cent faster than the reference
	HintMonotone     = "monotone"    // the voice stays on one tone
	HintFinalRise    = "final_rise"  // the reference rises at its end
	HintFinalFall    = "final_fall"  // the reference falls at its end
	HintMelody       = "melody"      // the contour is unlike
	HintMelodyNear   = "melody_near" // the contour is nearly that of the reference
	HintLoudness     = "stress"      // stressed words do not stand out
	HintLoudnessNear = "stress_near" // some stressed words do not stand out
	mostHintWords    = 4             // more missing words than these are counted, not named
)

// Hint is one piece of advice as a code with what it speaks of, so that it can be
// said in any language; String says it in English.
type Hint struct {
	Code  string   `json:"code"`
	Words []string `json:"words,omitempty"`
	Count int      `json:"count,omitempty"` // of words, or per cent
}

// String is the hint as an English sentence; empty for [HintNone].
func (h Hint) String() string {
	word := ""
	if len(h.Words) > 0 {
		word = h.Words[0]
	}
	switch h.Code {
	case HintSilent:
		return "Nothing was heard: check the microphone and speak again."
	case HintOther:
		return "This does not sound like the sentence: listen once more and say this sentence."
	case HintPoor:
		return "The recording is too poor to judge: move closer to the microphone and find a quieter place."
	case HintWell:
		return "Well done: close to the original. Go on to the next sentence."
	case HintEnd:
		return fmt.Sprintf("The end is missing, from “%s” on: say the sentence to its end.", word)
	case HintManyWords:
		return fmt.Sprintf("%d words are missing: listen again and say all of the sentence.", h.Count)
	case HintWords:
		return "Not heard: " + strings.Join(h.Words, ", ") + ". Say these words too."
	}
	return h.delivery(word)
}

// delivery are the hints about how words were said.
func (h Hint) delivery(word string) string {
	switch h.Code {
	case HintUnclear:
		return "Say more clearly: " + strings.Join(h.Words, ", ") + "."
	case HintUneven:
		return "Follow the beat of the original: some words come too long, others too short."
	case HintNoPause:
		return fmt.Sprintf("Do not pause after “%s”: say it in one go.", word)
	case HintPause:
		return fmt.Sprintf("Make a short pause after “%s”.", word)
	case HintLonger:
		return fmt.Sprintf("Take more time for “%s”.", word)
	case HintShorter:
		return fmt.Sprintf("Make “%s” shorter.", word)
	case HintFaster:
		return fmt.Sprintf("You speak %d %% slower than the original: try a little faster.", h.Count)
	case HintSlower:
		return fmt.Sprintf("You speak %d %% faster than the original: slow down a little.", h.Count)
	case HintMonotone:
		return "Your voice stays on one tone: let it rise and fall as in the original."
	case HintFinalRise:
		return "Let your voice rise at the end."
	case HintFinalFall:
		return "Let your voice fall at the end."
	case HintMelody:
		return "Follow the melody of the original: listen where the voice goes up."
	case HintMelodyNear:
		return "The melody is nearly right: let your voice rise and fall a little more like the original."
	case HintLoudnessNear:
		return "The stress is nearly right: make the stressed words a little clearer."
	case HintLoudness:
		return "Let the stressed words stand out as in the original."
	}
	return ""
}
