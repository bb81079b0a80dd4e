package tags

import "encoding/binary"

// trackChapters reads the chapters of a QuickTime file: a track of texts that another
// track names as its chapters.
func (f *file) trackChapters(moov box) {
	wanted := map[uint32]bool{}
	f.boxes(moov.off, moov.end, func(trak box) bool {
		if chap, ok := f.find(trak, "tref", "chap"); ok && trak.kind == "trak" {
			b := f.bytes(chap.off, min(chap.end-chap.off, 64))
			for ; len(b) >= 4; b = b[4:] {
				wanted[binary.BigEndian.Uint32(b)] = true
			}
		}
		return true
	})
	f.boxes(moov.off, moov.end, func(trak box) bool {
		if trak.kind == "trak" && wanted[f.trackID(trak)] && f.handler(trak) == "text" {
			f.textTrack(trak)
		}
		return len(f.tags.Chapters) == 0 // the other one may hold pictures
	})
}

func (f *file) trackID(trak box) uint32 {
	tkhd, ok := f.find(trak, "tkhd")
	b := f.bytes(tkhd.off, min(tkhd.end-tkhd.off, 24))
	switch {
	case !ok || len(b) < 24:
		return 0
	case b[0] == 1:
		return binary.BigEndian.Uint32(b[20:])
	}
	return binary.BigEndian.Uint32(b[12:])
}

// handler is the kind of a track: "text" and, for subtitles, "sbtl" hold texts.
func (f *file) handler(trak box) string {
	hdlr, ok := f.find(trak, "mdia", "hdlr")
	b := f.bytes(hdlr.off, min(hdlr.end-hdlr.off, 12))
	if !ok || len(b) < 12 {
		return ""
	}
	if kind := string(b[8:]); kind != "sbtl" {
		return kind
	}
	return "text"
}

// textTrack makes a chapter of each sample: its text stands behind a length of two bytes.
func (f *file) textTrack(trak box) {
	scale := f.timescale(trak)
	table := f.samples(trak)
	start := int64(0)
	for _, s := range table {
		c := Chapter{StartMS: milliseconds(start, scale), EndMS: milliseconds(start+s.duration, scale)}
		start += s.duration
		b := f.bytes(s.off, min(s.size, MaxText))
		if len(b) < 2 {
			continue
		}
		n := int(binary.BigEndian.Uint16(b))
		text := b[2:min(2+n, len(b))]
		if order := wide(text); order != nil {
			c.Title = utf16Text(text, order)
		} else {
			c.Title = latin(text, guessEncoding(text))
		}
		f.chapter(c)
	}
}

// milliseconds turns units of a track into milliseconds; both are below 2^42.
func milliseconds(units, scale int64) int64 { return units * 1000 / scale }

func (f *file) timescale(trak box) int64 {
	mdhd, ok := f.find(trak, "mdia", "mdhd")
	b := f.bytes(mdhd.off, min(mdhd.end-mdhd.off, 24))
	at := 12
	if len(b) > 0 && b[0] == 1 {
		at = 20
	}
	if !ok || len(b) < at+4 {
		return 1000
	}
	return max(int64(binary.BigEndian.Uint32(b[at:])), 1)
}

// sample is a sample of a track of texts.
type sample struct {
	off, size, duration int64
}

// table reads a table of the sample table: rows of so many 32-bit numbers behind a head
// of so many bytes. Rows beyond the limit of chapters are left out.
func (f *file) table(stbl box, kind string, head, columns int64) [][]int64 {
	b, ok := f.find(stbl, kind)
	if !ok {
		return nil
	}
	body := f.bytes(b.off+head, min(b.end-b.off-head, MaxChapters*4*columns))
	var out [][]int64
	for ; int64(len(body)) >= 4*columns; body = body[4*columns:] {
		row := make([]int64, columns)
		for i := range row {
			row[i] = int64(binary.BigEndian.Uint32(body[4*i:]))
		}
		out = append(out, row)
	}
	return out
}

// samples puts together where the samples of a track lie and how long they last.
func (f *file) samples(trak box) []sample {
	stbl, ok := f.find(trak, "mdia", "minf", "stbl")
	if !ok {
		return nil
	}
	out := f.sizes(stbl)
	i := 0
	for _, run := range f.table(stbl, "stts", 8, 2) {
		for ; run[0] > 0 && i < len(out); run[0]-- {
			out[i].duration = run[1]
			i++
		}
	}
	chunks := f.table(stbl, "stco", 8, 1)
	if chunks == nil {
		for _, long := range f.table(stbl, "co64", 8, 2) {
			chunks = append(chunks, []int64{long[0]<<32 | long[1]})
		}
	}
	runs := f.table(stbl, "stsc", 8, 3)
	i = 0
	for n, chunk := range chunks {
		at, many := chunk[0], int64(1)
		for _, run := range runs {
			if run[0] <= int64(n)+1 {
				many = run[1]
			}
		}
		for ; many > 0 && i < len(out); many-- {
			out[i].off = at
			at += out[i].size
			i++
		}
	}
	return out[:i]
}

// sizes reads stsz: one size for all samples, or a list.
func (f *file) sizes(stbl box) []sample {
	stsz, ok := f.find(stbl, "stsz")
	head := f.bytes(stsz.off, min(stsz.end-stsz.off, 12))
	if !ok || len(head) < 12 {
		return nil
	}
	all := int64(binary.BigEndian.Uint32(head[4:]))
	out := make([]sample, min(binary.BigEndian.Uint32(head[8:]), MaxChapters))
	if all > 0 {
		for i := range out {
			out[i].size = all
		}
		return out
	}
	list := f.table(stbl, "stsz", 12, 1)
	out = out[:min(len(out), len(list))]
	for i := range out {
		out[i].size = list[i][0]
	}
	return out
}
