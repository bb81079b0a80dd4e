package pronunciation

import (
	_ "embed"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"sync"
)

// Coefficients turn figures into scores. They are fitted to the scores of human experts
// by internal/bench/people.
type Coefficients struct {
	// Where they come from.
	Date    string `json:"date"`
	Corpus  string `json:"corpus"`
	Method  string `json:"method"`
	Command string `json:"command"`

	// Phones holds what is usual for each phone, by name.
	Phones map[string]PhoneUsual `json:"phones"`
	// Cap holds for each figure of a reading what good readers do (its median over those
	// rated 9 and more); it bounds the figures that are capped and is what advice aims at.
	Cap []float64 `json:"cap"`
	// Fold holds for the figures that are folded from where on more of it costs: what only
	// one in four of those readings does.
	Fold []float64 `json:"fold"`

	Phone    Linear `json:"phone"`    // accuracy of a phone, 0 to 2
	Word     Forest `json:"word"`     // accuracy of a word, 0 to 10
	Total    Linear `json:"total"`    // of a reading, 0 to 10, as are the next two
	Fluency  Linear `json:"fluency"`  //
	Accuracy Linear `json:"accuracy"` //
	Said     Linear `json:"said"`     // log odds that a word was said
	Same     Linear `json:"same"`     // log odds that the text was read, and not another one
	Complete Linear `json:"complete"` // log odds that no words are missing

	SameLeast     float64 `json:"sameLeast"`     // below it, another sentence was said
	CompleteLeast float64 `json:"completeLeast"` // below it, words are missing
	HardBelow     float64 `json:"hardBelow"`     // a total below it is hard to follow
	UnclearBelow  float64 `json:"unclearBelow"`  // a word's accuracy below it is unclear
	ChildFrom     float64 `json:"childFrom"`     // from this warp on a speaker counts as a child

	Error        float64 `json:"error"`        // root mean square of total less the experts' mean, cross-validated
	ExpertsApart float64 `json:"expertsApart"` // mean difference of the totals of two experts
}

// PhoneUsual is what is usual for a phone: its log length in frames, the figures of
// phones that were said well with their deviations, and the experts' mean score.
type PhoneUsual struct {
	Length float64   `json:"length"`
	Mean   []float64 `json:"mean"`
	Scale  []float64 `json:"scale"`
	Score  float64   `json:"score"`
}

//go:embed coefficients.json
var coefficientsJSON []byte

// Standard are the coefficients that the program ships with.
var Standard = sync.OnceValue(func() *Coefficients {
	c := &Coefficients{}
	if err := json.Unmarshal(coefficientsJSON, c); err != nil {
		panic("coefficients.json: " + err.Error()) // embedded: a test reads it
	}
	if err := c.check(); err != nil {
		panic(err)
	}
	return c
})

func (c *Coefficients) check() error {
	var all []error
	if len(c.Cap) != int(readingFigures) || len(c.Fold) != int(readingFigures) {
		all = append(all, errors.New("coefficients: the caps do not fit the figures of a reading"))
	}
	for _, u := range c.Phones {
		if len(u.Mean) != int(phoneFigures) || len(u.Scale) != int(phoneFigures) || slices.Min(u.Scale) <= 0 {
			all = append(all, errors.New("coefficients: a phone's figures are not usable"))
		}
	}
	return errors.Join(append(all,
		c.Phone.check("phone", len(PhoneNames)), c.Word.check(len(WordNames)),
		c.Total.check("total", int(readingFigures)), c.Fluency.check("fluency", int(readingFigures)), c.Accuracy.check("accuracy", int(readingFigures)),
		c.Said.check("said", len(SaidNames)), c.Same.check("same", len(TextNames)), c.Complete.check("complete", len(TextNames)))...)
}

// foldCosts is how much more a folded figure costs beyond its fold than it earned before:
// a hurried reading has fewer, shorter pauses and more even lengths, which must not pay.
const foldCosts = 2

// Capped is a reading's figures with those bounded that earn nothing beyond what good
// readers do, and those turned back that cost where nearly no good reader goes: who rushes
// makes fewer and shorter pauses, too, and must not earn by that.
func (c *Coefficients) Capped(v []float64) []float64 {
	out := slices.Clone(v)
	for i, f := range ReadingFigures {
		switch {
		case !f.Capped:
		case f.Sign > 0:
			out[i] = min(out[i], c.Cap[i])
			if f.Folded {
				out[i] -= foldCosts * max(v[i]-c.Fold[i], 0)
			}
		default:
			out[i] = max(out[i], c.Cap[i])
		}
	}
	return out
}

