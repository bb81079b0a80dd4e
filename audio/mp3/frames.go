package mp3

import "fmt"

// Engine names what turns MP3 frames into samples.
type Engine string

// The decoders of MP3 frames.
const (
	// OwnDecoder is the package's own; "" means it too.
	OwnDecoder Engine = "own"
	// GoMP3 is github.com/hajimehoshi/go-mp3. It gets nothing but whole frames, and
	// the stretches that it is known to decode wrongly go to OwnDecoder.
	GoMP3 Engine = "go-mp3"
)

// frameDecoder turns the frames of an Index into samples, one after the other. It
// never looks for headers and never sees a header frame (Xing, Info). Instances are
// not shared between goroutines. They may panic on hostile data: decodeSafely and
// feedSafely call them.
type frameDecoder interface {
	// reset forgets everything: the next frame starts a stream.
	reset()
	// feed takes a frame's main data into the bit reservoir and makes no sound: the
	// lead-in of a segment.
	feed(h Header, frame []byte)
	// decode gives the frame's samples, interleaved, h.samples() of each of
	// h.channels(), full scale ±1. Where the frame is unsound it reports false and out
	// is silence in the places concerned. A nil frame is one that is missing: silence
	// of its length, and the reservoir is lost.
	decode(h Header, frame []byte, out []float32) bool
}

// limited is a frameDecoder that has faults.
type limited interface {
	frameDecoder
	// fault says what it does wrong with a frame; "" is nothing. local tells that it
	// takes the frame in all the same, and that only the sound of this frame, and what
	// its filters carry into the next, is wrong.
	fault(h Header, frame []byte) (why string, local bool)
}

// newFrames gives a maker of frame decoders; own ones where it is nil.
func newFrames(name Engine) (func() limited, error) {
	switch name {
	case "", OwnDecoder:
		return nil, nil //nolint:nilnil // no other decoder is an answer
	case GoMP3:
		return func() limited { return new(goMP3) }, nil
	}
	return nil, fmt.Errorf("audio: there is no MP3 decoder %q: %q or %q is expected", name, OwnDecoder, GoMP3)
}

// segmentDecoder is what a worker decodes with.
type segmentDecoder struct {
	own   layer3
	other limited // nil: only own
	wrong []bool  // frames of the segment that other decodes wrongly
}

// decode runs one segment by the decoder chosen. Frames that it decodes wrongly are
// decoded again by the own one, and a segment that it cannot take, or that would be
// replaced for the most part, altogether.
func (w *segmentDecoder) decode(d *Decoder, s *segment) {
	if w.other == nil {
		d.decode(&w.own, s)
		return
	}
	s.why, s.replaced = w.faults(d, s)
	if s.replaced <= s.n/2 {
		d.decode(w.other, s)
		failed := s.broken + s.panics
		if s.err != nil || failed == 0 && s.replaced == 0 {
			return
		}
		if failed == 0 {
			w.repair(d, s)
			return
		}
		s.why, s.broken, s.panics = "frames on which the decoder failed", 0, 0
	}
	s.replaced = s.n
	d.decode(&w.own, s)
}

// faults fills w.wrong and gives the first fault and how many frames of the segment
// are concerned; all, where one cannot be taken.
func (w *segmentDecoder) faults(d *Decoder, s *segment) (first string, replaced int) {
	frames, data := d.x.frames[s.first-s.pre:s.first+s.n], s.data
	w.wrong = append(w.wrong[:0], make([]bool, len(frames)+2)...)
	for i, f := range frames {
		h := f.header()
		why, local := "a frame that is not whole", false
		switch {
		case !f.whole():
		case h.channels() != frames[len(frames)-1].header().channels():
			why = "a change of channels"
		default:
			why, local = w.other.fault(h, data[:f.size])
		}
		data = data[f.size:]
		if why == "" || local && i < s.pre-2 {
			continue
		}
		if !local {
			return why, s.n
		}
		if first == "" {
			first = why
		}
		// The filters hold a granule and most of another.
		w.wrong[i], w.wrong[i+1], w.wrong[i+2] = true, true, w.wrong[i+2] || !h.MPEG1()
	}
	for _, wrong := range w.wrong[s.pre:len(frames)] {
		if wrong {
			replaced++
		}
	}
	return first, replaced
}

// repair decodes the wrong frames of a segment again, each from two frames before, where
// the filters have forgotten what was before them.
func (w *segmentDecoder) repair(d *Decoder, s *segment) {
	per := d.x.runs[s.run].perFrame * d.x.runs[s.run].channels
	var scratch [2 * 1152]float32
	w.own.reset()
	data := s.data
	for i, f := range d.x.frames[s.first-s.pre : s.first+s.n] {
		frame, k := data[:f.size], i-s.pre
		data = data[f.size:]
		out := scratch[:f.header().Samples()*f.header().channels()]
		switch {
		case w.wrong[i] && k >= 0:
			out = s.out[k*per : (k+1)*per]
		case !w.wrong[i+1] && !w.wrong[i+2]:
			feedSafely(&w.own, f, frame)
			continue
		}
		ok, panicked := decodeSafely(&w.own, f, frame, out)
		if !ok && k >= 0 && w.wrong[i] {
			s.miss(f)
		}
		if panicked {
			s.panics++
		}
	}
}

// miss counts a frame that could not be decoded.
func (s *segment) miss(f indexFrame) {
	if s.broken++; s.broken == 1 {
		s.brokenAt = f.off
	}
}

// decodeSafely decodes a frame and turns a fault of the decoder into silence.
func decodeSafely(d frameDecoder, f indexFrame, frame []byte, out []float32) (ok, panicked bool) {
	defer func() {
		if recover() != nil {
			d.reset()
			clear(out)
			ok, panicked = false, true
		}
	}()
	if !f.whole() {
		frame = nil
	}
	return d.decode(f.header(), frame, out), false
}

// feedSafely feeds a frame; after a fault the reservoir is empty.
func feedSafely(d frameDecoder, f indexFrame, frame []byte) (panicked bool) {
	defer func() {
		if recover() != nil {
			d.reset()
			panicked = true
		}
	}()
	if !f.whole() {
		d.reset()
		return false
	}
	d.feed(f.header(), frame)
	return false
}
