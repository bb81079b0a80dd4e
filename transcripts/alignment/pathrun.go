package alignment

// pathRun is the state of the search: the scores at the frame before and at this
// one, and, packed two bits each, where every cell came from.
type pathRun struct {
	*pathProblem
	norms           []float32 // |y|²
	prev, cur, dist []float32 // per frame of y
	prevEdge, edge  []float32 // edge k lies before line k
	seen            []lineSeen
	edgeSeen        []int32 // frame at which an edge was last visited
	best            float32 // of all cells and edges at the frame before
	lineOf          []int32

	cells []cellsAt
	edges []edgesAt

	open    span    // edges that can still be on the path; without a band
	at      []int32 // the path, as far as it is settled
	settled int     // frames before this one are
	stepped int     // the last frame done
	held    int     // about the bytes in cells and edges
	history int     // … and how many there may be
	// floor is a score below which nothing is looked at, because the frame before had
	// more cells than are allowed.
	floor float32
}

// lineSeen is where and when a line was last visited.
type lineSeen struct {
	span
	frame int32
	best  float32
}

// cellsAt are the cells visited at a frame: one run of reference frames per line.
type cellsAt []cellRun

type cellRun struct {
	from, to int32
	steps    []byte
}

// edgesAt are the edges visited at a frame, from the first on.
type edgesAt struct {
	first int32
	from  []byte
}

func newPathRun(p *pathProblem) *pathRun {
	m, frames, lines := p.y.Len(), p.x.Len(), len(p.lines)
	r := &pathRun{
		pathProblem: p, history: p.history, norms: rowNorms(p.y),
		prev: make([]float32, m), cur: make([]float32, m), dist: make([]float32, m),
		prevEdge: make([]float32, lines+1), edge: make([]float32, lines+1),
		seen: make([]lineSeen, lines), edgeSeen: make([]int32, lines+1),
		lineOf: linesOf(p.lines, m),
		cells:  make([]cellsAt, frames), edges: make([]edgesAt, frames),
		at: make([]int32, frames), floor: minusInf,
	}
	for k := range r.seen {
		r.seen[k] = lineSeen{frame: -2, best: minusInf}
	}
	// Before the first frame: at the first edge, or behind lines left out.
	for k := range p.lines {
		r.edgeSeen[k+1] = -1
		r.prevEdge[k+1] = r.prevEdge[k] - r.skipCost(k)
	}
	r.edgeSeen[0] = -1
	r.open = span{0, lines + 1}
	if r.history == 0 {
		r.history = maxHistory
	}
	return r
}

// linesOf is the line of each of n frames.
func linesOf(lines []span, n int) []int32 {
	of := make([]int32, n)
	for k, l := range lines {
		for j := l.from; j < l.to; j++ {
			of[j] = int32(k)
		}
	}
	return of
}

func (r *pathRun) skipCost(k int) float32 {
	if r.lines[k].len() < 2 {
		return 0
	}
	return r.costs.skip
}

// window is the range of lines to visit at frame t, and the band.
func (r *pathRun) window(t int) (kFrom, kTo, lo, hi int) {
	if r.lo == nil || r.y.Len() == 0 {
		return r.open.from, min(r.open.to, len(r.lines)), 0, r.y.Len()
	}
	lo, hi = int(r.lo[t]), int(r.hi[t])
	return int(r.lineOf[lo]), int(r.lineOf[hi-1]) + 1, lo, hi
}

// step goes from the frame before t to t.
func (r *pathRun) step(t int) {
	kFrom, kTo, lo, hi := r.window(t)
	best, cells := minusInf, 0
	last := r.cells[max(t-1, 0)]
	runs := make(cellsAt, 0, len(last)+1)
	for k := kFrom; k < kTo && cells < 2*maxCells; k++ {
		from, to := max(r.lines[k].from, lo), min(r.lines[k].to, hi)
		if from >= to || !r.alive(t, k) {
			continue
		}
		r.resetUnvisited(t, k, from, to)
		run := cellRun{int32(from), int32(to), make([]byte, (to-from+3)/4)}
		distances(r.dist[from:to], r.x.Row(t), r.y, from, r.norms)
		lineBest := r.stepLine(t, k, run)
		r.seen[k] = lineSeen{span{from, to}, int32(t), lineBest}
		best = max(best, lineBest)
		runs = append(runs, run)
		cells += to - from
	}
	r.cells[t] = runs
	if r.lo != nil {
		best = max(best, r.stepEdges(t, kFrom, kTo))
	} else {
		best = max(best, r.stepOpenEdges(t, best))
	}
	r.best = best
	r.prev, r.cur = r.cur, r.prev
	r.prevEdge, r.edge = r.edge, r.prevEdge
	r.stepped = t
	if r.floor = minusInf; cells > maxCells {
		r.raiseFloor(t)
	}
	if r.held += r.weightAt(t); r.held > r.history {
		r.forget(t)
	}
}

