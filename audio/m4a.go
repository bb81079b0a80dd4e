package audio

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// ErrNoListening says that an MP3 file cannot be remuxed: MP4 has no type for
// MPEG-2.5, one track has one rate and one channel count, and the decoders of browsers
// want a stated bit rate.
var ErrNoListening = errors.New("this MP3 cannot be remuxed into MP4")

// Object types of MPEG audio inside MP4 (ISO 14496-1, table 5).
const (
	objectMPEG2Audio = 0x69
	objectMPEG1Audio = 0x6b
)

// RemuxM4A writes the frames of an MP3 file, unchanged, as an MP4 file with a
// sample table, so that browsers seek exactly: moov first, chunks of about a
// second, an edit list that cuts encoder delay and padding. Tags, junk and the Info
// frame stay out; a frame that is cut short or has a damaged header becomes an empty frame of its length.
// It returns how many bytes it wrote. Errors: ErrNoListening, or those of r and w.
func RemuxM4A(w io.Writer, r io.ReaderAt, x *Index) (int64, error) {
	if err := x.Remuxable(); err != nil {
		return 0, err
	}
	out := &countingWriter{w: w}
	buf := bufio.NewWriterSize(out, 64<<10)
	newSampleTable(x).head().write(buf)
	if err := copyFrames(buf, r, x); err != nil {
		return out.n, err
	}
	err := buf.Flush()
	return out.n, err
}

// Remuxable tells whether RemuxM4A can make a listening file, or why not.
func (x *Index) Remuxable() error {
	h := x.frames[0].header()
	switch {
	case h.mpeg25():
		return fmt.Errorf("%w: it is MPEG-2.5 (%d Hz)", ErrNoListening, h.rate())
	case x.freeSize > 0:
		return fmt.Errorf("%w: it is in free format, which browsers do not play", ErrNoListening)
	case len(x.runs) > 1:
		return fmt.Errorf("%w: sampling rate or channels change at byte %d", ErrNoListening, x.frames[x.runs[1].first].off)
	case x.samples == 0:
		return fmt.Errorf("%w: it has no audio", ErrNoListening)
	case int64(len(x.frames))*int64(h.samples()) > math.MaxUint32:
		return fmt.Errorf("%w: it is too long", ErrNoListening)
	}
	return nil
}

