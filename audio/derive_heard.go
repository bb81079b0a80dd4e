package audio

import "math"

// What is worth a warning to the host.
const (
	silentPeak   = 0.003 // of full scale, -50 dB: nothing louder than this is no speech
	cancelShare  = 0.05  // of the power of the channels that is left in one
	cancelledMin = 1e-7  // mean power of the channels, -70 dB, below which nothing is said
)

// heard measures what of the sound comes through in the one channel that is practised.
type heard struct {
	frames int64
	peak   float64
	mixed  float64 // power in one channel
	apart  float64 // mean power of the channels
}

// add takes interleaved frames and the same in one channel.
func (h *heard) add(interleaved, mono []float32, channels int) {
	h.frames += int64(len(mono))
	for i, m := range mono {
		v := float64(m)
		h.mixed += v * v
		var power float64
		for _, c := range interleaved[i*channels : (i+1)*channels] {
			h.peak = max(h.peak, math.Abs(float64(c)))
			power += float64(c) * float64(c)
		}
		h.apart += power / float64(channels)
	}
}

// warnings says what a host should know: that nothing is heard, or that left and right
// cancel each other out.
func (h *heard) warnings(channels int) []string {
	switch {
	case h.frames == 0:
		return nil
	case h.peak < silentPeak:
		return []string{"it is silent, or nearly so; is it the right file?"}
	case channels == 2 && h.apart/float64(h.frames) > cancelledMin && h.mixed < cancelShare*h.apart:
		return []string{"left and right cancel each other out, so that next to nothing is left in the one channel that is practised; export it in mono"}
	}
	return nil
}
