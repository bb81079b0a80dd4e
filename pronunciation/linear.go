package pronunciation

import (
	"fmt"
	"math"
)

// Linear is a linear score of figures that are first brought to mean 0 and deviation 1.
type Linear struct {
	Names  []string  `json:"names"`
	Mean   []float64 `json:"mean"`
	Scale  []float64 `json:"scale"` // standard deviation
	Weight []float64 `json:"weight"`
	Bias   float64   `json:"bias"`
}

// Of is the score of a vector of figures in the order of Names.
func (l *Linear) Of(v []float64) float64 {
	sum := l.Bias
	for i, x := range v {
		sum += l.Weight[i] * (x - l.Mean[i]) / l.Scale[i]
	}
	return sum
}

// check says whether a score fits vectors of n figures and is finite.
func (l *Linear) check(name string, n int) error {
	if len(l.Names) != n || len(l.Mean) != n || len(l.Scale) != n || len(l.Weight) != n {
		return fmt.Errorf("coefficients: %s has %d names, %d means, %d scales, %d weights; %d are expected", name, len(l.Names), len(l.Mean), len(l.Scale), len(l.Weight), n)
	}
	for i := range n {
		if !(l.Scale[i] > 0) || math.IsNaN(l.Mean[i]+l.Weight[i]+l.Bias) {
			return fmt.Errorf("coefficients: %s, %s is not usable", name, l.Names[i])
		}
	}
	return nil
}

// probability is the logistic function.
func probability(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
