package alignment

import (
	"context"

	"gendu/audio/dsp"
)

// frameRewards are what the frames of x are worth in the units of the path, and the scale
// from the units of x and y to those: one is the mean distance of random matches.
func frameRewards(x, y dsp.Frames, quiet []bool, margin float32) (offer []float32, scale float32) {
	offer, sd := randomMatch(x, y, tuned.samples)
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
		offer[t] = scale * (offer[t] - margin*sd[t])
	}
	return offer, scale
}

func multiply(f dsp.Frames, by float32) {
	for i := range f.Data {
		f.Data[i] *= by
	}
}

// coarsePath returns, per 10 ms frame of the recording, the frame of the reference
// or -1.
func (a *aligner) coarsePath(ctx context.Context, margin float32, p *progress) ([]int32, error) {
	c := a.coarsened(float64(a.coarseFrames))
	res, err := c.path(ctx, margin, p)
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
		l := a.refLines[k]
		in := (float64(int(j)-c.lines[k].from) + 0.5) * c.refSize
		at[t] = int32(min(l.from+int(in), l.to-1))
	}
	return at, nil
}

// coarseView is the problem at a coarser grain.
type coarseView struct {
	x, y          dsp.Frames
	lines         []span
	quiet         []bool
	size, refSize float64 // 10 ms frames in a frame of x and of y
}

// coarsened averages size frames of the recording to one, and as many of the
// reference as take the same time at the speaker's tempo, so that the path goes
// straight on where the tempo is the usual one.
func (a *aligner) coarsened(size float64) coarseView {
	c := coarseView{x: average(a.x, size, a.coarseDim), size: size, refSize: size / tempo(a.quiet, a.y.Len())}
	c.y, c.lines = averageLines(a.refLines, c.refSize, a.coarseDim, func(s span) dsp.Frames {
		return average(dsp.Frames{Dim: a.y.Dim, Data: a.y.Data[s.from*a.y.Dim : s.to*a.y.Dim]}, c.refSize, a.coarseDim)
	})
	c.quiet = mostlyQuiet(a.quiet, size, c.x.Len())
	return c
}

// tempo is how much longer the speaker takes than the reference of so many frames.
func tempo(quiet []bool, reference int) float64 {
	voiced := 0
	for _, q := range quiet {
		if !q {
			voiced++
		}
	}
	if reference == 0 {
		return 1
	}
	return min(max(float64(voiced)/float64(reference), 0.7), 1.5)
}

// mostlyQuiet says of n frames of the given size whether most of each is quiet.
func mostlyQuiet(quiet []bool, size float64, n int) []bool {
	out := make([]bool, n)
	for t := range out {
		from, to := averaged(t, size, len(quiet))
		count := 0
		for _, q := range quiet[from:to] {
			if q {
				count++
			}
		}
		out[t] = 2*count > to-from
	}
	return out
}

// path finds the path through a view; x and y are brought to its units.
func (c coarseView) path(ctx context.Context, margin float32, p *progress) (*pathResult, error) {
	problem := &pathProblem{
		x: c.x, y: c.y, lines: c.lines, quiet: c.quiet, beam: tuned.beam, costs: tuned.coarse, offer: c.scale(margin),
	}
	return problem.find(ctx, p.set)
}

// scale brings a view to the units of the path and returns the offers.
func (c coarseView) scale(margin float32) []float32 {
	offer, scale := frameRewards(c.x, c.y, c.quiet, margin)
	multiply(c.x, scale)
	multiply(c.y, scale)
	return offer
}

// averageLines shrinks line by line, so that no coarse frame holds two lines.
func averageLines(lines []refLine, size float64, dim int, averaged func(span) dsp.Frames) (dsp.Frames, []span) {
	out := dsp.Frames{Dim: dim, HopMS: frameMS * size}
	spans := make([]span, len(lines))
	for k, l := range lines {
		spans[k].from = out.Len()
		if l.to > l.from {
			out.Data = append(out.Data, averaged(span{l.from, l.to}).Data...)
		}
		spans[k].to = out.Len()
	}
	return out, spans
}
