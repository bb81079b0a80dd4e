package formats

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// readAudacity reads a label track: start, end and text in seconds, with tabs
// between. A label at one point lasts until the next; the lines with a backslash
// hold frequencies and are passed over.
func readAudacity(text []byte, c *timedtext.Collector) error {
	lines := timedtext.LineReader{Rest: text}
	for {
		line, ok := lines.Next()
		if !ok {
			return nil
		}
		if len(bytes.TrimSpace(line)) == 0 || line[0] == '\\' {
			continue
		}
		if len(line) > 8*sentences.MaxBytes {
			return &timedtext.PositionError{Line: lines.Number, Column: 1, Err: timedtext.ErrCueTooLong}
		}
		fields := strings.SplitN(string(line), "\t", 3)
		cue, err := readLabel(fields, lines.Number, c)
		if err != nil {
			if err = c.BadError(err); err != nil {
				return err
			}
			continue
		}
		c.UntilNext = c.UntilNext || cue.EndMS == timedtext.NoEnd
		if err := c.Add(cue, lines.Number, 1); err != nil {
			return err
		}
	}
}

// readLabel reads the fields of a label.
func readLabel(fields []string, no int, c *timedtext.Collector) (timedtext.Cue, error) {
	if len(fields) < 2 {
		return timedtext.Cue{}, timedtext.SyntaxError(no, 1, "a label has a start, an end and a text with tabs between them")
	}
	var times [2]int64
	column := 1
	for k := range times {
		number := strings.ReplaceAll(strings.TrimSpace(fields[k]), ",", ".")
		ms, ok := timedtext.ParseSeconds(number)
		if !ok {
			ms, ok = frameClock(number)
		}
		if v, err := strconv.ParseFloat(number, 64); !ok && err == nil && v < 0 && v > -timedtext.MaxTimeMS {
			ms, ok = 0, true
			c.Found(no, timedtext.OutOfOrder, true, "the label lies before 0; its time was set to 0")
		}
		if !ok {
			return timedtext.Cue{}, timedtext.SyntaxError(no, column, "%q is no time in seconds", timedtext.Shorten(fields[k]))
		}
		times[k] = ms
		column += utf8.RuneCountInString(fields[k]) + 1
	}
	cue := timedtext.Cue{StartMS: times[0], EndMS: times[1]}
	if times[0] == times[1] {
		cue.EndMS = timedtext.NoEnd
	}
	if len(fields) == 3 {
		cue.Text = fields[2]
	}
	return cue, nil
}

// frameClock reads 00:01:02:13, whose last number counts pictures, as lists of editors have
// it. They do not state how many go into a second: 25, or 30 or 60 where the number needs it.
func frameClock(s string) (int64, bool) {
	k := strings.LastIndexByte(s, ':')
	if strings.Count(s, ":") != 3 {
		return 0, false
	}
	ms, n := timedtext.ParseClock([]byte(s[:k]))
	frames, err := strconv.ParseUint(s[k+1:], 10, 8)
	if err != nil || n != k || ms >= timedtext.MaxTimeMS || frames >= 60 {
		return 0, false
	}
	rate := int64(25)
	switch {
	case frames >= 30:
		rate = 60
	case frames >= 25:
		rate = 30
	}
	return ms + int64(frames)*1000/rate, true
}

// tsvColumns are the columns of a table by their names.
var tsvColumns = map[string]int{
	"start": 0, "start_ms": 0, "startms": 0, "begin": 0, "start time": 0, "end": 1, "end_ms": 1, "endms": 1, "end time": 1,
	"text": 2, "translation": 3, "speaker": 4,
}

// readTSV reads a table with a header line: ours, and the one Whisper writes.
// Times are whole milliseconds.
func readTSV(text []byte, c *timedtext.Collector) error {
	lines := timedtext.LineReader{Rest: text}
	var columns []int
	for {
		line, ok := lines.Next()
		if !ok {
			return nil
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if len(line) > 8*sentences.MaxBytes {
			return &timedtext.PositionError{Line: lines.Number, Column: 1, Err: timedtext.ErrCueTooLong}
		}
		fields := strings.Split(string(bytes.TrimPrefix(line, []byte("\uFEFF"))), "\t")
		if columns == nil {
			for _, name := range fields {
				k, ok := tsvColumns[strings.ToLower(strings.TrimSpace(name))]
				if !ok {
					k = -1
				}
				columns = append(columns, k)
			}
			continue
		}
		cue, err := readTSVRow(fields, columns, lines.Number)
		if err != nil {
			if err = c.BadError(err); err != nil {
				return err
			}
			continue
		}
		if err := c.Add(cue, lines.Number, 1); err != nil {
			return err
		}
	}
}

func readTSVRow(fields []string, columns []int, no int) (timedtext.Cue, error) {
	var row [5]string
	cue := timedtext.Cue{}
	at := 1
	for k, field := range fields {
		if k < len(columns) && columns[k] >= 0 {
			row[columns[k]] = field
		}
		if k < len(columns) && columns[k] >= 0 && columns[k] < 2 {
			v, ok := tableTime(strings.TrimSpace(field))
			if !ok {
				return cue, timedtext.SyntaxError(no, at, "%q is no time in whole milliseconds", timedtext.Shorten(field))
			}
			if columns[k] == 0 {
				cue.StartMS = v
			} else {
				cue.EndMS = v
			}
		}
		at += utf8.RuneCountInString(field) + 1
	}
	if len(fields) < 2 {
		return cue, timedtext.SyntaxError(no, 1, "the row has no end: a row has a start, an end and a text with tabs between them")
	}
	cue.Text, cue.Translation, cue.Speaker = row[2], row[3], row[4]
	return cue, nil
}

// tableTime reads whole milliseconds; a time with a colon or a point, as some programs
// write them, is a clock or seconds.
func tableTime(s string) (int64, bool) {
	if strings.ContainsAny(s, ":.") {
		return clockOrSeconds(s)
	}
	v, err := strconv.ParseInt(s, 10, 64)
	return v, err == nil && v >= 0 && v <= timedtext.MaxTimeMS
}

// writeTSV writes the table with all columns.
func writeTSV(w io.Writer, d *timedtext.Document) error {
	p := timedtext.Printer{To: w}
	p.Print("start_ms\tend_ms\ttext\ttranslation\tspeaker\n")
	for i := range d.Cues {
		cue := &d.Cues[i]
		p.Print(strconv.FormatInt(cue.StartMS, 10), "\t", strconv.FormatInt(cue.EndMS, 10), "\t",
			cue.Text, "\t", cue.Translation, "\t", cue.Speaker, "\n")
	}
	return p.Err
}
