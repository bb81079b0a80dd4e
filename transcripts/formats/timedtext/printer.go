package timedtext

import (
	"io"
	"strings"
)

// Printer writes strings and keeps the first error.
type Printer struct {
	To  io.Writer
	Err error
}

// Print writes the parts; after a first error it does nothing.
func (p *Printer) Print(parts ...string) {
	for _, s := range parts {
		if p.Err != nil {
			return
		}
		_, p.Err = io.WriteString(p.To, s)
	}
}

// TidyText is text as Parse gives it: valid, without control characters, with
// trimmed lines and no empty ones.
func TidyText(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r < ' ' || r == 0x7F || r == '\uFEFF' || r == '\uFFFE' || r == '\uFFFF':
			return -1
		}
		return r
	}, s)
	return CleanCueText(s)
}

// OneLine joins the lines of a text, with one space for any white space.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
