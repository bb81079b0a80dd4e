package audio

// sideInfo reads the side information into d.gr and returns main_data_begin. It
// reports false where it cannot be right.
func (d *layer3) sideInfo(h mp3Header, frame []byte) (int, bool) {
	start := h.mainStart()
	if len(frame) < start {
		return 0, false
	}
	var padded [48]byte
	n := h.sideInfo()
	copy(padded[:], frame[start-n:start])
	b := l3Bits{buf: padded[:], limit: n * 8}
	nch, begin, scfsi := h.channels(), 0, 0
	count := nch
	if h.mpeg1() {
		count *= 2
		begin = b.get(9)
		scfsi = b.get(7+count) & (1<<(4*nch) - 1)
	} else {
		begin = b.get(8+count) >> count
	}
	total := 0
	for i := range count {
		g := &d.gr[i]
		// Only the second granule may share the scale factors of the first.
		g.scfsi = 0
		if i >= nch {
			g.scfsi = scfsi >> (4 * (2*nch - 1 - i)) & 15
		}
		if !g.read(&b, h) {
			return 0, false
		}
		total += g.part23
	}
	if total > (len(frame)-start+begin)*8 {
		return 0, false
	}
	return begin, true
}

// l3RateIndex orders the rates as the band tables do.
func l3RateIndex(h mp3Header) int {
	i := int(h >> 10 & 3)
	switch h.version() {
	case 2:
		i += 3
	case 3:
		i += 6
	}
	return max(i-1, 0)
}

func (g *l3Granule) read(b *l3Bits, h mp3Header) bool {
	rate := l3RateIndex(h)
	g.part23 = b.get(12)
	g.bigValues = b.get(9)
	if g.bigValues > 288 {
		return false
	}
	g.gain = b.get(8)
	if h.mpeg1() {
		g.compress = b.get(4)
	} else {
		g.compress = b.get(9)
	}
	g.bands, g.nLong, g.nShort = l3BandsLong[rate][:], 22, 0
	g.blockType, g.mixed, g.longBands, g.alias = 0, false, 0, 31
	g.subGain = [3]int{}
	if b.get(1) == 1 {
		if !g.readWindow(b, h, rate) {
			return false
		}
	} else {
		g.tables = [3]uint8{uint8(b.get(5)), uint8(b.get(5)), uint8(b.get(5))}
		g.regions = [3]int{b.get(4), b.get(3), 255}
	}
	if h.mpeg1() {
		g.preflag = b.get(1) == 1
	} else {
		g.preflag = g.compress >= 500
	}
	g.scale = b.get(1) + 1
	g.count1B = b.get(1) == 1
	return true
}

// readWindow reads the fields of a granule with a window of its own.
func (g *l3Granule) readWindow(b *l3Bits, h mp3Header, rate int) bool {
	g.blockType = uint8(b.get(2))
	if g.blockType == 0 {
		return false
	}
	g.mixed = b.get(1) == 1
	g.regions = [3]int{7, 255, 255}
	if g.mixed {
		g.longBands = 2
		if h.mpeg25() && h>>10&3 == 2 {
			g.longBands = 4
		}
	}
	if g.blockType == l3Short {
		g.scfsi = 0
		if g.mixed {
			g.bands, g.nShort, g.nLong = l3BandsMixed[rate][:], 30, 6
			if h.mpeg1() {
				g.nLong = 8
			}
		} else {
			g.regions[0] = 8
			g.bands, g.nShort, g.nLong = l3BandsShort[rate][:], 39, 0
		}
		g.alias = g.longBands - 1
	}
	g.tables = [3]uint8{uint8(b.get(5)), uint8(b.get(5)), 0}
	g.subGain = [3]int{b.get(3), b.get(3), b.get(3)}
	return true
}

