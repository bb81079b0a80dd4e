package transcripts

import (
	"context"
	"slices"

	"gendu/audio"
)

// tuning holds the constants of the method. Distances are in units of the mean
// distance between a frame of the recording and one of the reference at random.
type tuning struct {
	coarseFrames int // 10 ms frames in a coarse one
	coarseDim    int // columns that the coarse path looks at
	// The offer for a frame is the mean less kappa deviations of random matches. The
	// first path, before the voices are mapped onto each other, offers more: it may
	// match too much, but it must find something to learn from.
	firstKappa, coarseKappa, fineKappa float32
	coarse, fine                       pathCosts
	deltaWeight                        float32 // of the first path
	wide, narrow                       band
	samples                            int     // random matches per frame
	beam                               float32 // of the coarse path
}

var tuned = tuning{
	coarseFrames: 8, coarseDim: 12, firstKappa: 0.6, coarseKappa: 1, fineKappa: 0.8,
	coarse:      pathCosts{stay: 0.1, wait: 0.02, jump: 0.05, gap: 0.02, skip: 0.5, edge: 0.1},
	fine:        pathCosts{stay: 0.05, wait: 0.015, jump: 0.05, gap: 0.01, skip: 1, edge: 0.2, guard: 6},
	deltaWeight: 3, wide: band{200, 20}, narrow: band{25, 15}, samples: 200, beam: 30,
}

// aligner holds what the steps share.
type aligner struct {
	tuning
	rec   *recording
	ref   *reference
	loud  *loudness
	quiet []bool // per 10 ms frame of the recording

	x, y   audio.Frames // normalised, weighted
	lineOf []int32      // of frames of y
	lines  []lineState
}

// lineState is what is known of a line as the work goes on, in 10 ms frames.
type lineState struct {
	span
	skipped  bool
	evidence evidence
}