type countingWriter struct {
	w io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// copyFrames copies the frames in the longest stretches that lie together.
func copyFrames(w io.Writer, r io.ReaderAt, x *Index) error {
	block := make([]byte, 1<<20)
	var from, to int64
	flush := func() error {
		for from < to {
			n := min(to-from, int64(len(block)))
			if err := readFullAt(r, block[:n], from); err != nil {
				return err
			}
			if _, err := w.Write(block[:n]); err != nil {
				return err
			}
			from += n
		}
		return nil
	}
	for _, f := range x.frames {
		if f.off != to {
			if err := flush(); err != nil {
				return err
			}
			from, to = f.off, f.off
		}
		if f.flags&(frameCut|frameShape) == 0 {
			to += int64(f.size)
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		from, to = 0, 0
		if _, err := w.Write(emptyFrame(f.header())); err != nil {
			return err
		}
	}
	return flush()
}

// emptyFrame is a frame of h's shape without any spectrum.
func emptyFrame(h mp3Header) []byte {
	b := make([]byte, h.size())
	binary.BigEndian.PutUint32(b, uint32(h|0x10000)) // no CRC
	return b
}

// sampleTable knows the layout of the MP4 file. A sample is a frame.
type sampleTable struct {
	x        *Index
	first    mp3Header
	perChunk int
	total    int64 // bytes of all samples
	equal    int   // the size of every sample, 0 where they differ
	maxRate  int
}

func newSampleTable(x *Index) *sampleTable {
	h := x.frames[0].header()
	t := &sampleTable{x: x, first: h, perChunk: max(h.rate()/h.samples(), 1), equal: h.size()}
	for _, f := range x.frames {
		h := f.header()
		t.total += int64(h.size())
		if h.size() != t.equal {
			t.equal = 0
		}
		t.maxRate = max(t.maxRate, h.bitrate())
	}
	return t
}

// head is everything up to the first byte of audio: ftyp, moov and mdat's header.
func (t *sampleTable) head() part {
	ftyp := box("ftyp", raw([]byte("M4A \x00\x00\x02\x00M4A isomiso2mp41")))
	mdat := raw(append(words(uint32(t.total+8)), "mdat"...))
	if t.total+8 > math.MaxUint32 {
		b := append(words(1), "mdat"...)
		mdat = raw(binary.BigEndian.AppendUint64(b, uint64(t.total+16)))
	}
	// Only the width of the chunk offsets depends on where they point.
	before := func(wide bool) int64 { return ftyp.size + t.moov(0, wide).size + mdat.size }
	wide := before(false)+t.total > math.MaxUint32
	return joined(ftyp, t.moov(before(wide), wide), mdat)
}

// part is a stretch of the file whose size is known before it is written, so that
// the tables of a long file never lie in memory. Errors stay in the writer.
type part struct {
	size  int64
	write func(w *bufio.Writer)
}

func raw(b []byte) part {
	return part{int64(len(b)), func(w *bufio.Writer) { _, _ = w.Write(b) }}
}

func joined(parts ...part) part {
	all := part{write: func(w *bufio.Writer) {
		for _, p := range parts {
			p.write(w)
		}
	}}
	for _, p := range parts {
		all.size += p.size
	}
	return all
}

func box(kind string, parts ...part) part {
	body := joined(parts...)
	return joined(raw(append(words(uint32(body.size+8)), kind...)), body)
}

// words is a run of big-endian 32-bit values.
func words(v ...uint32) []byte {
	b := make([]byte, 0, 4*len(v)+8)
	for _, w := range v {
		b = binary.BigEndian.AppendUint32(b, w)
	}
	return b
}

// fields is a part of 32-bit values.
func fields(v ...uint32) part { return raw(words(v...)) }

func (t *sampleTable) moov(dataAt int64, wide bool) part {
	rate, played := uint32(t.x.Rate), uint32(t.x.samples)
	all := uint32(len(t.x.frames) * t.first.samples())
	unity := fields(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
	mvhd := box("mvhd", fields(0, 0, 0, rate, played, 0x10000, 0x01000000, 0, 0), unity, fields(0, 0, 0, 0, 0, 0, 2))
	tkhd := box("tkhd", fields(7, 0, 0, 1, 0, played, 0, 0, 0, 0x01000000), unity, fields(0, 0))
	edts := box("edts", box("elst", fields(0, 1, played, uint32(t.x.trimStart), 0x10000)))
	mdhd := box("mdhd", fields(0, 0, 0, rate, all, 0x55c40000)) // language "und"
	hdlr := box("hdlr", fields(0, 0), raw([]byte("soun")), fields(0, 0, 0), raw([]byte("gendu\x00")))
	dinf := box("dinf", box("dref", fields(0, 1), box("url ", fields(1))))
	minf := box("minf", box("smhd", fields(0, 0)), dinf, t.stbl(dataAt, wide))
	return box("moov", mvhd, box("trak", tkhd, edts, box("mdia", mdhd, hdlr, minf)))
}

func (t *sampleTable) stbl(dataAt int64, wide bool) part {
	n := uint32(len(t.x.frames))
	stts := box("stts", fields(0, 1, n, uint32(t.first.samples())))
	return box("stbl", box("stsd", fields(0, 1), t.mp4a()), stts, t.stsc(), t.stsz(), t.chunkOffsets(dataAt, wide))
}

// mp4a is the sample entry (ISO 14496-14, 5.6) with its elementary stream descriptor.
func (t *sampleTable) mp4a() part {
	object := byte(objectMPEG2Audio)
	if t.first.mpeg1() {
		object = objectMPEG1Audio
	}
	config := append([]byte{object, 0x15, 0, 0x08, 0}, words(uint32(t.maxRate), uint32(t.x.Bitrate()))...)
	inner := append([]byte{0, 0, 0, 4, byte(len(config))}, config...)
	inner = append(inner, 6, 1, 2)
	es := append([]byte{3, byte(len(inner))}, inner...)
	entry := fields(0, 1, 0, 0, uint32(t.x.Channels)<<16|16, 0, uint32(t.x.Rate)<<16)
	return box("mp4a", entry, box("esds", fields(0), raw(es)))
}

func (t *sampleTable) stsc() part {
	n := len(t.x.frames)
	whole, rest := n/t.perChunk, n%t.perChunk
	var entries []part
	if whole > 0 {
		entries = append(entries, fields(1, uint32(t.perChunk), 1))
	}
	if rest > 0 {
		entries = append(entries, fields(uint32(whole+1), uint32(rest), 1))
	}
	return box("stsc", fields(0, uint32(len(entries))), joined(entries...))
}

func (t *sampleTable) stsz() part {
	n := len(t.x.frames)
	if t.equal > 0 {
		return box("stsz", fields(0, uint32(t.equal), uint32(n)))
	}
	return box("stsz", fields(0, 0, uint32(n)), part{4 * int64(n), func(w *bufio.Writer) {
		var b [4]byte
		for _, f := range t.x.frames {
			binary.BigEndian.PutUint32(b[:], uint32(f.header().size()))
			_, _ = w.Write(b[:])
		}
	}})
}

// chunkOffsets is stco, or co64 where the file grows beyond 4 GiB.
func (t *sampleTable) chunkOffsets(dataAt int64, wide bool) part {
	kind, width := "stco", 4
	if wide {
		kind, width = "co64", 8
	}
	chunks := (len(t.x.frames) + t.perChunk - 1) / t.perChunk
	return box(kind, fields(0, uint32(chunks)), part{int64(chunks * width), func(w *bufio.Writer) {
		var b [8]byte
		at := dataAt
		for i, f := range t.x.frames {
			if i%t.perChunk == 0 {
				binary.BigEndian.PutUint64(b[:], uint64(at))
				_, _ = w.Write(b[8-width:])
			}
			at += int64(f.header().size())
		}
	}})
}
