package practice

import (
	"math"
	"slices"
)

// tuning are the numbers of the path and of the verdicts. The held-out part of the
// bench has sentences and voices on which none was chosen (docs/comparing.md).
type tuning struct {
	chance      float32 // likeness that a wrong match reaches by choosing its path
	leaveOut    float32 // cost of leaving out a word
	extraSpeech float32 // cost of a frame of speech that no word explains
	hold        float32 // cost of a silent frame within a word
	triple      float32 // cost of three frames of the take for one
	squeeze     float32 // cost of two frames of the reference for one
	missing     float64 // mean likeness below which a word was not said
	weak        float64 // and below which it was said badly
	full        float64 // from which on it counts in full
	other       float64 // share of the words below which something else was said
}

var standard = tuning{
	chance: 0.27, leaveOut: 1, extraSpeech: 0.15, hold: 0.1, triple: 0.15, squeeze: 0.1,
	missing: 0.15, weak: 0.25, full: 0.36, other: 0.25,
}

// first are the numbers for the first way, which gives up no word lightly.
func (t tuning) first() tuning {
	t.chance = 0.15
	return t
}

// way is how the take goes through the reference.
type way struct {
	at    []float64 // for each frame of the reference its frame of the take, or -1
	words []span    // of the take; {-1, -1}: left out
	used  []float64 // frames of the take that each word matched, pauses inside left out
	match []float64 // mean likeness of each word along the path
	idle  []bool    // frames of the take that match nothing
	score float64   // what the path optimises
}

// Steps of the path into a cell.
const (
	none   = iota
	one    // a frame of each
	two    // two frames of the take for one of the reference
	half   // one frame of the take for two of the reference
	three  // three frames of the take for one
	stay   // a silent frame of the take for none
	enter1 // the first frame of a word, by one
	enter2 // the first frame of a word, by two
	enterH // the first two frames of a word by half
)

// Steps to the place behind a word.
const (
	fromWord = iota
	fromLeftOut
	fromExtra
)

const never = float32(-1e30)

// finder looks for the best way through the words: dynamic programming over pairs of
// frames whose slope stays between 1/2 and 3 within a word, where a word can be
// left out and speech of the take can stay unexplained, each at its price
// (Sakoe and Chiba 1978 for the slopes; a word is to it what a symbol is to Needleman
// and Wunsch 1970).
type finder struct {
	t      tuning
	l      *likeness
	speech []bool
	words  []span
	cols   int // frames of the take + 1

	rows  [3][]float32 // scores of the last rows
	place []float32    // scores before the word at hand
	steps []uint8      // of each row of the words' frames
	turns []uint8      // of each place between words
	first []int        // row of steps where each word begins
}

// findWay finds the way. The spans of the words are in frames of the reference.
func findWay(t tuning, l *likeness, take *voice, words []span) *way {
	f := &finder{t: t, l: l, speech: take.speech, words: words, cols: l.cols + 1}
	total := 0
	for _, w := range words {
		f.first = append(f.first, total)
		total += w.len()
	}
	f.steps = make([]uint8, total*f.cols)
	f.turns = make([]uint8, (len(words)+1)*f.cols)
	for i := range f.rows {
		f.rows[i] = make([]float32, f.cols)
	}
	f.place = make([]float32, f.cols)
	for j := 1; j < f.cols; j++ {
		f.place[j] = f.place[j-1] - f.extra(j-1)
		f.turns[j] = fromExtra
	}
	for k, w := range words {
		f.word(k, w)
		f.pass(k, w)
	}
	w := f.trace()
	w.score = float64(f.place[f.cols-1])
	return w
}

func (f *finder) extra(j int) float32 {
	if f.speech[j] {
		return f.t.extraSpeech
	}
	return 0
}

// word fills the rows of a word.
func (f *finder) word(k int, w span) {
	for i := range w.len() {
		score := f.l.row(w.from + i)
		var before []float32
		if i > 0 {
			before = f.l.row(w.from + i - 1)
		}
		steps := f.steps[(f.first[k]+i)*f.cols:][:f.cols]
		now, last, older := f.rows[i%3], f.rows[(i+2)%3], f.rows[(i+1)%3]
		switch i {
		case 0:
			f.enter(now, score, steps)
		case 1:
			f.advance(now, last, f.place, score, before, steps, enterH)
		default:
			f.advance(now, last, older, score, before, steps, half)
		}
	}
}

