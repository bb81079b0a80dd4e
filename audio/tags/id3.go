package tags

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"slices"

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
	unsync  bool  // every frame is unsynchronised, whatever its own flag says
}

type id3Frame struct {
	id    string
	off   int64
	size  int64
	flags uint16
}

// readID3v2 reads the tag at off of length n, whose first bytes are head.
func (t *Reader) readID3v2(off, n int64, head []byte) {
	version, flags := head[3], head[5]
	if version < 2 || version > 4 {
		t.warn("the ID3 tag at byte %d is of the unknown version 2.%d", off, version)
		return
	}
	body := min(n-10, t.size-off-10)
	w := &id3Frames{version: version, end: body, base: off + 10, unsync: version == 4 && flags&0x80 != 0}
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
	start := w.pos
	var texts []byte
	w.each(maxTagFrames, func(f id3Frame) {
		if b := w.data(f, MaxText); f.id[0] == 'T' && len(b) > 1 && b[0] == 0 && len(texts) < MaxText {
			texts = append(append(texts, b[1:]...), '\n')
		}
	})
	t.encoding, w.pos = guessEncoding(texts), start
	w.each(maxTagFrames, func(f id3Frame) { t.frame(w, f, &t.v2) })
}

// each calls f with the frames that have a content, at most so many.
func (w *id3Frames) each(most int, f func(id3Frame)) {
	for range most {
		frame, ok := w.next()
		if !ok {
			return
		}
		if frame.size > 0 {
			f(frame)
		}
	}
}

// resynchronise removes the zero that unsynchronisation puts behind every 0xff.
func resynchronise(b []byte) []byte {
	return bytes.ReplaceAll(b, []byte{0xff, 0}, []byte{0xff})
}

func (w *id3Frames) skipExtended() {
	b := w.block.At(0, 10)
	if len(b) < 10 || isFrameID(b[:4]) { // a flag without such a header
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
		f.id, f.size, f.flags = string(bytes.TrimRight(b[:4], "\x00")), int64(binary.BigEndian.Uint32(b[4:])), binary.BigEndian.Uint16(b[8:])
	default:
		f.id, f.size, f.flags = string(bytes.TrimRight(b[:4], "\x00")), syncsafe(b[4:8]), binary.BigEndian.Uint16(b[8:])
		// iTunes once wrote plain sizes.
		plain := int64(binary.BigEndian.Uint32(b[4:]))
		if bytes.ContainsFunc(b[4:8], func(r rune) bool { return r >= 0x80 }) || plain != f.size && !w.endsFrame(f.off+f.size) && w.endsFrame(f.off+plain) {
			f.size = plain
		}
	}
	if f.size < 0 || f.off+f.size > w.end {
		return id3Frame{}, false
	}
	w.pos = f.off + f.size
	return f, true
}

// endsFrame reports whether a frame ends here: another one or the end of the tag follows.
func (w *id3Frames) endsFrame(at int64) bool {
	if at == w.end {
		return true
	}
	if at < 0 || at > w.end {
		return false
	}
	b := w.block.At(at, int(min(4, w.end-at)))
	return len(b) == 4 && isFrameID(b)
}

// isFrameID reports whether these are the four letters and digits of a frame.
func isFrameID(b []byte) bool {
	for i, c := range b {
		if !(c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return true
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
		if f.flags&2 != 0 || w.unsync {
			b = resynchronise(b)
		}
	}
	if w.version == 3 && f.flags&0x00c0 != 0 {
		return nil
	}
	return b
}

func (t *Reader) frame(w *id3Frames, f id3Frame, tags *Tags) {
	switch f.id {
	case "TIT2", "TPE1", "TALB", "TT2", "TP1", "TAL":
		set(tags, f.id, t.id3Text(w.data(f, MaxText)))
	case "APIC", "PIC":
		t.picture(w, f)
	case "CHAP":
		if len(tags.Chapters) < MaxChapters {
			if c, ok := t.chapter(w, f); ok {
				tags.Chapters = append(tags.Chapters, c)
			}
		}
	}
}

// picture notes where the cover lies, or keeps it where its bytes do not stand in the
// file as they are. The front cover (type 3) wins.
func (t *Reader) picture(w *id3Frames, f id3Frame) {
	moved := w.base < 0 || w.version == 4 && (f.flags&2 != 0 || w.unsync)
	start := int64(0) // of the content, behind the length of its data
	if w.version == 4 && f.flags&1 != 0 {
		start = 4
	}
	if f.size > maxUnsync && moved || w.version == 4 && f.flags&0x000c != 0 || w.version == 3 && f.flags&0x00c0 != 0 {
		return
	}
	b := w.data(f, 1024)
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
		mime, p = latin(b[1:1+i], ""), 2+i
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
	at := int64(p + n)
	if moved {
		if whole := w.data(f, int(f.size)); int64(len(whole)) > at {
			t.v2.Cover = &Cover{Bytes: int64(len(whole)) - at, MIME: mime, Data: whole[at:]}
		}
		return
	}
	if size := f.size - start - at; size > 0 {
		t.v2.Cover = &Cover{Offset: w.base + f.off + start + at, Bytes: size, MIME: mime}
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

// chapter reads a CHAP frame (id3.org, "ID3v2 Chapter Frame Addendum"). Its end is
// checked once the length of the audio is known, see Tags.FitChapters.
func (t *Reader) chapter(w *id3Frames, f id3Frame) (Chapter, bool) {
	b := w.data(f, 1024)
	i := bytes.IndexByte(b, 0)
	if i < 0 || len(b) < i+17 {
		return Chapter{}, false
	}
	c := Chapter{StartMS: int64(binary.BigEndian.Uint32(b[i+1:])), EndMS: int64(binary.BigEndian.Uint32(b[i+5:]))}
	inside := &id3Frames{version: w.version, block: w.block, pos: f.off + int64(i+17), end: f.off + f.size, base: -1, unsync: w.unsync}
	if w.version == 4 && f.flags&3 != 0 { // its bytes do not stand there as they are
		sub := w.data(f, 64<<10)[i+17:]
		inside = &id3Frames{version: w.version, end: int64(len(sub)), base: -1, block: blocks.NewReader(bytes.NewReader(sub), int64(len(sub)), max(len(sub), 1))}
	}
	var inner Tags
	inside.each(32, func(f id3Frame) {
		if f.id == "TIT2" {
			set(&inner, f.id, t.id3Text(inside.data(f, MaxText)))
		}
	})
	c.Title = inner.Title
	return c, true
}

// noTime is what a chapter has for a time that it does not state.
const noTime = math.MaxUint32

// FitChapters takes chapters without a start out, and ends those whose end makes no sense
// where the next one begins, or at the end of the audio.
func (t *Tags) FitChapters(durationMS int64) {
	t.Chapters = slices.DeleteFunc(t.Chapters, func(c Chapter) bool { return c.StartMS == noTime })
	for i := range t.Chapters {
		c, next := &t.Chapters[i], max(durationMS, t.Chapters[i].StartMS)
		if i+1 < len(t.Chapters) && t.Chapters[i+1].StartMS > c.StartMS {
			next = t.Chapters[i+1].StartMS
		}
		if c.EndMS <= c.StartMS || c.EndMS == noTime || c.EndMS > durationMS && c.StartMS < durationMS {
			c.EndMS = next
		}
	}
	if len(t.Chapters) == 0 {
		t.Chapters = nil
	}
}
