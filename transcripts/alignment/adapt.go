package alignment

import (
	"math"

	"gendu/audio/dsp"
)

// speakerMap turns frames of the reference voice into what the speaker of the
// recording would have said there: an affine map, learnt from the frames that a first
// path laid over each other, as speaker adaptation does in recognisers (C. J.
// Leggetter and P. C. Woodland, "Maximum likelihood linear regression", 1995). weight
// is one over the deviation that is left in each column, over the whole recording.
type speakerMap struct {
	dim    int
	matrix []float64 // dim × dim, row-major
	offset []float64
	weight []float32
}

// sameVoice is how many pairs of frames the belief that both voices are alike counts.
const sameVoice = 200

// learnMap fits the map by ridge regression towards identity. It is nil with fewer
// than minPairs pairs.
func learnMap(x, y dsp.Frames, at []int32, use func(t int) bool) *speakerMap {
	const minPairs = 200
	d := x.Dim
	var pairs [][2]int
	mx, my := make([]float64, d), make([]float64, d)
	for t, j := range at {
		if j < 0 || !use(t) {
			continue
		}
		pairs = append(pairs, [2]int{t, int(j)})
		xr, yr := x.Row(t), y.Row(int(j))
		for c := range d {
			mx[c] += float64(xr[c])
			my[c] += float64(yr[c])
		}
	}
	n := float64(len(pairs))
	if len(pairs) < minPairs {
		return nil
	}
	for c := range d {
		mx[c] /= n
		my[c] /= n
	}
	// Normal equations with centred rows: (Σyyᵀ + λV) Wᵀ = Σyxᵀ + λV, V the variance.
	a, b := make([]float64, d*d), make([]float64, d*d)
	dx, dy := make([]float64, d), make([]float64, d)
	for _, p := range pairs {
		centre(dx, x.Row(p[0]), mx)
		centre(dy, y.Row(p[1]), my)
		for i, v := range dy {
			for k := range d {
				a[i*d+k] += v * dy[k]
				b[i*d+k] += v * dx[k]
			}
		}
	}
	for c := range d {
		prior := a[c*d+c] / n * sameVoice
		a[c*d+c] += prior + 1e-6
		b[c*d+c] += prior
	}
	solve(a, b, d)
	m := &speakerMap{dim: d, matrix: make([]float64, d*d), offset: make([]float64, d), weight: make([]float32, d)}
	for i := range d {
		for k := range d {
			m.matrix[i*d+k] = b[k*d+i]
		}
		m.offset[i] = mx[i]
		for k := range d {
			m.offset[i] -= m.matrix[i*d+k] * my[k]
		}
	}
	m.weigh(x, y, pairs)
	return m
}

// weigh sets the weights from what the map does not explain.
func (m *speakerMap) weigh(x, y dsp.Frames, pairs [][2]int) {
	left := make([]float64, m.dim)
	row := make([]float32, m.dim)
	for _, p := range pairs {
		m.row(row, y.Row(p[1]))
		for c, v := range x.Row(p[0]) {
			e := float64(v - row[c])
			left[c] += e * e
		}
	}
	for c := range left {
		m.weight[c] = float32(1 / math.Sqrt(left[c]/float64(len(pairs))+1e-6))
	}
}

func centre(dst []float64, row []float32, mean []float64) {
	for c := range dst {
		dst[c] = float64(row[c]) - mean[c]
	}
}

// row maps one row.
func (m *speakerMap) row(dst, row []float32) {
	for i := range dst {
		sum := m.offset[i]
		for k, w := range m.matrix[i*m.dim : (i+1)*m.dim] {
			sum += w * float64(row[k])
		}
		dst[i] = float32(sum)
	}
}

// apply brings x and y, in place, into the space where their distance means most.
func (m *speakerMap) apply(x, y dsp.Frames) {
	mapped := make([]float32, m.dim)
	for j := range y.Len() {
		m.row(mapped, y.Row(j))
		copy(y.Row(j), mapped)
	}
	for _, f := range []dsp.Frames{x, y} {
		for i := range f.Len() {
			row := f.Row(i)
			for c, w := range m.weight {
				row[c] *= w
			}
		}
	}
}

// solve replaces b by a⁻¹b (both n × n) by Gaussian elimination with pivoting; a is
// destroyed.
func solve(a, b []float64, n int) {
	for c := range n {
		p := c
		for r := c + 1; r < n; r++ {
			if math.Abs(a[r*n+c]) > math.Abs(a[p*n+c]) {
				p = r
			}
		}
		if p != c {
			for k := range n {
				a[c*n+k], a[p*n+k] = a[p*n+k], a[c*n+k]
				b[c*n+k], b[p*n+k] = b[p*n+k], b[c*n+k]
			}
		}
		for r := range n {
			if r == c || a[r*n+c] == 0 {
				continue
			}
			f := a[r*n+c] / a[c*n+c]
			for k := range n {
				a[r*n+k] -= f * a[c*n+k]
				b[r*n+k] -= f * b[c*n+k]
			}
		}
	}
	for r := range n {
		for k := range n {
			b[r*n+k] /= a[r*n+r]
		}
	}
}
