package history_test

import (
	"math"
	"testing"

	"gendu"
	"gendu/practice/history"
)

// TestTrendOf: the middle pace beside the original at its own speed, and pauses for ten words.
func TestTrendOf(t *testing.T) {
	t.Parallel()
	read := func(speed, tempo float64, known bool, words, extra, leftOut int) history.Read {
		c := &gendu.Comparison{Tempo: tempo, Words: make([]gendu.ComparedWord, words)}
		c.Measures.Tempo.Known = known
		for range extra {
			c.Pauses = append(c.Pauses, gendu.Pause{Kind: gendu.PauseExtra})
		}
		for range leftOut {
			c.Pauses = append(c.Pauses, gendu.Pause{Kind: gendu.PauseLeftOut})
		}
		return history.Read{Speed: speed, Comparison: c}
	}
	five := []history.Read{
		read(1, 0.8, true, 10, 1, 0), read(1, 0.9, true, 10, 0, 3), read(0.5, 1, true, 10, 0, 0), read(0, 1.1, true, 10, 1, 0), read(1, 1, true, 10, 0, 0),
	}
	for name, c := range map[string]struct {
		list []history.Read
		want history.Trend
		ok   bool
	}{
		"nothing":                      {nil, history.Trend{}, false},
		"too few":                      {five[:4], history.Trend{}, false},
		"five":                         {five, history.Trend{Takes: 5, Pace: 0.9, Pauses: 0.4}, true},
		"an even number":               {append(five[:5:5], read(1, 1, true, 0, 0, 0), read(1, 1, true, 10, 0, 0)), history.Trend{Takes: 6, Pace: 0.95, Pauses: 2.0 / 6}, true}, // one without words says nothing
		"the pace of one is not known": {append(five[:4:4], read(1, 3, false, 10, 2, 0)), history.Trend{Takes: 5, Pauses: 0.8}, true},
		"without a comparison":         {append(five[:4:4], history.Read{}), history.Trend{}, false},
	} {
		got, ok := history.TrendOf(c.list)
		if ok != c.ok || got.Takes != c.want.Takes || math.Abs(got.Pace-c.want.Pace) > 1e-9 || math.Abs(got.Pauses-c.want.Pauses) > 1e-9 {
			t.Errorf("%s: %+v, %t, want %+v, %t", name, got, ok, c.want, c.ok)
		}
	}
}
