package regress

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestForest: a score that two figures give together only, which no linear score finds.
func TestForest(t *testing.T) {
	t.Parallel()
	lot := rand.New(rand.NewPCG(3, 4))
	var rows [][]float64
	var y []float64
	for range 2000 {
		r := []float64{lot.NormFloat64(), lot.NormFloat64(), lot.NormFloat64()}
		rows, y = append(rows, r), append(y, of(r))
	}
	o := Trees{Count: 50, Least: 5, Try: 3, Seed: 1}
	f := Forest([]string{"a", "b", "c"}, rows, y, o)
	wrong := 0
	for range 500 {
		r := []float64{lot.NormFloat64(), lot.NormFloat64(), lot.NormFloat64()}
		if math.Abs(f.Of(r)-of(r)) > 3 {
			wrong++
		}
	}
	if wrong > 50 {
		t.Errorf("%d of 500 new rows are wrong by more than 3", wrong)
	}
	again := Forest([]string{"a", "b", "c"}, rows, y, o)
	if string(again.Nodes) != string(f.Nodes) {
		t.Error("the same rows gave another forest")
	}
}

// of is 8 where both figures have one sign, else 2.
func of(r []float64) float64 {
	if r[0]*r[1] > 0 {
		return 8
	}
	return 2
}
