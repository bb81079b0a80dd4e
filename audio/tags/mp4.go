package tags

import "encoding/binary"

// box is a box of an MP4 file (ISO 14496-12) by its content.
type box struct {
	kind     string
	off, end int64
}

// boxes calls each with the boxes between off and end, until it says false.
func (f *file) boxes(off, end int64, each func(box) bool) {
	for range maxChunks {
		head := f.bytes(off, 8)
		if head == nil || off+8 > end {
			return
		}
		b := box{kind: string(head[4:]), off: off + 8}
		n := int64(binary.BigEndian.Uint32(head))
		switch n {
		case 0: // to the end
			n = end - off
		case 1:
			long := f.bytes(off+8, 8)
			if long == nil {
				return
			}
			n, b.off = int64(binary.BigEndian.Uint64(long)), off+16
		}
		if n < b.off-off || n > end-off {
			return
		}
		if b.end = off + n; !each(b) {
			return
		}
		off = b.end
	}
}

// find follows a path of boxes; ok is false where one of them is missing.
func (f *file) find(in box, path ...string) (out box, ok bool) {
	for _, kind := range path {
		start := in.off
		if in.kind == "meta" {
			start = f.metaStart(in)
		}
		ok = false
		f.boxes(start, in.end, func(b box) bool {
			if ok = b.kind == kind; ok {
				in = b
			}
			return !ok
		})
		if !ok {
			return box{}, false
		}
	}
	return in, true
}

// metaStart is where the boxes of a meta box begin: behind version and flags, which
// QuickTime leaves out.
func (f *file) metaStart(b box) int64 {
	if head := f.bytes(b.off, 8); head != nil && string(head[4:]) == "hdlr" {
		return b.off
	}
	return b.off + 4
}

// mp4 reads the tags that iTunes writes, and the chapters of Nero or QuickTime.
func (f *file) mp4() {
	moov, ok := f.find(box{end: f.size}, "moov")
	if !ok {
		return
	}
	for _, path := range [][]string{{"udta", "meta", "ilst"}, {"meta", "ilst"}} {
		if ilst, ok := f.find(moov, path...); ok {
			f.items(ilst)
		}
	}
	if udta, ok := f.find(moov, "udta"); ok {
		f.quickTimeTexts(udta)
	}
	if chpl, ok := f.find(moov, "udta", "chpl"); ok {
		f.neroChapters(chpl)
	}
	// A list of Nero's holds 255 chapters at most.
	if n := len(f.tags.Chapters); n == 0 || n >= 255 {
		kept := f.tags.Chapters
		f.tags.Chapters = nil
		f.trackChapters(moov)
		if len(f.tags.Chapters) < n {
			f.tags.Chapters = kept
		}
	}
}

var itemFields = map[string]string{"\xa9nam": "title", "\xa9ART": "artist", "\xa9alb": "album"}

// Types of the data in an item (Apple, "QuickTime File Format", well-known types).
const (
	dataUTF16 = 2
	dataJPEG  = 13
	dataPNG   = 14
)

// items reads the list of items: each holds a data box of type, locale and value.
func (f *file) items(ilst box) {
	var list []named
	f.boxes(ilst.off, ilst.end, func(item box) bool {
		if itemFields[item.kind] == "" && item.kind != "covr" {
			return true
		}
		data, ok := f.find(item, "data")
		head := f.bytes(data.off, 8)
		if !ok || data.end-data.off < 8 || head == nil {
			return true
		}
		kind := binary.BigEndian.Uint32(head) & 0xffffff
		switch {
		case item.kind == "covr":
			f.cover(data.off+8, data.end-data.off-8, map[uint32]string{dataJPEG: "image/jpeg", dataPNG: "image/png"}[kind], false)
		case kind == dataUTF16:
			if b := f.bytes(data.off+8, min(data.end-data.off-8, MaxText)); b != nil {
				set(&f.tags, itemFields[item.kind], utf16Text(b, utf16Order(b, 1)))
			}
		default:
			list = append(list, named{item.kind, f.bytes(data.off+8, min(data.end-data.off-8, MaxText))})
		}
		return true
	})
	f.texts(list, itemFields)
}

// quickTimeTexts reads texts that stand in udta itself: a length, a language, the text.
func (f *file) quickTimeTexts(udta box) {
	var list []named
	f.boxes(udta.off, udta.end, func(b box) bool {
		if itemFields[b.kind] == "" {
			return true
		}
		if text := f.bytes(b.off, min(b.end-b.off, MaxText)); len(text) > 4 {
			n := int(binary.BigEndian.Uint16(text))
			list = append(list, named{b.kind, text[4:min(4+n, len(text))]})
		}
		return true
	})
	f.texts(list, itemFields)
}

// neroChapters reads a chpl box: version and flags, from version 1 on four bytes more, the
// count, then for each a start in units of 100 ns and a title with its length.
func (f *file) neroChapters(chpl box) {
	b := f.bytes(chpl.off, min(chpl.end-chpl.off, maxList))
	if len(b) < 5 {
		return
	}
	count := int(b[4])
	if b[0] != 0 { // ISO's own versions count in 32 bits
		if len(b) < 9 {
			return
		}
		count, b = int(b[8]), b[4:]
	}
	b = b[5:]
	var starts []int64
	var list [][]byte
	var all []byte
	for range count {
		if len(b) < 9 || len(b) < 9+int(b[8]) {
			break
		}
		title := b[9 : 9+int(b[8])]
		starts = append(starts, int64(binary.BigEndian.Uint64(b)>>1)/5000)
		list = append(list, title)
		all = append(append(all, title...), '\n')
		b = b[9+len(title):]
	}
	encoding := guessEncoding(all)
	for i, title := range list {
		f.chapter(Chapter{StartMS: starts[i], Title: latin(title, encoding)})
	}
}
