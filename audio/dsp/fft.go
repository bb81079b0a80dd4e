package dsp

import (
	"math"
	"math/bits"
)

// realFFT is the discrete Fourier transform of n real float32 values, n a power of
// two from 4 up. It packs the values into n/2 complex ones, runs a radix-2
// decimation-in-time transform whose first two stages are merged into one pass
// without multiplications, and unpacks the spectrum by symmetry (Press et al.,
// Numerical Recipes, 12.3). It keeps scratch memory and is not for concurrent use.
type realFFT struct {
	n      int
	re, im []float32
	swap   []uint16  // position in bit-reversed order
	stages [][]twist // twiddle factors of each stage from size 8 up
	unpack []twist   // exp(-2πik/n) for k up to n/4
}

type twist struct{ re, im float32 }

func newRealFFT(n int) *realFFT {
	half := n / 2
	f := &realFFT{n: n, re: make([]float32, half), im: make([]float32, half), swap: make([]uint16, half)}
	shift := 16 - (bits.Len(uint(half)) - 1)
	for i := range f.swap {
		f.swap[i] = bits.Reverse16(uint16(i)) >> shift
	}
	for size := 8; size <= half; size *= 2 {
		f.stages = append(f.stages, twists(size, size/2))
	}
	f.unpack = twists(n, n/4+1)
	return f
}

func twists(size, count int) []twist {
	w := make([]twist, count)
	for k := range w {
		sin, cos := math.Sincos(-2 * math.Pi * float64(k) / float64(size))
		w[k] = twist{float32(cos), float32(sin)}
	}
	return w
}

// power writes |X[k]|² for k = 0 … n/2 into dst, which must hold n/2+1 values.
// x must hold n values and is left as it is.
func (f *realFFT) power(dst, x []float32) {
	f.transform(x)
	half := f.n / 2
	re, im := f.re, f.im
	dst = dst[:half+1]
	sum, diff := re[0]+im[0], re[0]-im[0]
	dst[0], dst[half] = sum*sum, diff*diff
	for k := 1; k <= half/2; k++ {
		ar, ai, br, bi := re[k], im[k], re[half-k], im[half-k]
		evenRe, evenIm := (ar+br)*0.5, (ai-bi)*0.5
		oddRe, oddIm := (ai+bi)*0.5, (br-ar)*0.5
		w := f.unpack[k]
		tr, ti := oddRe*w.re-oddIm*w.im, oddRe*w.im+oddIm*w.re
		pr, pi := evenRe+tr, evenIm+ti
		qr, qi := evenRe-tr, evenIm-ti
		dst[k] = pr*pr + pi*pi
		dst[half-k] = qr*qr + qi*qi
	}
}

// transform leaves the complex transform of the packed values in f.re and f.im.
func (f *realFFT) transform(x []float32) {
	re, im := f.re, f.im
	x = x[:f.n]
	if len(re) < 4 { // two packed values: one butterfly
		re[0], re[1] = x[0]+x[2], x[0]-x[2]
		im[0], im[1] = x[1]+x[3], x[1]-x[3]
		return
	}
	f.loadRadix4(x)
	half := 4
	for _, w := range f.stages {
		for start := 0; start < len(re); start += 2 * half {
			ar, ai := re[start:start+half], im[start:start+half]
			br, bi := re[start+half:start+2*half], im[start+half:start+2*half]
			w, ai, br, bi := w[:len(ar)], ai[:len(ar)], br[:len(ar)], bi[:len(ar)]
			for k, u := range ar {
				c, s := w[k].re, w[k].im
				p, q := br[k], bi[k]
				tr, ti := p*c-q*s, p*s+q*c
				v := ai[k]
				ar[k], ai[k] = u+tr, v+ti
				br[k], bi[k] = u-tr, v-ti
			}
		}
		half *= 2
	}
}

// loadRadix4 reads the values in bit-reversed order and does the stages of size 2
// and 4, which need no multiplication.
func (f *realFFT) loadRadix4(x []float32) {
	re, im := f.re, f.im
	for i := 0; i+3 < len(re); i += 4 {
		swap := f.swap[i : i+4 : i+4]
		a, b, c, d := 2*int(swap[0]), 2*int(swap[1]), 2*int(swap[2]), 2*int(swap[3])
		ar, ai := x[a]+x[b], x[a+1]+x[b+1]
		br, bi := x[a]-x[b], x[a+1]-x[b+1]
		cr, ci := x[c]+x[d], x[c+1]+x[d+1]
		dr, di := x[c]-x[d], x[c+1]-x[d+1]
		r, m := re[i:i+4:i+4], im[i:i+4:i+4]
		r[0], m[0] = ar+cr, ai+ci
		r[2], m[2] = ar-cr, ai-ci
		r[1], m[1] = br+di, bi-dr
		r[3], m[3] = br-di, bi+dr
	}
}

// PowerSpectrum computes the power spectra of real signals of one length. It keeps
// scratch memory and is not for concurrent use.
type PowerSpectrum struct{ fft *realFFT }

// NewPowerSpectrum prepares for frames of n values, a power of two from 4 to 65536.
func NewPowerSpectrum(n int) *PowerSpectrum { return &PowerSpectrum{newRealFFT(n)} }

// Of writes |X[k]|² for k = 0 … n/2 into dst, which must hold n/2+1 values. frame must
// hold n values and is left as it is.
func (p *PowerSpectrum) Of(dst, frame []float32) { p.fft.power(dst, frame) }