// alive says whether a line can still be on the best path: by its own best score or
// by that of the edge before it.
func (r *pathRun) alive(t, k int) bool {
	if r.beam == 0 {
		return true
	}
	return r.scoreOfLine(t-1, k) >= max(r.best-r.beam, r.floor)
}

// scoreOfLine is the best score of line k behind frame t, or that of entering it.
func (r *pathRun) scoreOfLine(t, k int) float32 {
	score := minusInf
	if r.seen[k].frame == int32(t) {
		score = r.seen[k].best
	}
	if r.edgeSeen[k] == int32(t) {
		score = max(score, r.prevEdge[k]-r.costs.edge)
	}
	return score
}

// resetUnvisited makes prev right for the cells that were not visited at the frame before.
func (r *pathRun) resetUnvisited(t, k, from, to int) {
	start := max(from-2, r.lines[k].from)
	s := r.seen[k]
	if s.frame != int32(t-1) {
		fill(r.prev[start:to])
		return
	}
	fill(r.prev[start:max(min(s.from, to), start)])
	fill(r.prev[min(max(s.to, start), to):to])
}

func fill(s []float32) {
	for i := range s {
		s[i] = minusInf
	}
}

// stepLine does the cells of a run and returns the best score.
func (r *pathRun) stepLine(t, k int, run cellRun) float32 {
	offer, quiet, rest := r.offer[t], r.quiet[t], r.restAt(t)
	stay, jump, wait := r.costs.stay, r.costs.jump, r.costs.wait
	enter := minusInf
	if r.edgeSeen[k] == int32(t-1) {
		enter = r.prevEdge[k] - r.costs.edge
	}
	first, last, guard, top := r.lines[k].from, r.lines[k].to, r.costs.guard, minusInf
	prev, cur, dist := r.prev, r.cur, r.dist
	for j := int(run.from); j < int(run.to); j++ {
		gain := offer - dist[j]
		// Waiting earns nothing, or a sound like the music would hold the reference.
		best, how := prev[j]-stay-max(gain, 0), byte(stepStay)
		if (quiet || rest > 0) && j >= first+guard && j < last-guard && (r.waits == nil || r.waits[j]) {
			best = max(best, prev[j]+rest-wait-gain)
		}
		switch j - first {
		case 0:
			if enter > best {
				best, how = enter, stepEnter
			}
		case 1:
			if v := prev[j-1]; v > best {
				best, how = v, stepNext
			}
			if v := enter - jump; v > best {
				best, how = v, stepEnter
			}
		default:
			if v := prev[j-1]; v > best {
				best, how = v, stepNext
			}
			if v := prev[j-2] - jump; v > best {
				best, how = v, stepJump
			}
		}
		best += gain
		cur[j] = best
		top = max(top, best)
		i := j - int(run.from)
		run.steps[i>>2] |= how << (2 * uint(i&3))
	}
	return top
}

func (r *pathRun) restAt(t int) float32 {
	if r.rest == nil {
		return 0
	}
	return r.rest[t]
}

// leave is the score of leaving line k behind frame t, by its last frame or the one
// before.
func (r *pathRun) leave(t, k int) (score float32, early bool) {
	s, end := r.seen[k], r.lines[k].to
	if s.frame != int32(t) || s.to != end {
		return minusInf, false
	}
	score = r.cur[end-1]
	if end-2 >= s.from && r.cur[end-2]-r.costs.jump > score {
		score, early = r.cur[end-2]-r.costs.jump, true
	}
	return score - r.costs.edge, early
}

// trace walks back from the last edge at the last frame. Where the beam gave that one
// up, all lines behind the last edge that it did not are left out.
func (r *pathRun) trace() *pathResult {
	frames := r.x.Len()
	if frames == 0 {
		return &pathResult{at: r.at, score: r.prevEdge[len(r.lines)]}
	}
	e := r.edges[frames-1]
	last := int(e.first) + len(e.from) - 1
	res := &pathResult{at: r.at, score: r.prevEdge[last]}
	for k := last; k < len(r.lines); k++ {
		res.score -= r.skipCost(k)
	}
	r.settle(frames-1, int32(-1-last))
	return res
}

func (r *pathRun) stepAt(t, j int) byte {
	for _, run := range r.cells[t] {
		if j >= int(run.from) && j < int(run.to) {
			i := j - int(run.from)
			return run.steps[i>>2] >> (2 * uint(i&3)) & 3
		}
	}
	return stepEnter // not reached: the path only goes through visited cells
}
