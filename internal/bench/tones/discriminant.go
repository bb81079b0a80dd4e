package main

import (
	"cmp"
	"math"
	"slices"
)

// scatter gathers how far frames of the same moment in two voices lie apart (within), and how
// far frames lie apart at all (total). Both are lower triangles of sums.
type scatter struct {
	n             float64
	sum           []float64
	within, total [][]float64
}

func newScatter(size int) *scatter {
	return &scatter{sum: make([]float64, size), within: square(size), total: square(size)}
}

func square(n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
	}
	return out
}

// add counts a pair of frames.
func (s *scatter) add(ref, take []float32) {
	s.n++
	for k := range s.sum {
		x, y := float64(ref[k]), float64(take[k])
		s.sum[k] += (x + y) / 2
		within, total := s.within[k], s.total[k]
		for l := range k + 1 {
			u, v := float64(ref[l]), float64(take[l])
			within[l] += (x - y) * (u - v)
			total[l] += (x*u + y*v) / 2
		}
	}
}

// plus adds what another one gathered.
func (s *scatter) plus(o *scatter) {
	s.n += o.n
	for k := range s.sum {
		s.sum[k] += o.sum[k]
		for l := range k + 1 {
			s.within[k][l] += o.within[k][l]
			s.total[k][l] += o.total[k][l]
		}
	}
}

// ridgeShare of the mean variance is added to each, so that no direction rests on luck.
const ridgeShare = 0.01

// directions are the rows that part different sounds best from the same sound by two people
// (linear discriminant analysis, Fisher 1936): those in which the total variance is largest
// beside that within pairs, which is 1 in each.
func (s *scatter) directions(count int) [][]float64 {
	d := len(s.sum)
	within, total := square(d), square(d)
	var trace float64
	for k := range d {
		for l := range k + 1 {
			within[k][l] = s.within[k][l] / s.n
			total[k][l] = s.total[k][l]/s.n - s.sum[k]/s.n*s.sum[l]/s.n
			within[l][k], total[l][k] = within[k][l], total[k][l]
		}
		trace += within[k][k]
	}
	for k := range d {
		within[k][k] += ridgeShare * trace / float64(d)
	}
	whiten := inverse(cholesky(within))
	values, vectors := eigen(product(product(whiten, total), transposed(whiten)))
	order := make([]int, d)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	rows := product(transposed(vectors), whiten)
	out := make([][]float64, count)
	for i := range out {
		out[i] = rows[order[i]]
	}
	return out
}

// cholesky is the lower triangle whose product with its transpose is a.
func cholesky(a [][]float64) [][]float64 {
	l := square(len(a))
	for i := range a {
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(sum)
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	return l
}

// inverse of a lower triangle.
func inverse(l [][]float64) [][]float64 {
	out := square(len(l))
	for c := range l {
		for i := c; i < len(l); i++ {
			sum := 0.0
			if i == c {
				sum = 1
			}
			for k := c; k < i; k++ {
				sum -= l[i][k] * out[k][c]
			}
			out[i][c] = sum / l[i][i]
		}
	}
	return out
}

func product(a, b [][]float64) [][]float64 {
	out := square(len(a))
	for i := range a {
		for k, v := range a[i] {
			for j, w := range b[k] {
				out[i][j] += v * w
			}
		}
	}
	return out
}

func transposed(a [][]float64) [][]float64 {
	out := square(len(a))
	for i := range a {
		for j, v := range a[i] {
			out[j][i] = v
		}
	}
	return out
}

// eigen are the eigenvalues of a symmetric matrix, and its eigenvectors as columns, by
// Jacobi's rotations (1846). The matrix is overwritten.
func eigen(a [][]float64) (values []float64, vectors [][]float64) {
	n := len(a)
	vectors = square(n)
	for i := range n {
		vectors[i][i] = 1
	}
	for range 50 {
		var off float64
		for p := range n {
			for q := p + 1; q < n; q++ {
				off += a[p][q] * a[p][q]
				rotate(a, vectors, p, q)
			}
		}
		if off < 1e-16 {
			break
		}
	}
	values = make([]float64, n)
	for i := range values {
		values[i] = a[i][i]
	}
	return values, vectors
}

// rotate makes element p, q of the matrix zero.
func rotate(a, vectors [][]float64, p, q int) {
	if math.Abs(a[p][q]) < 1e-15 {
		return
	}
	angle := (a[q][q] - a[p][p]) / (2 * a[p][q])
	t := math.Copysign(1/(math.Abs(angle)+math.Sqrt(angle*angle+1)), angle)
	c := 1 / math.Sqrt(t*t+1)
	s := t * c
	for k := range a {
		a[k][p], a[k][q] = c*a[k][p]-s*a[k][q], s*a[k][p]+c*a[k][q]
		vectors[k][p], vectors[k][q] = c*vectors[k][p]-s*vectors[k][q], s*vectors[k][p]+c*vectors[k][q]
	}
	for k := range a {
		a[p][k], a[q][k] = c*a[p][k]-s*a[q][k], s*a[p][k]+c*a[q][k]
	}
}