// l3Partitions says how the scale factors fall into four groups of one length:
// rows for long, mixed and short blocks; per row MPEG-1, then the MPEG-2 classes.
var l3Partitions = [3][28]uint8{
	{6, 5, 5, 5, 6, 5, 5, 5, 6, 5, 7, 3, 11, 10, 0, 0, 7, 7, 7, 0, 6, 6, 6, 3, 8, 8, 5, 0},
	{8, 9, 6, 12, 6, 9, 9, 9, 6, 9, 12, 6, 15, 18, 0, 0, 6, 15, 12, 0, 6, 12, 9, 6, 6, 18, 9, 0},
	{9, 9, 6, 12, 9, 9, 9, 9, 9, 9, 12, 6, 18, 18, 0, 0, 12, 12, 12, 0, 12, 9, 9, 6, 15, 12, 9, 0},
}

var (
	l3ScfLengths = [16]uint8{0, 1, 2, 3, 12, 5, 6, 7, 9, 10, 11, 13, 14, 15, 18, 19}
	l3ScfModulo  = [24]int{5, 5, 4, 4, 5, 5, 4, 1, 4, 3, 1, 1, 5, 6, 6, 1, 4, 4, 4, 1, 4, 3, 1, 1}
	l3Preamp     = [10]int{1, 1, 1, 1, 2, 2, 3, 3, 3, 2}
)

// scfGroups returns the bit lengths of the four groups of scale factors and how
// many each has.
func (g *l3Granule) scfGroups(h mp3Header, ch int) (lengths [4]int, counts []uint8) {
	row := 0
	if g.nShort > 0 {
		row = 1
		if g.nLong == 0 {
			row = 2
		}
	}
	if h.mpeg1() {
		part := int(l3ScfLengths[g.compress])
		return [4]int{part >> 2, part >> 2, part & 3, part & 3}, l3Partitions[row][:4]
	}
	k, code := 0, g.compress
	if h.joint() && h&0x10 != 0 && ch == 1 {
		k, code = 12, code>>1
	}
	for ; code >= 0 && k <= 20; k += 4 {
		product := 1
		for i := 3; i >= 0; i-- {
			lengths[i] = code / product % l3ScfModulo[k+i]
			product *= l3ScfModulo[k+i]
		}
		code -= product
	}
	return lengths, l3Partitions[row][k : k+4]
}

// scaleFactors reads the scale factors of a granule and leaves the requantiser's
// steps in d.scf. d.istPos keeps the factors: as intensity positions, and for the
// second granule to share.
func (d *layer3) scaleFactors(h mp3Header, g *l3Granule, ch int) {
	var raw [40]int
	ist := &d.istPos[ch]
	lengths, counts := g.scfGroups(h, ch)
	at, share := 0, g.scfsi
	for i := 0; i < 4 && counts[i] > 0; i++ {
		n, bits := int(counts[i]), lengths[i]
		for k := at; k < at+n; k++ {
			if share&(8>>i) != 0 {
				raw[k] = int(ist[k])
				continue
			}
			raw[k] = d.bits.get(bits)
			ist[k] = uint8(raw[k])
			if !h.mpeg1() && bits > 0 && raw[k] == 1<<bits-1 {
				ist[k] = 255 // an illegal position: no intensity stereo here
			}
		}
		at += n
	}
	raw[at] = 0
	if g.nShort > 0 {
		for i := 0; i < g.nShort; i++ {
			raw[g.nLong+i] += g.subGain[i%3] << (3 - g.scale)
		}
	} else if g.preflag {
		for i, p := range l3Preamp {
			raw[11+i] += p
		}
	}
	// 210 is the format's own offset; 64 takes full scale to ±1 (and the window's
	// scale of 2 into account); middle and side carry a factor of 1/sqrt 2.
	e := 210 + 64 - g.gain
	if h.joint() && h&0x20 != 0 {
		e += 2
	}
	for i := range g.nLong + g.nShort {
		d.scf[i] = l3Gain[min(e+raw[i]<<g.scale, len(l3Gain)-1)]
	}
}
