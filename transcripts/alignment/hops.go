package alignment

// A hop is levelHopMS of the recording, the grain of its loudness; where a voice begins
// and ends is counted in hops. They have a type of their own since everything else is
// counted in frames of frameMS.
type hop int

const hopsPerFrame = frameMS / levelHopMS

// hopOf is the hop at which a frame begins.
func hopOf(frame int) hop { return hop(frame * hopsPerFrame) }

func (h hop) ms() int64 { return int64(h) * levelHopMS }

// stretch is a part of the recording, in hops.
type stretch struct{ from, to hop }

func (s stretch) len() hop { return s.to - s.from }

// hopsOf is the stretch of a span of frames.
func hopsOf(s span) stretch { return stretch{hopOf(s.from), hopOf(s.to)} }
