package alignment

import (
	"math"

	"gendu/audio/dsp"
)

// average shrinks frames: row i is the mean of the rows of [i*size, (i+1)*size),
// the first dim columns. size need not be whole.
func average(f dsp.Frames, size float64, dim int) dsp.Frames {
	n := int(math.Ceil(float64(f.Len()) / size))
	out := dsp.Frames{Dim: dim, HopMS: f.HopMS * size, Data: make([]float32, n*dim)}
	for i := range n {
		from, to := averaged(i, size, f.Len())
		row := out.Row(i)
		for k := from; k < to; k++ {
			for c, v := range f.Row(k)[:dim] {
				row[c] += v
			}
		}
		for c := range row {
			row[c] /= float32(to - from)
		}
	}
	return out
}

func averaged(i int, size float64, n int) (from, to int) {
	from = min(int(float64(i)*size), n-1)
	return from, max(from+1, min(int(float64(i+1)*size), n))
}

// normalise subtracts from every column its mean over the frames that keep says
// (all, if nil), and multiplies column c by weight[c].
func normalise(f dsp.Frames, keep func(i int) bool, weight []float32) {
	sums, count := make([]float64, f.Dim), 0
	for i := range f.Len() {
		if keep != nil && !keep(i) {
			continue
		}
		count++
		for c, v := range f.Row(i) {
			sums[c] += float64(v)
		}
	}
	for i := range f.Len() {
		row := f.Row(i)
		for c := range row {
			if count > 0 {
				row[c] -= float32(sums[c] / float64(count))
			}
			row[c] *= weight[c]
		}
	}
}

// randomMatch samples how far a frame of x is from frames of y taken at random: for
// every frame the mean and the standard deviation over samples rows of y, evenly
// spread.
func randomMatch(x, y dsp.Frames, samples int) (mean, sd []float32) {
	mean, sd = make([]float32, x.Len()), make([]float32, x.Len())
	n := y.Len()
	if n == 0 {
		return mean, sd
	}
	samples = min(samples, n)
	drawn := dsp.Frames{Dim: y.Dim, Data: make([]float32, 0, samples*y.Dim)}
	for i := range samples {
		drawn.Data = append(drawn.Data, y.Row(int((float64(i)+0.5)*float64(n)/float64(samples)))...)
	}
	norms := rowNorms(drawn)
	dist := make([]float32, samples)
	for t := range x.Len() {
		distances(dist, x.Row(t), drawn, 0, norms)
		var sum, sum2 float64
		for _, d := range dist {
			sum += float64(d)
			sum2 += float64(d) * float64(d)
		}
		m := sum / float64(samples)
		mean[t], sd[t] = float32(m), float32(math.Sqrt(max(sum2/float64(samples)-m*m, 0)))
	}
	return mean, sd
}

func rowNorms(f dsp.Frames) []float32 {
	norms := make([]float32, f.Len())
	for i := range norms {
		for _, v := range f.Row(i) {
			norms[i] += v * v
		}
	}
	return norms
}
