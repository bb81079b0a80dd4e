package timedtext

import (
	"bytes"

	"gendu/lang/charset"
)

// Decode gives the text of a file as UTF-8 with \n line ends and without byte
// order marks, which files that were put together have in the middle. A file that needs
// none of this is not copied.
func Decode(b []byte) (text []byte, encoding string, err error) {
	if len(b) > MaxFileBytes {
		return nil, "", &PositionError{Err: ErrTooLarge}
	}
	text, encoding, err = charset.Decode(b)
	if err != nil {
		return nil, "", &PositionError{Err: err}
	}
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	if mark := []byte("\uFEFF"); bytes.Contains(text, mark) {
		text = bytes.ReplaceAll(text, mark, nil)
	}
	return text, encoding, nil
}

// unread is what stands for characters that could not be read.
var unread = []byte("\uFFFD")

// ReportText notes what the encoding of a file leaves in doubt.
func (c *Collector) ReportText(text []byte, encoding string) {
	switch encoding {
	case "utf-8", "utf-16le", "utf-16be":
	default:
		c.Found(0, Encoding, false, "the bytes are no UTF-8; they were read as %s", encoding)
	}
	if i := bytes.Index(text, unread); i >= 0 {
		c.Found(bytes.Count(text[:i], []byte("\n"))+1, Encoding, false, "characters that could not be read stand as \uFFFD: %d, here the first", bytes.Count(text, unread))
	}
}
