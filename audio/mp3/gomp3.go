package mp3

import (
	"encoding/binary"
	"io"

	gomp3 "github.com/hajimehoshi/go-mp3"
)

// goMP3 lets hajimehoshi/go-mp3 decode single frames.
//
// go-mp3 is made for streams: it would look for headers, play the Info frame, trim
// nothing and stop at the first junk. Here it reads from a reader that holds one
// whole frame at a time, which works since it never reads ahead. What its reservoir
// holds is counted along, since it decodes rubbish where bytes of it are missing;
// frames that only fill the reservoir get side information of zeros, which is a
// silent frame to it. Its output is 16 bit, clipped and always stereo.
type goMP3 struct {
	in    oneFrame
	dec   *gomp3.Decoder // nil: the next frame starts a stream
	have  int            // bytes that its reservoir can give
	side  layer3         // reads side information only
	frame []byte
	pcm   [4 * 1152]byte
}

// fault says what go-mp3 does wrong with a frame: measured against mpg123, and read
// in its code (v0.3.4).
func (d *goMP3) fault(h Header, frame []byte) (why string, local bool) {
	switch {
	case h.freeFormat():
		return "free format", false
	case h.MPEG25():
		return "MPEG-2.5", false
	case h.joint() && h&0x10 != 0:
		return "intensity stereo", true // by the left channel's positions, not the right's
	case !h.MPEG1() && (h.Samples()/4*h.Bitrate()/h.Rate()+h.padding())>>1 != h.Size():
		return "a padded frame of MPEG-2", false // the length is halved behind the padding
	}
	if _, ok := d.side.sideInfo(h, frame); !ok {
		return "a damaged frame", false
	}
	for _, g := range d.side.gr[:h.Samples()/576*h.channels()] {
		switch {
		case g.blockType == l3Short && g.mixed:
			return "mixed blocks", true // no file at hand to measure them
		case g.blockType == l3Short && h.joint() && h&0x20 != 0:
			// The sum and difference end at the last line before the reordering.
			return "middle/side stereo in short blocks", true
		}
	}
	return "", false
}

// oneFrame is the reader that go-mp3 sees: the rest of one frame, then its end.
type oneFrame struct{ b []byte }

func (r *oneFrame) Read(p []byte) (int, error) {
	if len(r.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.b)
	r.b = r.b[n:]
	return n, nil
}

func (d *goMP3) reset() { d.dec, d.have = nil, 0 }

func (d *goMP3) feed(h Header, frame []byte) { d.quiet(h, frame) }

func (d *goMP3) decode(h Header, frame []byte, out []float32) bool {
	if frame == nil {
		d.samples(h, out, d.quiet(h, make([]byte, h.Size())))
		d.have = 0
		return false
	}
	begin := mainDataBegin(h, frame)
	if begin > d.have {
		d.samples(h, out, d.quiet(h, frame))
		return false
	}
	d.frame = append(d.frame[:0], frame...)
	d.frame[3] &^= 3 // emphasis: go-mp3 refuses the reserved one, and uses none
	ok := d.play(h, begin)
	d.samples(h, out, ok)
	return ok
}

// quiet lets go-mp3 take the frame's main data and die away: the side information
// holds nothing but a claim on all of the reservoir.
func (d *goMP3) quiet(h Header, frame []byte) bool {
	d.frame = append(d.frame[:0], frame...)
	binary.BigEndian.PutUint32(d.frame, uint32(h)&^3)
	side := d.frame[h.mainStart()-h.sideInfo() : h.mainStart()]
	clear(side)
	begin := min(d.have, 511)
	if h.MPEG1() {
		binary.BigEndian.PutUint16(side, uint16(begin)<<7)
	} else {
		begin = min(begin, 255)
		side[0] = byte(begin)
	}
	return d.play(h, begin)
}

// play runs go-mp3 over d.frame; the samples are in d.pcm then.
func (d *goMP3) play(h Header, begin int) bool {
	d.in.b = d.frame
	if d.dec == nil {
		dec, err := gomp3.NewDecoder(&d.in)
		if err != nil {
			return false
		}
		d.dec = dec
	}
	n, err := io.ReadFull(d.dec, d.pcm[:4*h.Samples()])
	if err != nil || n < 4*h.Samples() || len(d.in.b) > 0 {
		d.reset()
		return false
	}
	d.have = begin + h.Size() - h.mainStart()
	return true
}

// samples turns 16-bit stereo into out, mono folded back.
func (d *goMP3) samples(h Header, out []float32, ok bool) {
	if !ok {
		clear(out)
		return
	}
	step := 4 / h.channels()
	for i := range out {
		out[i] = float32(int16(binary.LittleEndian.Uint16(d.pcm[i*step:]))) / 32767
	}
}
