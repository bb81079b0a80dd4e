package tags

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"gendu/lang/charset"
)

// guessEncoding names the encoding of texts that should be ISO 8859-1 and are GBK or Big5
// in many files; "" where they do not tell.
func guessEncoding(texts []byte) string {
	texts = bytes.ReplaceAll(texts, []byte{0}, []byte{'\n'})
	if utf8.Valid(texts) {
		return ""
	}
	_, name, err := charset.Decode(texts)
	if err != nil || name == "utf-8" || strings.HasPrefix(name, "utf-16") {
		return ""
	}
	return name
}

// latin reads ISO 8859-1, UTF-8 where the bytes are that, or else the encoding that was
// guessed: many writers lie.
func latin(b []byte, encoding string) string {
	if order := wide(b); order != nil {
		return utf16Text(b, order)
	}
	if i := slices.Index(b, 0); i >= 0 {
		b = b[:i]
	}
	if utf8.Valid(b) {
		return clean(string(b))
	}
	if text, err := charset.DecodeAs(b, encoding); encoding != "" && err == nil {
		return clean(string(text))
	}
	var s strings.Builder
	for _, c := range b {
		s.WriteRune(rune(c))
	}
	return clean(s.String())
}

// id3Text decodes an ID3v2 text: its first byte names the encoding.
func (t *Reader) id3Text(b []byte) string {
	if len(b) < 1 {
		return ""
	}
	enc, b := b[0], b[1:]
	if len(b) > MaxText {
		b = b[:MaxText]
	}
	switch enc {
	case 1, 2:
		order := utf16Order(b, enc)
		return utf16Text(b, order)
	default:
		return latin(b, t.encoding)
	}
}

// utf16Text decodes UTF-16 up to its first zero, without a mark of the byte order.
func utf16Text(b []byte, order binary.ByteOrder) string {
	if len(b) >= 2 && b[0]^b[1] == 1 && b[0]|b[1] == 0xff {
		b = b[2:]
	}
	var u []uint16
	for ; len(b) >= 2; b = b[2:] {
		c := order.Uint16(b)
		if c == 0 {
			break
		}
		u = append(u, c)
	}
	return clean(string(utf16.Decode(u)))
}

// wide tells the byte order of a text that is UTF-16, though nothing says so: it begins
// with a mark, or every second one of its first bytes is zero. Nil for other texts.
func wide(b []byte) binary.ByteOrder {
	switch {
	case len(b) >= 4 && b[0] == 0xff && b[1] == 0xfe:
		return binary.LittleEndian
	case len(b) >= 4 && b[0] == 0xfe && b[1] == 0xff:
		return binary.BigEndian
	case len(b) < 6:
	case b[0] >= ' ' && b[1] == 0 && b[2] >= ' ' && b[3] == 0 && b[4] >= ' ' && b[5] == 0:
		return binary.LittleEndian
	case b[0] == 0 && b[1] >= ' ' && b[2] == 0 && b[3] >= ' ' && b[4] == 0 && b[5] >= ' ':
		return binary.BigEndian
	}
	return nil
}

// utf16Order is the byte order of a UTF-16 text: that of its mark, else the one in which
// more of it are letters that texts have.
func utf16Order(b []byte, enc byte) binary.ByteOrder {
	switch {
	case enc == 2 && (len(b) < 2 || b[0] != 0xff || b[1] != 0xfe):
		return binary.BigEndian
	case len(b) >= 2 && b[0] == 0xff && b[1] == 0xfe:
		return binary.LittleEndian
	case len(b) >= 2 && b[0] == 0xfe && b[1] == 0xff:
		return binary.BigEndian
	}
	little, big := 0, 0
	for i := 0; i+1 < len(b); i += 2 {
		little += usual(b[i+1], b[i])
		big += usual(b[i], b[i+1])
	}
	if little > big {
		return binary.LittleEndian
	}
	return binary.BigEndian
}

// usual weighs a unit of UTF-16 by how often texts have it.
func usual(high, low byte) int {
	switch {
	case high == 0 && low >= 0x20 && low < 0x7f:
		return 3
	case high == 0, high >= 0x4e && high <= 0x9f, high == 0x30, high == 0xff, high >= 0xac && high <= 0xd7:
		return 1
	}
	return 0
}

// clean drops what no title holds: control characters and broken UTF-8.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < 32 || r == 127 {
			return -1
		}
		return r
	}, s))
}
