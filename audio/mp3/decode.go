package mp3

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"

	"gendu/audio/blocks"
	"gendu/audio/dsp"
)

// segmentFrames is how many frames a worker decodes at once: 6.7 s at 44.1 kHz,
// 2.4 MB of stereo samples.
const segmentFrames = 256

// Decoder gives the canonical PCM of an indexed MP3 file, in order, while workers
// decode segments of it ahead. Frames whose header survived but whose data did not
// are silence of their length. It is a dsp.PCMReader; one goroutine reads it.
type Decoder struct {
	x      *Index
	cancel context.CancelFunc
	ctx    context.Context
	order  chan *segment
	wg     sync.WaitGroup
	outs   chan []float32 // buffers to use again
	datas  chan []byte

	seg      *segment  // the one being read
	ready    []float32 // samples of it not yet handed out
	run      runConverter
	skip     int64 // samples still to drop at the start
	left     int64 // samples still to hand out
	err      error
	broken   int
	firstAt  int64
	panics   int     // faults of the decoder that recover caught: for tests
	fallback float64 // seconds
	why      string
}

// DecodeOptions are the options of NewDecoder; the zero value is usable.
type DecodeOptions struct {
	Workers int    // goroutines; 0: one for each processor
	Decoder Engine // "" is OwnDecoder
}

// segment is one job of a worker.
type segment struct {
	run      int
	first, n int // frames
	pre      int // frames before first that are only run in
	data     []byte
	out      []float32
	broken   int
	brokenAt int64
	panics   int
	replaced int    // frames that the own decoder decoded in place of the one chosen
	why      string // the first reason
	err      error
	done     chan struct{}
}

// NewDecoder starts decoding the file r with index x. The caller must Close it. The
// result does not depend on the number of workers: each segment starts as many
// frames earlier as the bit reservoir and the filters reach back.
func NewDecoder(ctx context.Context, r io.ReaderAt, x *Index, o DecodeOptions) (*Decoder, error) {
	if len(x.frames) == 0 {
		return nil, ErrNotMP3
	}
	newOther, err := newFrames(o.Decoder)
	if err != nil {
		return nil, err
	}
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, 16)
	ctx, cancel := context.WithCancel(ctx)
	d := &Decoder{x: x, ctx: ctx, cancel: cancel, order: make(chan *segment, workers), skip: x.trimStart, left: x.samples}
	d.outs, d.datas = make(chan []float32, 2*workers+2), make(chan []byte, 2*workers+2)
	d.run.x = x
	jobs := make(chan *segment)
	d.wg.Go(func() { d.dispatch(r, jobs) })
	for range workers {
		d.wg.Go(func() {
			var dec segmentDecoder
			if newOther != nil {
				dec.other = newOther()
			}
			for s := range jobs {
				dec.decode(d, s)
				d.release(s)
				close(s.done)
			}
		})
	}
	return d, nil
}

// Format is the format of the canonical PCM.
func (d *Decoder) Format() dsp.PCMFormat {
	return dsp.PCMFormat{Rate: d.x.Rate, Channels: d.x.Channels}
}

// Fallback returns how many seconds of what was read so far the package's own decoder
// decoded in place of the one chosen, and why it did the first time.
func (d *Decoder) Fallback() (seconds float64, why string) { return d.fallback, d.why }

// Broken returns how many frames read so far could not be decoded and are silence,
// and the byte offset of the first of them.
func (d *Decoder) Broken() (frames int, firstOffset int64) { return d.broken, d.firstAt }

// Close stops the workers and waits for them.
func (d *Decoder) Close() error {
	d.cancel()
	for range d.order { // let the dispatcher go
	}
	d.wg.Wait()
	return nil
}

// dispatch cuts the frames into segments and reads their bytes from front to back.
func (d *Decoder) dispatch(r io.ReaderAt, jobs chan<- *segment) {
	defer close(d.order)
	defer close(jobs)
	block := blocks.NewReader(r, d.x.Size, blocks.Size)
	for ri, run := range d.x.runs {
		for first := run.first; first < run.first+run.count; first += segmentFrames {
			s := &segment{run: ri, first: first, n: min(segmentFrames, run.first+run.count-first), done: make(chan struct{})}
			s.pre = d.x.preroll(first)
			select {
			case s.data = <-d.datas:
			default:
			}
			s.data = s.data[:0]
			for _, f := range d.x.frames[first-s.pre : first+s.n] {
				b := block.At(f.off, int(f.size))
				if len(b) < int(f.size) {
					s.err = block.Err
					if s.err == nil {
						s.err = fmt.Errorf("frame at byte %d: %w", f.off, io.ErrUnexpectedEOF)
					}
					close(s.done)
					d.send(d.order, s)
					return
				}
				s.data = append(s.data, b...)
			}
			if !d.send(d.order, s) {
				return
			}
			if !d.send(jobs, s) {
				return
			}
		}
	}
}

func (d *Decoder) send(c chan<- *segment, s *segment) bool {
	select {
	case c <- s:
		return true
	case <-d.ctx.Done():
		return false
	}
}

// preroll is how many frames before the given one a decoder has to take in: the two
// whose filter state reaches over, and those that hold their main data.
func (x *Index) preroll(first int) int {
	n := min(2, first)
	need := x.frames[first-n].mainBegin()
	for need > 0 && n < first {
		n++
		f := x.frames[first-n]
		need -= max(x.sizeOf(f.header())-f.header().mainStart(), 0)
	}
	return n
}

