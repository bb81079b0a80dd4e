package history

import (
	"slices"

	"gendu"
)

// Read is a take that was read in Repeat mode and recognised, with what was found in it.
type Read struct {
	Speed      float64 // of the clip as it was played; 0 counts as 1
	Comparison *gendu.Comparison
}

// Trend is how somebody read in a stretch of time.
type Trend struct {
	Takes int
	// Pace is the median rate of speech over that of the original at its own speed: 0.9 is
	// a tenth slower; 0 where it is not known.
	Pace float64
	// Pauses are those that the original does not make, for ten words.
	Pauses float64
}

// TrendLeast is how many takes a stretch of time needs to say something of it.
const TrendLeast = 5

// TrendOf sums up takes; false where there are too few of them.
func TrendOf(list []Read) (Trend, bool) {
	var t Trend
	var paces []float64
	pauses, words := 0, 0
	for _, r := range list {
		c := r.Comparison
		if c == nil || len(c.Words) == 0 {
			continue
		}
		t.Takes++
		if c.Measures.Tempo.Known && c.Tempo > 0 {
			speed := r.Speed
			if speed == 0 {
				speed = 1
			}
			paces = append(paces, c.Tempo*speed)
		}
		words += len(c.Words)
		for _, p := range c.Pauses {
			if p.Kind == gendu.PauseExtra {
				pauses++
			}
		}
	}
	if t.Takes < TrendLeast {
		return Trend{}, false
	}
	if len(paces) >= TrendLeast {
		slices.Sort(paces)
		mid := len(paces) / 2
		t.Pace = paces[mid]
		if len(paces)%2 == 0 {
			t.Pace = (paces[mid-1] + paces[mid]) / 2
		}
	}
	t.Pauses = 10 * float64(pauses) / float64(words)
	return t, true
}
