package mp3

// midSide turns middle and side into left and right; the factor of 1/sqrt 2 is in
// the scale factors already.
func midSide(left, right []float32) {
	right = right[:len(left)]
	for i, m := range left {
		s := right[i]
		left[i], right[i] = m+s, m-s
	}
}

// l3Pan holds the shares of left and right at the seven MPEG-1 positions.
var l3Pan = [14]float32{0, 1, 0.21132487, 0.78867513, 0.36602540, 0.63397460, 0.5, 0.5, 0.63397460, 0.36602540, 0.78867513, 0.21132487, 1, 0}

// intensity undoes intensity stereo (ISO 11172-3, 2.4.3.4.9.3; ISO 13818-3,
// 2.4.3.2): bands above the right channel's last line hold one spectrum for both.
func (d *layer3) intensity(h Header, gr []l3Granule) {
	bands := gr[1].bands
	n := gr[1].nLong + gr[1].nShort
	top := topBands(d.lines[1][:], bands, n)
	blocks := 1
	if gr[1].nShort > 0 {
		blocks = 3
	}
	if gr[1].nLong > 0 {
		m := max(top[0], top[1], top[2])
		top = [3]int{m, m, m}
	}
	ist := &d.istPos[1]
	for i := range blocks {
		last := n - blocks + i
		prev := last - blocks
		switch {
		case top[i] < prev:
			ist[last] = ist[prev]
		case h.MPEG1():
			ist[last] = 3
		default:
			ist[last] = 0
		}
	}
	d.spread(h, bands, top, gr[1].compress&1)
}

// topBands returns the last band with a line other than 0, for each window.
func topBands(lines []float32, bands []uint8, n int) [3]int {
	top := [3]int{-1, -1, -1}
	at := 0
	for i := range n {
		for _, v := range lines[at : at+int(bands[i])] {
			if v != 0 {
				top[i%3] = i
				break
			}
		}
		at += int(bands[i])
	}
	return top
}

func (d *layer3) spread(h Header, bands []uint8, top [3]int, shift int) {
	at, limit := 0, 64
	if h.MPEG1() {
		limit = 7
	}
	ms := h&0x20 != 0
	for i := 0; bands[i] > 0; i++ {
		w := int(bands[i])
		left, right := d.lines[0][at:at+w], d.lines[1][at:at+w]
		at += w
		pos := 255
		if i < len(d.istPos[1]) {
			pos = int(d.istPos[1][i])
		}
		if i <= top[i%3] || pos >= limit {
			if ms {
				midSide(left, right)
			}
			continue
		}
		kl, kr := d.shares(h, pos, shift)
		if ms {
			kl, kr = kl*1.41421356, kr*1.41421356
		}
		for k, v := range left {
			left[k], right[k] = v*kl, v*kr
		}
	}
	d.used[0] = 576
}

// shares returns what left and right get at an intensity position.
func (d *layer3) shares(h Header, pos, shift int) (kl, kr float32) {
	if h.MPEG1() {
		return l3Pan[2*pos], l3Pan[2*pos+1]
	}
	kl, kr = 1, l3Gain[min((pos+1)>>1<<shift, len(l3Gain)-1)]
	if pos&1 != 0 {
		kl, kr = kr, kl
	}
	return kl, kr
}
