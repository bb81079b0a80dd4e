package main

import (
	"fmt"
	"strings"

	"gendu"
)

// adviceOf is a hint as an English sentence; empty for [gendu.HintNone]. The pages have
// their own sentences, in the dictionaries.
func adviceOf(h gendu.Hint) string {
	word := ""
	if len(h.Words) > 0 {
		word = h.Words[0]
	}
	switch h.Code {
	case gendu.HintSilent:
		return "Nothing was heard: check the microphone and speak again."
	case gendu.HintOther:
		return "The sentence was not recognised in this recording: listen once more and say it again."
	case gendu.HintPoor:
		return "The recording is too poor to judge: move closer to the microphone and find a quieter place."
	case gendu.HintWell:
		return "Well done: close to the original. Go on to the next sentence."
	case gendu.HintEnd:
		return fmt.Sprintf("The end is missing, from “%s” on: say the sentence to its end.", word)
	case gendu.HintManyWords:
		return fmt.Sprintf("%d words are missing: listen again and say all of the sentence.", h.Count)
	case gendu.HintWords:
		return "Not heard: " + strings.Join(h.Words, ", ") + ". Say these words too."
	}
	return deliveryOf(h, word)
}

// deliveryOf are the hints about how words were said.
func deliveryOf(h gendu.Hint, word string) string {
	switch h.Code {
	case gendu.HintUnclear:
		return "Say more clearly: " + strings.Join(h.Words, ", ") + "."
	case gendu.HintSounds:
		return "Say every sound a little more clearly, the ends of words too."
	case gendu.HintFewerPauses:
		return "Join the words: pause less between them."
	case gendu.HintPace:
		return "Speak a little faster, as far as the words stay clear."
	case gendu.HintUneven:
		return "Follow the beat of the original: some words come too long, others too short."
	case gendu.HintNoPause:
		return fmt.Sprintf("Do not pause after “%s”: say it in one go.", word)
	case gendu.HintPause:
		return fmt.Sprintf("Make a short pause after “%s”.", word)
	case gendu.HintLonger:
		return fmt.Sprintf("Take more time for “%s”.", word)
	case gendu.HintShorter:
		return fmt.Sprintf("Make “%s” shorter.", word)
	case gendu.HintFaster:
		return fmt.Sprintf("You speak %d %% slower than the original: try a little faster.", h.Count)
	case gendu.HintSlower:
		return fmt.Sprintf("You speak %d %% faster than the original: slow down a little.", h.Count)
	case gendu.HintMonotone:
		return "Your voice stays on one tone: let it rise and fall as in the original."
	case gendu.HintFinalRise:
		return "Let your voice rise at the end."
	case gendu.HintFinalFall:
		return "Let your voice fall at the end."
	case gendu.HintMelody:
		return "Follow the melody of the original: listen where the voice goes up."
	case gendu.HintMelodyNear:
		return "The melody is nearly right: let your voice rise and fall a little more like the original."
	case gendu.HintLoudnessNear:
		return "The stress is nearly right: make the stressed words a little clearer."
	case gendu.HintLoudness:
		return "Let the stressed words stand out as in the original."
	}
	return ""
}

// advisedComparison is a comparison with its hints said in English, for scripts.
type advisedComparison struct {
	*gendu.Comparison
	Advice   string          `json:"advice"`
	Measures advisedMeasures `json:"measures"`
}

type advisedMeasures struct {
	Completeness advisedMeasure `json:"completeness"`
	Rhythm       advisedMeasure `json:"rhythm"`
	Tempo        advisedMeasure `json:"tempo"`
	Intonation   advisedMeasure `json:"intonation"`
	Loudness     advisedMeasure `json:"loudness"`
}

type advisedMeasure struct {
	gendu.Measure
	Advice string `json:"advice"`
}

func advised(c *gendu.Comparison) advisedComparison {
	one := func(m gendu.Measure) advisedMeasure { return advisedMeasure{m, adviceOf(m.Hint)} }
	m := c.Measures
	return advisedComparison{c, adviceOf(c.Hint), advisedMeasures{
		one(m.Completeness), one(m.Rhythm), one(m.Tempo), one(m.Intonation), one(m.Loudness),
	}}
}
