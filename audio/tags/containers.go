package tags

import (
	"io"

	"gendu/audio/blocks"
)

// Read reads the tags of a file whose container is "wav", "flac" or "mov" (MP4, M4A, M4B),
// as package audio names them. Other containers, and what is broken, give no tags. The
// offset of a cover counts from the first byte of r.
func Read(format string, r io.ReaderAt, size int64) Tags {
	f := &file{r: r, size: size}
	switch format {
	case "wav":
		f.riff()
	case "flac":
		f.flac()
	case "mov":
		f.mp4()
	}
	f.tags.sortChapters()
	return f.tags
}

// Limits of the readers of containers.
const (
	maxChunks  = 1000      // of RIFF, FLAC or MP4 at one level
	maxList    = 256 << 10 // bytes of a chunk of texts
	maxPicture = 16 << 20  // bytes that a picture may claim
)

// file is an audio file that is read for its tags.
type file struct {
	r    io.ReaderAt
	size int64
	tags Tags
}

// bytes reads n bytes at off; nil where the file does not have them, or there are more
// than fit into a chunk of texts.
func (f *file) bytes(off, n int64) []byte {
	if off < 0 || n <= 0 || n > maxList || off > f.size-n {
		return nil
	}
	b := make([]byte, n)
	if blocks.ReadFull(f.r, b, off) != nil {
		return nil
	}
	return b
}

// cover notes a picture, the first one unless a later one is the front.
func (f *file) cover(off, n int64, mime string, front bool) {
	if n <= 0 || n > maxPicture || off < 0 || off > f.size-n || f.tags.Cover != nil && !front {
		return
	}
	f.tags.Cover = &Cover{Offset: off, Bytes: n, MIME: mime}
}

// chapter adds a chapter; its end is 0 where the file does not state it.
func (f *file) chapter(c Chapter) {
	if len(f.tags.Chapters) < MaxChapters && c.StartMS >= 0 {
		f.tags.Chapters = append(f.tags.Chapters, c)
	}
}

// named is a text with the name of its field.
type named struct {
	key  string
	text []byte
}

// texts sets the fields that a container calls by its own names. The encoding of those
// that are no UTF-8 is guessed from all of them together.
func (f *file) texts(list []named, fields map[string]string) {
	var all []byte
	for _, n := range list {
		if wide(n.text) == nil {
			all = append(append(all, n.text...), '\n')
		}
	}
	encoding := guessEncoding(all)
	for _, n := range list {
		if field := fields[n.key]; field != "" {
			set(&f.tags, field, latin(n.text[:min(len(n.text), MaxText)], encoding))
		}
	}
}

// id3 reads a tag of ID3v2 that a container holds; n is the length of its place.
func (f *file) id3(off, n int64) {
	if n < 10 || off < 0 || off > f.size-n {
		return
	}
	head := f.bytes(off, min(n, 128))
	if len(head) < 10 || string(head[:3]) != "ID3" {
		return
	}
	t := NewReader(f.r, off+n)
	t.Found(off, min(n, Length(head, n)))
	f.tags = f.tags.Or(t.Tags())
}

// Front reads the tags before the byte end of a file, which another container follows. Its
// cover is kept in memory, since offsets count from the container's first byte.
func Front(r io.ReaderAt, end int64) Tags {
	t := NewReader(r, end)
	head := make([]byte, min(end, 128))
	for at := int64(0); at < end; {
		head = head[:min(end-at, int64(len(head)))]
		if blocks.ReadFull(r, head, at) != nil {
			break
		}
		n := Length(head, end-at)
		if n <= 0 || n > end-at {
			break
		}
		t.Found(at, n)
		at += n
	}
	out := t.Tags()
	if c := out.Cover; c != nil && c.Data == nil {
		out.Cover = nil
		if data := make([]byte, min(c.Bytes, maxPicture)); c.Bytes <= maxPicture && blocks.ReadFull(r, data, c.Offset) == nil {
			out.Cover = &Cover{Bytes: c.Bytes, MIME: c.MIME, Data: data}
		}
	}
	return out
}
