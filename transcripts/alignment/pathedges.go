package alignment

// maxCells is how many cells a frame may visit: more are searched only from the best
// lines on. It is half an hour of speech at the grain of the first path.
const maxCells = 24_000

// stepEdges does the edges kFrom to kTo and returns the best score.
func (r *pathRun) stepEdges(t, kFrom, kTo int) float32 {
	how := make([]byte, kTo-kFrom+1)
	gap, top := r.gapAt(t), minusInf
	for k := kFrom; k <= kTo; k++ {
		how[k-kFrom] = r.stepEdge(t, k, gap, k > kFrom)
		top = max(top, r.edge[k])
	}
	r.edges[t] = edgesAt{int32(kFrom), how}
	return top
}

// stepOpenEdges does the edges that can be reached without a band, best being the
// best score of the cells, and returns the best score. Edges at the ends that are
// further than the beam behind it are given up.
func (r *pathRun) stepOpenEdges(t int, best float32) float32 {
	from, reach := r.open.from, r.open.to
	if runs := r.cells[t]; len(runs) > 0 {
		reach = max(reach, int(r.lineOf[runs[len(runs)-1].from])+2)
	}
	how := make([]byte, 0, reach-from)
	gap := r.gapAt(t)
	k := from
	for ; k <= len(r.lines); k++ {
		skipped := k > from && r.edge[k-1]-r.skipCost(k-1) >= best-r.beam
		if k >= reach && r.beam > 0 && !skipped {
			break
		}
		how = append(how, r.stepEdge(t, k, gap, k > from))
		best = max(best, r.edge[k])
	}
	to := k
	if r.beam > 0 {
		for to-1 > from && r.edge[to-1] < best-r.beam && !r.visited(t, to-1) {
			to--
		}
		for from < to-1 && r.edge[from] < best-r.beam && !r.visited(t, from) {
			from++
		}
	}
	r.edges[t] = edgesAt{int32(r.open.from), how}
	r.open = span{from, to}
	return best
}

// visited says whether line k or the one before it, from which edge k can be reached,
// was visited at frame t.
func (r *pathRun) visited(t, k int) bool {
	return k < len(r.lines) && r.seen[k].frame == int32(t) || k > 0 && r.seen[k-1].frame == int32(t)
}

func (r *pathRun) gapAt(t int) float32 {
	gap := r.costs.gap
	if r.quiet[t] {
		gap = 0
	}
	return gap - r.restAt(t)
}

// stepEdge does edge k and says where it came from; behind says whether line k-1 and
// the edge before it can be.
func (r *pathRun) stepEdge(t, k int, gap float32, behind bool) byte {
	best, from := minusInf, byte(edgeGap)
	if r.edgeSeen[k] == int32(t-1) {
		best = r.prevEdge[k] - gap
	}
	if behind {
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
	r.edge[k] = best
	r.edgeSeen[k] = int32(t)
	return from
}

// raiseFloor sets the score below which lines are not visited at the next frame, so
// that about maxCells are: cells of the lines are counted by score, best first.
func (r *pathRun) raiseFloor(t int) {
	const bins = 64
	var counts [bins]int
	depth := r.beam
	if depth == 0 {
		return
	}
	for k := r.open.from; k < min(r.open.to, len(r.lines)); k++ {
		if d := (r.best - r.scoreOfLine(t, k)) / depth * bins; d < bins {
			counts[max(int(d), 0)] += r.lines[k].len()
		}
	}
	for b, n := 0, 0; b < bins; b++ {
		if n += counts[b]; n > maxCells {
			r.floor = r.best - depth*float32(max(b, 1))/bins
			return
		}
	}
}
