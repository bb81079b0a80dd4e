package pronunciation

import (
	"math"
	"slices"
)

// Figures of a whole reading, in the order of Coefficients.Reading.
const (
	readGOP            = iota // mean GOP of the phones
	readGOPTenth              // its lowest tenth
	readGOPQuarter            // its lowest quarter
	readCompetitor            // mean lead of the best other phone
	readCompetitorTop         // its highest tenth
	readLed                   // share of phones that another leads by more than 10
	readFarLed                // by more than 30
	readPosterior             // mean log posterior
	readPosteriorTenth        // its lowest tenth
	readRatio                 // mean log posterior ratio
	readMatch                 // share of frames in which the free loop agrees
	readPoorWords             // share of words with a GOP below -2
	readWorstWord             // lowest GOP of a word
	readBest                  // mean of own over the best phone of each frame
	readRate                  // log of phones a frame, pauses included
	readArticulation          // the same without pauses
	readPauseShare            // share of the time between first and last word
	readPauses                // pauses of 150 ms and more, a word
	readLongest               // log of the longest pause
	readTiming                // scatter of the phones' lengths beside their usual ones
	readShort                 // share of phones of 30 ms and less
	readLong                  // share of phones more than twice as long, beside the others of the reading, as usual
	readEnergy                // scatter of the vowels' energies
	readingFigures
)

// ReadingFigure says what a figure of a reading is.
type ReadingFigure struct {
	Name   string
	Sign   int  // +1: more of it is better; -1: less
	Capped bool // beyond what good readers do, it earns nothing
	Folded bool // and where few good readers go, it costs
	Group  string
}

// Groups of figures, by what a learner would change.
const (
	GroupSounds = "sounds" // how clear the sounds are
	GroupPace   = "pace"   // how fast
	GroupPauses = "pauses"
	GroupTiming = "timing" // how even
)

// ReadingFigures names the figures of a reading.
var ReadingFigures = [readingFigures]ReadingFigure{
	readGOP:            {"gop", 1, false, false, GroupSounds},
	readGOPTenth:       {"gop lowest tenth", 1, false, false, GroupSounds},
	readGOPQuarter:     {"gop lowest quarter", 1, false, false, GroupSounds},
	readCompetitor:     {"competitor", -1, false, false, GroupSounds},
	readCompetitorTop:  {"competitor highest tenth", -1, false, false, GroupSounds},
	readLed:            {"phones led by 10", -1, false, false, GroupSounds},
	readFarLed:         {"phones led by 30", -1, false, false, GroupSounds},
	readPosterior:      {"posterior", 1, false, false, GroupSounds},
	readPosteriorTenth: {"posterior lowest tenth", 1, false, false, GroupSounds},
	readRatio:          {"posterior ratio", 1, false, false, GroupSounds},
	readMatch:          {"loop agrees", 1, false, false, GroupSounds},
	readPoorWords:      {"words below -2", -1, false, false, GroupSounds},
	readWorstWord:      {"worst word", 1, false, false, GroupSounds},
	readBest:           {"best phone", 1, false, false, GroupSounds},
	readRate:           {"rate", 1, true, true, GroupPace},
	readArticulation:   {"articulation", 1, true, true, GroupPace},
	readPauseShare:     {"pause share", -1, true, false, GroupPauses},
	readPauses:         {"pauses a word", -1, true, false, GroupPauses},
	readLongest:        {"longest pause", -1, true, false, GroupPauses},
	readTiming:         {"timing", -1, true, false, GroupTiming},
	readShort:          {"short phones", -1, false, false, GroupTiming},
	readLong:           {"long phones", -1, true, false, GroupTiming},
	readEnergy:         {"energy", 1, false, false, GroupTiming},
}

// leastPause is a pause that counts, in frames.
const leastPause = 15

