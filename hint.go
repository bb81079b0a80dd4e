package gendu

// HintCode is one piece of advice. A page says it in its reader's language.
type HintCode string

// Codes of hints.
const (
	HintNone         HintCode = ""
	HintSilent       HintCode = "silent"
	HintOther        HintCode = "other"
	HintPoor         HintCode = "poor_audio"
	HintWell         HintCode = "well"         // nothing to correct: go on
	HintEnd          HintCode = "end"          // the end is missing, from Words[0] on
	HintManyWords    HintCode = "many_words"   // Count words are missing
	HintWords        HintCode = "words"        // Words are missing
	HintUnclear      HintCode = "unclear"      // Words were said, but unlike the reference
	HintNoPause      HintCode = "no_pause"     // do not pause after Words[0]
	HintPause        HintCode = "pause"        // pause after Words[0]
	HintLonger       HintCode = "longer"       // more time for Words[0]
	HintShorter      HintCode = "shorter"      // less time for Words[0]
	HintSounds       HintCode = "sounds"       // the sounds as a whole could be clearer
	HintFewerPauses  HintCode = "fewer_pauses" // short pauses between many words
	HintPace         HintCode = "pace"         // slower than those who are followed easily
	HintUneven       HintCode = "uneven"       // words too long and too short, none of them by itself
	HintFaster       HintCode = "faster"       // Count per cent slower than the reference
	HintSlower       HintCode = "slower"       // Count per cent faster than the reference
	HintMonotone     HintCode = "monotone"     // the voice stays on one tone
	HintFinalRise    HintCode = "final_rise"   // the reference rises at its end
	HintFinalFall    HintCode = "final_fall"   // the reference falls at its end
	HintMelody       HintCode = "melody"       // the contour is unlike
	HintMelodyNear   HintCode = "melody_near"  // the contour is nearly that of the reference
	HintLoudness     HintCode = "stress"       // stressed words do not stand out
	HintLoudnessNear HintCode = "stress_near"  // some stressed words do not stand out
)

// Hint is one piece of advice as a code with what it speaks of, so that it can be
// said in any language.
type Hint struct {
	Code  HintCode `json:"code"`
	Words []string `json:"words,omitempty"`
	Count int      `json:"count,omitempty"` // of words, or per cent
}

// Reason is a reason for a confidence below 1.
type Reason string

// Reasons for a confidence below 1.
const (
	ReasonQuiet   Reason = "quiet"
	ReasonClipped Reason = "clipped"
	ReasonNoisy   Reason = "noisy"
	ReasonBleed   Reason = "bleed"      // the reference is audible in the take
	ReasonNarrow  Reason = "narrowband" // a take of telephone quality
	ReasonNoTimes Reason = "no_word_times"
	ReasonShort   Reason = "short"
	ReasonUnlike  Reason = "unlike" // the match is hardly better than chance
)
