package alignment

import (
	"context"
	"math"
	"sort"

	"gendu/audio/dsp"
)

// judge asks of a line whether what is heard where it was placed sounds like it: how
// much more the line earns there than other stretches of the reference of the same
// length do. The others have the same voice, the same noise and the same freedom to
// bend, so that what is left is the words.
type judge struct {
	x, y    dsp.Frames // coarse, in the space of the second path
	size    float64    // 10 ms frames in a frame of x
	refSize float64    // 10 ms frames of the reference in a frame of y
	lines   []span     // of y
	offer   []float32
	quiet   []bool
	costs   pathCosts
	// clarity is 1 where most lines are well beyond doubt, and less, down to a half,
	// where a short text or noise makes all evidence weak.
	clarity float64
}

const (
	judgeFrames = 4 // 10 ms frames in a frame
	decoys      = 8
)

// evidence is what a judge found out about a line.
type evidence struct {
	margin float64 // earned per voiced frame, less what decoys earn
	frames int     // voiced frames
	decoys int
}

// strength is how many deviations the line earns above what wrong words do there.
// The deviation shrinks with the root of the length; a few decoys do not tell it
// well, so that the figure for all recordings is used.
func (e evidence) strength() float64 {
	const deviation = 0.16 // of one frame, measured on decoys
	return e.margin * math.Sqrt(float64(e.frames)) / deviation
}

// least is the strength below which a line counts as not spoken where it was placed.
// Half a second of speech can hardly show what it is, and a short text offers few
// decoys, often with the same words: less is asked then.
func (e evidence) least() float64 {
	const enough, frames, none, others = 2.8, 15, 3, 6
	long := max(0, min(1, float64(e.frames-none)/(frames-none)))
	return enough * long * min(1, float64(e.decoys)/others)
}

// setClarity learns from the strengths of the lines that were placed.
func (j *judge) setClarity(strengths []float64) {
	const clear = 6.5
	j.clarity = 1
	if n := len(strengths); n > 0 {
		sort.Float64s(strengths)
		j.clarity = min(max(strengths[n/2]/clear, 0.5), 1)
	}
}

// enough says whether a line may count as spoken where it was placed.
func (j *judge) enough(e evidence) bool { return e.strength() >= j.clarity*e.least() }

// confidence is the strength as a chance: a logistic curve fitted by eye to what
// lines swapped with another text's earned, and right ones. It is 0 for a line that
// was laid nowhere.
func (e evidence) confidence() float64 {
	if e.frames == 0 {
		return 0
	}
	return 1 / (1 + math.Exp(-(e.strength()-3.5)*1.2))
}

// finding is a line found by search.
type finding struct {
	line int
	span
	evidence evidence
}

// search looks for lines, in order, within the frames [from, to) of 10 ms, and
// returns those with enough evidence, and no less than need.
func (j *judge) search(ctx context.Context, lines []int, in span, need float64) ([]finding, error) {
	at := j.frames(in)
	if len(lines) == 0 || at.len() == 0 {
		return nil, ctx.Err()
	}
	x := dsp.Frames{Dim: j.x.Dim, Data: j.x.Data[at.from*j.x.Dim : at.to*j.x.Dim]}
	y := dsp.Frames{Dim: j.y.Dim}
	var spans []span
	for _, k := range lines {
		l := j.lines[k]
		spans = append(spans, span{y.Len(), y.Len() + l.len()})
		y.Data = append(y.Data, j.y.Data[l.from*y.Dim:l.to*y.Dim]...)
	}
	const generous = 0.05
	offer := append([]float32(nil), j.offer[at.from:at.to]...)
	for t := range offer {
		offer[t] += generous
	}
	costs := j.costs
	costs.skip = 0
	p := &pathProblem{x: x, y: y, lines: spans, offer: offer, quiet: j.quiet[at.from:at.to], beam: tuned.beam, costs: costs}
	path, err := p.find(ctx, nil)
	if err != nil {
		return nil, err
	}
	first, last, lineOf := make([]int, len(lines)), make([]int, len(lines)), linesOf(spans, y.Len())
	for t, f := range path.at {
		if f >= 0 {
			k := lineOf[f]
			if last[k] == 0 {
				first[k] = t
			}
			last[k] = t + 1
		}
	}
	var out []finding
	for i, k := range lines {
		if last[i] == 0 {
			continue
		}
		f := finding{line: k, span: span{
			max(int(float64(at.from+first[i])*j.size), in.from),
			min(int(float64(at.from+last[i])*j.size), in.to),
		}}
		if f.len() <= 0 {
			continue
		}
		if f.evidence = j.weigh(k, f.from, f.to); j.enough(f.evidence) && f.evidence.strength() >= need {
			out = append(out, f)
		}
	}
	return out, nil
}

