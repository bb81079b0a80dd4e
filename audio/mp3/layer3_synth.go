package mp3

// synth runs the polyphase synthesis over the 18 slots of a granule and writes
// 576 samples of each channel, interleaved, to out.
//
// d.syn is a strip of slots, the last 15 of the granule before first. A slot pair
// stands in it as lanes: left and right of the first slot, then of the second; with
// one channel there are two lanes only.
func (d *layer3) synth(nch int, out []float32) {
	for ch := range nch {
		dct32(&d.lines[ch])
	}
	width := 32 * nch
	strip := d.syn[:]
	copy(strip, d.qmf[:15*width])
	for slot := 0; slot < 18; slot += 2 {
		if nch == 2 {
			synthStereo((*[17 * 64]float32)(strip[slot*64:]), d.lines[0][slot:], d.lines[1][slot:], (*[128]float32)(out[slot*64:]))
		} else {
			synthMono((*[17 * 32]float32)(strip[slot*32:]), d.lines[0][slot:], (*[64]float32)(out[slot*32:]))
		}
	}
	copy(d.qmf[:15*width], strip[18*width:])
}

// dct32 is a 32-point DCT-II over the subbands of each of the 18 slots, in place,
// after Byeong Gi Lee's factorisation.
func dct32(lines *[576]float32) {
	var t [4][8]float32
	for k := range 18 {
		y := lines[k:]
		y = y[: 31*18+1 : 31*18+1]
		for i := range 8 {
			x0, x1, x2, x3 := y[i*18], y[(15-i)*18], y[(16+i)*18], y[(31-i)*18]
			t0, t1 := x0+x3, x1+x2
			t2, t3 := (x1-x2)*l3Sec[3*i], (x0-x3)*l3Sec[3*i+1]
			t[0][i] = t0 + t1
			t[1][i] = (t0 - t1) * l3Sec[3*i+2]
			t[2][i] = t3 + t2
			t[3][i] = (t3 - t2) * l3Sec[3*i+2]
		}
		for i := range t {
			dct8(&t[i])
		}
		for i := range 7 {
			s := t[3][i] + t[3][i+1]
			y[i*72] = t[0][i]
			y[i*72+18] = t[2][i] + s
			y[i*72+36] = t[1][i] + t[1][i+1]
			y[i*72+54] = t[2][i+1] + s
		}
		y[7*72] = t[0][7]
		y[7*72+18] = t[2][7] + t[3][7]
		y[7*72+36] = t[1][7]
		y[7*72+54] = t[3][7]
	}
}

func dct8(x *[8]float32) {
	x0, x1, x2, x3, x4, x5, x6, x7 := x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]
	xt := x0 - x7
	x0 += x7
	x7 = x1 - x6
	x1 += x6
	x6 = x2 - x5
	x2 += x5
	x5 = x3 - x4
	x3 += x4
	x4 = x0 - x3
	x0 += x3
	x3 = x1 - x2
	x1 += x2
	x[0] = x0 + x1
	x[4] = (x0 - x1) * 0.70710677
	x5 += x6
	x6 = (x6 + x7) * 0.70710677
	x7 += xt
	x3 = (x3 + x4) * 0.70710677
	x5 -= x7 * 0.198912367 // a rotation by pi/8
	x7 += x5 * 0.382683432
	x5 -= x7 * 0.198912367
	x0 = xt - x6
	xt += x6
	x[1] = (xt + x7) * 0.50979561
	x[2] = (x4 + x3) * 0.54119611
	x[3] = (x0 - x5) * 0.60134488
	x[5] = (x0 + x5) * 0.89997619
	x[6] = (x4 - x3) * 1.30656302
	x[7] = (xt - x7) * 2.56291556
}

