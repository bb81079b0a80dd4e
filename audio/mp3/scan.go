package mp3

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"gendu/audio/blocks"
	"gendu/audio/dsp"
	"gendu/audio/tags"
)

// MaxLeadingJunk bounds the search for the first frame.
const MaxLeadingJunk = 4 << 20

// Scan reads an MP3 file once from front to back and returns its index. It
// reads in blocks of 2 MiB, skips ID3v2 and APE tags by their size, and steps over
// junk to the next place where headers agree with each other. Memory: one block
// and 16 bytes a frame.
//
// Errors: ErrNotMP3, ErrFreeFormat, dsp.ErrTooLong, ErrTooManyChanges, the context's, the
// reader's.
func Scan(ctx context.Context, r io.ReaderAt, size int64) (*Index, error) {
	s := &scanner{br: blocks.NewReader(r, size, blocks.Size), size: size, x: &Index{Size: size}, tags: tags.NewReader(r, size)}
	s.end = s.tags.Tail()
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	if s.br.Err != nil {
		return nil, s.br.Err
	}
	if len(s.x.frames) == 0 {
		return nil, s.nothing()
	}
	s.x.Tags = s.tags.Tags()
	if s.lying > 0 {
		s.x.warnings = append(s.x.warnings, fmt.Sprintf("%s a size beyond the end of the file, the first at byte %d", several(s.lying, "tag states", "tags state"), s.lyingAt))
	}
	s.x.warnings = append(s.x.warnings, s.tags.Warnings()...)
	if err := s.x.finish(); err != nil {
		return nil, err
	}
	s.x.Tags.FitChapters(s.x.DurationMS())
	return s.x, nil
}

// minFrame is the length of the shortest frame, in bytes.
const minFrame = 24

type scanner struct {
	br   *blocks.Reader
	size int64
	end  int64 // where the tags at the end begin
	x    *Index
	tags *tags.Reader
	pos  int64
	// prev is the header of the last frame; synced says that it ended at pos.
	prev   Header
	synced bool
	free   freeFormat
	// lying counts the tags whose size goes beyond the file.
	lying   int
	lyingAt int64
}

func (s *scanner) nothing() error {
	if s.free.seen {
		return fmt.Errorf("at byte %d: %w", s.free.at, ErrFreeFormat)
	}
	if s.x.TagBytes+s.size-s.end > 0 && s.end-s.x.TagBytes < minFrame {
		return ErrOnlyTags
	}
	return fmt.Errorf("%w: no MPEG Layer III frames in the first %d bytes", ErrNotMP3, min(s.size, MaxLeadingJunk))
}

func (s *scanner) run(ctx context.Context) error {
	for steps := 0; s.pos < s.end; steps++ {
		if steps&1023 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if len(s.x.frames) >= maxFrames {
			return fmt.Errorf("at byte %d: %w", s.pos, dsp.ErrTooLong)
		}
		switch {
		case s.takeFrame():
		case s.skipTag():
		case !s.resync(ctx):
			return ctx.Err()
		}
		if s.br.Err != nil {
			return s.br.Err
		}
	}
	return nil
}

// header reads the header at off; 0 is never valid.
func (s *scanner) header(off int64) Header {
	if off+4 > s.end {
		return 0
	}
	b := s.br.At(off, 4)
	if len(b) < 4 {
		return 0
	}
	return parseHeader(b)
}

