package alignment

import (
	"context"
	"math"

	"gendu/audio/dsp"
)

// pathProblem asks for the best way to lay a recording over a reference.
//
// Every frame of the recording is either matched with a frame of the reference or
// left out between two lines. A match earns offer[t] - distance: what the frame is
// worth against a reference frame taken at random, minus what it costs here, so that
// the right text earns and any other text loses. The sum over all frames is as long
// as the recording whatever the path, so that paths compare fairly. Within a line the
// reference advances by 0, 1 or 2 frames; silence in the recording may be waited out
// anywhere at no cost; a line that would lose more than its skip cost is left out.
type pathProblem struct {
	x, y   dsp.Frames // recording and reference; scaled alike
	lines  []span     // of y, in order
	offer  []float32  // per frame of x
	quiet  []bool     // frames of x without voice
	rest   []float32  // what a frame of x earns as background; nil: nothing
	waits  []bool     // frames of y at which silence may be waited out; nil: all
	lo, hi []int32    // the band: frames of y allowed at each frame of x; nil: all
	beam   float32    // a line this far behind the best is given up; 0: none is
	costs  pathCosts
	// history is how many bytes of where cells came from are kept; 0: maxHistory.
	history int
}

// span is a half-open range of frames.
type span struct{ from, to int }

func (s span) len() int { return s.to - s.from }

type pathCosts struct {
	stay float32 // the reference waits for a frame
	wait float32 // … for one of silence: a little dearer than leaving it out
	jump float32 // the reference leaves out a frame
	gap  float32 // a voiced frame of the recording is left out
	skip float32 // a line is left out
	edge float32 // a line begins or ends
	// guard is the number of frames at both ends of a line in which the reference does
	// not wait for silence: it would begin the line at a noise in the pause before.
	guard int
}

// pathResult is a path: for each frame of the recording the frame of the reference,
// or -1 where the recording is left out.
type pathResult struct {
	at    []int32
	score float32
}

// find solves the problem; done, if not nil, receives the share done. It keeps a
// quarter of a byte per cell visited, up to maxHistory, and without a band it visits
// at most about maxCells for a frame, so that its memory is bounded and its time
// grows with the recording alone. The error is ctx's.
func (p *pathProblem) find(ctx context.Context, done func(float64)) (*pathResult, error) {
	r := newPathRun(p)
	frames := p.x.Len()
	for t := range frames {
		if t&255 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if done != nil {
				done(float64(t) / float64(frames))
			}
		}
		r.step(t)
	}
	return r.trace(), nil
}

const (
	stepStay = iota
	stepNext
	stepJump
	stepEnter
)

const (
	edgeGap   = iota // the recording is left out before the line
	edgeLast         // the line before ended with its last frame
	edgeEarly        // … with the last but one
	edgeSkip         // the line before was left out
)

var minusInf = float32(math.Inf(-1))
