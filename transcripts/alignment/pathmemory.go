package alignment

// maxHistory is how many bytes a search keeps of where its cells came from. Beyond
// it the older half of the path is settled, as decoders of live speech do ("partial
// traceback", P. F. Brown, J. C. Spohrer, P. H. Hochschild and J. K. Baker, 1982).
const maxHistory = 48 << 20

// A state is a cell, as its frame of y, or the edge before line k, as -1-k.

// forget settles the older half of the frames that are not settled yet, t being the
// last one stepped, and forgets their steps. Nearly always all that is still alive
// comes from one place there. Where it does not, the best that is alive decides, and
// what comes from elsewhere is given up.
func (r *pathRun) forget(t int) {
	middle := (r.settled + t) / 2
	alive := r.aliveStates()
	if len(alive) == 0 || middle <= r.settled {
		return
	}
	origins := r.originsOf(alive, t, middle)
	best := 0
	for i, s := range alive {
		if r.scoreOf(s) > r.scoreOf(alive[best]) {
			best = i
		}
	}
	for i, s := range alive {
		switch {
		case origins[i] == origins[best]:
		case s >= 0:
			r.prev[s] = minusInf
		default:
			r.prevEdge[-1-s] = minusInf
		}
	}
	r.settle(middle, origins[best])
	r.held = 0
	for i := r.settled; i <= t; i++ {
		r.held += r.weightAt(i)
	}
}

// settle writes the path from state s at frame t back to where it is settled
// already, and forgets how it came there. From then on frames to t are settled.
func (r *pathRun) settle(t int, s int32) {
	for i := t; i >= r.settled; i-- {
		r.at[i], s = r.back(i, s)
	}
	for i := r.settled; i <= t; i++ {
		r.cells[i], r.edges[i] = nil, edgesAt{}
	}
	r.settled = t + 1
}

// back is the frame of y at which the path is at frame t, or -1, if it is in state s
// behind it, and the state behind the frame before.
func (r *pathRun) back(t int, s int32) (at, before int32) {
	for s < 0 {
		k, e := int(-1-s), r.edges[t]
		how := byte(edgeGap)
		if i := k - int(e.first); i >= 0 && i < len(e.from) {
			how = e.from[i]
		}
		switch how {
		case edgeLast:
			s = int32(r.lines[k-1].to - 1)
		case edgeEarly:
			s = int32(r.lines[k-1].to - 2)
		case edgeSkip:
			s++ // the edge before line k-1
		default:
			return -1, s
		}
	}
	switch r.stepAt(t, int(s)) {
	case stepNext:
		return s, s - 1
	case stepJump:
		return s, s - 2
	case stepEnter:
		return s, -1 - r.lineOf[s]
	}
	return s, s
}

// aliveStates are the states behind the last frame that can still be on the path.
func (r *pathRun) aliveStates() []int32 {
	var out []int32
	t := r.stepped
	for _, run := range r.cells[t] {
		for j := run.from; j < run.to; j++ {
			if r.prev[j] > minusInf {
				out = append(out, j)
			}
		}
	}
	for i := range r.edges[t].from {
		if k := r.edges[t].first + int32(i); r.prevEdge[k] > minusInf {
			out = append(out, -1-k)
		}
	}
	return out
}

func (r *pathRun) scoreOf(s int32) float32 {
	if s >= 0 {
		return r.prev[s]
	}
	return r.prevEdge[-1-s]
}

// originsOf walks states behind frame t back to behind frame to. States that meet
// walk on together.
func (r *pathRun) originsOf(states []int32, t, to int) []int32 {
	group := make([]int, len(states)) // of a state, in walkers
	walkers := append([]int32(nil), states...)
	for i := range group {
		group[i] = i
	}
	for ; t > to; t-- {
		first, moved := make(map[int32]int, len(walkers)), make([]int, len(walkers))
		next := walkers[:0]
		for i, s := range walkers {
			_, s = r.back(t, s)
			g, met := first[s]
			if !met {
				g = len(next)
				first[s] = g
				next = append(next, s)
			}
			moved[i] = g
		}
		if len(next) < len(moved) {
			for i := range group {
				group[i] = moved[group[i]]
			}
		}
		walkers = next
	}
	out := make([]int32, len(states))
	for i, g := range group {
		out[i] = walkers[g]
	}
	return out
}

// weightAt is about how many bytes are kept of frame t.
func (r *pathRun) weightAt(t int) int {
	const header, perRun = 96, 48
	n := header + len(r.edges[t].from)
	for _, run := range r.cells[t] {
		n += perRun + len(run.steps)
	}
	return n
}
