package pronunciation

import (
	"math"
	"sync"

	"gendu/audio/dsp"
)

// Rate is the sampling rate of what is judged, in Hz.
const Rate = 16000

// The front end of the model (feat.params and the defaults of sphinx_fe): windows of
// 25.625 ms every 10 ms, 25 mel filters from 130 to 6800 Hz.
const (
	filters     = 25
	fftSize     = 512
	windowSize  = 410
	hop         = 160
	hopMS       = 10
	preEmphasis = 0.97
	lowHz       = 130.0
	highHz      = 6800.0
	lifter      = 22
)

type (
	spectrum [fftSize/2 + 1]float32
	cepstrum [dims]float32
	// feature is one frame for the model: cepstra, first and second differences.
	feature [streams * dims]float32
)

var hamming = sync.OnceValue(func() *[windowSize]float64 {
	var w [windowSize]float64
	for i := range w {
		w[i] = 0.54 - 0.46*math.Cos(2*math.Pi*float64(i)/(windowSize-1))
	}
	return &w
})

// spectra are the power spectra of the frames of a signal at Rate, whose samples are
// from -1 to 1. They do not depend on the warp.
func spectra(samples []float32) []spectrum {
	if len(samples) < windowSize {
		return nil
	}
	out := make([]spectrum, 1+(len(samples)-windowSize)/hop)
	fft := dsp.NewPowerSpectrum(fftSize)
	window := hamming()
	var frame [fftSize]float32
	for t := range out {
		for i := range windowSize {
			n := t*hop + i
			v := float64(samples[n])
			if n > 0 {
				v -= preEmphasis * float64(samples[n-1])
			}
			frame[i] = float32(32768 * v * window[i])
		}
		fft.Of(out[t][:], frame[:])
	}
	return out
}

// melFilter is a triangle over the bins of a spectrum.
type melFilter struct {
	start  int
	weight []float32
}

// melFilters are the filters of sphinx_fe: unit area, edges on bins, moved by the warp.
// The phone model was trained on these, so they are not the filters of package dsp, whose
// edges lie between bins and whose triangles have height 1.
func melFilters(warp float64) []melFilter {
	const bin = float64(Rate) / fftSize
	width := (dsp.HzToMel(highHz) - dsp.HzToMel(lowHz)) / (filters + 1)
	out := make([]melFilter, filters)
	for i := range out {
		var edge [3]float64
		for j := range edge {
			hz := warped(dsp.MelToHz(dsp.HzToMel(lowHz)+float64(i+j)*width), warp)
			edge[j] = math.Floor(hz/bin+0.5) * bin
			if j > 0 && edge[j] <= edge[j-1] {
				edge[j] = edge[j-1] + bin
			}
		}
		out[i] = triangle(edge, bin)
	}
	return out
}

func triangle(edge [3]float64, bin float64) melFilter {
	f := melFilter{start: int(edge[0]/bin + 0.5)}
	for k := f.start; k <= fftSize/2 && float64(k)*bin <= edge[2]; k++ {
		hz := float64(k) * bin
		rising := (hz - edge[0]) / (edge[1] - edge[0])
		falling := (edge[2] - hz) / (edge[2] - edge[1])
		f.weight = append(f.weight, float32(min(rising, falling)*2/(edge[2]-edge[0])))
	}
	return f
}

// cosines is the orthonormal cosine transform of the log filters, with the lifter.
var cosines = sync.OnceValue(func() *[dims][filters]float32 {
	var c [dims][filters]float32
	for k := range c {
		g := math.Sqrt(2.0 / filters)
		if k == 0 {
			g = math.Sqrt(1.0 / filters)
		}
		g *= 1 + lifter/2*math.Sin(float64(k)*math.Pi/lifter)
		for j := range c[k] {
			c[k][j] = float32(g * math.Cos(math.Pi*float64(k)/filters*(float64(j)+0.5)))
		}
	}
	return &c
})

// cepstra are the cepstra of a recording under a warp.
func cepstra(sp []spectrum, warp float64) []cepstrum {
	bank, table := melFilters(warp), cosines()
	out := make([]cepstrum, len(sp))
	var noise noiseSubtraction
	for t := range sp {
		var power [filters]float64
		for i, f := range bank {
			var sum float32
			for j, w := range f.weight {
				sum += w * sp[t][f.start+j]
			}
			power[i] = float64(sum)
		}
		clean := noise.apply(&power)
		var logs [filters]float32
		for i, v := range clean {
			logs[i] = float32(math.Log(v + 1e-4))
		}
		for k := range table {
			var sum float32
			for j, v := range logs {
				sum += table[k][j] * v
			}
			out[t][k] = sum
		}
	}
	return out
}

// features takes the mean of the recording off and adds the differences: over two
// frames on either side, and their difference over one.
func features(c []cepstrum) []feature {
	n := len(c)
	var mean [dims]float64
	for t := range c {
		for k, v := range c[t] {
			mean[k] += float64(v) / float64(n)
		}
	}
	at := func(t, k int) float32 { return c[min(max(t, 0), n-1)][k] }
	out := make([]feature, n)
	for t := range out {
		for k := range dims {
			out[t][k] = c[t][k] - float32(mean[k])
			out[t][dims+k] = at(t+2, k) - at(t-2, k)
			out[t][2*dims+k] = at(t+3, k) - at(t-1, k) - at(t+1, k) + at(t-3, k)
		}
	}
	return out
}
