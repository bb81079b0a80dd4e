package mp3

import (
	"encoding/binary"
	"math"
)

// layer3 decodes MPEG audio Layer III frames, MPEG-1, 2 and 2.5, mono and stereo.
//
// It is written after ISO 11172-3 and ISO 13818-3 and takes its factorisations and
// tables from minimp3 (github.com/lieff/minimp3, public domain under CC0). It never
// looks for headers: frames come whole from an Index. Everything of a frame that
// does not add up turns into silence of its length.
type layer3 struct {
	main    [l3Main]byte // reservoir, then the frame's main data, then zeros
	have    int          // bytes of reservoir at the front of main
	bits    l3Bits
	gr      [4]l3Granule
	lines   [2][576]float32
	used    [2]int // spectral lines that may differ from 0
	scf     [40]float32
	istPos  [2][39]uint8
	overlap [2][288]float32
	qmf     [15 * 64]float32
	syn     [33 * 64]float32
	reorder [576]float32
	lanes   int // channels of the synthesis state: 1 or 2
}

const (
	l3Reservoir = 511
	l3Main      = l3Reservoir + maxFreeFrame + 65
)

// l3Granule is the side information of one granule of one channel.
type l3Granule struct {
	bands            []uint8 // widths of the scale factor bands, ending in 0
	part23           int
	bigValues        int
	gain             int
	compress         int
	blockType        uint8
	mixed            bool
	nLong, nShort    int
	tables           [3]uint8
	regions          [3]int
	subGain          [3]int
	preflag          bool
	scale            int
	count1B          bool
	scfsi            int
	longBands, alias int
}

const l3Short, l3Stop = 2, 3

// l3Bits reads bits from a buffer that has at least 8 bytes behind its limit.
type l3Bits struct {
	buf        []byte
	pos, limit int
}

func (b *l3Bits) get(n int) int {
	if b.pos > b.limit || n == 0 {
		return 0
	}
	v := binary.BigEndian.Uint64(b.buf[b.pos>>3:]) << (b.pos & 7)
	b.pos += n
	return int(v >> (64 - uint(n)))
}

// reset forgets everything: the next frame starts a stream.
func (d *layer3) reset() {
	d.have = 0
	d.quell()
}

// quell empties the filters.
func (d *layer3) quell() {
	clear(d.overlap[0][:])
	clear(d.overlap[1][:])
	clear(d.qmf[:])
}

// feed takes a frame's main data into the reservoir without decoding it.
func (d *layer3) feed(h Header, frame []byte) {
	if len(frame) <= h.mainStart() {
		return
	}
	d.load(frame[h.mainStart():], d.have)
	d.keep()
}

// load puts data behind the last n bytes of the reservoir.
func (d *layer3) load(data []byte, n int) {
	copy(d.main[:], d.main[d.have-n:d.have])
	m := copy(d.main[n:len(d.main)-64], data)
	clear(d.main[n+m : n+m+64])
	d.bits = l3Bits{buf: d.main[:], limit: (n + m) * 8}
}

// keep makes the end of the loaded data the reservoir of the next frame.
func (d *layer3) keep() {
	end := d.bits.limit / 8
	n := min(end, l3Reservoir)
	copy(d.main[:], d.main[end-n:end])
	d.have = n
}

// silence gives one frame of no sound: what the filters still hold dies away. The
// reservoir is lost.
func (d *layer3) silence(h Header, out []float32) {
	d.have = 0
	d.quiet(h, out)
}

func (d *layer3) quiet(h Header, out []float32) {
	nch := h.channels()
	d.channels(nch)
	for g := 0; g < h.Samples()/576; g++ {
		for ch := range nch {
			clear(d.lines[ch][:])
			d.used[ch] = 0
			d.imdct(ch, &l3Granule{})
		}
		d.synth(nch, out[g*576*nch:])
	}
	d.hush(out[:h.Samples()*nch])
}