// lay is the path of line k over the span, in frames of the judge from the span's
// first on, counted from the line's first.
func (j *judge) lay(k int, in span) []int32 {
	at, line := j.frames(in), j.lines[k]
	costs := j.costs
	costs.skip = 1e6
	p := &pathProblem{
		x:     dsp.Frames{Dim: j.x.Dim, Data: j.x.Data[at.from*j.x.Dim : at.to*j.x.Dim]},
		y:     dsp.Frames{Dim: j.y.Dim, Data: j.y.Data[line.from*j.y.Dim : line.to*j.y.Dim]},
		lines: []span{{0, line.len()}}, offer: j.offer[at.from:at.to], quiet: j.quiet[at.from:at.to], costs: costs,
	}
	r := newPathRun(p)
	for t := range at.len() {
		r.step(t)
	}
	return r.trace().at
}

// frames is a span of 10 ms frames in frames of the judge.
func (j *judge) frames(s span) span {
	return span{max(int(float64(s.from)/j.size), 0), min(int(math.Ceil(float64(s.to)/j.size)), j.x.Len())}
}

// weigh compares line k with its decoys within the frames [from, to) of 10 ms.
func (j *judge) weigh(k, from, to int) evidence {
	at := j.frames(span{from, to})
	line := j.lines[k]
	if line.len() == 0 || at.len() <= 0 {
		return evidence{}
	}
	voiced := 0
	for _, q := range j.quiet[at.from:at.to] {
		if !q {
			voiced++
		}
	}
	if voiced == 0 {
		return evidence{}
	}
	own := j.earned(line, at) / float64(voiced)
	var sum float64
	n := 0
	for _, d := range j.decoysFor(line) {
		sum += j.earned(d, at) / float64(voiced)
		n++
	}
	if n == 0 {
		return evidence{margin: own, frames: voiced}
	}
	return evidence{own - sum/float64(n), voiced, n}
}

// decoysFor are stretches of the reference as long as the line, spread evenly over
// the rest of it.
func (j *judge) decoysFor(line span) []span {
	var out []span
	free := j.y.Len() - line.len()
	for i := range decoys {
		from := int((float64(i) + 0.5) * float64(free) / decoys)
		d := span{from, from + line.len()}
		if d.from < line.to && d.to > line.from || d.from < 0 || d.to > j.y.Len() {
			continue
		}
		out = append(out, d)
	}
	return out
}

// earned is the score of matching the whole stretch d of the reference with the
// frames at of the recording.
func (j *judge) earned(d, at span) float64 {
	m := d.len()
	prev, cur, dist := make([]float32, m), make([]float32, m), make([]float32, m)
	y := dsp.Frames{Dim: j.y.Dim, Data: j.y.Data[d.from*j.y.Dim : d.to*j.y.Dim]}
	norms := rowNorms(y)
	fill(prev)
	for t := at.from; t < at.to; t++ {
		distances(dist, j.x.Row(t), y, 0, norms)
		enter := minusInf
		if t == at.from {
			enter = 0
		}
		rowStep(prev, cur, dist, j.offer[t], j.quiet[t], enter, j.costs)
		prev, cur = cur, prev
	}
	return float64(max(prev[m-1], prev[max(m-2, 0)]-j.costs.jump))
}

// rowStep is stepLine without the memory of where cells came from.
func rowStep(prev, cur, dist []float32, offer float32, quiet bool, enter float32, c pathCosts) {
	for i := range cur {
		gain := offer - dist[i]
		best := prev[i] - c.stay - max(gain, 0)
		if quiet {
			best = prev[i] - c.wait - gain
		}
		switch i {
		case 0:
			best = max(best, enter)
		case 1:
			best = max(best, prev[0], enter-c.jump)
		default:
			best = max(best, prev[i-1], prev[i-2]-c.jump)
		}
		cur[i] = best + gain
	}
}