// synthStereo writes two slots of 32 stereo samples. z is the strip from 15 slots
// before them; l and r hold their DCTs at a stride of 18.
func synthStereo(z *[17 * 64]float32, l, r []float32, out *[128]float32) {
	l, r = l[:31*18+2:31*18+2], r[:31*18+2:31*18+2]
	const zero = 15 * 64
	z[zero+60], z[zero+61], z[zero+62], z[zero+63] = l[18*16], r[18*16], l[0], r[0]
	z[zero+124], z[zero+125], z[zero+126], z[zero+127] = l[1+18*16], r[1+18*16], l[1], r[1]
	for lane := range 4 {
		o := lane&1 + lane>>1*64
		at := 60 + lane&1 + lane>>1*64
		v := z[at : at+14*64+3]
		out[o] = (v[14*64]-v[0])*29 + (v[64]+v[13*64])*213 + (v[12*64]-v[2*64])*459 + (v[3*64]+v[11*64])*2037 +
			(v[10*64]-v[4*64])*5153 + (v[5*64]+v[9*64])*6574 + (v[8*64]-v[6*64])*37489 + v[7*64]*75038
		v = v[2:]
		out[o+32] = v[14*64]*104 + v[12*64]*1567 + v[10*64]*9727 + v[8*64]*64019 +
			v[6*64]*-9975 + v[4*64]*-45 + v[2*64]*146 + v[0]*-5
	}
	for i := 14; i >= 0; i-- {
		lo, hi := 18*(31-i), 18*(1+i)
		z[zero+4*i], z[zero+4*i+1], z[zero+4*i+2], z[zero+4*i+3] = l[lo], r[lo], l[lo+1], r[lo+1]
		z[zero+4*i+64], z[zero+4*i+65] = l[hi+1], r[hi+1]
		z[zero+4*i-62], z[zero+4*i-61] = l[hi], r[hi]
		w := (*[16]float32)(l3Window[(14-i)*16:])
		var a0, a1, a2, a3, b0, b1, b2, b3 float32
		for k := 0; k < 8; k += 2 {
			w0, w1 := w[2*k], w[2*k+1]
			vz, vy := (*[4]float32)(z[zero+4*i-k*64:]), (*[4]float32)(z[4*i+k*64:])
			b0 += vz[0]*w1 + vy[0]*w0
			b1 += vz[1]*w1 + vy[1]*w0
			b2 += vz[2]*w1 + vy[2]*w0
			b3 += vz[3]*w1 + vy[3]*w0
			a0 += vz[0]*w0 - vy[0]*w1
			a1 += vz[1]*w0 - vy[1]*w1
			a2 += vz[2]*w0 - vy[2]*w1
			a3 += vz[3]*w0 - vy[3]*w1
			w0, w1 = w[2*k+2], w[2*k+3]
			vz, vy = (*[4]float32)(z[zero+4*i-k*64-64:]), (*[4]float32)(z[4*i+k*64+64:])
			b0 += vz[0]*w1 + vy[0]*w0
			b1 += vz[1]*w1 + vy[1]*w0
			b2 += vz[2]*w1 + vy[2]*w0
			b3 += vz[3]*w1 + vy[3]*w0
			a0 += vy[0]*w1 - vz[0]*w0
			a1 += vy[1]*w1 - vz[1]*w0
			a2 += vy[2]*w1 - vz[2]*w0
			a3 += vy[3]*w1 - vz[3]*w0
		}
		out[2*(15-i)], out[2*(15-i)+1] = a0, a1
		out[2*(17+i)], out[2*(17+i)+1] = b0, b1
		out[2*(47-i)], out[2*(47-i)+1] = a2, a3
		out[2*(49+i)], out[2*(49+i)+1] = b2, b3
	}
}

// synthMono is synthStereo with two lanes.
func synthMono(z *[17 * 32]float32, l []float32, out *[64]float32) {
	l = l[: 31*18+2 : 31*18+2]
	const zero = 15 * 32
	z[zero+30], z[zero+31] = l[18*16], l[0]
	z[zero+62], z[zero+63] = l[1+18*16], l[1]
	for lane := range 2 {
		v := z[30+lane*32 : 30+lane*32+14*32+2]
		out[lane*32] = (v[14*32]-v[0])*29 + (v[32]+v[13*32])*213 + (v[12*32]-v[2*32])*459 + (v[3*32]+v[11*32])*2037 +
			(v[10*32]-v[4*32])*5153 + (v[5*32]+v[9*32])*6574 + (v[8*32]-v[6*32])*37489 + v[7*32]*75038
		v = v[1:]
		out[lane*32+16] = v[14*32]*104 + v[12*32]*1567 + v[10*32]*9727 + v[8*32]*64019 +
			v[6*32]*-9975 + v[4*32]*-45 + v[2*32]*146 + v[0]*-5
	}
	for i := 14; i >= 0; i-- {
		lo, hi := 18*(31-i), 18*(1+i)
		z[zero+2*i], z[zero+2*i+1] = l[lo], l[lo+1]
		z[zero+2*i+32] = l[hi+1]
		z[zero+2*i-31] = l[hi]
		w := (*[16]float32)(l3Window[(14-i)*16:])
		var a0, a1, b0, b1 float32
		for k := 0; k < 8; k += 2 {
			w0, w1 := w[2*k], w[2*k+1]
			vz, vy := (*[2]float32)(z[zero+2*i-k*32:]), (*[2]float32)(z[2*i+k*32:])
			b0 += vz[0]*w1 + vy[0]*w0
			b1 += vz[1]*w1 + vy[1]*w0
			a0 += vz[0]*w0 - vy[0]*w1
			a1 += vz[1]*w0 - vy[1]*w1
			w0, w1 = w[2*k+2], w[2*k+3]
			vz, vy = (*[2]float32)(z[zero+2*i-k*32-32:]), (*[2]float32)(z[2*i+k*32+32:])
			b0 += vz[0]*w1 + vy[0]*w0
			b1 += vz[1]*w1 + vy[1]*w0
			a0 += vy[0]*w1 - vz[0]*w0
			a1 += vy[1]*w1 - vz[1]*w0
		}
		out[15-i], out[17+i], out[47-i], out[49+i] = a0, b0, a1, b1
	}
}
