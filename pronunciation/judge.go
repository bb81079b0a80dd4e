package pronunciation

import (
	"math"
	"slices"
)

// Verdicts of a judgement.
const (
	VerdictFollowed = "ok"             // the text was read
	VerdictHard     = "hard_to_follow" // it was, but most listeners would struggle
	VerdictOther    = "other"          // something else was said
)

// States of a word.
const (
	WordGood    = "good"
	WordUnclear = "unclear"
	WordMissing = "missing"
	WordUnknown = "" // no pronunciation: not judged
)

// Judgement is what the model says of a reading. Scores are on the experts' scale from
// 0 to 10.
type Judgement struct {
	Verdict  string
	Total    float64
	Fluency  float64
	Accuracy float64
	// Error is the root mean square error of Total; Equal is by how much two experts
	// differ on average. Two readings closer than that are as good as each other.
	Error, Equal float64
	Same         float64 // log odds that the text was read
	Complete     float64 // log odds that no word is missing
	// Child says that single words were not flagged: the warp is that of a child's voice,
	// for which no flag of a word was found reliable.
	Child  bool
	Warp   float64
	Words  []WordJudgement
	Phones []float64 // of Analysis.Phones, 0 to 2; for rankings over many readings only
	Gains  []Gain    // largest first
}

// WordJudgement is what the model says of one word. Times are in the recording.
type WordJudgement struct {
	State        string
	Accuracy     float64 // 0 to 10
	Said         float64 // probability
	FromMS, ToMS int64
}

// Gain is by how much Total would rise if one group of figures came up to what good
// readers do.
type Gain struct {
	Group  string
	Points float64
}

// Judge turns an analysis into scores and verdicts.
func (c *Coefficients) Judge(m *Model, a *Analysis) *Judgement {
	j := &Judgement{
		Verdict: VerdictOther, Error: c.Error, Equal: c.ExpertsApart, Warp: a.Warp, Child: a.Warp >= c.ChildFrom,
		Words: make([]WordJudgement, len(a.Words)), Same: -20, Complete: -20,
	}
	if v, ok := c.reading(m, a); ok {
		j.Total, j.Fluency, j.Accuracy = onScale(c.Total.Of(v)), onScale(c.Fluency.Of(v)), onScale(c.Accuracy.Of(v))
		j.Gains = c.gains(v)
	}
	c.words(m, a, j)
	switch {
	case j.Same < c.SameLeast:
		// Nothing is said of the words of a sentence that was not read.
	case j.Total < c.HardBelow:
		j.Verdict = VerdictHard
	default:
		j.Verdict = VerdictFollowed
	}
	c.states(j)
	return j
}

func onScale(v float64) float64 { return min(max(v, 0), 10) }

// reading is the figures of a reading as they count; ok is false where nothing was aligned.
func (c *Coefficients) reading(m *Model, a *Analysis) (v []float64, ok bool) {
	v, ok = m.ReadingVector(a, c.Lengths())
	if !ok {
		return nil, false
	}
	return c.Capped(v), true
}

// TotalOf is the total of a reading, 0 to 10.
func (c *Coefficients) TotalOf(m *Model, a *Analysis) float64 {
	v, ok := c.reading(m, a)
	if !ok {
		return 0
	}
	return onScale(c.Total.Of(v))
}

// words sets times, scores and probabilities of words, and the odds of the text.
func (c *Coefficients) words(m *Model, a *Analysis, j *Judgement) {
	probabilities := make([]float64, len(a.Words))
	for i, v := range SaidVectors(a) {
		if v == nil {
			continue
		}
		probabilities[i] = probability(c.Said.Of(v))
		w := a.Words[i]
		j.Words[i] = WordJudgement{State: WordGood, Said: probabilities[i], FromMS: int64(w.From) * hopMS, ToMS: int64(w.To) * hopMS}
	}
	if v, ok := TextVector(a, probabilities); ok {
		j.Same, j.Complete = c.Same.Of(v), c.Complete.Of(v)
	}
	if len(a.Phones) == 0 {
		return
	}
	j.Phones = make([]float64, len(a.Phones))
	vectors := m.PhoneVectors(a, c)
	for i, v := range vectors {
		j.Phones[i] = c.Phone.Of(v)
	}
	for i, v := range WordVectors(a, vectors, j.Phones, j.Total) {
		if v != nil {
			j.Words[i].Accuracy = c.Word.Of(v)
		}
	}
}

// likelySaid is the probability from which on a word counts as said in a reading from
// which words are missing.
const likelySaid = 0.3

// wellSaid is the accuracy from which on a word was said, whatever else speaks against it.
const wellSaid = 8

// states says which words are missing or unclear.
func (c *Coefficients) states(j *Judgement) {
	incomplete := j.Complete < c.CompleteLeast
	least := math.Inf(1)
	for _, w := range j.Words {
		if w.State != WordUnknown {
			least = min(least, w.Said)
		}
	}
	for i := range j.Words {
		w := &j.Words[i]
		switch {
		case w.State == WordUnknown:
		case j.Verdict == VerdictOther, incomplete && w.Accuracy < wellSaid && (w.Said < likelySaid || w.Said == least):
			w.State = WordMissing
		case w.Accuracy < c.UnclearBelow && !j.Child:
			w.State = WordUnclear
		}
	}
}

// gains says what each group of figures is worth.
func (c *Coefficients) gains(v []float64) []Gain {
	points := map[string]float64{}
	for i, f := range ReadingFigures {
		if d := (c.Cap[i] - v[i]) * float64(f.Sign); d > 0 {
			points[f.Group] += math.Abs(c.Total.Weight[i]) * d / c.Total.Scale[i]
		}
	}
	var out []Gain
	for _, group := range []string{GroupSounds, GroupPauses, GroupPace, GroupTiming} {
		out = append(out, Gain{group, points[group]})
	}
	slices.SortStableFunc(out, func(a, b Gain) int {
		switch {
		case a.Points > b.Points:
			return -1
		case a.Points < b.Points:
			return 1
		}
		return 0
	})
	return out
}