// decode decodes one whole frame into out: interleaved, h.samples() of each
// channel, full scale ±1, not clipped. It reports whether the frame was sound; where
// it was not, out is silence in the places concerned. A nil frame is silence.
func (d *layer3) decode(h Header, frame []byte, out []float32) bool {
	if frame == nil {
		d.silence(h, out)
		return false
	}
	nch := h.channels()
	begin, ok := d.sideInfo(h, frame)
	if !ok {
		d.silence(h, out)
		return false
	}
	data := frame[h.mainStart():]
	if d.have < begin {
		d.load(data, d.have)
		d.keep()
		d.quiet(h, out)
		return false
	}
	d.load(data, begin)
	d.channels(nch)
	for g := 0; g < h.Samples()/576; g++ {
		if !d.granule(h, d.gr[g*nch:(g+1)*nch]) {
			ok = false
			clear(d.lines[0][:])
			clear(d.lines[1][:])
			d.used = [2]int{}
		}
		for ch := range nch {
			d.imdct(ch, &d.gr[g*nch+ch])
		}
		d.synth(nch, out[g*576*nch:])
	}
	d.keep()
	return d.hush(out[:h.Samples()*nch]) && ok
}

// hush makes silence of what is loud, also where the filters of a damaged frame die
// away into the next ones, and reports whether it was sound.
func (d *layer3) hush(out []float32) bool {
	if !loud(out) {
		return true
	}
	d.quell()
	clear(out)
	return false
}

// loud tells whether samples are beyond anything that an encoder makes: a damaged
// gain can reach 10,000 times full scale.
func loud(samples []float32) bool {
	const most = 0x41800000 // the bits of 16; those of NaN are more
	for _, v := range samples {
		if math.Float32bits(v)&0x7fffffff > most {
			return true
		}
	}
	return false
}

// channels switches the filters' state between mono and stereo, so that a stream
// that changes on its way does not click.
func (d *layer3) channels(n int) {
	switch {
	case d.lanes == 1 && n == 2:
		for i := 15*32 - 1; i >= 0; i-- {
			d.qmf[2*i], d.qmf[2*i+1] = d.qmf[i], d.qmf[i]
		}
		d.overlap[1] = d.overlap[0]
	case d.lanes == 2 && n == 1:
		for i := range 15 * 32 {
			d.qmf[i] = d.qmf[2*i]
		}
	}
	d.lanes = n
}

// granule reads the spectra of one granule and undoes the joint stereo.
func (d *layer3) granule(h Header, gr []l3Granule) bool {
	sound := true
	for ch := range gr {
		end := d.bits.pos + gr[ch].part23
		d.scaleFactors(h, &gr[ch], ch)
		if sound && !d.huffman(ch, &gr[ch], end) {
			sound = false
		}
		d.bits.pos = end
	}
	if len(gr) == 2 && h.joint() && sound {
		switch {
		case h&0x10 != 0:
			d.used[0] = max(d.used[0], d.used[1])
			d.intensity(h, gr)
			d.used[1] = d.used[0]
		case h&0x20 != 0:
			n := max(d.used[0], d.used[1])
			midSide(d.lines[0][:n], d.lines[1][:n])
			d.used = [2]int{n, n}
		}
	}
	for ch := range gr {
		d.prepare(ch, &gr[ch])
	}
	return sound
}

// l3Gain[i] is 2^(-i/4), the requantiser's step.
var l3Gain = func() (t [512]float32) {
	for i := range t {
		t[i] = float32(math.Exp2(-float64(i) / 4))
	}
	return t
}()

// l3Pow43[i] is i^(4/3).
var l3Pow43 = func() (t [8192 + 16]float32) {
	for i := range t {
		t[i] = float32(math.Pow(float64(i), 4.0/3))
	}
	return t
}()

// huffman reads and requantises the spectral lines of one channel. It reports
// false where the codes run over the end of their part.
func (d *layer3) huffman(ch int, g *l3Granule, end int) bool {
	dst := &d.lines[ch]
	pos, left := d.bits.pos, g.bigValues
	line, band := 0, 0
	for region := 0; left > 0; region++ {
		table, count := g.tables[region], g.regions[region]
		codes, linbits := l3Codes[l3CodeAt[table]:], uint(l3Linbits[table])
		for {
			pairs := int(g.bands[band]) / 2
			n, step := min(left, pairs), d.scf[band]
			band++
			seg := dst[line : line+2*n]
			line += 2 * n
			switch {
			case table == 0:
				clear(seg)
			case linbits == 0:
				pos = shortPairs(seg, &d.main, pos, end, codes, step)
			default:
				pos = longPairs(seg, &d.main, pos, end, codes, linbits, step)
			}
			if pos > end {
				return false
			}
			left -= pairs
			count--
			if left <= 0 || count < 0 {
				break
			}
		}
	}
	line = d.quadruples(ch, g, pos, end, line, band, 1-left)
	clear(dst[line:])
	d.used[ch] = line
	return true
}

