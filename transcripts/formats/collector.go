package formats

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gendu/transcripts/sentences"
)

// noEnd marks a cue whose format does not say when it ends.
const noEnd = -1

// chunkCues is how many cues a block of the collector holds. Blocks keep a file
// of a quarter of a million cues from being copied while it grows.
const chunkCues = 4096

// rawCue is a cue as it stands in the file, with its place there.
type rawCue struct {
	Cue
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
	rolls    bool           // captions of this format may roll
	wordCues bool           // cues of one word each are to be joined
	refused  *PositionError // the first cue that was left out since it is not well formed

	untilNext bool    // a cue without an end lasts until the next one begins
	ends      []int64 // times that end such a cue
}

// add takes a cue that begins at a line of the file. EndMS may be noEnd.
func (c *collector) add(cue Cue, line, column int) error {
	if c.count >= MaxCues {
		return &PositionError{Line: line, Column: column, Err: ErrTooManyCues}
	}
	if len(cue.Text)+len(cue.Translation)+len(cue.Speaker)+len(cue.Reading) > sentences.MaxBytes {
		return &PositionError{Line: line, Column: column, Err: ErrCueTooLong}
	}
	if c.words += len(cue.Words); c.words > MaxWords {
		return &PositionError{Line: line, Column: column, Err: ErrTooManyWords}
	}
	if cue.StartMS < 0 || cue.StartMS >= MaxTimeMS || cue.EndMS < noEnd || cue.EndMS > MaxTimeMS {
		c.bad(line, column, "a time must lie between 0 and 100 hours")
		return nil
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
	if len(c.findings) < MaxFindings {
		c.findings = append(c.findings, Finding{Line: line, Kind: kind, Mended: mended, Message: fmt.Sprintf(format, args...)})
	}
}

// bad notes a cue that is not well formed and is left out. It costs the file no more than
// this cue, unless there is no other.
func (c *collector) bad(line, column int, format string, args ...any) {
	reason := fmt.Sprintf(format, args...)
	if c.refused == nil {
		c.refused = &PositionError{Line: line, Column: column, Reason: reason, Err: ErrSyntax}
	}
	if len(c.findings) < MaxFindings {
		c.findings = append(c.findings, Finding{Line: line, Column: column, Kind: Unreadable, Mended: true, Message: reason + "; the cue was left out"})
	}
}

// badError is bad for an error of a reader with its place; others are given back.
func (c *collector) badError(err error) error {
	var at *PositionError
	if !errors.As(err, &at) || !errors.Is(err, ErrSyntax) {
		return err
	}
	c.bad(at.Line, at.Column, "%s", at.Reason)
	return nil
}

// MaxFindings keeps the report on a file that is wrong throughout readable.
const MaxFindings = 1000

// document puts the cues in order and repairs their times.
func (c *collector) document() (*Document, error) {
	raw := make([]rawCue, 0, c.count)
	for i, chunk := range c.chunks {
		raw = append(raw, chunk...)
		c.chunks[i] = nil
	}
	raw = c.dropEmpty(raw)
	if len(raw) == 0 && c.refused != nil {
		return nil, c.refused
	}
	if len(raw) == 0 {
		return nil, &PositionError{Err: ErrNoCues}
	}
	if !c.untimed {
		raw = c.repair(raw)
	}
	d := &Document{Cues: make([]Cue, len(raw)), Language: c.language, Title: c.title, Mended: c.findings}
	for i := range raw {
		d.Cues[i] = raw[i].Cue
	}
	if c.wordCues {
		d.Cues = joinWordCues(d.Cues)
	}
	if len(d.Cues) == len(raw) {
		for i := range raw {
			c.advise(&raw[i])
		}
	}
	slices.SortStableFunc(d.Mended, func(a, b Finding) int { return a.Line - b.Line })
	return d, nil
}

func (c *collector) dropEmpty(raw []rawCue) []rawCue {
	kept := raw[:0]
	for _, r := range raw {
		r.Text = cleanCueText(dropMarks(r.Text))
		r.Translation = cleanCueText(dropMarks(r.Translation))
		r.Speaker, r.Reading = oneLine(r.Speaker), oneLine(r.Reading)
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
