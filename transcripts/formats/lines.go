package formats

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"gendu/transcripts/sentences"
)

// lineReader walks through the lines of a text without copying them.
type lineReader struct {
	rest []byte
	no   int // of the line read last, from 1
}

// next gives the next line without its end. The bytes stay valid.
func (r *lineReader) next() ([]byte, bool) {
	if len(r.rest) == 0 {
		return nil, false
	}
	r.no++
	line, rest, _ := bytes.Cut(r.rest, []byte("\n"))
	r.rest = rest
	return line, true
}

// columnOf is the column, in characters from 1, of a byte offset in a line.
func columnOf(line []byte, offset int) int {
	return utf8.RuneCount(line[:min(offset, len(line))]) + 1
}

// column of the first byte that is not white space.
func firstColumn(line []byte) int {
	return columnOf(line, len(line)-len(bytes.TrimLeft(line, " \t")))
}

// textBuilder joins the lines of one cue and stops growing at the limit, so
// that an endless cue is refused and not stored.
type textBuilder struct {
	b strings.Builder
}

func (t *textBuilder) add(line []byte) bool {
	if t.b.Len() > 0 {
		t.b.WriteByte('\n')
	}
	if t.b.Len()+len(line) > 8*sentences.MaxBytes {
		return false
	}
	t.b.Write(line)
	return true
}

func (t *textBuilder) take() string {
	s := t.b.String()
	t.b.Reset()
	return s
}

// addLine adds a line to a text of several.
func addLine(s *string, line string) {
	if *s != "" {
		*s += "\n"
	}
	*s += line
}
