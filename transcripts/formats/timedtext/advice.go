package timedtext

import (
	"fmt"

	"gendu/transcripts/sentences"
)

// What Lint advises: a cue that can be repeated in one breath, at a speed that
// can be spoken.
const (
	fastestLetters   = 30.0 // a second
	fastestCharacter = 11.0 // Chinese or Japanese, a second
)

// advise looks at a cue that was read.
func (c *Collector) advise(r *rawCue) {
	if len(c.Advice) >= MaxFindings {
		return
	}
	length := r.EndMS - r.StartMS
	add := func(kind FindingKind, message string) {
		c.Advice = append(c.Advice, Finding{Line: r.line, Kind: kind, Message: message})
	}
	if length > sentences.LongestMS {
		add(LongCue, fmt.Sprintf("the cue lasts %.1f s; one that lasts at most %d s can be repeated in one breath", float64(length)/1000, sentences.LongestMS/1000))
	}
	if spoken := sentences.SpeakingMS(r.Text, fastestLetters, fastestCharacter); length > 0 && spoken > length {
		add(FastCue, fmt.Sprintf("the cue has more text than can be spoken in %.2f s", float64(length)/1000))
	}
}
