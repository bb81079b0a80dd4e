package formats

import (
	"fmt"
	"io"

	"gendu/transcripts/formats/timedtext"
)

// reader reads one format from decoded text into a collector.
type reader func(text []byte, c *timedtext.Collector) error

func readerOf(f Format) reader {
	switch f {
	case SRT:
		return readSRT
	case VTT:
		return readVTT
	case LRC:
		return readLRC
	case JSON, Podcast, Whisper:
		return readJSON
	case TTML:
		return readTTML
	case ASS:
		return readASS
	case TextGrid:
		return readTextGrid
	case Audacity:
		return readAudacity
	case SBV:
		return readSBV
	case Console:
		return readConsole
	case TSV:
		return readTSV
	case Text:
		return readText
	}
	return nil
}

// Parse reads a transcript file of any format, which it finds by the content
// (see Detect; the name only decides between formats that look the same). The
// cues come back in order, not overlapping and not empty; Document.Mended says
// what was changed for that. Errors are *PositionError and wrap ErrSyntax,
// ErrTooLarge, ErrTooManyCues, ErrTooManyWords, ErrCueTooLong, ErrNoCues,
// ErrEncoding or ErrUnknownFormat.
func Parse(name string, b []byte) (*timedtext.Document, Format, error) {
	text, encoding, err := timedtext.Decode(b)
	if err != nil {
		return nil, "", err
	}
	format := detect(name, text)
	read := readerOf(format)
	if read == nil {
		return nil, "", &timedtext.PositionError{Err: timedtext.ErrUnknownFormat}
	}
	c := &timedtext.Collector{}
	c.ReportText(text, encoding)
	if err := read(text, c); err != nil {
		return nil, format, err
	}
	d, err := c.Document()
	if err != nil {
		return nil, format, err
	}
	if d.Untimed = format == Text; d.Untimed {
		d.TimesLine = timedtext.TimesLine(string(text[:min(len(text), timedtext.DetectReach)]))
	}
	return d, format, nil
}

// ParseFrom is Parse of a stream; it reads no more than the limit.
func ParseFrom(name string, r io.Reader) (*timedtext.Document, Format, error) {
	b, err := io.ReadAll(io.LimitReader(r, timedtext.MaxFileBytes+1))
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", name, err)
	}
	return Parse(name, b)
}