// shortPairs reads the pairs of one band from a table without escapes and returns
// the position behind them; beyond end it stops.
func shortPairs(seg []float32, buf *[l3Main]byte, pos, end int, codes []int16, step float32) int {
	var values [16]float32
	for i := range values {
		values[i] = l3Pow43[i] * step
	}
	for i := 0; i+1 < len(seg) && pos <= end; i += 2 {
		c := binary.BigEndian.Uint64(buf[pos>>3:pos>>3+8]) << (pos & 7)
		leaf, w := int(codes[c>>59]), uint(5)
		for leaf < 0 {
			c <<= w & 63
			pos += int(w)
			w = uint(leaf & 7)
			leaf = int(codes[int(c>>((64-w)&63))-leaf>>3])
		}
		n := uint(leaf>>8) & 63
		c <<= n
		x, y := uint(leaf&15), uint(leaf>>4&15)
		seg[i] = math.Float32frombits(math.Float32bits(values[x]) ^ uint32(c>>63)<<31)
		nz := (x + 15) >> 4 // 1 unless x is 0
		c <<= nz & 1
		seg[i+1] = math.Float32frombits(math.Float32bits(values[y]) ^ uint32(c>>63)<<31)
		pos += int(n + nz + (y+15)>>4)
	}
	return pos
}

// longPairs is shortPairs for tables whose value 15 is followed by more bits.
func longPairs(seg []float32, buf *[l3Main]byte, pos, end int, codes []int16, linbits uint, step float32) int {
	for i := 0; i+1 < len(seg) && pos <= end; i += 2 {
		c := binary.BigEndian.Uint64(buf[pos>>3:pos>>3+8]) << (pos & 7)
		leaf, w := int(codes[c>>59]), uint(5)
		for leaf < 0 {
			c <<= w & 63
			pos += int(w)
			w = uint(leaf & 7)
			leaf = int(codes[int(c>>((64-w)&63))-leaf>>3])
		}
		n := uint(leaf>>8) & 63
		c <<= n
		pos += int(n)
		for k, v := range [2]uint{uint(leaf & 15), uint(leaf >> 4 & 15)} {
			if v == 15 {
				v += uint(c >> ((64 - linbits) & 63))
				c <<= linbits & 63
				pos += int(linbits)
			}
			seg[i+k] = math.Float32frombits(math.Float32bits(l3Pow43[v]*step) ^ uint32(c>>63)<<31)
			nz := (v + 0x3fff) >> 14 // 1 unless v is 0
			c <<= nz & 63
			pos += int(nz)
		}
	}
	return pos
}

// quadruples reads the lines of ±1 and 0 behind the big values and returns where
// they end. pairs is one more than what is left of the band before bands[band].
func (d *layer3) quadruples(ch int, g *l3Granule, pos, end, line, band, pairs int) int {
	dst, buf := &d.lines[ch], &d.main
	codes := l3Count1A[:]
	if g.count1B {
		codes = l3Count1B[:]
	}
	var step float32
	if band > 0 {
		step = d.scf[band-1]
	}
	for pos < end && line < 576 {
		c := binary.BigEndian.Uint64(buf[pos>>3:pos>>3+8]) << (pos & 7)
		leaf := uint(codes[c>>60])
		if leaf&8 == 0 {
			leaf = uint(codes[leaf>>3+uint(c<<4>>((64-leaf&3)&63))])
		}
		n := leaf & 7
		c <<= n
		if pos += int(n); pos > end {
			break
		}
		for half := uint(0); half < 4; half += 2 {
			if pairs--; pairs == 0 {
				if pairs = int(g.bands[band]) / 2; pairs == 0 {
					return line
				}
				step = d.scf[band]
				band++
			}
			for k := half; k < half+2; k++ {
				v := float32(0)
				if leaf&(128>>k) != 0 {
					v = math.Float32frombits(math.Float32bits(step) ^ uint32(c>>63)<<31)
					c <<= 1
					pos++
				}
				dst[line] = v
				line++
			}
		}
	}
	return line
}
