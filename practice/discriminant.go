package practice

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

// Discriminant says whether a take is this sentence or another one, where no phone model
// does. It is fitted to people by internal/bench/tones.
type Discriminant struct {
	// Where it comes from.
	Date    string `json:"date"`
	Corpus  string `json:"corpus"`
	Command string `json:"command"`

	// Rows are directions over Joined cepstra: in them the same sound by two people lies
	// close, beside other sounds (linear discriminant analysis, Fisher 1936).
	Rows [][]float32 `json:"rows"`
	// Mean, Scale and Weight are of the figures of Evidence, in the order of Figures; with
	// Bias they give the log odds that the take is this sentence (logistic regression).
	Mean   []float64 `json:"mean"`
	Scale  []float64 `json:"scale"`
	Weight []float64 `json:"weight"`
	Bias   float64   `json:"bias"`

	Other float64 `json:"other"` // log odds below which something else was said
	Sure  float64 `json:"sure"`  // and below which that is not quite certain
}

const (
	// Joined is the number of cepstra that are looked at together: c1 to c12 of nine frames,
	// each second one.
	Joined    = coeffs * (2*joinReach + 1)
	joinReach = 4
	joinStep  = 2
	// Directions is how many of them a discriminant has.
	Directions = 16
	// chanceJoined is tuning.chance there.
	chanceJoined = 0.35
)

//go:embed discriminant.json
var discriminantJSON []byte

// StandardDiscriminant is the one that the program ships with.
var StandardDiscriminant = sync.OnceValue(func() *Discriminant {
	d := &Discriminant{}
	if err := json.Unmarshal(discriminantJSON, d); err != nil {
		panic("discriminant.json: " + err.Error()) // embedded: a test reads it
	}
	if err := d.check(); err != nil {
		panic(err)
	}
	return d
})

func (d *Discriminant) check() error {
	if len(d.Rows) != Directions {
		return fmt.Errorf("discriminant: %d rows, %d are expected", len(d.Rows), Directions)
	}
	for _, row := range d.Rows {
		if len(row) != Joined {
			return fmt.Errorf("discriminant: a row of %d numbers, %d are expected", len(row), Joined)
		}
	}
	n := len(Evidence{}.Figures())
	if len(d.Mean) != n || len(d.Scale) != n || len(d.Weight) != n {
		return fmt.Errorf("discriminant: %d means, %d scales, %d weights; %d are expected", len(d.Mean), len(d.Scale), len(d.Weight), n)
	}
	return nil
}

// Odds are the log odds that a take is this sentence.
func (d *Discriminant) Odds(e Evidence) float64 {
	odds := d.Bias
	for i, v := range e.Figures() {
		odds += d.Weight[i] * (v - d.Mean[i]) / d.Scale[i]
	}
	return odds
}

// shortSpeech is the frames of speech below which the fit says nothing: it has seen sentences
// alone, no words and syllables.
const shortSpeech = 80

// another says whether something else was said. Of what is shorter than a sentence that is
// only said where its order fits no better than chance.
func (d *Discriminant) another(e Evidence) bool {
	if e.Frames < shortSpeech {
		return e.Margin <= 0
	}
	return d.Odds(e) < d.Other
}

// joined are the cepstra around a frame.
func (v *voice) joined(i int, out *[Joined]float32) {
	at := out[:0]
	for o := -joinReach; o <= joinReach; o++ {
		k := min(max(i+o*joinStep, 0), v.len()-1)
		at = append(at, v.feats[k*dim:k*dim+coeffs]...)
	}
}

// seen is a voice in the directions of a discriminant.
func (d *Discriminant) seen(v *voice) *voice {
	out := &voice{speech: v.speech, level: v.level, feats: make([]float32, v.len()*dim)}
	var x [Joined]float32
	for i := range v.len() {
		v.joined(i, &x)
		for k, row := range d.Rows {
			var sum float32
			for j, w := range row {
				sum += w * x[j]
			}
			out.feats[i*dim+k] = sum
		}
	}
	return out
}

// margin is by how much the order of the words fits better than others, for each frame of
// speech of the side that has less: who speaks slowly, and who stops in the middle, has as much
// of it as others.
func (d *Discriminant) margin(t tuning, ref, take *voice, words []span) float64 {
	if len(d.Rows) == 0 {
		return 0 // a bench has yet to find them
	}
	t.chance = chanceJoined
	near := d.seen(take)
	like := compareFrames(d.seen(ref), near)
	own := findWay(t, like, near, words).score
	for _, order := range shuffled(words) {
		own -= findWay(t, like, near, order).score / shuffles
	}
	return own / max(min(spoken(ref.speech), spoken(take.speech)), 1)
}

// matched gives a bench the joined cepstra of both sides along the way, every second frame.
func (c *comparing) matched(give func(ref, take []float32)) {
	var x, y [Joined]float32
	for i := 0; i < len(c.way.at); i += 2 {
		j := min(int(c.way.at[i]), c.take.len()-1)
		if c.way.at[i] >= 0 && c.ref.speech[i] && c.take.speech[j] {
			c.ref.joined(i, &x)
			c.take.joined(j, &y)
			give(x[:], y[:])
		}
	}
}
