package dsp

import "math"

// Costs of the path, on the scale of strengths (0 to 1), after Boersma (1993).
const (
	pathUnvoiced   = 0.50 // strength of the unvoiced state
	pathOctaveJump = 0.40 // per octave between neighbouring frames
	pathOnset      = 0.14 // between voiced and unvoiced

	// Frames far below the loudest of the last seconds count as pauses.
	pathQuietDB  = 30.0
	pathQuiet    = 0.02 // added to the unvoiced state per dB below
	pathFollowDB = 0.03 // fall of the loudness reference per frame

	// The path is settled this many frames behind the newest: far longer than any
	// stretch over which two paths compete.
	pathDelay = 200
	pathChunk = 200
)

// pathNode is one state of one frame: a candidate, or unvoiced (hz 0).
type pathNode struct {
	hz, strength float32
	logHz        float32
	score        float32 // best sum up to here
	back         int16   // state of the frame before
}

// pitchPath finds the best way through the candidates of all frames, in bounded
// memory: it settles what lies pathDelay frames back.
type pitchPath struct {
	frames [][]pathNode
	free   [][]pathNode
	loud   float64
	begun  bool
	track  PitchTrack
}

func (p *pitchPath) add(frame pitchFrame) {
	var nodes []pathNode
	if n := len(p.free); n > 0 {
		nodes, p.free = p.free[n-1][:0], p.free[:n-1]
	}
	if !p.begun {
		p.begun, p.loud = true, frame.levelDB
	}
	p.loud = max(frame.levelDB, p.loud-pathFollowDB)
	var best float32
	for _, c := range frame.candidates {
		best = max(best, c.strength)
		nodes = append(nodes, pathNode{
			hz: c.hz, strength: c.strength, score: c.rank(),
			logHz: float32(math.Log2(float64(c.hz))),
		})
	}
	quiet := max(0, p.loud-frame.levelDB-pathQuietDB)
	nodes = append(nodes, pathNode{strength: best, score: pathUnvoiced + float32(quiet*pathQuiet)})
	if len(p.frames) > 0 {
		connect(p.frames[len(p.frames)-1], nodes)
	}
	p.frames = append(p.frames, nodes)
	if len(p.frames) >= pathDelay+pathChunk {
		p.settle(pathChunk)
	}
}

// connect adds to each state its best predecessor.
func connect(before, nodes []pathNode) {
	for i := range nodes {
		n := &nodes[i]
		best := float32(math.Inf(-1))
		for k, b := range before {
			score := b.score
			switch {
			case (b.hz == 0) != (n.hz == 0):
				score -= pathOnset
			case n.hz != 0:
				score -= pathOctaveJump * float32(math.Abs(float64(b.logHz-n.logHz)))
			}
			if score > best {
				best, n.back = score, int16(k)
			}
		}
		n.score += best
	}
}

// settle appends the first count frames of the best path to the track and drops
// them.
func (p *pitchPath) settle(count int) {
	last := len(p.frames) - 1
	state, top := 0, float32(math.Inf(-1))
	for k, n := range p.frames[last] {
		if n.score > top {
			state, top = k, n.score
		}
	}
	// Scores are relative: taking the best away keeps them small for ever.
	for k := range p.frames[last] {
		p.frames[last][k].score -= top
	}
	from := len(p.track.Hz)
	p.track.Hz = append(p.track.Hz, make([]float32, count)...)
	p.track.Voicing = append(p.track.Voicing, make([]float32, count)...)
	for i := last; i >= 0; i-- {
		n := p.frames[i][state]
		if i < count {
			p.track.Hz[from+i] = n.hz
			p.track.Voicing[from+i] = max(0, min(1, n.strength))
		}
		state = int(n.back)
	}
	p.free = append(p.free, p.frames[:count]...)
	p.frames = append(p.frames[:0], p.frames[count:]...)
}

func (p *pitchPath) finish() PitchTrack {
	if len(p.frames) > 0 {
		p.settle(len(p.frames))
	}
	p.track.HopMS = PitchHopMS
	return p.track
}
