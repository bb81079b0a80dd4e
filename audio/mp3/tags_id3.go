package mp3

import (
	"bytes"
	"encoding/binary"
	"io"

	"gendu/audio/blocks"
)

// id3Frames walks the frames of one ID3v2 tag, reading only their headers and
// what is asked for, so that a cover of 3 MB costs nothing.
type id3Frames struct {
	block   *blocks.Reader
	version byte
	pos     int64
	end     int64
	base    int64 // of positions in the file; -1: they are not (unsynchronised tag)
}

type id3Frame struct {
	id    string
	off   int64
	size  int64
	flags uint16
}

// readID3v2 reads the tag at off of length n, whose first bytes are head.
func (t *tagReader) readID3v2(off, n int64, head []byte) {
	version, flags := head[3], head[5]
	if version < 2 || version > 4 {
		t.warn("the ID3 tag at byte %d is of the unknown version 2.%d", off, version)
		return
	}
	body := min(n-10, t.size-off-10)
	w := &id3Frames{version: version, end: body, base: off + 10}
	var r io.ReaderAt = io.NewSectionReader(t.r, off+10, body)
	if flags&0x80 != 0 && version < 4 {
		// Unsynchronised as a whole: undo it in memory, or leave the tag alone.
		if body > maxUnsync {
			t.warn("the unsynchronised ID3 tag at byte %d is too large to be read", off)
			return
		}
		b := make([]byte, body)
		if blocks.ReadFull(r, b, 0) != nil {
			return
		}
		b = resynchronise(b)
		r, w.end, w.base = bytes.NewReader(b), int64(len(b)), -1
	}
	w.block = blocks.NewReader(r, w.end, 32<<10)
	if flags&0x40 != 0 && version > 2 {
		w.skipExtended()
	}
	for range maxTagFrames {
		f, ok := w.next()
		if !ok {
			return
		}
		t.frame(w, f, &t.v2)
	}
}

// resynchronise removes the zero that unsynchronisation puts behind every 0xff.
func resynchronise(b []byte) []byte {
	return bytes.ReplaceAll(b, []byte{0xff, 0}, []byte{0xff})
}

func (w *id3Frames) skipExtended() {
	b := w.block.At(0, 4)
	if len(b) < 4 {
		return
	}
	if w.version == 4 {
		w.pos = syncsafe(b)
	} else {
		w.pos = int64(binary.BigEndian.Uint32(b)) + 4
	}
}

// next returns the next frame whose header makes sense.
func (w *id3Frames) next() (id3Frame, bool) {
	head := 10
	if w.version == 2 {
		head = 6
	}
	if w.pos < 0 || w.pos+int64(head) > w.end {
		return id3Frame{}, false
	}
	b := w.block.At(w.pos, head)
	if len(b) < head || b[0] < 'A' || b[0] > 'Z' {
		return id3Frame{}, false
	}
	f := id3Frame{off: w.pos + int64(head)}
	switch w.version {
	case 2:
		f.id, f.size = string(b[:3]), int64(b[3])<<16|int64(b[4])<<8|int64(b[5])
	case 3:
		f.id, f.size, f.flags = string(b[:4]), int64(binary.BigEndian.Uint32(b[4:])), binary.BigEndian.Uint16(b[8:])
	default:
		f.id, f.size, f.flags = string(b[:4]), syncsafe(b[4:8]), binary.BigEndian.Uint16(b[8:])
		if b[4]|b[5]|b[6]|b[7] >= 0x80 { // iTunes once wrote plain sizes
			f.size = int64(binary.BigEndian.Uint32(b[4:]))
		}
	}
	if f.size <= 0 || f.off+f.size > w.end {
		return id3Frame{}, false
	}
	w.pos = f.off + f.size
	return f, true
}

// data reads the first bytes of a frame, without data length and unsynchronisation.
func (w *id3Frames) data(f id3Frame, limit int) []byte {
	b := bytes.Clone(w.block.At(f.off, int(min(f.size, int64(limit)))))
	if w.version == 4 {
		if f.flags&0x000c != 0 { // compressed or encrypted
			return nil
		}
		if f.flags&1 != 0 {
			b = b[min(4, len(b)):]
		}
		if f.flags&2 != 0 {
			b = resynchronise(b)
		}
	}
	if w.version == 3 && f.flags&0x00c0 != 0 {
		return nil
	}
	return b
}

func (t *tagReader) frame(w *id3Frames, f id3Frame, tags *Tags) {
	switch f.id {
	case "TIT2", "TPE1", "TALB", "TT2", "TP1", "TAL":
		set(tags, f.id, id3Text(w.data(f, maxTagText)))
	case "APIC", "PIC":
		t.picture(w, f)
	case "CHAP":
		if len(tags.Chapters) < maxChapters {
			if c, ok := t.chapter(w.data(f, 16<<10), w.version); ok {
				tags.Chapters = append(tags.Chapters, c)
			}
		}
	}
}

// picture notes where the cover lies. The front cover (type 3) wins.
func (t *tagReader) picture(w *id3Frames, f id3Frame) {
	if w.base < 0 || f.flags&0x00cf != 0 {
		return // its bytes do not stand in the file as they are
	}
	b := w.block.At(f.off, int(min(f.size, 1024)))
	if len(b) < 6 {
		return
	}
	enc, p := b[0], 1
	var mime string
	if f.id == "PIC" {
		mime, p = "image/"+string(b[1:4]), 4
	} else {
		i := bytes.IndexByte(b[1:min(len(b), 65)], 0)
		if i < 0 {
			return
		}
		mime, p = latin(b[1:1+i]), 2+i
	}
	if p >= len(b) {
		return
	}
	kind := b[p]
	p++
	n := textEnd(b[p:], enc)
	if n < 0 || t.v2.Cover != nil && kind != 3 {
		return
	}
	if size := f.size - int64(p+n); size > 0 {
		t.v2.Cover = &Cover{Offset: w.base + f.off + int64(p+n), Bytes: size, MIME: mime}
	}
}

// textEnd returns the length of a terminated text with its terminator, or -1.
func textEnd(b []byte, enc byte) int {
	if enc == 1 || enc == 2 {
		for i := 0; i+1 < len(b); i += 2 {
			if b[i] == 0 && b[i+1] == 0 {
				return i + 2
			}
		}
		return -1
	}
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return i + 1
	}
	return -1
}

// chapter reads a CHAP frame (id3.org, "ID3v2 Chapter Frame Addendum").
func (t *tagReader) chapter(b []byte, version byte) (Chapter, bool) {
	i := bytes.IndexByte(b, 0)
	if i < 0 || len(b) < i+17 {
		return Chapter{}, false
	}
	c := Chapter{StartMS: int64(binary.BigEndian.Uint32(b[i+1:])), EndMS: int64(binary.BigEndian.Uint32(b[i+5:]))}
	if c.EndMS < c.StartMS {
		return Chapter{}, false
	}
	sub := b[i+17:]
	w := &id3Frames{version: version, end: int64(len(sub)), base: -1, block: blocks.NewReader(bytes.NewReader(sub), int64(len(sub)), len(sub))}
	var inner Tags
	for range 32 {
		f, ok := w.next()
		if !ok {
			break
		}
		if f.id == "TIT2" {
			set(&inner, f.id, id3Text(w.data(f, maxTagText)))
		}
	}
	c.Title = inner.Title
	return c, true
}
