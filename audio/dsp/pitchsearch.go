package dsp

import "math"

// pitchCandidate is one possible period of a frame.
type pitchCandidate struct {
	hz       float32
	strength float32 // 1 = exactly periodic
}

const (
	maxPitchCandidates = 6
	minPitchStrength   = 0.25
	// A multiple of the period fits as well as the period: shorter ones win by this
	// much per octave.
	pitchOctaveCost = 0.02
	pitchGateDB     = -75.0
)

// pitchFrame is what the path chooses from.
type pitchFrame struct {
	levelDB    float64
	candidates []pitchCandidate // valid until the next search
}

// pitchSearch finds the candidates of a frame; it keeps scratch memory only.
type pitchSearch struct {
	prefix [2*pitchReach + 1]float32
	coarse [coarseMaxLag + 2]float32
	found  []pitchCandidate
}

// candidates looks at the window around signal[at]; half is every second sample.
func (s *pitchSearch) candidates(signal, half []float32, at int) pitchFrame {
	s.found = s.found[:0]
	window := signal[at-pitchWindow/2 : at+pitchWindow/2]
	frame := pitchFrame{levelDB: PowerDB(meanSquare(window))}
	if frame.levelDB < pitchGateDB {
		return frame
	}
	s.scan(half, at/2)
	s.pick(signal, at)
	frame.candidates = s.found
	return frame
}

// scan fills s.coarse with the normalised autocorrelation at 4 kHz.
func (s *pitchSearch) scan(half []float32, at int) {
	const reach = (coarseWindow+coarseMaxLag)/2 + 2
	from := at - reach
	x := half[from : at+reach]
	prefix := s.prefix[:len(x)+1]
	var sum float32
	for i, v := range x {
		sum += v * v
		prefix[i+1] = sum
	}
	for lag := coarseMinLag - 1; lag <= coarseMaxLag+1; lag++ {
		a := reach - (coarseWindow+lag)/2
		b := a + lag
		energy := prefix[a+coarseWindow] - prefix[a] + prefix[b+coarseWindow] - prefix[b]
		s.coarse[lag] = 2 * dot(x[a:a+coarseWindow], x[b:b+coarseWindow]) / (energy + 1e-12)
	}
}

// pick refines the strongest maxima of the scan.
func (s *pitchSearch) pick(signal []float32, at int) {
	for lag := coarseMinLag; lag <= coarseMaxLag; lag++ {
		v := s.coarse[lag]
		// A peak between two samples of the scan reads low: the parabola lifts it.
		if v < minPitchStrength/2 || v < s.coarse[lag-1] || v <= s.coarse[lag+1] {
			continue
		}
		shift, top := parabola(s.coarse[lag-1], v, s.coarse[lag+1])
		if top < minPitchStrength {
			continue
		}
		s.insert(pitchCandidate{hz: pitchRate / 2 / (float32(lag) + shift), strength: top})
	}
	kept := s.found[:0]
	for _, c := range s.found {
		c = refinePitch(signal, at, c)
		if c.hz >= PitchMinHz && c.hz <= PitchMaxHz && c.strength >= minPitchStrength {
			kept = append(kept, c)
		}
	}
	s.found = kept
}

// insert keeps the best candidates, in order of rank.
func (s *pitchSearch) insert(c pitchCandidate) {
	i := len(s.found)
	s.found = append(s.found, c)
	for ; i > 0 && s.found[i-1].rank() < c.rank(); i-- {
		s.found[i] = s.found[i-1]
	}
	s.found[i] = c
	s.found = s.found[:min(len(s.found), maxPitchCandidates)]
}

// rank is the strength with the preference for short periods.
func (c pitchCandidate) rank() float32 {
	return c.strength + pitchOctaveCost*float32(math.Log2(float64(c.hz)/PitchMinHz))
}

// refinePitch moves a candidate to the maximum at 8 kHz and interpolates. The
// window is only as long as the voice needs, so that fast tones are not smoothed;
// the strength stays that of the full window, where noise shows.
func refinePitch(signal []float32, at int, c pitchCandidate) pitchCandidate {
	lag := int(math.Round(float64(pitchRate / c.hz)))
	lag = max(2*coarseMinLag, min(lag, pitchMaxLag))
	width := max(refineWindow, min(lag*5/2, pitchWindow)) &^ 3
	left, mid, right := periodicity(signal, at, lag-1, width), periodicity(signal, at, lag, width), periodicity(signal, at, lag+1, width)
	for range 3 {
		switch {
		case left > mid && left >= right && lag > 2*coarseMinLag:
			lag, mid, right = lag-1, left, mid
			left = periodicity(signal, at, lag-1, width)
			continue
		case right > mid && lag < pitchMaxLag:
			lag, left, mid = lag+1, mid, right
			right = periodicity(signal, at, lag+1, width)
			continue
		}
		break
	}
	shift, _ := parabola(left, mid, right)
	return pitchCandidate{hz: pitchRate / (float32(lag) + shift), strength: min(c.strength, 1)}
}

// periodicity is the normalised autocorrelation of the two windows of a width that
// lie lag apart around signal[at].
func periodicity(signal []float32, at, lag, width int) float32 {
	a := at - (width+lag)/2
	x, y := signal[a:a+width], signal[a+lag:a+lag+width]
	return 2 * dot(x, y) / (dot(x, x) + dot(y, y) + 1e-12)
}

// parabola is the position (within ±1) and height of the top of the parabola
// through three equidistant values, the middle one being the largest.
func parabola(left, mid, right float32) (shift, top float32) {
	bend := left - 2*mid + right
	if bend >= 0 {
		return 0, mid
	}
	shift = max(-1, min(1, 0.5*(left-right)/bend))
	return shift, mid - 0.25*(left-right)*shift
}
