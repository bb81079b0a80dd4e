package practice

import (
	"math"

	"gendu/audio/dsp"
)

const (
	emphasis = 0.97   // of the pre-emphasis in front of the bands, as in package dsp
	fftSize  = 512    // of its windows of 25 ms at the common rate
	commonHz = 3600.0 // up to here every recording reaches, telephones too
)

// melBand is what one mel band does to a sound.
type melBand struct {
	gain   float64 // by which the pre-emphasis multiplies the power at its centre
	white  float64 // power in it of white noise of power 1
	common float64 // share of its width that lies below commonHz
}

// melBandsOf describes the bands from lowHz up to high. Pre-emphasis, H(z) = 1 - a/z,
// makes the top of the band 36 dB louder than its bottom, and a wide band gathers more
// noise than a narrow one: code that compares powers with each other or with a noise
// has to take that out.
func melBandsOf(high float64) (out [bands]melBand) {
	low := dsp.HzToMel(lowHz)
	step := (dsp.HzToMel(high) - low) / (bands + 1)
	edge := func(i int) float64 { return dsp.MelToHz(low + step*float64(i)) }
	for b := range out {
		from, centre, to := edge(b), edge(b+1), edge(b+2)
		gain := 1 + emphasis*emphasis - 2*emphasis*math.Cos(2*math.Pi*centre/rate)
		out[b] = melBand{
			gain:   gain,
			white:  gain * (to - from) / 2 / (rate / fftSize), // a triangle's area, in bins
			common: clamp01((commonHz - from) / (to - from)),
		}
	}
	return out
}