// takeFrame accepts the frame at pos: in step with the stream on its header
// alone, else when the next header agrees with it.
func (s *scanner) takeFrame() bool {
	h := s.header(s.pos)
	if !s.knows(h) && !s.learnFree(s.pos, h) {
		return false
	}
	inStep := s.synced && h.sameStream(s.prev) && h.channels() == s.prev.channels()
	if !inStep && !s.confirmed(s.pos, h, 1) && !s.opensFile(h) {
		return false
	}
	stated := h
	h, flags := s.shape(h)
	size := s.x.sizeOf(h)
	if s.pos+int64(size) > s.end {
		size, flags = int(s.end-s.pos), flags|frameCut
	}
	frame := s.br.At(s.pos, size)
	if len(frame) < size {
		return false
	}
	// The header frame of some encoders says stereo where the stream is mono.
	if len(s.x.frames) == 0 && s.x.VBRHeader == "" && (s.x.readVBRHeader(h, frame) || stated != h && s.x.readVBRHeader(stated, frame)) {
		s.step(h, size)
		return true
	}
	if isInfoFrame(h, frame) {
		flags |= frameInfo
	}
	if flags&frameShape != 0 {
		s.x.CutFrames++
		s.x.addDamage(Damage{Offset: s.pos, Bytes: int64(size), Kind: damagedHeader})
	} else if flags&frameCut != 0 {
		s.x.CutFrames++
		s.x.addDamage(Damage{Offset: s.pos, Bytes: int64(s.x.sizeOf(h) - size), Kind: damagedCut})
	}
	s.add(newIndexFrame(s.pos, h, size, mainDataBegin(h, frame), flags))
	s.step(h, size)
	return true
}

// opensFile tells whether the first frame holds a Xing or Info header, which needs no
// second frame to be believed: the timeline hangs on it.
func (s *scanner) opensFile(h Header) bool {
	size := s.x.sizeOf(h)
	return s.prev == 0 && s.pos+int64(size) <= s.end && isInfoFrame(h, s.br.At(s.pos, size))
}

// shape is the header at pos with the channels that it really has. A stream changes
// its channels where the two headers that follow say so too; a single one that
// differs has lost a bit of its mode, and its frame is a damaged one of the others'
// shape.
func (s *scanner) shape(h Header) (Header, uint8) {
	known := s.prev != 0 && h.sameStream(s.prev)
	if known && h.channels() == s.prev.channels() {
		return h, 0
	}
	next := s.following(s.pos, h)
	if !known { // the first of a stream: two others outvote it
		after := Header(0)
		if next != 0 {
			after = s.following(s.pos+int64(s.x.sizeOf(h)), next)
		}
		if after == 0 || next.channels() == h.channels() || next.channels() != after.channels() {
			return h, 0
		}
		return h.withMode(next), frameShape
	}
	if next != 0 && next.channels() == h.channels() {
		after := s.following(s.pos+int64(s.x.sizeOf(h)), next)
		if after == 0 || after.channels() == h.channels() {
			return h, 0
		}
	}
	return h.withMode(s.prev), frameShape
}

// following is the header behind the frame with header h at off, 0 where there is
// none of its stream.
func (s *scanner) following(off int64, h Header) Header {
	next := s.header(off + int64(s.x.sizeOf(h)))
	if !s.knows(next) || !next.sameStream(h) {
		return 0
	}
	return next
}

func (s *scanner) step(h Header, size int) {
	s.prev, s.synced = h, true
	s.pos += int64(size)
}

func (s *scanner) add(f indexFrame) {
	if n := len(s.x.frames); n == cap(s.x.frames) && n < maxFrames {
		// Room for what the file can still hold by the sizes so far: growing by and by
		// would hold twice the index. At first little, since a size may lie.
		size := int64(max(f.size, 24))
		most := int64(1 << 14)
		if n > 0 {
			size, most = max((f.off-s.x.frames[0].off)/int64(n), 24), maxFrames
		}
		guess := (s.end - f.off) / size
		guess = min(max(guess+guess/16+64, int64(n/4)), most)
		grown := make([]indexFrame, n, n+int(guess))
		copy(grown, s.x.frames)
		s.x.frames = grown
	}
	s.x.frames = append(s.x.frames, f)
}

