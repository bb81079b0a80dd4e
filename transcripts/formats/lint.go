package formats

import (
	"errors"
	"fmt"
	"slices"

	"gendu/transcripts/sentences"
)

// What Lint advises: a cue that can be repeated in one breath, at a speed that
// can be spoken.
const (
	fastestLetters   = 30.0 // a second
	fastestCharacter = 11.0 // Chinese or Japanese, a second
)

// Lint reads a file like Parse and lists all that is wrong with it, by line:
// what Parse mended or left out, cues that are too long to repeat in one breath,
// and cues with more text than can be spoken in their time. An error that stops
// Parse is the last finding, of kind Refused. An empty list is a clean file.
func Lint(name string, b []byte) ([]Finding, Format) {
	findings := []Finding{}
	text, encoding, err := decodeBytes(b)
	format := Format("")
	if err == nil {
		format = detect(name, text)
	}
	c := &collector{}
	if err == nil {
		c.reportText(text, encoding)
		err = readerOf(format)(text, c)
	}
	if err == nil {
		_, err = c.document()
	}
	findings = append(findings, c.findings...)
	if err != nil {
		findings = append(findings, refusal(err))
	} else if format != Text {
		findings = append(findings, c.advice...)
	}
	slices.SortStableFunc(findings, func(a, b Finding) int { return a.Line - b.Line })
	return findings[:min(len(findings), MaxFindings)], format
}

func refusal(err error) Finding {
	f := Finding{Kind: Refused, Message: err.Error()}
	var at *PositionError
	if errors.As(err, &at) {
		f.Line, f.Column = at.Line, at.Column
		if f.Message = at.Reason; f.Message == "" {
			f.Message = "the file " + at.Err.Error()
		}
	}
	return f
}

// advise looks at a cue that was read.
func (c *collector) advise(r *rawCue) {
	if len(c.advice) >= MaxFindings {
		return
	}
	length := r.EndMS - r.StartMS
	add := func(kind FindingKind, message string) {
		c.advice = append(c.advice, Finding{Line: r.line, Kind: kind, Message: message})
	}
	if length > sentences.LongestMS {
		add(LongCue, fmt.Sprintf("the cue lasts %.1f s; one that lasts at most %d s can be repeated in one breath", float64(length)/1000, sentences.LongestMS/1000))
	}
	if spoken := sentences.SpeakingMS(r.Text, fastestLetters, fastestCharacter); length > 0 && spoken > length {
		add(FastCue, fmt.Sprintf("the cue has more text than can be spoken in %.2f s", float64(length)/1000))
	}
}
