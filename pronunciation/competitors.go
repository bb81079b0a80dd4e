package pronunciation

import "math"

// Reach of a comparison of phones beside the phone itself, in frames: its neighbours may
// move, but a silent one gives at most silenceReach.
const (
	silenceReach = 15
	phoneReach   = 40
)

var vowels = map[string]bool{
	"AA": true, "AE": true, "AH": true, "AO": true, "AW": true, "AY": true, "EH": true, "ER": true, "EY": true,
	"IH": true, "IY": true, "OW": true, "OY": true, "UH": true, "UW": true,
}

// competitors puts every other phone, and none, in the place of segment i, between its
// neighbours, whose edges may move, and sets the figures that come from it.
func (s *scorer) competitors(a *alignment, i int, f *PhoneFigures) {
	from, to := s.neighbourhood(a.segments, i)
	own := s.chain(s.inPlace(a.segments, i, []int{a.segments[i].phone}), from, to)
	against := func(middle []int) float64 {
		return limit(s.chain(s.inPlace(a.segments, i, middle), from, to)-own, 300)
	}
	best, same, other, sum := -300.0, -300.0, -300.0, 0.0
	class := vowels[s.m.phones[f.Phone]]
	for _, q := range s.m.speech {
		if q == f.Phone {
			continue
		}
		v := against([]int{q})
		best = max(best, v)
		sum += math.Exp(limit(v, 60))
		if vowels[s.m.phones[q]] == class {
			same = max(same, v)
		} else {
			other = max(other, v)
		}
	}
	f.Values[FigCompetitor] = limit(best, figureLimit)
	f.Values[FigAll] = limit(-math.Log1p(sum), figureLimit)
	f.Values[FigSameClass] = limit(same, figureLimit)
	f.Values[FigOtherClass] = limit(other, figureLimit)
	f.Values[FigDropped] = limit(against(nil), figureLimit)
}

// neighbourhood is the frames of a segment with its neighbours.
func (s *scorer) neighbourhood(segments []segment, i int) (from, to int) {
	g := segments[i]
	from, to = g.from, g.to
	reach := func(n segment) int {
		if s.m.isSpeech(n.phone) {
			return min(n.frames(), phoneReach)
		}
		return min(n.frames(), silenceReach)
	}
	if i > 0 {
		from -= reach(segments[i-1])
	}
	if i+1 < len(segments) {
		to += reach(segments[i+1])
	}
	return from, to
}

// inPlace is the units of a segment's neighbours with other phones between them.
func (s *scorer) inPlace(segments []segment, i int, middle []int) []int32 {
	type item struct{ phone, position int }
	at := func(k int) item {
		if k < 0 || k >= len(segments) {
			return item{s.m.silence, inside}
		}
		return item{segments[k].phone, position(segments, k)}
	}
	var items []item
	if i > 0 {
		items = append(items, at(i-2), at(i-1))
	} else {
		items = append(items, at(-1))
	}
	for _, q := range middle {
		items = append(items, item{q, position(segments, i)})
	}
	if i+1 < len(segments) {
		items = append(items, at(i+1), at(i+2))
	} else {
		items = append(items, at(len(segments)))
	}
	var units []int32
	for k := 1; k+1 < len(items); k++ {
		units = append(units, s.m.unitOf(items[k-1].phone, items[k].phone, items[k+1].phone, items[k].position))
	}
	return units
}

// position is where a segment stands in its word.
func position(segments []segment, i int) int {
	g := segments[i]
	first := i == 0 || segments[i-1].word != g.word
	last := i+1 == len(segments) || segments[i+1].word != g.word
	switch {
	case g.word < 0 || !first && !last:
		return inside
	case first && last:
		return single
	case first:
		return begins
	}
	return ends
}

// maxChain is the most units that chain takes: a phone and its neighbours.
const maxChain = 3

// chain is the log likelihood of units one after the other in frames from to to, each
// taken as the best path.
func (s *scorer) chain(units []int32, from, to int) float64 {
	if to <= from || len(units) == 0 || len(units) > maxChain {
		return float64(never)
	}
	var nowBuffer, nextBuffer [maxChain * states]float32
	var senones [maxChain * states]uint16
	var moves [maxChain]*[states][states + 1]float32
	n := len(units) * states
	now, next := nowBuffer[:n], nextBuffer[:n]
	for i, u := range units {
		copy(senones[states*i:], s.m.sequences[s.m.units[u].sequence][:])
		moves[i] = &s.m.transitions[s.m.units[u].transition]
	}
	for j := range now {
		now[j] = never
	}
	now[0] = s.at(from, senones[0])
	for t := from + 1; t < to; t++ {
		for j := range now {
			i, k := j/states, j%states
			score := now[j] + moves[i][k][k]
			switch {
			case k > 0:
				score = max(score, now[j-1]+moves[i][k-1][k])
				if k == 2 {
					score = max(score, now[j-2]+moves[i][0][2])
				}
			case i > 0:
				score = max(score, now[j-1]+moves[i-1][2][states], now[j-2]+moves[i-1][1][states])
			}
			if score > never/2 {
				score += s.at(t, senones[j])
			}
			next[j] = score
		}
		now, next = next, now
	}
	last := moves[len(units)-1]
	return float64(max(now[n-1]+last[2][states], now[n-2]+last[1][states]))
}
