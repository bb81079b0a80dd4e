package practice

const (
	// noiseCosts is the error that the noisiest take that can be compared may have in
	// the length of a word or in a concordance.
	noiseCosts = 0.06
	cleanDB    = 46.0 // over its noise, a voice is as good as without any
	noiseRange = 24.0 // dB below that from which on the error grows no more
)

// doubtful is the error that noise leaves in a figure, which can fall to either side.
// A score is the pessimistic end: noise may cost a point, but nobody gains one by it.
// Only noise beyond the reference's own counts, so that a recording equals itself.
func (c *comparing) doubtful() float64 {
	return noiseCosts * clamp01((min(c.ref.overNoise(), cleanDB)-c.take.overNoise())/noiseRange)
}
