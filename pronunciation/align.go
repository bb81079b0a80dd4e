package pronunciation

import "slices"

// beam is how far below the best state a state may fall before it is given up. It is
// wide, since a learner's path may be bad for half a second and right after it.
const beam = 600

// segment is a phone of the text in the recording; Word is -1 for silence.
type segment struct {
	phone, word, variant, place int
	unit                        int32
	from, to                    int // frames
}

func (s segment) frames() int { return s.to - s.from }

// alignment is the best path of a recording through a word graph.
type alignment struct {
	segments []segment
	senones  []uint16 // of each frame
	speech   []bool   // whether a frame belongs to a word
	score    float32  // log likelihood of the path
}

// Codes of where a state came from; from entered on, a predecessor and its exit state.
const (
	stayed = iota
	stepped
	skipped
	entered
	nowhere = 255
)

// align finds the best path through a word graph (Viterbi 1967); nil where the recording
// has fewer frames than the words have phones.
func (s *scorer) align(graph []node) *alignment {
	if a := s.alignWithin(graph, beam); a != nil {
		return a
	}
	return s.alignWithin(graph, -never)
}

// trellis is the state of a search: one score for each state of each node.
type trellis struct {
	s          *scorer
	graph      []node
	senones    [][states]uint16
	moves      []*[states][states + 1]float32
	now, next  []float32
	back       []uint8
	best       float32
	beam       float32
	minSurvive float32
}

func (s *scorer) alignWithin(graph []node, beam float32) *alignment {
	tr := s.search(graph, beam, true)
	if tr == nil {
		return nil
	}
	return tr.trace()
}

// search fills a trellis; nil where there are no frames. Only one that keeps where states
// came from can be traced.
func (s *scorer) search(graph []node, beam float32, keep bool) *trellis {
	n := len(graph) * states
	if len(s.x) == 0 {
		return nil
	}
	rows := 1
	if keep {
		rows = len(s.x)
	}
	tr := &trellis{
		s: s, graph: graph, beam: beam, now: slices.Repeat([]float32{never}, n), next: make([]float32, n),
		back: make([]uint8, n*rows),
	}
	for i, g := range graph {
		u := s.m.units[g.unit]
		tr.senones = append(tr.senones, s.m.sequences[u.sequence])
		tr.moves = append(tr.moves, &s.m.transitions[u.transition])
		if g.start {
			tr.now[states*i] = s.at(0, tr.senones[i][0])
		}
	}
	for i := range n {
		tr.back[i] = nowhere
	}
	tr.best = slices.Max(tr.now)
	for t := 1; t < len(s.x); t++ {
		tr.step(t)
	}
	return tr
}

// step moves all states into the next frame.
func (tr *trellis) step(t int) {
	tr.minSurvive = max(tr.best-tr.beam, never/2)
	back := tr.back[:len(tr.now)]
	if len(tr.back) > len(tr.now) {
		back = tr.back[t*len(tr.now) : (t+1)*len(tr.now)]
	}
	best := never
	for i := range tr.graph {
		for k := range states {
			score, from := tr.arrive(i, k)
			if score > tr.minSurvive {
				score += tr.s.at(t, tr.senones[i][k])
				best = max(best, score)
			} else {
				score = never
			}
			tr.next[states*i+k], back[states*i+k] = score, from
		}
	}
	tr.best = best
	tr.now, tr.next = tr.next, tr.now
}

// arrive is the best way into state k of node i.
func (tr *trellis) arrive(i, k int) (float32, uint8) {
	now, move := tr.now[states*i:states*i+states], tr.moves[i]
	score, from := now[k]+move[k][k], uint8(stayed)
	switch k {
	case 0:
		for p, b := range tr.graph[i].before {
			for e := 1; e < states; e++ {
				if v := tr.now[states*b+e] + tr.moves[b][e][states]; v > score {
					score, from = v, uint8(entered+2*p+e-1)
				}
			}
		}
	case 2:
		if v := now[0] + move[0][2]; v > score {
			score, from = v, skipped
		}
		fallthrough
	default:
		if v := now[k-1] + move[k-1][k]; v > score {
			score, from = v, stepped
		}
	}
	return score, from
}

// end is the state in which the best path ends, and its log likelihood; -1 where none does.
func (tr *trellis) end() (at int, best float32) {
	at, best = -1, never/2
	for i, g := range tr.graph {
		if v := tr.now[states*i+2] + tr.moves[i][2][states]; g.end && v > best {
			at, best = states*i+2, v
		}
	}
	return at, best
}

// trace follows the best path back from its end.
func (tr *trellis) trace() *alignment {
	at, best := tr.end()
	if at < 0 {
		return nil
	}
	frames := len(tr.s.x)
	a := &alignment{senones: make([]uint16, frames), speech: make([]bool, frames), score: best}
	end := frames
	for t := frames - 1; t >= 0; t-- {
		i := at / states
		a.senones[t] = tr.senones[i][at%states]
		a.speech[t] = tr.graph[i].word >= 0
		code := tr.back[t*len(tr.now)+at]
		if code >= entered {
			g := tr.graph[i]
			a.segments = append(a.segments, segment{g.phone, g.word, g.variant, g.place, g.unit, t, end})
			end = t
		}
		switch code {
		case nowhere:
		case stepped:
			at--
		case skipped:
			at -= 2
		case stayed:
		default:
			b := tr.graph[i].before[(code-entered)/2]
			at = states*b + int(code-entered)%2 + 1
		}
	}
	slices.Reverse(a.segments)
	return a
}
