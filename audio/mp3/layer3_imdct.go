package mp3

// prepare brings short blocks into the order of the transform and reduces aliasing
// between the subbands of long ones.
func (d *layer3) prepare(ch int, g *l3Granule) {
	lines := &d.lines[ch]
	if g.nShort > 0 {
		d.reorderShort(lines[g.longBands*18:], g.bands[g.nLong:])
		d.used[ch] = 576
	}
	// A butterfly whose lower side is all zero does nothing.
	top := min(g.alias, (d.used[ch]+17)/18)
	for b := 0; b < top; b++ {
		v := (*[36]float32)(lines[b*18 : b*18+36])
		for i := range 8 {
			u, w := v[18+i], v[17-i]
			v[18+i] = u*l3Alias[0][i] - w*l3Alias[1][i]
			v[17-i] = u*l3Alias[1][i] + w*l3Alias[0][i]
		}
	}
	if top > 0 {
		d.used[ch] = min(576, max(d.used[ch], (top+1)*18))
	}
}

var l3Alias = [2][8]float32{
	{0.85749293, 0.88174200, 0.94962865, 0.98331459, 0.99551782, 0.99916056, 0.99989920, 0.99999316},
	{0.51449576, 0.47173197, 0.31337745, 0.18191320, 0.09457419, 0.04096558, 0.01419856, 0.00369997},
}

// reorderShort interleaves the three windows of each band.
func (d *layer3) reorderShort(lines []float32, bands []uint8) {
	out := d.reorder[:0]
	at := 0
	for ; bands[0] > 0; bands = bands[3:] {
		n := int(bands[0])
		for i := at; i < at+n; i++ {
			out = append(out, lines[i], lines[i+n], lines[i+2*n])
		}
		at += 3 * n
	}
	copy(lines, out)
}

var l3Windows = [2][18]float32{
	{0.99904822, 0.99144486, 0.97629601, 0.95371695, 0.92387953, 0.88701083, 0.84339145, 0.79335334, 0.73727734, 0.04361938, 0.13052619, 0.21643961, 0.30070580, 0.38268343, 0.46174861, 0.53729961, 0.60876143, 0.67559021},
	{1, 1, 1, 1, 1, 1, 0.99144486, 0.92387953, 0.79335334, 0, 0, 0, 0, 0, 0, 0.13052619, 0.38268343, 0.60876143},
}

// imdct transforms the lines of one channel to subband samples, in place, and
// inverts the frequency of the odd subbands.
func (d *layer3) imdct(ch int, g *l3Granule) {
	lines, overlap := &d.lines[ch], &d.overlap[ch]
	window := &l3Windows[0]
	if g.blockType == l3Stop {
		window = &l3Windows[1]
	}
	zero := (d.used[ch] + 17) / 18 // the first subband without lines
	for b := range 32 {
		x, o := (*[18]float32)(lines[b*18:]), (*[9]float32)(overlap[b*9:])
		switch {
		case b < g.longBands:
			imdct36(x, o, &l3Windows[0])
		case g.blockType == l3Short:
			imdctShort(x, o)
		case b >= zero:
			for i := range 9 {
				x[i], x[17-i] = o[i]*window[i], o[i]*window[9+i]
			}
			*o = [9]float32{}
		default:
			imdct36(x, o, window)
		}
		if b&1 != 0 {
			for i := 1; i < 18; i += 2 {
				x[i] = -x[i]
			}
		}
	}
}

var l3Twiddle9 = [18]float32{
	0.73727734, 0.79335334, 0.84339145, 0.88701083, 0.92387953, 0.95371695, 0.97629601, 0.99144486, 0.99904822,
	0.67559021, 0.60876143, 0.53729961, 0.46174861, 0.38268343, 0.30070580, 0.21643961, 0.13052619, 0.04361938,
}

