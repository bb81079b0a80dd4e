// Package bleed finds the sound of a reference in a take: a loudspeaker played it into
// the microphone while the learner spoke.
//
//	peak, known := bleed.NewTrace(reference).Common(take)
//	heard := known && peak > bleed.Peak
package bleed

import (
	"math"
	"math/bits"
	"math/cmplx"
	"sync"

	"gendu/audio/dsp"
)

const (
	// Peak is what Common gives at least where the reference sounds in the take: so many
	// times the usual size of the correlation.
	Peak = 12.0

	longest = 1 << 19 // samples of the transform
)

// Trace is the waveform of a reference, to be looked for in takes, with its spectra by
// the size of the transform: most takes of a clip need the same one.
type Trace struct {
	samples []float64
	mu      sync.Mutex
	spectra map[int][]complex128
}

// NewTrace keeps the waveform of a reference.
func NewTrace(s dsp.Signal) *Trace {
	return &Trace{samples: half2(s.Samples), spectra: map[int][]complex128{}}
}

func (t *Trace) spectrum(size int) []complex128 {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.spectra[size]
	if x == nil {
		x = realSpectrum(t.samples, size)
		t.spectra[size] = x
	}
	return x
}

// Common is the highest peak of the whitened cross-correlation (Knapp and Carter 1976)
// of the reference and a take over its usual size: recordings of different people have
// no waveform in common, and then there is no peak. known is false where the two are
// too long to look.
func (t *Trace) Common(take dsp.Signal) (peak float64, known bool) {
	b := half2(take.Samples)
	size := 1 << bits.Len(uint(len(t.samples)+len(b)))
	if size > longest || len(t.samples) == 0 || len(b) == 0 {
		return 0, false
	}
	cross := realSpectrum(b, size)
	for k, p := range t.spectrum(size) {
		v := p * cmplx.Conj(cross[k])
		cross[k] = 0
		if m := math.Hypot(real(v), imag(v)); m > 1e-12 {
			cross[k] = v / complex(m, 0)
		}
	}
	var most, sum float64
	for _, v := range realSignal(cross) {
		re, im := real(v)*real(v), imag(v)*imag(v)
		most, sum = max(most, re, im), sum+re+im
	}
	return math.Sqrt(most / max(sum/float64(size), 1e-30)), true
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

// realSpectrum is the lower half of the spectrum of a real signal, its middle
// included, by a transform of half the length.
func realSpectrum(x []float64, size int) []complex128 {
	half := size / 2
	z := make([]complex128, half, half+1)
	for i, v := range x {
		if i%2 == 0 {
			z[i/2] += complex(v, 0)
		} else {
			z[i/2] += complex(0, v)
		}
	}
	fourier(z)
	z = append(z, z[0])
	for k := 0; k <= half/2; k++ {
		a, b := z[k], z[half-k]
		z[k], z[half-k] = unfold(a, b, k, size), unfold(b, a, half-k, size)
	}
	return z
}

// unfold is place k of the spectrum of a signal whose even and odd samples were
// transformed as real and imaginary part; b is the mirror place of a.
func unfold(a, b complex128, k, size int) complex128 {
	b = cmplx.Conj(b)
	turn := cmplx.Rect(1, -2*math.Pi*float64(k)/float64(size))
	return (a+b)/2 + turn*(a-b)/complex(0, 2)
}

// realSignal is the signal of such a lower half, its even samples as real and its odd
// ones as imaginary parts, not scaled. What is handed over is overwritten.
func realSignal(y []complex128) []complex128 {
	half := len(y) - 1
	for k := 0; k <= half/2; k++ {
		a, b := y[k], y[half-k]
		y[k], y[half-k] = fold(a, b, k, 2*half), fold(b, a, half-k, 2*half)
	}
	z := y[:half]
	for k, v := range z {
		z[k] = cmplx.Conj(v)
	}
	fourier(z)
	for k, v := range z {
		z[k] = cmplx.Conj(v)
	}
	return z
}

// fold is the reverse of unfold.
func fold(a, b complex128, k, size int) complex128 {
	b = cmplx.Conj(b)
	turn := cmplx.Rect(1, 2*math.Pi*float64(k)/float64(size))
	return (a+b)/2 + complex(0, 1)*turn*(a-b)/2
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
	turns := make([]complex128, max(n/2, 1))
	for k := range turns {
		turns[k] = cmplx.Rect(1, -2*math.Pi*float64(k)/float64(n))
	}
	for size := 2; size <= n; size *= 2 {
		step := n / size
		for at := 0; at < n; at += size {
			low, high := x[at:at+size/2], x[at+size/2:at+size]
			for k, a := range low {
				b := high[k] * turns[k*step]
				low[k], high[k] = a+b, a-b
			}
		}
	}
}
