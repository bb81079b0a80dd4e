package transcripts

import (
	"bytes"
	"fmt"
	"io"
)

// Format names a transcript file format.
type Format string

// The formats that are read; those marked are written too.
const (
	FormatJSON     Format = "json"         // ours; written
	FormatSRT      Format = "srt"          // SubRip; written
	FormatVTT      Format = "vtt"          // WebVTT; written
	FormatLRC      Format = "lrc"          // lyrics, also word-level; written
	FormatPodcast  Format = "podcast-json" // Podcasting 2.0; written
	FormatTextGrid Format = "textgrid"     // Praat; written
	FormatTSV      Format = "tsv"          // a table of times and texts; written
	FormatTTML     Format = "ttml"         // W3C timed text
	FormatASS      Format = "ass"          // SubStation Alpha, also SSA
	FormatWhisper  Format = "whisper-json" // Whisper, WhisperX and whisper.cpp
	FormatAudacity Format = "audacity"     // a label track
	FormatText     Format = "text"         // plain text without times, a cue a line
)

// reader reads one format from decoded text into a collector.
type reader func(text []byte, c *collector) error

func readerOf(f Format) reader {
	switch f {
	case FormatSRT:
		return readSRT
	case FormatVTT:
		return readVTT
	case FormatLRC:
		return readLRC
	case FormatJSON, FormatPodcast, FormatWhisper:
		return readJSON
	case FormatTTML:
		return readTTML
	case FormatASS:
		return readASS
	case FormatTextGrid:
		return readTextGrid
	case FormatAudacity:
		return readAudacity
	case FormatTSV:
		return readTSV
	case FormatText:
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
func Parse(name string, b []byte) (*Document, Format, error) {
	if len(b) > MaxFileBytes {
		return nil, "", &PositionError{Err: ErrTooLarge}
	}
	text, err := decodeBytes(b)
	if err != nil {
		return nil, "", err
	}
	format := detect(name, text)
	read := readerOf(format)
	if read == nil {
		return nil, "", &PositionError{Err: ErrUnknownFormat}
	}
	c := &collector{}
	if err := read(text, c); err != nil {
		return nil, format, err
	}
	d, err := c.document()
	if err != nil {
		return nil, format, err
	}
	d.Untimed = format == FormatText
	return d, format, nil
}

// ParseFrom is Parse of a stream; it reads no more than the limit.
func ParseFrom(name string, r io.Reader) (*Document, Format, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxFileBytes+1))
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", name, err)
	}
	return Parse(name, b)
}

// decodeBytes gives the text of a file as UTF-8 with \n line ends. UTF-8 without
// carriage returns is not copied.
func decodeBytes(b []byte) ([]byte, error) {
	text, _, err := decodeText(b)
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	return text, nil
}
