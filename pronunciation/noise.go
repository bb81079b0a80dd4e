package pronunciation

// noiseSubtraction is the noise removal of sphinxbase (fe_noise.c), with which the model
// was trained: a slow lower envelope of each filter's power is its noise, what exceeds it
// is masked in time and becomes a gain, and gains are smoothed over neighbouring filters.
// It follows power-normalised cepstra (Kim and Stern 2012).
type noiseSubtraction struct {
	begun                      bool
	power, noise, floor, peaks [filters]float64
}

const (
	powerSmoothing = 0.7
	envelopeRise   = 0.995
	envelopeFall   = 0.5
	maskDecay      = 0.85
	maskShare      = 0.2
	maxGain        = 20.0
	gainReach      = 4 // filters on either side
)

// apply is the power of the filters of the next frame without their noise.
func (n *noiseSubtraction) apply(in *[filters]float64) *[filters]float64 {
	if !n.begun {
		n.begun = true
		for i, v := range in {
			n.power[i], n.noise[i], n.floor[i] = v, v/maxGain, v/maxGain
		}
	}
	for i, v := range in {
		n.power[i] = powerSmoothing*n.power[i] + (1-powerSmoothing)*v
	}
	lowerEnvelope(&n.noise, &n.power)
	var signal [filters]float64
	for i := range signal {
		signal[i] = max(1, n.power[i]-n.noise[i])
	}
	lowerEnvelope(&n.floor, &signal)
	n.mask(&signal)
	var gain [filters]float64
	for i := range gain {
		gain[i] = maxGain
		if s := max(signal[i], n.floor[i]); s < maxGain*n.power[i] {
			gain[i] = max(s/n.power[i], 1/maxGain)
		}
	}
	var out [filters]float64
	for i := range out {
		from, to := max(0, i-gainReach), min(filters-1, i+gainReach)
		var sum float64
		for _, g := range gain[from : to+1] {
			sum += g
		}
		out[i] = in[i] * sum / float64(to-from+1)
	}
	return &out
}

// lowerEnvelope follows power: slowly where it rises, quickly where it falls.
func lowerEnvelope(envelope, power *[filters]float64) {
	for i, v := range power {
		k := envelopeRise
		if v < envelope[i] {
			k = envelopeFall
		}
		envelope[i] = k*envelope[i] + (1-k)*v
	}
}

// mask weakens what comes right after a peak of the same filter.
func (n *noiseSubtraction) mask(signal *[filters]float64) {
	for i, v := range signal {
		n.peaks[i] *= maskDecay
		if v < maskDecay*n.peaks[i] {
			signal[i] = n.peaks[i] * maskShare
		}
		n.peaks[i] = max(n.peaks[i], v)
	}
}