func alignToVoice(ctx context.Context, rec *recording, ref *reference, spoken []spokenLine, o AlignOptions, p *progress) (*Alignment, error) {
	if rec.feats.Len() == 0 || ref.feats.Len() == 0 { // no audio, or nothing to say
		return unspoken(len(ref.lines)), nil
	}
	a := &aligner{tuning: tuned, rec: rec, ref: ref, loud: newLoudness(rec.level)}
	a.quiet = a.loud.quiet(rec.feats.Len(), frameMS/levelHopMS)
	if !slices.Contains(a.quiet, false) {
		return unspoken(len(ref.lines)), nil
	}
	a.prepare()
	path, err := a.coarsePath(ctx, a.firstKappa, p.part(0, 0.4))
	if err != nil {
		return nil, err
	}
	if a.learn(path) {
		if path, err = a.coarsePath(ctx, a.coarseKappa, p.part(0.4, 0.7)); err != nil {
			return nil, err
		}
	}
	if path, err = a.finePath(ctx, path, a.wide, p.part(0.7, 0.9)); err != nil {
		return nil, err
	}
	if path, err = a.settle(ctx, path, p.part(0.9, 0.95)); err != nil {
		return nil, err
	}
	// Once more, with a map learnt from single frames, close to where the path is.
	a.learn(path)
	if path, err = a.finePath(ctx, path, a.narrow, p.part(0.95, 1)); err != nil {
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
func unspoken(lines int) *Alignment {
	out := &Alignment{Method: MethodVoice, Lines: make([]LineTime, lines)}
	for i := range out.Lines {
		out.Lines[i].Index = i
	}
	return out
}

func (a *aligner) prepare() {
	dim := a.ref.feats.Dim
	weight := make([]float32, dim)
	for c := range weight {
		weight[c] = 1
		if c >= dim/2 {
			weight[c] = a.deltaWeight
		}
	}
	a.x, a.y = a.rec.feats, a.ref.feats // changed in place from here on: an hour is 35 MB
	spans := make([]span, len(a.ref.lines))
	for k, l := range a.ref.lines {
		spans[k] = span{l.from, l.to}
	}
	a.lineOf = linesOf(spans, a.y.Len())
	normalise(a.x, func(i int) bool { return !a.quiet[i] }, weight)
	normalise(a.y, nil, weight)
}

// offers are what the frames of x are worth in the units of the path, and the scale
// from the units of x and y to those: one is the mean distance of random matches.
func (a *aligner) offers(x, y audio.Frames, quiet []bool, kappa float32) (offer []float32, scale float32) {
	offer, sd := randomMatch(x, y, a.samples)
	var all mean
	for t, m := range offer {
		if !quiet[t] {
			all.add(m)
		}
	}
	if scale = all.value(); scale > 0 {
		scale = 1 / scale
	}
	for t := range offer {
		offer[t] = scale * (offer[t] - kappa*sd[t])
	}
	return offer, scale
}

func multiply(f audio.Frames, by float32) {
	for i := range f.Data {
		f.Data[i] *= by
	}
}

// coarsePath returns, per 10 ms frame of the recording, the frame of the reference
// or -1.
func (a *aligner) coarsePath(ctx context.Context, kappa float32, p *progress) ([]int32, error) {
	c := a.coarsened(float64(a.coarseFrames))
	problem := &pathProblem{x: c.x, y: c.y, lines: c.lines, quiet: c.quiet, beam: a.beam, costs: a.coarse}
	problem.offer = a.scale(c, kappa)
	res, err := problem.find(ctx, p.set)
	if err != nil {
		return nil, err
	}
	// Back to 10 ms.
	at := make([]int32, a.x.Len())
	lineOf := linesOf(c.lines, c.y.Len())
	for t := range at {
		j := res.at[min(int(float64(t)/c.size), len(res.at)-1)]
		if j < 0 {
			at[t] = -1
			continue
		}
		k := lineOf[j]
		l := a.ref.lines[k]
		in := (float64(int(j)-c.lines[k].from) + 0.5) * c.refSize
		at[t] = int32(min(l.from+int(in), l.to-1))
	}
	return at, nil
}

// coarseView is the problem at a coarser grain.
type coarseView struct {
	x, y          audio.Frames
	lines         []span
	quiet         []bool
	size, refSize float64 // 10 ms frames in a frame of x and of y
}

// coarsened averages size frames of the recording to one, and as many of the
// reference as take the same time at the speaker's tempo, so that the path goes
// straight on where the tempo is the usual one.
func (a *aligner) coarsened(size float64) coarseView {
	voiced := 0
	for _, q := range a.quiet {
		if !q {
			voiced++
		}
	}
	tempo := 1.0
	if a.y.Len() > 0 {
		tempo = min(max(float64(voiced)/float64(a.y.Len()), 0.7), 1.5)
	}
	c := coarseView{x: average(a.x, size, a.coarseDim), size: size, refSize: size / tempo}
	c.y, c.lines = averageLines(a.y, a.ref.lines, c.refSize, a.coarseDim)
	c.quiet = make([]bool, c.x.Len())
	for t := range c.quiet {
		n := 0
		from, to := averaged(t, size, len(a.quiet))
		for i := from; i < to; i++ {
			if a.quiet[i] {
				n++
			}
		}
		c.quiet[t] = 2*n > to-from
	}
	return c
}

// scale brings a coarse view to the units of the path and returns the offers.
func (a *aligner) scale(c coarseView, kappa float32) []float32 {
	offer, scale := a.offers(c.x, c.y, c.quiet, kappa)
	multiply(c.x, scale)
	multiply(c.y, scale)
	return offer
}

// averageLines is average line by line, so that no coarse frame holds two lines.
func averageLines(f audio.Frames, lines []refLine, size float64, dim int) (audio.Frames, []span) {
	out := audio.Frames{Dim: dim, HopMS: f.HopMS * size}
	spans := make([]span, len(lines))
	for k, l := range lines {
		spans[k].from = out.Len()
		if l.to > l.from {
			part := audio.Frames{Dim: f.Dim, HopMS: f.HopMS, Data: f.Data[l.from*f.Dim : l.to*f.Dim]}
			out.Data = append(out.Data, average(part, size, dim).Data...)
		}
		spans[k].to = out.Len()
	}
	return out, spans
}
