package dsp

import "math"

// PitchTrack is fundamental frequency over time: frame i stands for
// [i*HopMS, (i+1)*HopMS).
type PitchTrack struct {
	HopMS float64
	// Hz is 0 where the frame is unvoiced.
	Hz []float32
	// Voicing is how periodic the frame is, from 0 to 1: the normalised
	// autocorrelation at the period of Hz, or at the best period where unvoiced.
	Voicing []float32
}

// Range and grid of the pitch analysis.
const (
	PitchMinHz = 60.0
	PitchMaxHz = 600.0
	PitchHopMS = 10.0

	pitchRate   = 8000 // fine analysis
	pitchHop    = pitchRate / 100
	pitchWindow = 256 // 32 ms: two periods of the lowest voices
	pitchMaxLag = 136 // a little beyond 60 Hz
	pitchReach  = (pitchWindow+pitchMaxLag)/2 + 4

	maxFiltered = 1e6 // beyond any sound

	refineWindow = 128 // 16 ms, when the period is short
	coarseWindow = pitchWindow / 2
	coarseMinLag = 5
	coarseMaxLag = pitchMaxLag / 2
)

// Periodicity is judged below 2 kHz, where voices have their strong harmonics:
// noise above does not disturb, and half the rate will do for the coarse search.
var pitchShape = filterShape{cutoff: 0.46, transition: 0.3, attenuation: 50}

// Pitch tracks fundamental frequency in a stream: the signal is low-passed and
// decimated to 8 kHz; each 10 ms the difference function of de Cheveigné and
// Kawahara (YIN, 2002) in McLeod's normalised form, 1 - d/(energy of both windows),
// with both windows placed symmetrically around the frame's middle so that glides
// are not biased, is searched at 4 kHz and its maxima are refined at 8 kHz; a
// dynamic-programming path (Boersma 1993) through the candidates guards against
// octave errors and decides voicing. Memory beyond the result is a few seconds.
type Pitch struct {
	resampler *Resampler
	rate      int
	in        int64 // samples taken at the outer rate
	signal    []float32
	half      []float32 // every second sample of signal
	start     int64     // position of signal[0] at 8 kHz; always even
	total     int64
	frame     int64
	dcIn      float32
	dcOut     float32
	path      pitchPath
	search    pitchSearch
}

// NewPitch prepares for a mono stream of the given rate.
func NewPitch(rate int) *Pitch {
	p := &Pitch{resampler: newResampler(rate, pitchRate, 1, pitchShape), rate: rate}
	const before = pitchReach // zeros before the first frame
	p.start = -before
	p.signal = make([]float32, before)
	p.half = make([]float32, before/2)
	return p
}

// Write takes the next samples, in blocks of any size.
func (p *Pitch) Write(mono []float32) {
	const block = 1 << 14
	for len(mono) > 0 {
		n := min(block, len(mono))
		p.in += int64(n)
		p.append(p.resampler.Write(mono[:n]))
		p.advance(math.MaxInt64)
		mono = mono[n:]
	}
}

// append takes samples at 8 kHz and removes DC and rumble (first-order high-pass
// at 25 Hz), which would look periodic.
func (p *Pitch) append(x []float32) {
	in, out := p.dcIn, p.dcOut
	for _, v := range x {
		out = v - in + 0.98*out
		in = v
		if !(out >= 1e-15 && out <= maxFiltered || out <= -1e-15 && out >= -maxFiltered) {
			// Decaying tails would become slow denormal numbers, and what is not finite
			// would stay for ever.
			out, in = 0, Finite(in)
		}
		p.signal = append(p.signal, out)
		if len(p.signal)&1 == 1 {
			p.half = append(p.half, out)
		}
	}
	p.dcIn, p.dcOut = in, out
	p.total += int64(len(x))
}

func (p *Pitch) advance(limit int64) {
	for p.frame < limit {
		centre := p.frame*pitchHop + pitchHop/2
		if centre+pitchReach > p.total {
			break
		}
		at := int(centre - p.start)
		p.path.add(p.search.candidates(p.signal, p.half, at))
		p.frame++
	}
	used := int(max(p.frame*pitchHop+pitchHop/2-pitchReach-p.start, 0)) &^ 1
	used = min(used, len(p.signal)&^1)
	p.signal = p.signal[:copy(p.signal, p.signal[used:])]
	p.half = p.half[:copy(p.half, p.half[used/2:])]
	p.start += int64(used)
}

// Finish ends the stream. Nothing may be written after it.
func (p *Pitch) Finish() PitchTrack {
	frames := (p.in*100 + int64(p.rate) - 1) / int64(p.rate)
	p.append(p.resampler.Flush())
	if missing := frames*pitchHop + pitchReach - p.total; missing > 0 {
		p.append(make([]float32, missing))
	}
	p.advance(frames)
	return p.path.finish()
}

// Drain gives away what of the track is settled. The result is valid until the next
// Write; Finish gives what comes after it.
func (p *Pitch) Drain() PitchTrack {
	t := p.path.track
	p.path.track.Hz, p.path.track.Voicing = t.Hz[:0], t.Voicing[:0]
	return t
}

// PitchOf is the pitch of a whole signal.
func PitchOf(s Signal) PitchTrack {
	p := NewPitch(s.Rate)
	p.Write(s.Samples)
	return p.Finish()
}
