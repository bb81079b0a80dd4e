package pronunciation

import "slices"

// phonePenalty is what entering a phone costs in the free loop (log likelihood): about
// one phone in forty.
const phonePenalty = -3.7

// loopPath is what the model would hear if any phone could follow any other: the phone
// and the log likelihood of its best path in each frame.
type loopPath struct {
	phones     []int
	likelihood []float32
}

// freeLoop finds the best path through the free phone loop. Phones are those without
// context.
func (s *scorer) freeLoop() *loopPath {
	frames, n := len(s.x), len(s.m.phones)*states
	if frames == 0 {
		return &loopPath{}
	}
	now, next := make([]float32, n), make([]float32, n)
	back := make([]uint8, n*frames) // stayed, stepped, skipped or entered
	entry := make([]int16, frames)  // the state from which phones were entered in a frame
	senones := make([]uint16, n)    // of each state
	moves := make([]*[states][states + 1]float32, len(s.m.phones))
	for p := range s.m.phones {
		u := s.m.units[p]
		moves[p] = &s.m.transitions[u.transition]
		copy(senones[states*p:], s.m.sequences[u.sequence][:])
		now[states*p], now[states*p+1], now[states*p+2] = s.at(0, senones[states*p]), never, never
		back[states*p] = nowhere
	}
	for t := 1; t < frames; t++ {
		exit, from := never, 0
		for p, move := range moves {
			for e := 1; e < states; e++ {
				if v := now[states*p+e] + move[e][states]; v > exit {
					exit, from = v, states*p+e
				}
			}
		}
		entry[t] = int16(from)
		exit += phonePenalty
		row := back[t*n : (t+1)*n]
		for p, move := range moves {
			a, b, c := now[states*p], now[states*p+1], now[states*p+2]
			next[states*p], row[states*p] = better(a+move[0][0], exit, stayed, entered)
			next[states*p+1], row[states*p+1] = better(b+move[1][1], a+move[0][1], stayed, stepped)
			score, code := better(c+move[2][2], b+move[1][2], stayed, stepped)
			next[states*p+2], row[states*p+2] = better(score, a+move[0][2], code, skipped)
			for k := range states {
				next[states*p+k] += s.at(t, senones[states*p+k])
			}
		}
		now, next = next, now
	}
	return s.traceLoop(slices.Index(now, slices.Max(now)), back, entry, senones)
}

func better(a, b float32, ifA, ifB uint8) (float32, uint8) {
	if b > a {
		return b, ifB
	}
	return a, ifA
}

func (s *scorer) traceLoop(at int, back []uint8, entry []int16, senones []uint16) *loopPath {
	frames, n := len(s.x), len(senones)
	out := &loopPath{make([]int, frames), make([]float32, frames)}
	for t := frames - 1; t >= 0; t-- {
		out.phones[t], out.likelihood[t] = at/states, s.at(t, senones[at])
		switch back[t*n+at] {
		case stepped:
			at--
		case skipped:
			at -= 2
		case entered:
			at = int(entry[t])
		}
	}
	return out
}