func (f *finder) enter(now, score []float32, steps []uint8) {
	now[0] = never
	for j := 1; j < f.cols; j++ {
		s := score[j-1] - f.t.chance
		best, step := f.place[j-1]+s, uint8(enter1)
		if j > 1 {
			if v := f.place[j-2] + 0.5*(s+score[j-2]-f.t.chance); v > best {
				best, step = v, enter2
			}
		}
		now[j], steps[j] = best, step
	}
}

// advance fills one row from the two before it; older is what stands two frames of
// the reference back, which for the second frame of a word is the place before it.
func (f *finder) advance(now, last, older, score, before []float32, steps []uint8, halfStep uint8) {
	chance, triple, squeeze := f.t.chance, f.t.triple, f.t.squeeze
	now[0] = never
	for j := 1; j < len(now); j++ {
		s := score[j-1] - chance
		best, step := last[j-1]+s, uint8(one)
		if v := older[j-1] + s + before[j-1] - chance - squeeze; v > best {
			best, step = v, halfStep
		}
		if j > 1 {
			s2 := s + score[j-2] - chance
			if v := last[j-2] + 0.5*s2; v > best {
				best, step = v, two
			}
			if j > 2 {
				if v := last[j-3] + (s2+score[j-3]-chance)*(1.0/3) - triple; v > best {
					best, step = v, three
				}
			}
		}
		if !f.speech[j-1] {
			if v := now[j-1] - f.t.hold; v > best {
				best, step = v, stay
			}
		}
		now[j], steps[j] = best, step
	}
}

// pass goes from before a word to behind it.
func (f *finder) pass(k int, w span) {
	turns := f.turns[(k+1)*f.cols:][:f.cols]
	skip := f.t.leaveOut
	last := []float32(nil)
	if w.len() > 0 {
		last = f.rows[(w.len()-1)%3]
	}
	for j := range f.cols {
		best, turn := f.place[j]-skip, uint8(fromLeftOut)
		if last != nil && last[j] > best {
			best, turn = last[j], fromWord
		}
		if j > 0 {
			if v := f.place[j-1] - f.extra(j-1); v > best {
				best, turn = v, fromExtra
			}
		}
		f.place[j], turns[j] = best, turn
	}
}

// trace follows the best way back from the end of both.
func (f *finder) trace() *way {
	w := &way{
		at: make([]float64, len(f.l.data)/max(f.l.cols, 1)), words: make([]span, len(f.words)),
		used: make([]float64, len(f.words)), match: make([]float64, len(f.words)),
		idle: slices.Repeat([]bool{true}, f.l.cols),
	}
	for i := range w.at {
		w.at[i] = -1
	}
	j := f.cols - 1
	for k := len(f.words); k > 0 || j > 0; {
		turn := f.turns[k*f.cols+j]
		if turn == fromExtra {
			j--
			continue
		}
		k--
		if turn == fromLeftOut {
			w.words[k] = span{-1, -1}
			continue
		}
		j = f.traceWord(w, k, j)
	}
	return w
}

func (f *finder) traceWord(w *way, k, j int) int {
	end := j
	word := f.words[k]
	var sum float64
	for i := word.len() - 1; i >= 0; {
		at := word.from + i
		step := f.steps[(f.first[k]+i)*f.cols+j]
		before := j
		like := func(i, j int) float64 { return float64(f.l.row(i)[j-1]) }
		switch step {
		case stay:
			j--
			continue
		case one, enter1:
			w.at[at], sum = float64(j)-0.5, sum+like(at, j)
			i, j = i-1, j-1
		case two, enter2:
			w.at[at], sum = float64(j)-1, sum+0.5*(like(at, j)+like(at, j-1))
			i, j = i-1, j-2
		case three:
			w.at[at], sum = float64(j)-1.5, sum+(like(at, j)+like(at, j-1)+like(at, j-2))/3
			i, j = i-1, j-3
		case half, enterH:
			w.at[at], w.at[at-1] = float64(j)-0.25, float64(j)-0.75
			sum += like(at, j) + like(at-1, j)
			i, j = i-2, j-1
		default:
			// No way leads here; findWay never asks for one.
			i, j = -1, 0
		}
		w.used[k] += float64(before - j)
		for ; before > j; before-- {
			w.idle[before-1] = false
		}
	}
	w.words[k] = span{j, end}
	w.match[k] = sum / math.Max(float64(word.len()), 1)
	return j
}