// Pace says whether a reading is as fast as good readers are, or faster.
func (c *Coefficients) Pace(m *Model, a *Analysis) bool {
	v, ok := m.ReadingVector(a, c.Lengths())
	return ok && v[readRate] >= c.Cap[readRate]
}

// Lengths are the usual log lengths of phones by name.
func (c *Coefficients) Lengths() map[string]float64 {
	out := map[string]float64{}
	for name, u := range c.Phones {
		out[name] = u.Length
	}
	return out
}

// PhoneNames are the figures of PhoneVector: those of the phone beside what is usual for
// it, then those of its word and reading.
var PhoneNames = []string{
	"competitor", "all", "dropped", "same class", "other class", "fixed competitor", "silence", "posterior", "posterior ratio",
	"gop", "best", "loop agrees", "length", "usual score", "word gop", "word competitor", "reading gop", "reading competitor", "reading posterior", "first", "last", "phones of the word",
}

// PhoneVectors are the figures of each phone of an analysis for Coefficients.Phone.
func (m *Model) PhoneVectors(a *Analysis, c *Coefficients) [][]float64 {
	n := len(a.Words)
	gop, lead, count := make([]float64, n), make([]float64, n), make([]float64, n)
	var all [3]float64
	for _, p := range a.Phones {
		gop[p.Word] += p.Values[FigLoop]
		lead[p.Word] += p.Values[FigCompetitor]
		count[p.Word]++
		all[0] += p.Values[FigLoop] / float64(len(a.Phones))
		all[1] += p.Values[FigCompetitor] / float64(len(a.Phones))
		all[2] += p.Values[FigPosterior] / float64(len(a.Phones))
	}
	out := make([][]float64, len(a.Phones))
	for i, p := range a.Phones {
		usual := c.Phones[m.phones[p.Phone]]
		v := make([]float64, 0, len(PhoneNames))
		for k, x := range p.Values {
			v = append(v, limit((x-usual.Mean[k])/usual.Scale[k], 8))
		}
		v = append(v, usual.Score, gop[p.Word]/count[p.Word], lead[p.Word]/count[p.Word], all[0], all[1], all[2],
			truth(p.Place == 0), truth(p.Place == p.Of-1), math.Log(float64(p.Of)))
		out[i] = v
	}
	return out
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// SaidNames are the figures of SaidVectors.
var SaidNames = []string{"gop", "length of a phone", "loop agrees", "short phones", "phones", "gop below -2"}

// SaidVectors are the figures of each word that tell whether it was said at all; nil for
// a word without pronunciations.
func SaidVectors(a *Analysis) [][]float64 {
	out := make([][]float64, len(a.Words))
	for i, w := range a.Words {
		if w.Phones == 0 {
			continue
		}
		gop := min(max(w.GOP(), -15), 5)
		out[i] = []float64{
			gop, math.Log(float64(w.Frames()) / float64(w.Phones)), float64(w.Match) / float64(w.Frames()),
			float64(w.Short) / float64(w.Phones), math.Log(float64(w.Phones)), min(0, gop+2),
		}
	}
	return out
}

// TextNames are the figures of TextVector.
var TextNames = []string{
	"said mean", "said least", "said lowest quarter", "share not said", "gop", "least gop", "loop agrees", "short phones", "coverage", "length of a phone", "words",
	"over other orders", "over the likeliest order",
}

// TextVector is the figures that tell whether a text was read, given the probability of
// each word; ok is false where nothing was aligned.
func TextVector(a *Analysis, said []float64) (v []float64, ok bool) {
	var p, gops []float64
	var all WordFigures
	frames := 0
	for i, w := range a.Words {
		if w.Phones == 0 {
			continue
		}
		p, gops = append(p, said[i]), append(gops, limit(w.GOP(), 15))
		all.Phones += w.Phones
		all.Own += w.Own
		all.Loop += w.Loop
		all.Match += w.Match
		all.Short += w.Short
		frames += w.Frames()
	}
	if frames == 0 {
		return nil, false
	}
	n := float64(frames)
	return []float64{
		mean(p), slices.Min(p), quantile(p, 0.25), share(p, func(x float64) bool { return x < 0.5 }),
		max((all.Own-all.Loop)/n, -15), slices.Min(gops), float64(all.Match) / n, float64(all.Short) / float64(all.Phones),
		min(n/float64(max(a.LoopSpeech, 1)), 2), math.Log(n / float64(all.Phones)), math.Log(float64(len(p))),
		limit(mean(a.Over[:])/n, 5), limit(slices.Min(a.Over[:])/n, 5),
	}, true
}

// SpeechPhone is the name of phone i of those that are speech; empty beyond the last.
func (m *Model) SpeechPhone(i int) string {
	if i >= len(m.speech) {
		return ""
	}
	return m.phones[m.speech[i]]
}
