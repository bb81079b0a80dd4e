package alignment

const (
	longPause = 60   // frames of silence that seldom fall within a line
	tailShare = 0.35 // of a line, at most, lies beyond such a pause
	// pauseDoubt is what a part of a line beyond a long pause must earn more than the
	// line earns without it.
	pauseDoubt = 0.5
)

// dropTails looks at lines whose first or last words the path found beyond a long
// pause. They may be others that only sound alike, the first of what follows the
// text: unless they earn clearly more than the whole line does on this side of the
// pause, the line is laid there.
func (a *aligner) dropTails(j *judge, at []int32) {
	for k := range a.lines {
		l := &a.lines[k]
		if l.skipped {
			continue
		}
		for _, keep := range a.sides(l.span) {
			whole := j.earned(j.lines[k], j.frames(l.span))
			part := j.earned(j.lines[k], j.frames(keep))
			if part+pauseDoubt < whole {
				continue
			}
			for t := l.from; t < l.to; t++ {
				at[t] = -1
			}
			l.span = keep
			a.layLine(j, k, at)
			break
		}
	}
}

// sides are the parts of a line without what lies beyond a long pause near one end.
func (a *aligner) sides(s span) []span {
	var out []span
	short := int(tailShare * float64(s.len()))
	for t := s.from; t < s.to; {
		run := span{t, t}
		for run.to < s.to && a.quiet[run.to] {
			run.to++
		}
		if run.len() >= longPause {
			if s.to-run.to <= short {
				out = append(out, span{s.from, run.from})
			} else if run.from-s.from <= short {
				out = append(out, span{run.to, s.to})
			}
		}
		t = run.to + 1
	}
	return out
}

// layLine writes a line into the path, within its span.
func (a *aligner) layLine(j *judge, k int, at []int32) {
	s, ref := a.lines[k].span, a.refLines[k]
	path := j.lay(k, s)
	for t := s.from; t < s.to; t++ {
		at[t] = int32(ref.from + (t-s.from)*(ref.to-ref.from)/s.len())
		if i := int(float64(t)/j.size) - j.frames(s).from; i >= 0 && i < len(path) && path[i] >= 0 {
			in := int((float64(path[i]) + 0.5) * j.refSize)
			at[t] = int32(min(ref.from+in, ref.to-1))
		}
	}
}
