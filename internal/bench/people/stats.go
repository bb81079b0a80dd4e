package main

import (
	"math"
	"slices"
)

func sum(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v
	}
	return s
}

func mean(x []float64) float64 { return sum(x) / float64(max(len(x), 1)) }

func round4(v float64) float64 { return math.Round(v*1e4) / 1e4 }

func quantile(x []float64, q float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(x))
	at := q * float64(len(s)-1)
	i := int(at)
	j := min(i+1, len(s)-1)
	return s[i] + (at-float64(i))*(s[j]-s[i])
}

// pearson is the coefficient of correlation.
func pearson(x, y []float64) float64 {
	mx, my := mean(x), mean(y)
	var xx, yy, xy float64
	for i := range x {
		xx += (x[i] - mx) * (x[i] - mx)
		yy += (y[i] - my) * (y[i] - my)
		xy += (x[i] - mx) * (y[i] - my)
	}
	return xy / math.Sqrt(xx*yy)
}

// area is the area under the curve: how often a value of low is below one of high.
func area(low, high []float64) float64 {
	type entry struct {
		v    float64
		high bool
	}
	var all []entry
	for _, v := range low {
		all = append(all, entry{v, false})
	}
	for _, v := range high {
		all = append(all, entry{v, true})
	}
	slices.SortFunc(all, func(a, b entry) int {
		switch {
		case a.v < b.v:
			return -1
		case a.v > b.v:
			return 1
		}
		return 0
	})
	var lows, won float64
	for i := 0; i < len(all); {
		j, l, h := i, 0.0, 0.0
		for ; j < len(all) && all[j].v == all[i].v; j++ {
			if all[j].high {
				h++
			} else {
				l++
			}
		}
		won += h * (lows + l/2)
		lows += l
		i = j
	}
	return won / float64(len(low)) / float64(len(high))
}

// expertAlone is what one expert reaches with the mean of the others, on average.
func expertAlone(items []*item, of func(*take) []float64) float64 {
	var all []float64
	for k := range of(items[0].take) {
		var one, others []float64
		for _, it := range items {
			s := of(it.take)
			one = append(one, s[k])
			others = append(others, (sum(s)-s[k])/float64(len(s)-1))
		}
		all = append(all, pearson(one, others))
	}
	return mean(all)
}
