package formats

import (
	"io"
	"strings"
)

// printer writes strings and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) print(parts ...string) {
	for _, s := range parts {
		if p.err != nil {
			return
		}
		_, p.err = io.WriteString(p.w, s)
	}
}

// tidyText is text as Parse gives it: valid, without control characters, with
// trimmed lines and no empty ones.
func tidyText(s string) string {
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
	return cleanCueText(s)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
