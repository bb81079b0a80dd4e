package pronunciation

import (
	"slices"
	"testing"
)

// TestRushingEarnsNothing: pace counts up to that of good readers, then nothing, and costs
// where few of them go. Pauses and even lengths earn nothing beyond theirs.
func TestRushingEarnsNothing(t *testing.T) {
	t.Parallel()
	c := Standard()
	total := func(figure int, value float64) float64 {
		v := slices.Clone(c.Cap)
		v[figure] = value
		return c.Total.Of(c.Capped(v))
	}
	good, fold := c.Cap[readRate], c.Fold[readRate]
	if fold <= good || c.Total.Weight[readRate] <= 0 {
		t.Fatalf("the pace of good readers is %v, the fold %v, the weight %v", good, fold, c.Total.Weight[readRate])
	}
	at := total(readRate, good)
	for name, k := range map[string]struct {
		value      float64
		less, same bool
	}{
		"slower":           {good - 0.2, true, false},
		"as good readers":  {(good + fold) / 2, false, true},
		"at the fold":      {fold, false, true},
		"half as fast too": {fold + 0.4, true, false},
	} {
		got := total(readRate, k.value)
		if k.same && got != at || k.less && got >= at {
			t.Errorf("%s: %v, good readers %v", name, got, at)
		}
	}
	for _, figure := range []int{readPauseShare, readPauses, readLongest, readTiming, readLong} {
		if got, want := total(figure, c.Cap[figure]-1), total(figure, c.Cap[figure]); got != want {
			t.Errorf("%s: beyond good readers it counts %v, theirs %v", ReadingFigures[figure].Name, got, want)
		}
	}
}
