package alignment

import (
	"context"
	"math"
	"sort"
)

// readLines takes each line's span from the path.
func (a *aligner) readLines(at []int32) {
	a.lines = make([]lineState, len(a.refLines))
	for k := range a.lines {
		a.lines[k] = lineState{span: span{-1, -1}, skipped: true}
	}
	for t, j := range at {
		if j < 0 {
			continue
		}
		l := &a.lines[a.lineOf[j]]
		if l.skipped {
			l.skipped, l.from = false, t
		}
		l.to = t + 1
	}
}

// readSpans takes only the spans of the lines from a path; what was found out about
// them before, also about those given up, stays.
func (a *aligner) readSpans(at []int32) {
	judged := a.lines
	a.readLines(at)
	for k := range a.lines {
		a.lines[k].evidence = judged[k].evidence
	}
}

// settle judges the lines of a path and gives up those that do not sound like it,
// lays the path again over what remains, takes off what lines have drawn from beyond a
// pause, and looks for lines left out in what audio is left over.
func (a *aligner) settle(ctx context.Context, at []int32, p *progress) ([]int32, error) {
	a.readLines(at)
	j := a.newJudge()
	if a.judgeLines(j, at) {
		var err error
		if at, err = a.finePath(ctx, at, a.wide, judgedSkip, p); err != nil {
			return nil, err
		}
		a.readSpans(at)
		a.judgeLines(j, at)
	}
	a.dropTails(j, at)
	return at, a.rescue(ctx, j, at)
}

// judgeLines weighs the evidence for each line that was placed and takes those out of
// the path for which there is not enough. It says whether there were any.
func (a *aligner) judgeLines(j *judge, at []int32) (changed bool) {
	var strengths []float64
	for k := range a.lines {
		if l := &a.lines[k]; !l.skipped {
			l.evidence = j.weigh(k, l.from, l.to)
			strengths = append(strengths, l.evidence.strength())
		}
	}
	j.setClarity(strengths)
	for k := range a.lines {
		l := &a.lines[k]
		if l.skipped || j.enough(l.evidence) {
			continue
		}
		l.skipped, changed = true, true
		for t := l.from; t < l.to; t++ {
			at[t] = -1
		}
	}
	return changed
}

func (a *aligner) newJudge() *judge {
	c := a.coarsened(judgeFrames)
	j := &judge{x: c.x, y: c.y, size: c.size, refSize: c.refSize, lines: c.lines, quiet: c.quiet, costs: a.coarse}
	j.offer = c.scale(a.coarseMargin)
	return j
}

// rescue looks for lines left out in the audio left over, first between their
// neighbours, then anywhere, and writes what it finds into the path.
func (a *aligner) rescue(ctx context.Context, j *judge, at []int32) error {
	for _, anywhere := range []bool{false, true} {
		for _, hole := range a.holes() {
			lines := a.missing(hole, anywhere)
			need := 0.0 // no more than enough
			if anywhere {
				need = strongEvidence
			}
			found, err := j.search(ctx, lines, hole.span, need)
			if err != nil {
				return err
			}
			for _, f := range found {
				l := &a.lines[f.line]
				l.skipped, l.span, l.evidence = false, f.span, f.evidence
				a.layLine(j, f.line, at)
			}
		}
	}
	return nil
}

// strongEvidence is asked of a line that is found away from its place.
const strongEvidence = 5

// hole is audio that no line claims, and the lines placed before and behind it (-1
// and the number of lines at the ends).
type hole struct {
	span
	before, behind int
}

// holes are the stretches of at least shortestHole voiced frames between lines.
func (a *aligner) holes() []hole {
	const shortestHole = 15
	var placed []int
	for k := range a.lines {
		if !a.lines[k].skipped {
			placed = append(placed, k)
		}
	}
	sort.Slice(placed, func(x, y int) bool { return a.lines[placed[x]].from < a.lines[placed[y]].from })
	var out []hole
	h := hole{before: -1}
	for i := 0; i <= len(placed); i++ {
		h.to, h.behind = len(a.quiet), len(a.lines)
		if i < len(placed) {
			h.to, h.behind = a.lines[placed[i]].from, placed[i]
		}
		voiced := 0
		for t := h.from; t < h.to; t++ {
			if !a.quiet[t] {
				voiced++
			}
		}
		if voiced >= shortestHole {
			out = append(out, h)
		}
		if i < len(placed) {
			h.from, h.before = a.lines[placed[i]].to, placed[i]
		}
	}
	return out
}

// missing are the lines left out that belong into a hole, or all of them.
func (a *aligner) missing(h hole, anywhere bool) []int {
	var out []int
	for k := range a.lines {
		if a.lines[k].skipped && a.refLines[k].to > a.refLines[k].from && (anywhere || k > h.before && k < h.behind) {
			out = append(out, k)
		}
	}
	return out
}

// snapLines finds where each line is heard: its ends move to the edges of the voice.
func (a *aligner) snapLines() {
	var voices []*stretch
	for k := range a.lines {
		l := &a.lines[k]
		l.voice = hopsOf(l.span)
		if !l.skipped {
			voices = append(voices, &l.voice)
		}
	}
	sort.Slice(voices, func(x, y int) bool { return voices[x].from < voices[y].from })
	newSnapper(a.loud).snap(voices)
}

func (a *aligner) result() *Result {
	out := &Result{Method: MethodVoice, Lines: make([]LineTime, len(a.lines))}
	for k, l := range a.lines {
		t := LineTime{Index: k, Evidence: round3(l.evidence.strength()), Confidence: round3(l.evidence.confidence())}
		if t.Spoken = !l.skipped; t.Spoken {
			t.StartMS, t.EndMS = l.voice.from.ms(), l.voice.to.ms()
		}
		out.Lines[k] = t
	}
	return out
}

func round3(v float64) float64 { return math.Round(1000*v) / 1000 }
