package mp3

// Free format: headers that state no bit rate. All frames of such a stream have one
// length, but for the byte of padding, and that has to be found from the distance of
// the headers (ISO 11172-3, 2.4.2.3).

const (
	// maxFreeFrame is the largest frame looked for: 640 kbit/s at 8 kHz are 5,760 bytes.
	maxFreeFrame = 6000
	// maxFreeTries bounds how often a header without bit rate is followed up.
	maxFreeTries = 256
)

// freeFormat is what a scan knows of a stream in free format.
type freeFormat struct {
	header Header // of its first frame; 0: none found
	tries  int
	seen   bool // there is such a stream, though its frames have no common length
	at     int64
}

// knows tells whether h opens a frame whose length is known.
func (s *scanner) knows(h Header) bool {
	return h.valid() || s.free.header != 0 && h.freeFormat() && h.sameStream(s.free.header)
}

// learnFree finds the length of the frames of a stream in free format that opens the
// file at the given place: three headers at distances that only their padding tells
// apart. Later streams of another length are junk.
func (s *scanner) learnFree(at int64, h Header) bool {
	if !h.freeFormat() || len(s.x.frames) > 0 || s.free.header != 0 {
		return false
	}
	if s.free.tries++; s.free.tries > maxFreeTries {
		return false
	}
	for d := h.mainStart(); d <= maxFreeFrame; d++ {
		second := s.header(at + int64(d))
		if !second.freeFormat() || !second.sameStream(h) {
			continue
		}
		length := d - h.padding()
		third := at + int64(d+length+second.padding())
		if n := s.header(third); n.freeFormat() && n.sameStream(h) {
			s.free.header, s.x.freeSize = h, length
			return true
		}
		for _, near := range []int64{third - 1, third + 1} {
			if n := s.header(near); n.freeFormat() && n.sameStream(h) {
				s.free.seen, s.free.at = true, at
				return false
			}
		}
	}
	return false
}

// sizeOf is the length in bytes of the frame that h opens, also in free format.
func (x *Index) sizeOf(h Header) int {
	if h.freeFormat() {
		return x.freeSize + h.padding()
	}
	return h.Size()
}
