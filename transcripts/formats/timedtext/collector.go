package timedtext

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gendu/transcripts/sentences"
)

// NoEnd marks a cue whose format does not say when it ends.
const NoEnd = -1

// chunkCues is how many cues a block of the collector holds. Blocks keep a file
// of a quarter of a million cues from being copied while it grows.
const chunkCues = 4096

// rawCue is a cue as it stands in the file, with its place there.
type rawCue struct {
	Cue
	line int
}

// Collector takes cues from a reader one by one, and checks the limits at each.
type Collector struct {
	Chunks   [][]rawCue
	Count    int
	Words    int
	Findings []Finding
	Advice   []Finding // what Lint adds
	Language string
	Title    string
	Untimed  bool
	Rolls    bool           // captions of this format may roll
	WordCues bool           // cues of one word each are to be joined
	refused  *PositionError // the first cue that was left out since it is not well formed

	UntilNext bool    // a cue without an end lasts until the next one begins
	ends      []int64 // times that end such a cue
}

// Add takes a cue that begins at a line of the file. EndMS may be NoEnd.
func (c *Collector) Add(cue Cue, line, column int) error {
	if c.Count >= MaxCues {
		return &PositionError{Line: line, Column: column, Err: ErrTooManyCues}
	}
	if len(cue.Text)+len(cue.Translation)+len(cue.Speaker)+len(cue.Reading) > sentences.MaxBytes {
		return &PositionError{Line: line, Column: column, Err: ErrCueTooLong}
	}
	if c.Words += len(cue.Words); c.Words > MaxWords {
		return &PositionError{Line: line, Column: column, Err: ErrTooManyWords}
	}
	if cue.StartMS < 0 || cue.StartMS >= MaxTimeMS || cue.EndMS < NoEnd || cue.EndMS > MaxTimeMS {
		c.Bad(line, column, "a time must lie between 0 and 100 hours")
		return nil
	}
	k := len(c.Chunks) - 1
	if k < 0 || len(c.Chunks[k]) == chunkCues {
		size := chunkCues
		if k < 0 {
			size = 64
		}
		c.Chunks = append(c.Chunks, make([]rawCue, 0, size))
		k++
	}
	c.Chunks[k] = append(c.Chunks[k], rawCue{cue, line})
	c.Count++
	return nil
}

// EndAt notes times at which the cue before ends.
func (c *Collector) EndAt(times []int64, line int) error {
	if len(c.ends)+len(times) > 2*MaxCues {
		return &PositionError{Line: line, Column: 1, Err: ErrTooManyCues}
	}
	c.ends = append(c.ends, times...)
	return nil
}

// Found notes something about the file.
func (c *Collector) Found(line int, kind FindingKind, mended bool, format string, args ...any) {
	if len(c.Findings) < MaxFindings {
		c.Findings = append(c.Findings, Finding{Line: line, Kind: kind, Mended: mended, Message: fmt.Sprintf(format, args...)})
	}
}

// Bad notes a cue that is not well formed and is left out. It costs the file no more than
// this cue, unless there is no other.
func (c *Collector) Bad(line, column int, format string, args ...any) {
	reason := fmt.Sprintf(format, args...)
	if c.refused == nil {
		c.refused = &PositionError{Line: line, Column: column, Reason: reason, Err: ErrSyntax}
	}
	if len(c.Findings) < MaxFindings {
		c.Findings = append(c.Findings, Finding{Line: line, Column: column, Kind: Unreadable, Mended: true, Message: reason + "; the cue was left out"})
	}
}

// BadError is Bad for an error of a reader with its place; others are given back.
func (c *Collector) BadError(err error) error {
	var at *PositionError
	if !errors.As(err, &at) || !errors.Is(err, ErrSyntax) {
		return err
	}
	c.Bad(at.Line, at.Column, "%s", at.Reason)
	return nil
}

// MaxFindings keeps the report on a file that is wrong throughout readable.
const MaxFindings = 1000

// Document puts the cues in order and repairs their times.
func (c *Collector) Document() (*Document, error) {
	raw := make([]rawCue, 0, c.Count)
	for i, chunk := range c.Chunks {
		raw = append(raw, chunk...)
		c.Chunks[i] = nil
	}
	raw = c.dropEmpty(raw)
	if len(raw) == 0 && c.refused != nil {
		return nil, c.refused
	}
	if len(raw) == 0 {
		return nil, &PositionError{Err: ErrNoCues}
	}
	if !c.Untimed {
		raw = c.repair(raw)
	}
	d := &Document{Cues: make([]Cue, len(raw)), Language: c.Language, Title: c.Title, Mended: c.Findings}
	for i := range raw {
		d.Cues[i] = raw[i].Cue
	}
	if c.WordCues {
		d.Cues = JoinWordCues(d.Cues)
	}
	if len(d.Cues) == len(raw) {
		for i := range raw {
			c.advise(&raw[i])
		}
	}
	slices.SortStableFunc(d.Mended, func(a, b Finding) int { return a.Line - b.Line })
	return d, nil
}

func (c *Collector) dropEmpty(raw []rawCue) []rawCue {
	kept := raw[:0]
	for _, r := range raw {
		r.Text = CleanCueText(dropMarks(r.Text))
		r.Translation = CleanCueText(dropMarks(r.Translation))
		r.Speaker, r.Reading = OneLine(r.Speaker), OneLine(r.Reading)
		if r.Text == "" && r.Translation == "" {
			c.Found(r.line, EmptyCue, true, "the cue has no text; it was left out")
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

// CleanCueText trims every line and drops empty ones; most cues need nothing.
func CleanCueText(s string) string {
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
