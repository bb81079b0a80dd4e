package tags

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gendu/audio/blocks"
)

// Tags is what a file says of itself. They are suggestions to the host.
type Tags struct {
	Title    string    `json:"title,omitempty"`
	Artist   string    `json:"artist,omitempty"`
	Album    string    `json:"album,omitempty"`
	Chapters []Chapter `json:"chapters,omitempty"`
	Cover    *Cover    `json:"cover,omitempty"`
}

// Chapter is a named stretch of the audio, in milliseconds.
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
	MaxTags     = 64
	MaxChapters = 1000
	MaxText     = 4 << 10 // bytes of one text

	maxTagFrames = 4096
	maxUnsync    = 8 << 20
)

// Reader collects the tags around the frames of an MP3 file.
type Reader struct {
	r        io.ReaderAt
	size     int64
	count    int
	v2, ape  Tags // by their kind: ID3v2 goes before APE before ID3v1
	v1       Tags
	warnings []string
	encoding string // of texts that name none, by all of them together; "" where they do not tell
}

// NewReader reads the tags of a file of so many bytes.
func NewReader(r io.ReaderAt, size int64) *Reader { return &Reader{r: r, size: size} }

// Warnings are what is wrong with the tags that were found.
func (t *Reader) Warnings() []string { return t.warnings }

// Tags merges what was found.
func (t *Reader) Tags() Tags {
	out := t.v2.Or(t.ape).Or(t.v1)
	out.sortChapters()
	return out
}

// Or are the tags with what they lack taken from others.
func (t Tags) Or(o Tags) Tags {
	t.Title, t.Artist, t.Album = cmp.Or(t.Title, o.Title), cmp.Or(t.Artist, o.Artist), cmp.Or(t.Album, o.Album)
	if len(t.Chapters) == 0 {
		t.Chapters = o.Chapters
	}
	t.Cover = cmp.Or(t.Cover, o.Cover)
	return t
}

func (t *Tags) sortChapters() {
	slices.SortStableFunc(t.Chapters, func(a, b Chapter) int { return cmp.Compare(a.StartMS, b.StartMS) })
}

// Length returns the length of the tag that begins in b (32 bytes of the file,
// fewer at its end; rest is what the file has left), or 0.
func Length(b []byte, rest int64) int64 {
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

// Tail takes the tags off the end of the file and returns where they begin.
func (t *Reader) Tail() int64 {
	block := blocks.NewReader(t.r, t.size, 32<<10)
	block.At(max(t.size-32<<10, 0), 1)
	end := t.size
	for range 8 {
		n := t.tailTag(block, end)
		if n <= 0 || n > end {
			break
		}
		end -= n
		t.Found(end, n)
	}
	return end
}

// tailTag returns the length of the tag that ends at end, or 0.
func (t *Reader) tailTag(block *blocks.Reader, end int64) int64 {
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

// Found reads the tag at off of length n.
func (t *Reader) Found(off, n int64) {
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
func (t *Reader) readAPE(off, n int64) {
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
		if size <= MaxText && utf8.Valid(b[p:p+size]) {
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

func (t *Reader) warn(format string, a ...any) {
	if len(t.warnings) < 8 {
		t.warnings = append(t.warnings, fmt.Sprintf(format, a...))
	}
}