func imdct36(x *[18]float32, overlap *[9]float32, window *[18]float32) {
	var co, si [9]float32
	co[0], si[0] = -x[0], x[17]
	co[1], co[3], co[5], co[7] = x[1]+x[2], x[5]+x[6], x[9]+x[10], x[13]+x[14]
	co[2], co[4], co[6], co[8] = -(x[3] + x[4]), -(x[7] + x[8]), -(x[11] + x[12]), -(x[15] + x[16])
	si[8], si[6], si[4], si[2] = x[1]-x[2], x[5]-x[6], x[9]-x[10], x[13]-x[14]
	si[7], si[5], si[3], si[1] = x[4]-x[3], x[8]-x[7], x[12]-x[11], x[16]-x[15]
	dct9(&co)
	dct9(&si)
	si[1], si[3], si[5], si[7] = -si[1], -si[3], -si[5], -si[7]
	for i := range 9 {
		o := overlap[i]
		c, s := co[i], si[i]
		t0, t1 := l3Twiddle9[i], l3Twiddle9[9+i]
		w0, w1 := window[i], window[9+i]
		sum := c*t1 + s*t0
		overlap[i] = c*t0 - s*t1
		x[i] = o*w0 - sum*w1
		x[17-i] = o*w1 + sum*w0
	}
}

// dct9 is a 9-point DCT-III.
func dct9(y *[9]float32) {
	s0, s2, s4, s6, s8 := y[0], y[2], y[4], y[6], y[8]
	t0 := s0 + s6*0.5
	s0 -= s6
	t4 := (s4 + s2) * 0.93969262
	t2 := (s8 + s2) * 0.76604444
	s6 = (s4 - s8) * 0.17364818
	s4 += s8 - s2
	s2 = s0 - s4*0.5
	y[4] = s4 + s0
	s8 = t0 - t2 + s6
	s0 = t0 - t4 + t2
	s4 = t0 + t4 - s6

	s1, s3, s5, s7 := y[1], y[3], y[5], y[7]
	s3 *= 0.86602540
	t0 = (s5 + s1) * 0.98480775
	t4 = (s5 - s7) * 0.34202014
	t2 = (s1 + s7) * 0.64278761
	s1 = (s1 - s5 - s7) * 0.86602540
	s5 = t0 - s3 - t2
	s7 = t4 - s3 - t0
	s3 = t4 + s3 - t2

	y[0], y[1], y[2], y[3] = s4-s7, s2+s1, s0-s3, s8+s5
	y[5], y[6], y[7], y[8] = s8-s5, s0+s3, s2-s1, s4+s7
}

// imdctShort transforms the three interleaved short blocks of a subband.
func imdctShort(x *[18]float32, overlap *[9]float32) {
	t := *x
	copy(x[:6], overlap[:6])
	o := (*[3]float32)(overlap[6:])
	imdct12(&t, 0, (*[6]float32)(x[6:]), o)
	imdct12(&t, 1, (*[6]float32)(x[12:]), o)
	imdct12(&t, 2, (*[6]float32)(overlap[:]), o)
}

var l3Twiddle3 = [6]float32{0.79335334, 0.92387953, 0.99144486, 0.60876143, 0.38268343, 0.13052619}

func imdct12(t *[18]float32, k int, dst *[6]float32, overlap *[3]float32) {
	co := idct3(-t[k], t[k+6]+t[k+3], t[k+12]+t[k+9])
	si := idct3(t[k+15], t[k+12]-t[k+9], t[k+6]-t[k+3])
	si[1] = -si[1]
	for i := range 3 {
		o := overlap[i]
		sum := co[i]*l3Twiddle3[3+i] + si[i]*l3Twiddle3[i]
		overlap[i] = co[i]*l3Twiddle3[i] - si[i]*l3Twiddle3[3+i]
		dst[i] = o*l3Twiddle3[2-i] - sum*l3Twiddle3[5-i]
		dst[5-i] = o*l3Twiddle3[5-i] + sum*l3Twiddle3[2-i]
	}
}

func idct3(x0, x1, x2 float32) [3]float32 {
	m, a := x1*0.86602540, x0-x2*0.5
	return [3]float32{a + m, x0 + x2, a - m}
}
