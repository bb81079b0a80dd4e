package mp3

import (
	"encoding/binary"
	"strings"
)

// readVBRHeader reads the Xing, Info or VBRI header that the first frame may hold
// and tells whether there is one: that frame is then no audio.
//
// The layout is LAME's (gabriel.mp3-tech.org/mp3infotag.html) and, as in ffmpeg,
// delay and padding count only behind a LAME, Lavf or Lavc encoder name.
func (x *Index) readVBRHeader(h Header, frame []byte) bool {
	p := vbrHeaderAt(h, frame)
	if p == 0 {
		return false
	}
	x.VBRHeader = string(frame[p : p+4])
	if x.VBRHeader == "VBRI" {
		if len(frame) >= p+18 {
			x.statedFrames = int64(binary.BigEndian.Uint32(frame[p+14:]))
		}
		return true
	}
	b := frame[p+4:]
	if len(b) < 4 {
		return true
	}
	flags := binary.BigEndian.Uint32(b)
	b = b[4:]
	if flags&1 != 0 && len(b) >= 4 {
		x.statedFrames = int64(binary.BigEndian.Uint32(b))
	}
	for i, n := range []int{4, 4, 100, 4} { // frames, bytes, seek table, quality
		if flags>>i&1 != 0 {
			b = b[min(n, len(b)):]
		}
	}
	if len(b) < 24 {
		return true
	}
	x.Encoder = printable(b[:9])
	switch string(b[:4]) {
	case "LAME", "Lavf", "Lavc":
		x.HasDelay = true
		x.EncoderDelay = int(b[21])<<4 | int(b[22])>>4
		x.EncoderPadding = int(b[22]&15)<<8 | int(b[23])
	}
	return true
}

// vbrHeaderAt returns where in the frame a Xing, Info or VBRI header begins, or 0.
func vbrHeaderAt(h Header, frame []byte) int {
	is := func(p int, names ...string) bool {
		if p+8 > len(frame) {
			return false
		}
		for _, n := range names {
			if string(frame[p:p+4]) == n {
				return true
			}
		}
		return false
	}
	for _, p := range [2]int{4 + h.sideInfo(), h.mainStart()} {
		if is(p, "Xing", "Info") {
			return p
		}
	}
	if is(36, "VBRI") {
		return 36
	}
	return 0
}

// isInfoFrame tells whether a frame inside the stream is the header of a file that
// was joined on. ffmpeg and mpg123 count it as audio, so the timeline has to.
func isInfoFrame(h Header, frame []byte) bool {
	p := vbrHeaderAt(h, frame)
	if p == 0 {
		return false
	}
	// Side information of zeros is what tells a header from music that spells it.
	for _, c := range frame[4:min(p, 4+h.sideInfo())] {
		if c != 0 {
			return false
		}
	}
	return true
}

func printable(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		if c < 32 || c > 126 {
			break
		}
		s.WriteByte(c)
	}
	return strings.TrimSpace(s.String())
}
