package dsp

import "gendu/audio/audiotest"

// voice is a synthetic speaker; see [audiotest.Voice].
type voice audiotest.Voice

func (v voice) generate() Signal {
	return Signal{Rate: v.Rate, Samples: audiotest.Voice(v).Generate()}
}

// sine is a tone of amplitude a.
func sine(rate int, seconds, hz, a float64) Signal {
	return Signal{Rate: rate, Samples: audiotest.Sine(rate, seconds, hz, a)}
}

// chirp sweeps linearly from one frequency to another; a fractional delay in
// seconds shifts it exactly.
func chirp(rate int, seconds, from, to, delay float64) Signal {
	return Signal{Rate: rate, Samples: audiotest.Chirp(rate, seconds, from, to, delay)}
}

func whiteNoise(rate int, seconds, sigma float64, seed uint64) Signal {
	return Signal{Rate: rate, Samples: audiotest.WhiteNoise(rate, seconds, sigma, seed)}
}