// ReadingVector is the figures of a reading, before caps; durations are the usual log
// lengths of phones by name. ok is false where no word was aligned.
func (m *Model) ReadingVector(a *Analysis, durations map[string]float64) (v []float64, ok bool) {
	if len(a.Phones) == 0 {
		return nil, false
	}
	v = make([]float64, readingFigures)
	column := func(figure int) []float64 {
		out := make([]float64, len(a.Phones))
		for i, p := range a.Phones {
			out[i] = p.Values[figure]
		}
		return out
	}
	gop, lead, post := column(FigLoop), column(FigCompetitor), column(FigPosterior)
	for i := range gop {
		gop[i] = limit(gop[i], 12)
	}
	v[readGOP], v[readGOPTenth], v[readGOPQuarter] = mean(gop), quantile(gop, 0.1), quantile(gop, 0.25)
	v[readCompetitor], v[readCompetitorTop] = mean(lead), quantile(lead, 0.9)
	v[readLed] = share(lead, func(x float64) bool { return x > 10 })
	v[readFarLed] = share(lead, func(x float64) bool { return x > 30 })
	v[readPosterior], v[readPosteriorTenth], v[readRatio] = mean(post), quantile(post, 0.1), mean(column(FigPosteriorRatio))
	v[readBest] = mean(column(FigBest))
	a.wordFigures(v)
	a.timeFigures(v)
	m.lengthFigures(a, v, durations)
	return v, true
}

func (a *Analysis) wordFigures(v []float64) {
	var gops []float64
	match, frames := 0, 0
	for _, w := range a.Words {
		if w.Phones > 0 {
			gops = append(gops, w.GOP())
			match += w.Match
			frames += w.Frames()
		}
	}
	v[readMatch] = float64(match) / float64(max(frames, 1))
	v[readPoorWords] = share(gops, func(x float64) bool { return x < -2 })
	v[readWorstWord] = max(slices.Min(gops), -12)
}

// GOP is the goodness of pronunciation of a word: log likelihood of its phones over that
// of the free loop, a frame.
func (w WordFigures) GOP() float64 { return (w.Own - w.Loop) / float64(max(w.Frames(), 1)) }

// timeFigures sets those of pace and pauses.
func (a *Analysis) timeFigures(v []float64) {
	first, last := a.Phones[0].From, a.Phones[len(a.Phones)-1].To
	silence, longest, pauses, words := 0, 0, 0, 0
	for _, s := range a.Segments {
		if s.Word >= 0 || s.From < first || s.To > last {
			continue
		}
		n := s.To - s.From
		silence += n
		longest = max(longest, n)
		if n >= leastPause {
			pauses++
		}
	}
	for _, w := range a.Words {
		if w.Phones > 0 {
			words++
		}
	}
	total, phones := float64(last-first), float64(len(a.Phones))
	v[readRate] = math.Log(phones / max(total, 1))
	v[readArticulation] = math.Log(phones / max(total-float64(silence), 1))
	v[readPauseShare] = float64(silence) / max(total, 1)
	v[readPauses] = min(float64(pauses)/float64(max(words, 1)), 1)
	v[readLongest] = math.Log1p(float64(longest))
}

func (m *Model) lengthFigures(a *Analysis, v []float64, durations map[string]float64) {
	var beside, energies []float64
	short := 0
	for _, p := range a.Phones {
		d := p.Values[FigFrames] - durations[m.phones[p.Phone]]
		beside = append(beside, d)
		if p.To-p.From <= 3 {
			short++
		}
		if vowels[m.phones[p.Phone]] {
			energies = append(energies, float64(slices.Max(a.Energy[p.From:p.To]))/10)
		}
	}
	pace := mean(beside)
	v[readTiming] = deviation(beside)
	v[readShort] = float64(short) / float64(len(a.Phones))
	v[readLong] = share(beside, func(x float64) bool { return x-pace > 0.8 })
	v[readEnergy] = deviation(energies)
}

func mean(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum / float64(max(len(x), 1))
}

func deviation(x []float64) float64 {
	m, sum := mean(x), 0.0
	for _, v := range x {
		sum += (v - m) * (v - m)
	}
	return math.Sqrt(sum / float64(max(len(x), 1)))
}

func share(x []float64, is func(float64) bool) float64 {
	n := 0
	for _, v := range x {
		if is(v) {
			n++
		}
	}
	return float64(n) / float64(max(len(x), 1))
}

// quantile interpolates between the values in order.
func quantile(x []float64, q float64) float64 {
	if len(x) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(x))
	at := q * float64(len(s)-1)
	i := min(int(at), len(s)-1)
	j := min(i+1, len(s)-1)
	return s[i] + (at-float64(i))*(s[j]-s[i])
}
