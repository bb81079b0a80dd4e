package practice

import (
	"math"
	"math/bits"
	"math/cmplx"

	"gendu/audio"
)

const (
	bleedPeak = 12.0 // times the usual size of the correlation
	bleedMax  = 1 << 19
)

// bleeds says whether the reference itself is audible in the take: two recordings of
// different people have no waveform in common, so that their whitened
// cross-correlation (Knapp and Carter 1976) has no peak.
func bleeds(ref, take audio.Signal) bool { return common(ref, take) > bleedPeak }

// common is the highest peak of the correlation over its usual size.
func common(ref, take audio.Signal) float64 {
	a, b := half2(ref.Samples), half2(take.Samples)
	size := 1 << bits.Len(uint(len(a)+len(b)))
	if size > bleedMax || len(a) == 0 || len(b) == 0 {
		return 0
	}
	x := make([]complex128, size)
	// Both real signals in one transform.
	for i, v := range a {
		x[i] = complex(v, 0)
	}
	for i, v := range b {
		x[i] += complex(0, v)
	}
	fourier(x)
	y := make([]complex128, size)
	for k := range x {
		p, q := x[k], cmplx.Conj(x[(size-k)%size])
		cross := (p + q) / 2 * cmplx.Conj((p-q)/complex(0, 2))
		if m := cmplx.Abs(cross); m > 1e-12 {
			y[k] = cross / complex(m, 0)
		}
	}
	fourier(y)
	var peak, sum float64
	for _, v := range y {
		m := real(v)*real(v) + imag(v)*imag(v)
		peak, sum = max(peak, m), sum+m
	}
	return math.Sqrt(peak / max(sum/float64(size), 1e-30))
}

// half2 is every second sample of the mean of two: the band of a small loudspeaker
// that matters here, at half the work.
func half2(x []float32) []float64 {
	out := make([]float64, len(x)/2)
	for i := range out {
		out[i] = float64(x[2*i]) + float64(x[2*i+1])
	}
	return out
}

// fourier is the transform in place; the length is a power of two (Cooley and Tukey
// 1965).
func fourier(x []complex128) {
	n := len(x)
	shift := 64 - bits.Len(uint(n-1))
	for i := range x {
		if j := int(bits.Reverse64(uint64(i)) >> shift); n > 1 && i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	for size := 2; size <= n; size *= 2 {
		step := cmplx.Rect(1, -2*math.Pi/float64(size))
		turns := make([]complex128, size/2)
		turns[0] = 1
		for k := 1; k < len(turns); k++ {
			turns[k] = turns[k-1] * step
		}
		for at := 0; at < n; at += size {
			for k, w := range turns {
				a, b := x[at+k], x[at+k+size/2]*w
				x[at+k], x[at+k+size/2] = a+b, a-b
			}
		}
	}
}
