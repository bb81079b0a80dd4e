package transcripts

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
		pathProblem: p, norms: rowNorms(p.y),
		prev: make([]float32, m), cur: make([]float32, m), dist: make([]float32, m),
		prevEdge: make([]float32, lines+1), edge: make([]float32, lines+1),
		seen: make([]lineSeen, lines), edgeSeen: make([]int32, lines+1),
		lineOf: linesOf(p.lines, m),
		cells:  make([]cellsAt, frames), edges: make([]edgesAt, frames),
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

// window is the range of lines and of edges to visit at frame t, and the band.
func (r *pathRun) window(t int) (kFrom, kTo, lo, hi int) {
	if r.lo == nil || r.y.Len() == 0 {
		return 0, len(r.lines), 0, r.y.Len()
	}
	lo, hi = int(r.lo[t]), int(r.hi[t])
	return int(r.lineOf[lo]), int(r.lineOf[hi-1]) + 1, lo, hi
}

// step goes from the frame before t to t.
func (r *pathRun) step(t int) {
	kFrom, kTo, lo, hi := r.window(t)
	best := minusInf
	runs := make(cellsAt, 0, len(r.cells[max(t-1, 0)])+1)
	for k := kFrom; k < kTo; k++ {
		from, to := max(r.lines[k].from, lo), min(r.lines[k].to, hi)
		if from >= to || !r.alive(t, k) {
			continue
		}
		r.freshen(t, k, from, to)
		run := cellRun{int32(from), int32(to), make([]byte, (to-from+3)/4)}
		distances(r.dist[from:to], r.x.Row(t), r.y, from, r.norms)
		lineBest := r.stepLine(t, k, run)
		r.seen[k] = lineSeen{span{from, to}, int32(t), lineBest}
		best = max(best, lineBest)
		runs = append(runs, run)
	}
	r.cells[t] = runs
	r.best = max(best, r.stepEdges(t, kFrom, kTo))
	r.prev, r.cur = r.cur, r.prev
	r.prevEdge, r.edge = r.edge, r.prevEdge
}

// alive says whether a line can still be on the best path: by its own best score or
// by that of the edge before it.
func (r *pathRun) alive(t, k int) bool {
	if r.beam == 0 {
		return true
	}
	worst := r.best - r.beam
	return r.seen[k].frame == int32(t-1) && r.seen[k].best >= worst ||
		r.edgeSeen[k] == int32(t-1) && r.prevEdge[k]-r.costs.edge >= worst
}

// freshen makes prev right for the cells that were not visited at the frame before.
func (r *pathRun) freshen(t, k, from, to int) {
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

// stepEdges does the places between lines and returns the best score.
func (r *pathRun) stepEdges(t, kFrom, kTo int) float32 {
	how := make([]byte, kTo-kFrom+1)
	gap, top := r.costs.gap, minusInf
	if r.quiet[t] {
		gap = 0
	}
	gap -= r.restAt(t)
	for k := kFrom; k <= kTo; k++ {
		best, from := minusInf, byte(edgeGap)
		if r.edgeSeen[k] == int32(t-1) {
			best = r.prevEdge[k] - gap
		}
		if k > kFrom {
			if v, early := r.leave(t, k-1); v > best {
				best, from = v, edgeLast
				if early {
					from = edgeEarly
				}
			}
			if v := r.edge[k-1] - r.skipCost(k-1); v > best {
				best, from = v, edgeSkip
			}
		}
		r.edge[k], how[k-kFrom] = best, from
		r.edgeSeen[k] = int32(t)
		top = max(top, best)
	}
	r.edges[t] = edgesAt{int32(kFrom), how}
	return top
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

// trace walks back from the last edge at the last frame.
func (r *pathRun) trace() *pathResult {
	res := &pathResult{at: make([]int32, r.x.Len())}
	k, j := len(r.lines), -1 // at an edge while j < 0
	res.score = r.prevEdge[k]
	for t := r.x.Len() - 1; t >= 0; {
		if j >= 0 {
			res.at[t] = int32(j)
			switch r.stepAt(t, j) {
			case stepNext:
				j--
			case stepJump:
				j -= 2
			case stepEnter:
				k, j = int(r.lineOf[j]), -1
			}
			t--
			continue
		}
		e := r.edges[t]
		if i := k - int(e.first); i >= 0 && i < len(e.from) {
			switch e.from[i] {
			case edgeLast:
				j = r.lines[k-1].to - 1
				continue
			case edgeEarly:
				j = r.lines[k-1].to - 2
				continue
			case edgeSkip:
				k--
				continue
			}
		}
		res.at[t] = -1
		t--
	}
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
