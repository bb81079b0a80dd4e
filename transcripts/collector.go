package transcripts

import (
	"fmt"
	"slices"
	"strings"
)

// noEnd marks a cue whose format does not say when it ends.
const noEnd = -1

// chunkCues is how many cues a block of the collector holds. Blocks keep a file
// of a quarter of a million cues from being copied while it grows.
const chunkCues = 4096

// rawCue is a cue as it stands in the file, with its place there.
type rawCue struct {
	TimedCue
	line int
}

// collector takes cues from a reader one by one, and checks the limits at each.
type collector struct {
	chunks   [][]rawCue
	count    int
	words    int
	findings []Finding
	advice   []Finding // what Lint adds
	language string
	title    string
	untimed  bool

	untilNext bool    // a cue without an end lasts until the next one begins
	ends      []int64 // times that end such a cue
}

// add takes a cue that begins at a line of the file. EndMS may be noEnd.
func (c *collector) add(cue TimedCue, line, column int) error {
	if c.count >= MaxCues {
		return &PositionError{Line: line, Column: column, Err: ErrTooManyCues}
	}
	if len(cue.Text)+len(cue.Translation)+len(cue.Speaker) > MaxCueBytes {
		return &PositionError{Line: line, Column: column, Err: ErrCueTooLong}
	}
	if c.words += len(cue.Words); c.words > MaxWords {
		return &PositionError{Line: line, Column: column, Err: ErrTooManyWords}
	}
	if cue.StartMS < 0 || cue.StartMS >= MaxTimeMS || cue.EndMS < noEnd || cue.EndMS > MaxTimeMS {
		return syntaxError(line, column, "a time must lie between 0 and 100 hours")
	}
	k := len(c.chunks) - 1
	if k < 0 || len(c.chunks[k]) == chunkCues {
		size := chunkCues
		if k < 0 {
			size = 64
		}
		c.chunks = append(c.chunks, make([]rawCue, 0, size))
		k++
	}
	c.chunks[k] = append(c.chunks[k], rawCue{cue, line})
	c.count++
	return nil
}

// endAt notes times at which the cue before ends.
func (c *collector) endAt(times []int64, line int) error {
	if len(c.ends)+len(times) > 2*MaxCues {
		return &PositionError{Line: line, Column: 1, Err: ErrTooManyCues}
	}
	c.ends = append(c.ends, times...)
	return nil
}

// found notes something about the file.
func (c *collector) found(line int, kind FindingKind, mended bool, format string, args ...any) {
	if len(c.findings) < maxFindings {
		c.findings = append(c.findings, Finding{Line: line, Kind: kind, Mended: mended, Message: fmt.Sprintf(format, args...)})
	}
}

// maxFindings keeps the report on a file that is wrong throughout readable.
const maxFindings = 1000

// document puts the cues in order and repairs their times.
func (c *collector) document() (*Document, error) {
	raw := make([]rawCue, 0, c.count)
	for i, chunk := range c.chunks {
		raw = append(raw, chunk...)
		c.chunks[i] = nil
	}
	raw = c.dropEmpty(raw)
	if len(raw) == 0 {
		return nil, &PositionError{Err: ErrNoCues}
	}
	if !c.untimed {
		raw = c.repair(raw)
	}
	d := &Document{Cues: make([]TimedCue, len(raw)), Language: c.language, Title: c.title, Mended: c.findings}
	for i := range raw {
		c.advise(&raw[i])
		d.Cues[i] = raw[i].TimedCue
	}
	slices.SortStableFunc(d.Mended, func(a, b Finding) int { return a.Line - b.Line })
	return d, nil
}

func (c *collector) dropEmpty(raw []rawCue) []rawCue {
	kept := raw[:0]
	for _, r := range raw {
		r.Text = cleanCueText(r.Text)
		r.Translation = cleanCueText(r.Translation)
		r.Speaker = strings.Join(strings.Fields(r.Speaker), " ")
		if r.Text == "" && r.Translation == "" {
			c.found(r.line, EmptyCue, true, "the cue has no text; it was left out")
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

// cleanCueText trims every line and drops empty ones; most cues need nothing.
func cleanCueText(s string) string {
	if strings.IndexByte(s, '\n') < 0 {
		return strings.TrimSpace(s)
	}
	lines := strings.Split(s, "\n")
	kept := lines[:0]
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}
