package tags

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Kinds of metadata blocks (RFC 9639, section 8).
const (
	flacComment = 4
	flacPicture = 6
)

// flac reads the Vorbis comments and the pictures of a FLAC file.
func (f *file) flac() {
	at := int64(4)
	for range maxChunks {
		head := f.bytes(at, 4)
		if head == nil {
			return
		}
		n, body := int64(head[1])<<16|int64(head[2])<<8|int64(head[3]), at+4
		switch head[0] & 0x7f {
		case flacComment:
			f.comments(f.bytes(body, min(n, maxList)))
		case flacPicture:
			f.flacPicture(body, n)
		}
		if at = body + n; head[0]&0x80 != 0 { // the last block
			return
		}
	}
}

// comments reads Vorbis comments (xiph.org, "Ogg Vorbis I format specification: comment
// field and header specification") and the chapters in them, CHAPTER001=00:01:02.500 and
// CHAPTER001NAME=….
func (f *file) comments(b []byte) {
	_, b, ok := lengthed(b) // the program that wrote them
	if !ok || len(b) < 4 {
		return
	}
	count := binary.LittleEndian.Uint32(b)
	b = b[4:]
	var list []named
	starts, titles := map[string]int64{}, map[string][]byte{}
	for range min(count, maxTagFrames) {
		var comment []byte
		if comment, b, ok = lengthed(b); !ok {
			break
		}
		name, text, ok := bytes.Cut(comment, []byte("="))
		if !ok || len(name) > 64 {
			continue
		}
		key := strings.ToUpper(string(name))
		number, chapter := strings.CutPrefix(key, "CHAPTER")
		number, title := strings.CutSuffix(number, "NAME")
		if key == "METADATA_BLOCK_PICTURE" {
			f.commentPicture(text)
			continue
		}
		switch _, err := strconv.Atoi(number); {
		case !chapter || err != nil:
			list = append(list, named{key, text})
		case title:
			titles[number] = text
		default:
			if ms, ok := clock(string(text)); ok {
				starts[number] = ms
			}
		}
	}
	f.texts(list, commentFields)
	f.commentChapters(starts, titles)
}

var commentFields = map[string]string{"TITLE": "title", "ARTIST": "artist", "ALBUM": "album"}

// commentChapters adds the chapters in the order of their times.
func (f *file) commentChapters(starts map[string]int64, titles map[string][]byte) {
	numbers := slices.SortedFunc(maps.Keys(starts), func(a, b string) int {
		return cmp.Or(cmp.Compare(starts[a], starts[b]), cmp.Compare(a, b))
	})
	var all []byte
	for _, n := range numbers {
		all = append(append(all, titles[n]...), '\n')
	}
	encoding := guessEncoding(all)
	for _, n := range numbers {
		title := titles[n]
		f.chapter(Chapter{StartMS: starts[n], Title: latin(title[:min(len(title), MaxText)], encoding)})
	}
}

// lengthed cuts off bytes whose length stands before them.
func lengthed(b []byte) (text, rest []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	n := int64(binary.LittleEndian.Uint32(b))
	if n > int64(len(b)-4) {
		return nil, nil, false
	}
	return b[4 : 4+n], b[4+n:], true
}

// clock reads 00:01:02.500, in milliseconds.
func clock(s string) (int64, bool) {
	parts := strings.Split(strings.TrimSpace(s), ":")
	if len(parts) > 3 {
		return 0, false
	}
	total := 0.0
	for _, p := range parts {
		v, err := strconv.ParseFloat(p, 64)
		if err != nil || !(v >= 0 && v < 1e6) {
			return 0, false
		}
		total = total*60 + v
	}
	return int64(total*1000 + 0.5), true
}

// commentPicture reads the block of a picture in a comment, as Ogg files have it.
func (f *file) commentPicture(text []byte) {
	b, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil {
		return
	}
	inner := &file{r: bytes.NewReader(b), size: int64(len(b))}
	inner.flacPicture(0, inner.size)
	if c := inner.tags.Cover; c != nil && f.tags.Cover == nil {
		f.tags.Cover = &Cover{Bytes: c.Bytes, MIME: c.MIME, Data: b[c.Offset : c.Offset+c.Bytes]}
	}
}

// flacPicture notes the picture of a block: kind, media type, description, four numbers
// of its size and colours, and its bytes.
func (f *file) flacPicture(off, n int64) {
	at, end := off, off+n
	number := func() int64 {
		b := f.bytes(at, 4)
		if b == nil || at+4 > end {
			at = end + 1
			return 0
		}
		at += 4
		return int64(binary.BigEndian.Uint32(b))
	}
	kind := number()
	length := number()
	mime := f.bytes(at, min(length, 64))
	at += length
	at += number() // the description
	at += 16
	if size := number(); at <= end && size <= end-at {
		f.cover(at, size, clean(string(mime)), kind == 3)
	}
}