// confirmed follows the chain of frames that starts with h at off: further headers
// must agree. A chain that ends exactly where the file or a tag does is right too.
func (s *scanner) confirmed(off int64, h Header, further int) bool {
	for n := range further {
		off += int64(s.x.sizeOf(h))
		if off == s.end || s.tagAt(off) > 0 {
			return true
		}
		if off > s.end {
			return n > 0
		}
		next := s.header(off)
		if !s.knows(next) || !next.sameStream(h) {
			return false
		}
		h = next
	}
	return true
}

func (s *scanner) tagAt(off int64) int64 {
	if off+10 > s.end {
		return 0
	}
	b := s.br.At(off, 32)
	return tags.Length(b, s.end-off)
}

// skipTag steps over a tag at pos.
func (s *scanner) skipTag() bool {
	n := s.tagAt(s.pos)
	if n == 0 {
		return false
	}
	if s.pos+n > s.end {
		// A lying size: search for frames from behind the tag's header instead.
		return false
	}
	s.tags.Found(s.pos, n)
	s.x.TagBytes += n
	s.pos += n
	return true
}

// resync searches for the next place where headers agree, drops what lies before
// it and says so. It reports whether the scan goes on.
func (s *scanner) resync(ctx context.Context) bool {
	from := s.pos
	if s.cutBefore(from) {
		return true
	}
	start := from
	if s.tagAt(from) > 0 {
		if s.lying++; s.lying == 1 {
			s.lyingAt = from
		}
		start += 10
	}
	limit := s.end
	if len(s.x.frames) == 0 {
		limit = min(limit, from+MaxLeadingJunk)
	}
	at := s.search(ctx, start, limit)
	if ctx.Err() != nil {
		return false
	}
	at = max(at, from+1) // what takeFrame refused is not offered again
	found := at < limit
	if !found {
		at = s.end
	}
	if len(s.x.frames) > 0 || found {
		s.x.JunkRuns++
		s.x.JunkBytes += at - from
		s.x.addDamage(Damage{Offset: from, Bytes: at - from, Kind: damagedJunk})
	}
	s.pos, s.synced = at, false
	return found
}

// cutBefore finds out whether the frame that should have ended at from lost bytes:
// then the next frames begin inside its span.
func (s *scanner) cutBefore(from int64) bool {
	n := len(s.x.frames)
	if n == 0 || !s.synced {
		return false
	}
	last := &s.x.frames[n-1]
	for at := last.off + 4; at < from; at++ {
		h := s.header(at)
		if s.knows(h) && h.sameStream(s.prev) && h.channels() == s.prev.channels() && s.confirmed(at, h, 2) {
			s.x.CutFrames++
			s.x.addDamage(Damage{Offset: last.off, Bytes: from - at, Kind: damagedCut})
			last.flags |= frameCut
			last.size = uint16(at - last.off)
			s.pos, s.synced = at, true
			return true
		}
	}
	return false
}

// search returns the first offset in [from, limit) where a chain of frames or a
// tag begins, or limit.
func (s *scanner) search(ctx context.Context, from, limit int64) int64 {
	for at, round := from, 0; at < limit; round++ {
		if round&1023 == 0 && ctx.Err() != nil {
			return limit
		}
		b := s.br.At(at, int(min(64<<10, limit-at)))
		if len(b) == 0 {
			return limit
		}
		i := bytes.IndexByte(b, 0xff)
		if t := bytes.Index(b[:max(i, 0)], []byte("ID3")); i >= 0 && t >= 0 && s.tagAt(at+int64(t)) > 0 && at+int64(t) > from {
			return at + int64(t)
		}
		if i < 0 {
			at += int64(len(b))
			continue
		}
		at += int64(i)
		if s.startsChain(at) {
			return at
		}
		at++
	}
	return limit
}

// startsChain wants two consistent headers of the known stream, three of another.
func (s *scanner) startsChain(at int64) bool {
	h := s.header(at)
	if !s.knows(h) && !s.learnFree(at, h) {
		return false
	}
	if s.prev != 0 && h.sameStream(s.prev) {
		return s.confirmed(at, h, 1)
	}
	return s.confirmed(at, h, 2)
}
