package alignment

import (
	"strings"

	"gendu"
)

// LinesPerDrill is how many lines DrillLines makes of a keyword.
const LinesPerDrill = 5

// DrillLines are the lines that a host reads for a keyword, to be aligned behind the
// text: the term, its syllables, the term again, the definition and the first line of
// the example; what stands below it is mostly its translation. Hosts leave out what they like; a line that is not heard costs nothing.
func DrillLines(k gendu.Keyword) []string {
	syllables := ""
	if len(k.Syllables) > 1 {
		syllables = strings.Join(k.Syllables, "-")
	}
	example, _, _ := strings.Cut(k.Example, "\n")
	return []string{k.Term, syllables, k.Term, k.Definition, example}
}

// DrillTimes takes the times of a keyword from its aligned DrillLines: the term from
// its first to its last reading, syllables included, and the example. Each is nil
// where it was not heard.
func DrillTimes(lines []LineTime) (term, example *gendu.Span) {
	if len(lines) < LinesPerDrill {
		return nil, nil
	}
	for _, l := range lines[:3] {
		switch {
		case !l.Spoken:
		case term == nil:
			term = &gendu.Span{StartMS: l.StartMS, EndMS: l.EndMS}
		case l.StartMS >= term.StartMS && l.StartMS-term.EndMS <= oneDrillMS:
			term.EndMS = max(term.EndMS, l.EndMS)
		}
	}
	if l := lines[4]; l.Spoken {
		example = &gendu.Span{StartMS: l.StartMS, EndMS: l.EndMS}
	}
	return term, example
}

// oneDrillMS is the longest pause between two readings of a term in one drill.
const oneDrillMS = 3000
