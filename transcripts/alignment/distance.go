package alignment

import (
	"math"

	"gendu/audio/dsp"
)

// distances writes the Euclidean distances from x to the rows of y from lo on.
func distances(dst, x []float32, y dsp.Frames, lo int, norms []float32) {
	dim := y.Dim
	var xx float32
	for _, v := range x {
		xx += v * v
	}
	norms = norms[lo : lo+len(dst)]
	data := y.Data[lo*dim:]
	for i := range dst {
		row := data[i*dim : i*dim+dim]
		d2 := xx + norms[i] - 2*dotProduct(x, row)
		dst[i] = float32(math.Sqrt(float64(max(d2, 0))))
	}
}

// dotProduct is the sum of products, twelve at a time where it can: the columns of
// the features.
func dotProduct(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	for len(a) >= 12 && len(b) >= 12 {
		x, y := (*[12]float32)(a), (*[12]float32)(b)
		s0 += x[0]*y[0] + x[4]*y[4] + x[8]*y[8]
		s1 += x[1]*y[1] + x[5]*y[5] + x[9]*y[9]
		s2 += x[2]*y[2] + x[6]*y[6] + x[10]*y[10]
		s3 += x[3]*y[3] + x[7]*y[7] + x[11]*y[11]
		a, b = a[12:], b[12:]
	}
	for i, v := range a {
		s0 += v * b[i]
	}
	return s0 + s1 + s2 + s3
}
