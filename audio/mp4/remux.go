package mp4

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"gendu/audio/blocks"
	"gendu/audio/mp3"
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

// Remux writes the frames of an MP3 file, unchanged, as an MP4 file with a
// sample table, so that browsers seek exactly: moov first, chunks of about a
// second, an edit list that cuts encoder delay and padding. Tags, junk and the Info
// frame stay out; a frame that is cut short or has a damaged header becomes an empty frame of its length.
// It returns how many bytes it wrote. Errors: ErrNoListening, or those of r and w.
func Remux(w io.Writer, r io.ReaderAt, x *mp3.Index) (int64, error) {
	if err := Remuxable(x); err != nil {
		return 0, err
	}
	out := &countingWriter{w: w}
	buf := bufio.NewWriterSize(out, 64<<10)
	newSampleTable(trackOf(x)).head().write(buf)
	if err := copyFrames(buf, r, x); err != nil {
		return out.n, err
	}
	err := buf.Flush()
	return out.n, err
}

// Remuxable tells whether Remux can make a listening file, or why not.
func Remuxable(x *mp3.Index) error {
	h := x.Frame(0).Header
	switch {
	case h.MPEG25():
		return fmt.Errorf("%w: it is MPEG-2.5 (%d Hz)", ErrNoListening, h.Rate())
	case x.FreeFormat():
		return fmt.Errorf("%w: it is in free format, which browsers do not play", ErrNoListening)
	case len(x.Changes) > 0:
		return fmt.Errorf("%w: sampling rate or channels change at byte %d", ErrNoListening, x.Changes[0].Offset)
	case x.Samples() == 0:
		return fmt.Errorf("%w: it has no audio", ErrNoListening)
	case int64(x.Frames())*int64(h.Samples()) > math.MaxUint32:
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
func copyFrames(w io.Writer, r io.ReaderAt, x *mp3.Index) error {
	block := make([]byte, 1<<20)
	var from, to int64
	flush := func() error {
		for from < to {
			n := min(to-from, int64(len(block)))
			if err := blocks.ReadFull(r, block[:n], from); err != nil {
				return err
			}
			if _, err := w.Write(block[:n]); err != nil {
				return err
			}
			from += n
		}
		return nil
	}
	for i := range x.Frames() {
		f := x.Frame(i)
		if f.Offset != to {
			if err := flush(); err != nil {
				return err
			}
			from, to = f.Offset, f.Offset
		}
		if f.Intact {
			to += int64(f.Bytes)
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		from, to = 0, 0
		if _, err := w.Write(mp3.EmptyFrame(f.Header)); err != nil {
			return err
		}
	}
	return flush()
}

// track is what the tables say of the sound.
type track struct {
	frames                  int
	header                  func(i int) mp3.Header
	rate, channels, bitrate int
	samples, trimStart      int64
}

func trackOf(x *mp3.Index) track {
	return track{
		frames: x.Frames(), header: func(i int) mp3.Header { return x.Frame(i).Header },
		rate: x.Rate, channels: x.Channels, bitrate: x.Bitrate(), samples: x.Samples(), trimStart: x.TrimStart(),
	}
}

// sampleTable knows the layout of the MP4 file. A sample is a frame.
type sampleTable struct {
	track
	first    mp3.Header
	perChunk int
	total    int64 // bytes of all samples
	equal    int   // the size of every sample, 0 where they differ
	maxRate  int
}

func newSampleTable(of track) *sampleTable {
	h := of.header(0)
	t := &sampleTable{track: of, first: h, perChunk: max(h.Rate()/h.Samples(), 1), equal: h.Size()}
	for i := range of.frames {
		h := of.header(i)
		t.total += int64(h.Size())
		if h.Size() != t.equal {
			t.equal = 0
		}
		t.maxRate = max(t.maxRate, h.Bitrate())
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
	rate, played := uint32(t.rate), uint32(t.samples)
	all := uint32(t.frames * t.first.Samples())
	unity := fields(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
	mvhd := box("mvhd", fields(0, 0, 0, rate, played, 0x10000, 0x01000000, 0, 0), unity, fields(0, 0, 0, 0, 0, 0, 2))
	tkhd := box("tkhd", fields(7, 0, 0, 1, 0, played, 0, 0, 0, 0x01000000), unity, fields(0, 0))
	edts := box("edts", box("elst", fields(0, 1, played, uint32(t.trimStart), 0x10000)))
	mdhd := box("mdhd", fields(0, 0, 0, rate, all, 0x55c40000)) // language "und"
	hdlr := box("hdlr", fields(0, 0), raw([]byte("soun")), fields(0, 0, 0), raw([]byte("gendu\x00")))
	dinf := box("dinf", box("dref", fields(0, 1), box("url ", fields(1))))
	minf := box("minf", box("smhd", fields(0, 0)), dinf, t.stbl(dataAt, wide))
	return box("moov", mvhd, box("trak", tkhd, edts, box("mdia", mdhd, hdlr, minf)))
}

func (t *sampleTable) stbl(dataAt int64, wide bool) part {
	n := uint32(t.frames)
	stts := box("stts", fields(0, 1, n, uint32(t.first.Samples())))
	return box("stbl", box("stsd", fields(0, 1), t.mp4a()), stts, t.stsc(), t.stsz(), t.chunkOffsets(dataAt, wide))
}

// mp4a is the sample entry (ISO 14496-14, 5.6) with its elementary stream descriptor.
func (t *sampleTable) mp4a() part {
	object := byte(objectMPEG2Audio)
	if t.first.MPEG1() {
		object = objectMPEG1Audio
	}
	config := append([]byte{object, 0x15, 0, 0x08, 0}, words(uint32(t.maxRate), uint32(t.bitrate))...)
	inner := append([]byte{0, 0, 0, 4, byte(len(config))}, config...)
	inner = append(inner, 6, 1, 2)
	es := append([]byte{3, byte(len(inner))}, inner...)
	entry := fields(0, 1, 0, 0, uint32(t.channels)<<16|16, 0, uint32(t.rate)<<16)
	return box("mp4a", entry, box("esds", fields(0), raw(es)))
}

func (t *sampleTable) stsc() part {
	n := t.frames
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
	n := t.frames
	if t.equal > 0 {
		return box("stsz", fields(0, uint32(t.equal), uint32(n)))
	}
	return box("stsz", fields(0, 0, uint32(n)), part{4 * int64(n), func(w *bufio.Writer) {
		var b [4]byte
		for i := range t.frames {
			binary.BigEndian.PutUint32(b[:], uint32(t.header(i).Size()))
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
	chunks := (t.frames + t.perChunk - 1) / t.perChunk
	return box(kind, fields(0, uint32(chunks)), part{int64(chunks * width), func(w *bufio.Writer) {
		var b [8]byte
		at := dataAt
		for i := range t.frames {
			if i%t.perChunk == 0 {
				binary.BigEndian.PutUint64(b[:], uint64(at))
				_, _ = w.Write(b[8-width:])
			}
			at += int64(t.header(i).Size())
		}
	}})
}
