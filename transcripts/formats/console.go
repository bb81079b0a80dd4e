package formats

import (
	"bytes"
	"regexp"
	"strings"

	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

var (
	sbvTimes = regexp.MustCompile(`^\d{1,3}:\d{2}:\d{2}\.\d{1,3},\d{1,3}:\d{2}:\d{2}\.\d{1,3}[ \t]*(?:\n|$)`)
	// A line that Whisper and programs on it print while they listen.
	consoleLine = regexp.MustCompile(`^\[[ \t]*(\d+(?::\d+){0,2}(?:[.,]\d+)?)s?[ \t]*-{1,2}>[ \t]*(\d+(?::\d+){0,2}(?:[.,]\d+)?)s?[ \t]*\][ \t]*(.*)$`)
)

// isConsole reports whether lines of Whisper stand in a text, more of them than others.
// What the program says about itself stands before them.
func isConsole(head []byte) bool {
	marked, others := 0, 0
	for line := range bytes.Lines(head) {
		switch line = bytes.TrimSpace(line); {
		case len(line) == 0:
		case consoleLine.Match(line):
			marked++
		default:
			others++
		}
	}
	return marked > 0 && marked >= others
}

// readConsole reads what Whisper prints: [00:00.000 --> 00:02.000] and a text in a line.
// A line without times goes on with the one before.
func readConsole(text []byte, c *timedtext.Collector) error {
	lines := timedtext.LineReader{Rest: text}
	var cue *timedtext.Cue
	at := 0
	flush := func() error {
		if cue == nil {
			return nil
		}
		one := *cue
		cue = nil
		return c.Add(one, at, 1)
	}
	for {
		line, ok := lines.Next()
		if !ok {
			return flush()
		}
		trimmed := bytes.TrimSpace(line)
		m := consoleLine.FindSubmatch(trimmed)
		switch {
		case len(trimmed) == 0:
		case len(trimmed) > 8*sentences.MaxBytes:
			return &timedtext.PositionError{Line: lines.Number, Column: 1, Err: timedtext.ErrCueTooLong}
		case m != nil:
			if err := flush(); err != nil {
				return err
			}
			start, okStart := clockOrSeconds(string(m[1]))
			end, okEnd := clockOrSeconds(string(m[2]))
			if !okStart || !okEnd {
				c.Bad(lines.Number, timedtext.FirstColumn(line), "the times cannot be read: write them like [00:01.000 --> 00:02.000]")
				continue
			}
			cue, at = &timedtext.Cue{StartMS: start, EndMS: end, Text: string(m[3])}, lines.Number
		case cue == nil:
			c.Found(lines.Number, timedtext.EmptyCue, false, "text without times stands before the cues; it was left out")
		case len(cue.Text)+len(trimmed) > 8*sentences.MaxBytes:
			return &timedtext.PositionError{Line: at, Column: 1, Err: timedtext.ErrCueTooLong}
		default:
			timedtext.AddLine(&cue.Text, string(trimmed))
		}
	}
}

// clockOrSeconds reads 1:02:03.4 or 62.5.
func clockOrSeconds(s string) (int64, bool) {
	if strings.Contains(s, ":") {
		return timedtext.LooseClock([]byte(s))
	}
	return timedtext.ParseSeconds(strings.Replace(s, ",", ".", 1))
}

// readSBV reads SubViewer as YouTube writes it: start,end in a line, the text below it,
// and an empty line behind.
func readSBV(text []byte, c *timedtext.Collector) error {
	lines := timedtext.LineReader{Rest: text}
	var cue *timedtext.Cue
	var body timedtext.TextBuilder
	at := 0
	flush := func() error {
		if cue == nil {
			return nil
		}
		one := *cue
		one.Text, cue = strings.ReplaceAll(body.Take(), "[br]", "\n"), nil
		return c.Add(one, at, 1)
	}
	for {
		line, ok := lines.Next()
		if !ok {
			return flush()
		}
		trimmed := bytes.TrimSpace(line)
		if !sbvTimes.Match(trimmed) {
			if cue != nil && len(trimmed) > 0 && !body.Add(trimmed) {
				return &timedtext.PositionError{Line: at, Column: 1, Err: timedtext.ErrCueTooLong}
			}
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		start, end, _ := bytes.Cut(trimmed, []byte(","))
		from, okFrom := timedtext.LooseClock(start)
		to, okTo := timedtext.LooseClock(bytes.TrimSpace(end))
		if !okFrom || !okTo {
			c.Bad(lines.Number, timedtext.FirstColumn(line), "the times cannot be read: write them like 0:00:01.000,0:00:02.000")
			continue
		}
		cue, at = &timedtext.Cue{StartMS: from, EndMS: to}, lines.Number
	}
}
