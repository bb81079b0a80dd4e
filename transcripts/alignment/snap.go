package alignment

// snapper moves the ends of lines, as the path gives them, to where the voice begins
// and ends. The path is right to a few frames at best, and its silence belongs to
// nobody; the pauses of the recording are exact.
type snapper struct {
	loud   *loudness
	pauses []stretch // silent runs
}

const (
	shortestPause = 60 / levelHopMS // shorter silence is a closure inside a word
	shortestVoice = 20 / levelHopMS // a shorter burst inside a pause is a click
	snapReach     = 350 / levelHopMS
	pauseWorth    = 600 / levelHopMS // a pause longer than this attracts no more
	jointWithin   = 700 / levelHopMS // lines closer than this share their pause
	trustPath     = 60 / levelHopMS  // in noise, edges are looked for this near the path
	fade          = 60 / levelHopMS
	clearSpeech   = 26 // dB
)

func newSnapper(l *loudness) *snapper {
	s := &snapper{loud: l}
	from := hop(0) // of the running pause
	in := true
	for i := hop(0); i <= l.end(); i++ {
		quiet := i < l.end() && l.level[i] < l.threshold(i)
		switch {
		case quiet && !in:
			from, in = i, true
		case !quiet && in:
			s.add(stretch{from, i})
			in = false
		}
	}
	s.dropShort()
	return s
}

// add appends a silent run, joined with the one before across a click.
func (s *snapper) add(p stretch) {
	if n := len(s.pauses); n > 0 && p.from-s.pauses[n-1].to < shortestVoice {
		s.pauses[n-1].to = p.to
		return
	}
	if p.len() > 0 {
		s.pauses = append(s.pauses, p)
	}
}

func (s *snapper) dropShort() {
	kept := s.pauses[:0]
	for _, p := range s.pauses {
		if p.len() >= shortestPause || p.from == 0 || p.to == s.loud.end() {
			kept = append(kept, p)
		}
	}
	s.pauses = kept
}

// near is the pause that best explains a boundary somewhere in [from, to]: close to
// it, and long.
func (s *snapper) near(from, to, min0, max0 hop) (best stretch, ok bool) {
	cost := hop(1 << 30)
	for _, p := range s.pauses[s.firstAfter(min0):] {
		if p.from > max0 || p.from > to+snapReach {
			break
		}
		distance := max(p.from-to, from-p.to, 0)
		if p.to < min0 || distance > snapReach {
			continue
		}
		if c := 2*distance - min(p.len(), pauseWorth); c < cost {
			best, cost, ok = p, c, true
		}
	}
	return best, ok
}

// firstAfter is the index of the first pause that ends after i.
func (s *snapper) firstAfter(i hop) int {
	lo, hi := 0, len(s.pauses)
	for lo < hi {
		if mid := (lo + hi) / 2; s.pauses[mid].to > i {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// snap moves the ends of the lines, given in order of time; afterwards none overlap.
func (s *snapper) snap(lines []*stretch) {
	before := hop(0) // where the line before may not be cut: its middle
	for k, l := range lines {
		middle := (l.from + l.to) / 2
		if k == 0 {
			if p, ok := s.near(l.from, l.from, 0, middle); ok {
				l.from = s.start(l.from, p)
			}
		} else {
			s.settleJoint(lines[k-1], l, before, middle)
		}
		before = middle
	}
	if len(lines) > 0 {
		l := lines[len(lines)-1]
		if p, ok := s.near(l.to, l.to, before, s.loud.end()); ok {
			l.to = min(s.end(l.to, p), s.loud.end())
		}
	}
}

// settleJoint settles the end of line a and the start of line b behind it.
func (s *snapper) settleJoint(a, b *stretch, aMiddle, bMiddle hop) {
	if b.from-a.to < jointWithin {
		if p, ok := s.near(a.to, b.from, aMiddle, bMiddle); ok {
			a.to, b.from = s.end(a.to, p), s.start(b.from, p)
		} else {
			cut := s.quietest((a.to + b.from) / 2)
			a.to, b.from = cut, cut
		}
	} else {
		if p, ok := s.near(a.to, a.to, aMiddle, b.from); ok {
			a.to = s.end(a.to, p)
		}
		if p, ok := s.near(b.from, b.from, a.to, bMiddle); ok {
			b.from = s.start(b.from, p)
		}
	}
	a.to = max(a.to, aMiddle+1)
	b.from = max(min(b.from, bMiddle), a.to)
}

// start is where a line begins that the path begins at i, if p is the pause before.
// Where noise or music hides the edge, the path knows better than the level.
func (s *snapper) start(i hop, p stretch) hop {
	if s.noisy(i) && (p.to > i+trustPath || p.to < i-trustPath) {
		return i
	}
	return p.to
}

// end is where a line ends that the path ends at i, if p is the pause behind. The
// path ends early by what fades into the noise.
func (s *snapper) end(i hop, p stretch) hop {
	if s.noisy(i) && (p.from > i+fade+trustPath || p.from < i+fade-trustPath) {
		return i + fade
	}
	return p.from
}

// noisy says whether the voice stands less than clearSpeech dB above the background.
func (s *snapper) noisy(i hop) bool {
	sec := s.loud.second(i)
	return sec >= 0 && s.loud.voice[sec]-s.loud.floor[sec] < clearSpeech
}

// quietest is the quietest hop within 40 ms.
func (s *snapper) quietest(i hop) hop {
	const reach = 40 / levelHopMS
	best := i
	for k := max(i-reach, 0); k <= min(i+reach, s.loud.end()-1); k++ {
		if s.loud.level[k] < s.loud.level[min(best, s.loud.end()-1)] {
			best = k
		}
	}
	return best
}
