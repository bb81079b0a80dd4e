package timedtext

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"gendu/transcripts/sentences"
)

// LineReader walks through the lines of a text without copying them.
type LineReader struct {
	Rest   []byte
	Number int // of the line read last, from 1
}

// Next gives the next line without its end. The bytes stay valid.
func (r *LineReader) Next() ([]byte, bool) {
	if len(r.Rest) == 0 {
		return nil, false
	}
	r.Number++
	line, rest, _ := bytes.Cut(r.Rest, []byte("\n"))
	r.Rest = rest
	return line, true
}

// ColumnOf is the column, in characters from 1, of a byte offset in a line.
func ColumnOf(line []byte, offset int) int {
	return utf8.RuneCount(line[:min(offset, len(line))]) + 1
}

// column of the first byte that is not white space.
func FirstColumn(line []byte) int {
	return ColumnOf(line, len(line)-len(bytes.TrimLeft(line, " \t")))
}

// TextBuilder joins the lines of one cue and stops growing at the limit, so
// that an endless cue is refused and not stored.
type TextBuilder struct {
	Bytes strings.Builder
}

// Add takes a line; false where the text would be longer than a cue may be.
func (t *TextBuilder) Add(line []byte) bool {
	if t.Bytes.Len() > 0 {
		t.Bytes.WriteByte('\n')
	}
	if t.Bytes.Len()+len(line) > 8*sentences.MaxBytes {
		return false
	}
	t.Bytes.Write(line)
	return true
}

// Take gives the text and begins another.
func (t *TextBuilder) Take() string {
	s := t.Bytes.String()
	t.Bytes.Reset()
	return s
}

// AddLine adds a line to a text of several.
func AddLine(s *string, line string) {
	if *s != "" {
		*s += "\n"
	}
	*s += line
}

// Shorten cuts what is quoted in an error.
func Shorten(s string) string {
	r := []rune(s)
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
