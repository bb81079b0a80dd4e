package charset

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// ErrUnknown is given for bytes that are no text in any encoding that is recognised.
var ErrUnknown = errors.New("is in no encoding that is recognised; choose its encoding, or save it as UTF-8")

// Names lists the encodings that Decode and DecodeAs know.
var Names = []string{
	"utf-8", "utf-16le", "utf-16be", "big5", "gb18030", "shift_jis", "euc-jp", "euc-kr", "windows-1250", "windows-1251", "windows-1252",
}

// byteOrderMark is what UTF-8 files of some editors begin with.
var byteOrderMark = []byte("\xEF\xBB\xBF")

// maxNULs is the share of zero bytes, one in so many, that a text may have. Some
// programs leave single ones behind; more of them are another kind of file.
const maxNULs = 20

func named(name string) encoding.Encoding {
	switch name {
	case "utf-16le":
		return xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)
	case "utf-16be":
		return xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)
	case "big5":
		return traditionalchinese.Big5
	case "gb18030":
		return simplifiedchinese.GB18030
	case "shift_jis":
		return japanese.ShiftJIS
	case "euc-jp":
		return japanese.EUCJP
	case "euc-kr":
		return korean.EUCKR
	case "windows-1250":
		return charmap.Windows1250
	case "windows-1251":
		return charmap.Windows1251
	case "windows-1252":
		return charmap.Windows1252
	}
	return nil
}

// Decode finds the encoding of a text by its byte order mark, its bytes and how well
// each encoding makes a text of them. It returns the text without a byte order mark,
// which is b itself where nothing had to be changed, and the encoding's name. Single
// bytes that are wrong, and zero bytes, become U+FFFD. The error wraps ErrUnknown.
func Decode(b []byte) (text []byte, name string, err error) {
	if name = guess(b); name == "" {
		return nil, "", ErrUnknown
	}
	text, err = DecodeAs(b, name)
	return text, name, err
}

// DecodeAs decodes a text whose encoding is known; the name is one of Names. Bytes that
// are not valid in it become U+FFFD, and so do zero bytes, unless there are so many of
// them that it is no text. Errors wrap ErrUnknown.
func DecodeAs(b []byte, name string) ([]byte, error) {
	text := b
	if name == "utf-8" {
		text = bytes.TrimPrefix(b, byteOrderMark)
	} else {
		e := named(name)
		if e == nil {
			return nil, fmt.Errorf("%w: %q is not known here", ErrUnknown, name)
		}
		out, err := e.NewDecoder().Bytes(b)
		if err != nil {
			return nil, fmt.Errorf("%w: it cannot be read as %s: %w", ErrUnknown, name, err)
		}
		text = bytes.TrimPrefix(out, byteOrderMark)
	}
	if n := bytes.Count(text, []byte{0}); n > 0 {
		if n*maxNULs > len(text) {
			return nil, ErrUnknown
		}
		text = bytes.ReplaceAll(text, []byte{0}, []byte("\uFFFD"))
	}
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	}
	return text, nil
}
