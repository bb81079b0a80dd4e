package mp3

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"gendu/audio/blocks"
	"gendu/lang/charset"
)

// Tags is what a file says of itself. They are suggestions to the host.
type Tags struct {
	Title    string    `json:"title,omitempty"`
	Artist   string    `json:"artist,omitempty"`
	Album    string    `json:"album,omitempty"`
	Chapters []Chapter `json:"chapters,omitempty"`
	Cover    *Cover    `json:"cover,omitempty"`
}

// Chapter is an ID3 chapter (CHAP) in milliseconds as the file states them.
type Chapter struct {
	StartMS int64  `json:"startMs"`
	EndMS   int64  `json:"endMs"`
	Title   string `json:"title"`
}

// Cover is where in the file an embedded picture lies. MIME is the file's word for
// it: look at the bytes before trusting it.
type Cover struct {
	Offset int64  `json:"offset"`
	Bytes  int64  `json:"bytes"`
	MIME   string `json:"mime"`
	// Data is the picture where its bytes do not stand in the file as they are; else nil.
	Data []byte `json:"-"`
}

// Limits of the tag reader: tags count as hostile input.
const (
	MaxTags      = 64
	maxTagFrames = 4096
	maxTagText   = 4 << 10
	maxChapters  = 1000
	maxUnsync    = 8 << 20
)

// tagReader collects the tags of a file.
type tagReader struct {
	r        io.ReaderAt
	size     int64
	count    int
	v2, ape  Tags // by their kind: ID3v2 goes before APE before ID3v1
	v1       Tags
	warnings []string
	encoding string // of texts that name none, by all of them together; "" where they do not tell
}

// finish merges what was found.
func (t *tagReader) finish() Tags {
	out := t.v2
	for _, o := range []Tags{t.ape, t.v1} {
		out.Title = cmp.Or(out.Title, o.Title)
		out.Artist = cmp.Or(out.Artist, o.Artist)
		out.Album = cmp.Or(out.Album, o.Album)
	}
	slices.SortStableFunc(out.Chapters, func(a, b Chapter) int { return cmp.Compare(a.StartMS, b.StartMS) })
	return out
}

// TagLength returns the length of the tag that begins in b (32 bytes of the file,
// fewer at its end; rest is what the file has left), or 0.
func TagLength(b []byte, rest int64) int64 {
	switch {
	case len(b) >= 10 && string(b[:3]) == "ID3" && b[3] < 0xff && b[4] < 0xff && b[6]|b[7]|b[8]|b[9] < 0x80:
		n := 10 + syncsafe(b[6:10])
		if b[5]&0x10 != 0 && b[3] == 4 {
			n += 10
		}
		return n
	case len(b) >= 32 && string(b[:8]) == "APETAGEX":
		// At its front a tag has a header; its size counts all but that.
		return 32 + int64(binary.LittleEndian.Uint32(b[12:16]))
	case len(b) >= 3 && string(b[:3]) == "TAG" && rest >= 128:
		if len(b) >= 4 && b[3] == '+' && rest >= 227 {
			return 227
		}
		return 128
	}
	return 0
}

func syncsafe(b []byte) int64 {
	return int64(b[0]&127)<<21 | int64(b[1]&127)<<14 | int64(b[2]&127)<<7 | int64(b[3]&127)
}

// tail takes the tags off the end of the file and returns where they begin.
func (t *tagReader) tail() int64 {
	block := blocks.NewReader(t.r, t.size, 32<<10)
	block.At(max(t.size-32<<10, 0), 1)
	end := t.size
	for range 8 {
		n := t.tailTag(block, end)
		if n <= 0 || n > end {
			break
		}
		end -= n
		t.found(end, n)
	}
	return end
}

// tailTag returns the length of the tag that ends at end, or 0.
func (t *tagReader) tailTag(block *blocks.Reader, end int64) int64 {
	peek := func(back int64, n int) []byte {
		if end < back {
			return nil
		}
		return block.At(end-back, n)
	}
	if b := peek(128, 3); string(b) == "TAG" {
		return 128
	}
	if b := peek(227, 4); string(b) == "TAG+" {
		return 227
	}
	if b := peek(32, 32); len(b) == 32 && string(b[:8]) == "APETAGEX" {
		n := int64(binary.LittleEndian.Uint32(b[12:16]))
		if binary.LittleEndian.Uint32(b[20:24])>>31 != 0 {
			n += 32
		}
		return n
	}
	if b := peek(10, 10); len(b) == 10 && string(b[:3]) == "3DI" && b[6]|b[7]|b[8]|b[9] < 0x80 {
		return 20 + syncsafe(b[6:10])
	}
	if b := peek(15, 15); len(b) == 15 && string(b[6:]) == "LYRICS200" {
		if n, err := strconv.ParseInt(string(b[:6]), 10, 64); err == nil && n > 0 {
			return n + 15
		}
	}
	return 0
}

// found reads the tag at off of length n.
func (t *tagReader) found(off, n int64) {
	if t.count++; t.count > MaxTags {
		return
	}
	head := make([]byte, min(n, 128))
	if blocks.ReadFull(t.r, head, off) != nil || len(head) < 10 {
		return
	}
	switch {
	case string(head[:3]) == "ID3":
		t.readID3v2(off, n, head)
	case string(head[:4]) == "TAG+":
	case string(head[:3]) == "TAG" && len(head) >= 128:
		encoding := guessEncoding(head[3:93])
		t.v1 = Tags{Title: latin(head[3:33], encoding), Artist: latin(head[33:63], encoding), Album: latin(head[63:93], encoding)}
	default:
		t.readAPE(off, n)
	}
}

// readAPE reads an APEv2 tag; off is its header, or its first item where it has none.
func (t *tagReader) readAPE(off, n int64) {
	b := make([]byte, min(n, 64<<10))
	if blocks.ReadFull(t.r, b, off) != nil {
		return
	}
	if len(b) >= 32 && string(b[:8]) == "APETAGEX" {
		b = b[32:]
	}
	for range maxTagFrames {
		if len(b) < 9 {
			return
		}
		size := int64(binary.LittleEndian.Uint32(b))
		key, _, ok := strings.Cut(string(b[8:min(len(b), 8+256)]), "\x00")
		if !ok || len(key) < 2 {
			return
		}
		p := int64(8 + len(key) + 1)
		if p+size > int64(len(b)) {
			return
		}
		if size <= maxTagText && utf8.Valid(b[p:p+size]) {
			set(&t.ape, strings.ToLower(key), strings.TrimSpace(string(b[p:p+size])))
		}
		b = b[p+size:]
	}
}

// set stores a text under its ID3v2 or APE name; the first one counts.
func set(t *Tags, key, text string) {
	switch key {
	case "TIT2", "TT2", "title":
		t.Title = cmp.Or(t.Title, text)
	case "TPE1", "TP1", "artist":
		t.Artist = cmp.Or(t.Artist, text)
	case "TALB", "TAL", "album":
		t.Album = cmp.Or(t.Album, text)
	}
}

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
func (t *tagReader) id3Text(b []byte) string {
	if len(b) < 1 {
		return ""
	}
	enc, b := b[0], b[1:]
	if len(b) > maxTagText {
		b = b[:maxTagText]
	}
	switch enc {
	case 1, 2:
		order := utf16Order(b, enc)
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
	default:
		return latin(b, t.encoding)
	}
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

func (t *tagReader) warn(format string, a ...any) {
	if len(t.warnings) < 8 {
		t.warnings = append(t.warnings, fmt.Sprintf(format, a...))
	}
}
