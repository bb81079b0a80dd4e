package alignment

import (
	"context"
	"slices"

	"gendu/audio/dsp"
	"gendu/transcripts/readaloud"
)

// tuning holds the constants of the method. Distances are in units of the mean
// distance between a frame of the recording and one of the reference at random.
type tuning struct {
	coarseFrames int // 10 ms frames in a coarse one
	coarseDim    int // columns that the coarse path looks at
	// What a frame is worth: the mean distance of random matches, less so many of their
	// standard deviations. The first path, before the voices are mapped onto each other,
	// takes off less: it may match too much, but it must find something to learn from.
	firstMargin, coarseMargin, fineMargin float32
	coarse, fine                          pathCosts
	deltaWeight                           float32 // of the first path
	wide, narrow                          band
	samples                               int     // random matches per frame
	beam                                  float32 // of the coarse path
}

var tuned = tuning{
	coarseFrames: 8, coarseDim: 12, firstMargin: 0.6, coarseMargin: 1, fineMargin: 0.8,
	coarse:      pathCosts{stay: 0.1, wait: 0.02, jump: 0.05, gap: 0.02, skip: 0.5, edge: 0.1},
	fine:        pathCosts{stay: 0.05, wait: 0.015, jump: 0.05, gap: 0.01, skip: 1, edge: 0.2, guard: 6},
	deltaWeight: 3, wide: band{200, 20}, narrow: band{25, 15}, samples: 200, beam: 30,
}

// judgedSkip is the price of leaving out a line that was judged to be spoken where it
// is: later paths move it, and do not lose it again. In noise they would.
const judgedSkip = 50

// aligner holds what the steps share, for a piece of the recording.
type aligner struct {
	tuning
	refLines []refLine
	loud     *loudness
	quiet    []bool // per 10 ms frame of the recording

	x, y   dsp.Frames // normalised, weighted
	lineOf []int32    // of frames of y
	lines  []lineState
}

// lineState is what is known of a line as the work goes on, in 10 ms frames.
type lineState struct {
	span
	skipped  bool
	evidence evidence
	voice    stretch // where it is heard, once the ends are moved to the edges of the voice
}

// alignPiece aligns the lines of a piece within its stretch of the recording; times
// and indexes count from the piece's beginning.
func alignPiece(ctx context.Context, rec *recording, ref *reference, pc piece, spoken []readaloud.Line, o Options, p *progress) (*Result, error) {
	a := &aligner{tuning: tuned, loud: newLoudness(rec.levels(pc.frames))}
	a.quiet = a.loud.quiet(pc.frames.len())
	if !slices.Contains(a.quiet, false) {
		return unspoken(pc.lines.len()), nil
	}
	a.x = rec.withDeltas(pc.frames)
	if a.y, a.refLines = ref.part(pc.lines); a.y.Len() == 0 { // nothing to say
		return unspoken(pc.lines.len()), nil
	}
	a.prepare()
	path, err := a.coarsePath(ctx, a.firstMargin, p.part(0, 0.4))
	if err != nil {
		return nil, err
	}
	if a.learn(path) {
		if path, err = a.coarsePath(ctx, a.coarseMargin, p.part(0.4, 0.7)); err != nil {
			return nil, err
		}
	}
	if path, err = a.finePath(ctx, path, a.wide, a.fine.skip, p.part(0.7, 0.9)); err != nil {
		return nil, err
	}
	if path, err = a.settle(ctx, path, p.part(0.9, 0.95)); err != nil {
		return nil, err
	}
	// Once more, with a map learnt from single frames, close to where the path is.
	a.learn(path)
	if path, err = a.finePath(ctx, path, a.narrow, judgedSkip, p.part(0.95, 1)); err != nil {
		return nil, err
	}
	a.readSpans(path)
	a.snapLines()
	out := a.result()
	if o.Words {
		a.timeWords(out, path, spoken)
	}
	return out, nil
}

// learn maps the voices onto each other, as a path pairs their frames. It says
// whether there was enough to learn from.
func (a *aligner) learn(path []int32) bool {
	m := learnMap(a.x, a.y, path, func(t int) bool { return !a.quiet[t] })
	if m != nil {
		m.apply(a.x, a.y)
	}
	return m != nil
}

// unspoken is the alignment of lines none of which was found.
func unspoken(lines int) *Result {
	out := &Result{Method: MethodVoice, Lines: make([]LineTime, lines)}
	for i := range out.Lines {
		out.Lines[i].Index = i
	}
	return out
}

func (a *aligner) prepare() {
	dim := a.x.Dim
	weight := make([]float32, dim)
	for c := range weight {
		weight[c] = 1
		if c >= dim/2 {
			weight[c] = a.deltaWeight
		}
	}
	spans := make([]span, len(a.refLines))
	for k, l := range a.refLines {
		spans[k] = span{l.from, l.to}
	}
	a.lineOf = linesOf(spans, a.y.Len())
	normalise(a.x, func(i int) bool { return !a.quiet[i] }, weight)
	normalise(a.y, nil, weight)
}
