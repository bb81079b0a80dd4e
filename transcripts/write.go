package transcripts

import (
	"bufio"
	"io"
	"strings"
)

// Written lists the formats Write knows.
var Written = []Format{FormatVTT, FormatSRT, FormatLRC, FormatPodcast, FormatTextGrid, FormatJSON, FormatTSV}

// Write writes a document. What the format cannot hold is left out; Keep says
// what stays. Errors: ErrUntimed for a document without times, ErrUnknownFormat
// for a format that is only read, the limits of Parse, and those of w.
func Write(w io.Writer, d *Document, f Format) error {
	kept, err := Keep(d, f)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	switch f {
	case FormatVTT:
		err = writeVTT(out, kept)
	case FormatSRT:
		err = writeSRT(out, kept)
	case FormatLRC:
		err = writeLRC(out, kept)
	case FormatPodcast:
		err = writePodcast(out, kept)
	case FormatTextGrid:
		err = writeTextGrid(out, kept)
	case FormatJSON:
		err = writeJSON(out, kept)
	case FormatTSV:
		err = writeTSV(out, kept)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

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
