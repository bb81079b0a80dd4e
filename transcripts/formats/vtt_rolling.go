package formats

import (
	"html"
	"regexp"
	"strings"

	"gendu/transcripts/formats/timedtext"
)

// rollingStamp is how YouTube times the words of automatic captions. Such captions
// roll: every cue shows the line before once more above the new one, and cues of
// 10 ms between them show that line alone.
var rollingStamp = regexp.MustCompile(`<\d\d:\d\d:\d\d\.\d{3}><c>`)

// rollingLines leaves out the lines that rolling captions repeat.
type rollingLines struct {
	on      bool
	last    string // the lowest line that is shown, without tags
	endMS   int64
	first   int // the line of the file where something was first left out
	dropped int
}

// fresh gives the text of a cue without the line that it repeats; false if
// nothing else is in it. at is the cue's line in the file.
func (r *rollingLines) fresh(text string, cue *timedtext.Cue, at int) (string, bool) {
	if !r.on {
		return text, true
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return text, true
	}
	repeats := r.last != "" && cue.StartMS >= r.endMS && cue.StartMS-r.endMS <= timedtext.RollingGapMS && vttPlain(lines[0]) == r.last &&
		(len(lines) > 1 || cue.EndMS-cue.StartMS <= timedtext.RollingGapMS)
	r.last, r.endMS = vttPlain(lines[len(lines)-1]), cue.EndMS
	if !repeats {
		return text, true
	}
	if r.dropped++; r.dropped == 1 {
		r.first = at
	}
	return strings.Join(lines[1:], "\n"), len(lines) > 1
}

func (r *rollingLines) report(c *timedtext.Collector) {
	if r.dropped > 0 {
		c.Found(r.first, timedtext.Repeated, true, "the captions roll: %d lines that repeat the one before were left out", r.dropped)
	}
}

// vttPlain is a line of a cue as it is shown.
func vttPlain(line string) string {
	var b strings.Builder
	for _, v := range readMarkup(line, 0, vttTag, html.UnescapeString) {
		b.WriteString(v.text.String())
	}
	return strings.TrimSpace(b.String())
}
