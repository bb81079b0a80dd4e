package formats

import (
	"errors"
	"slices"

	"gendu/transcripts/formats/timedtext"
)

// Lint reads a file like Parse and lists all that is wrong with it, by line:
// what Parse mended or left out, cues that are too long to repeat in one breath,
// and cues with more text than can be spoken in their time. An error that stops
// Parse is the last finding, of kind Refused. An empty list is a clean file.
func Lint(name string, b []byte) ([]timedtext.Finding, Format) {
	findings := []timedtext.Finding{}
	text, encoding, err := timedtext.Decode(b)
	format := Format("")
	if err == nil {
		format = detect(name, text)
	}
	c := &timedtext.Collector{}
	if err == nil {
		c.ReportText(text, encoding)
		err = readerOf(format)(text, c)
	}
	if err == nil {
		_, err = c.Document()
	}
	findings = append(findings, c.Findings...)
	if err != nil {
		findings = append(findings, refusal(err))
	} else if format != Text {
		findings = append(findings, c.Advice...)
	}
	slices.SortStableFunc(findings, func(a, b timedtext.Finding) int { return a.Line - b.Line })
	return findings[:min(len(findings), timedtext.MaxFindings)], format
}

func refusal(err error) timedtext.Finding {
	f := timedtext.Finding{Kind: timedtext.Refused, Message: err.Error()}
	var at *timedtext.PositionError
	if errors.As(err, &at) {
		f.Line, f.Column = at.Line, at.Column
		if f.Message = at.Reason; f.Message == "" {
			f.Message = "the file " + at.Err.Error()
		}
	}
	return f
}