// decode runs one segment. The frames of the preroll but the last two only fill
// the reservoir.
func (d *Decoder) decode(dec frameDecoder, s *segment) {
	frames := d.x.frames[s.first-s.pre : s.first+s.n]
	run := d.x.runs[s.run]
	per := run.perFrame * run.channels
	if s.out == nil {
		s.out = d.buffer(s.n * per)
	}
	var scratch [2 * 1152]float32
	dec.reset()
	data := s.data
	for i, f := range frames {
		if d.ctx.Err() != nil {
			s.err = d.ctx.Err()
			return
		}
		frame := data[:f.size]
		data = data[f.size:]
		k := i - s.pre
		if k < -2 {
			if feedSafely(dec, f, frame) {
				s.panics++
			}
			continue
		}
		out := scratch[:f.header().Samples()*f.header().channels()]
		if k >= 0 {
			out = s.out[k*per : (k+1)*per]
		}
		ok, panicked := decodeSafely(dec, f, frame, out)
		if panicked {
			s.panics++
		}
		if !ok && k >= 0 && f.whole() {
			s.miss(f)
		}
	}
}

// release lets the bytes of a decoded segment be used again.
func (d *Decoder) release(s *segment) {
	select {
	case d.datas <- s.data:
	default:
	}
	s.data = nil
}

func (d *Decoder) buffer(n int) []float32 {
	select {
	case b := <-d.outs:
		if cap(b) >= n {
			return b[:n]
		}
	default:
	}
	return make([]float32, n, max(n, segmentFrames*d.x.runs[0].perFrame*d.x.Channels))
}

// ReadFrames fills dst with whole frames of canonical PCM. At the end it returns
// io.EOF, on a cancelled context that context's error.
func (d *Decoder) ReadFrames(dst []float32) (int, error) {
	ch := d.x.Channels
	dst = dst[:len(dst)/ch*ch]
	got := 0
	for got < len(dst) {
		if d.left == 0 {
			return got / ch, io.EOF
		}
		if len(d.ready) == 0 {
			if d.err == nil {
				d.err = d.advance()
			}
			if d.err != nil {
				return got / ch, d.err
			}
			continue
		}
		if d.skip > 0 {
			n := min(d.skip, int64(len(d.ready)/ch))
			d.ready, d.skip = d.ready[int(n)*ch:], d.skip-n
			continue
		}
		n := int(min(int64(len(dst)-got), int64(len(d.ready)), d.left*int64(ch)))
		copy(dst[got:], d.ready[:n])
		d.ready = d.ready[n:]
		d.left -= int64(n / ch)
		got += n
	}
	return got / ch, nil
}

// advance makes the next segment ready.
func (d *Decoder) advance() error {
	if d.seg != nil {
		select {
		case d.outs <- d.seg.out:
		default:
		}
		d.seg = nil
	}
	select {
	case <-d.ctx.Done():
		return d.ctx.Err()
	case s, ok := <-d.order:
		if !ok {
			if d.ctx.Err() != nil {
				return d.ctx.Err()
			}
			return io.ErrUnexpectedEOF
		}
		select {
		case <-s.done:
		case <-d.ctx.Done():
			return d.ctx.Err()
		}
		if s.err != nil {
			return s.err
		}
		if s.broken > 0 && d.broken == 0 {
			d.firstAt = s.brokenAt
		}
		d.broken += s.broken
		d.panics += s.panics
		if s.replaced > 0 {
			run := d.x.runs[s.run]
			d.fallback += float64(s.replaced*run.perFrame) / float64(run.rate)
			if d.why == "" {
				d.why = s.why
			}
		}
		d.seg = s
		d.ready = d.run.convert(s)
		return nil
	}
}

// runConverter brings runs of another rate or channel count to the canonical form.
type runConverter struct {
	x    *Index
	run  int
	rs   *dsp.Resampler
	made int64 // samples of the run handed out
	buf  []float32
	from *dsp.Resamplers // nil before the first change
}

func (c *runConverter) convert(s *segment) []float32 {
	run := c.x.runs[s.run]
	if run.rate == c.x.Rate && run.channels == c.x.Channels {
		return s.out
	}
	in := s.out
	if run.channels < c.x.Channels {
		in = make([]float32, 0, 2*len(s.out))
		for _, v := range s.out {
			in = append(in, v, v)
		}
	}
	if run.rate == c.x.Rate {
		return in
	}
	if c.rs == nil || c.run != s.run {
		if c.from == nil {
			c.from = dsp.NewResamplers(c.x.Rate, c.x.Channels)
		}
		c.rs, c.run, c.made = c.from.From(run.rate), s.run, 0
	}
	ch := int64(c.x.Channels)
	c.buf = append(c.buf[:0], c.rs.Write(in)...)
	if last := s.first+s.n == run.first+run.count; last {
		c.buf = append(c.buf, c.rs.Flush()...)
		for int64(len(c.buf)) < (run.length-c.made)*ch {
			c.buf = append(c.buf, 0)
		}
	}
	c.buf = c.buf[:min(int64(len(c.buf)), (run.length-c.made)*ch)]
	c.made += int64(len(c.buf)) / ch
	return c.buf
}

// Warnings says in a sentence what a host should know of the frames decoded so far.
func (d *Decoder) Warnings() []string {
	if d.broken == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s damaged, which plays as silence, the first at byte %d", several(d.broken, "frame is", "frames are"), d.firstAt)}
}
