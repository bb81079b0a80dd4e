// Package regress fits linear scores for benches.
package regress

import (
	"math"

	"gendu/pronunciation"
)

// Standardise gives each column its mean and deviation.
func Standardise(rows [][]float64) (mean, scale []float64) {
	n, d := float64(len(rows)), len(rows[0])
	mean, scale = make([]float64, d), make([]float64, d)
	for _, r := range rows {
		for k, v := range r {
			mean[k] += v / n
		}
	}
	for _, r := range rows {
		for k, v := range r {
			scale[k] += (v - mean[k]) * (v - mean[k]) / n
		}
	}
	for k := range scale {
		scale[k] = math.Sqrt(scale[k]) + 1e-6
	}
	return mean, scale
}

// Ridge fits a linear score by least squares with a penalty on the weights. Where signs
// has +1 or -1, the weight may not have the other sign.
func Ridge(names []string, rows [][]float64, y []float64, penalty float64, signs []int) pronunciation.Linear {
	mean, scale := Standardise(rows)
	d := len(mean)
	var bias float64
	for _, v := range y {
		bias += v / float64(len(y))
	}
	gram, right := make([][]float64, d), make([]float64, d)
	for k := range gram {
		gram[k] = make([]float64, d)
		gram[k][k] = penalty
	}
	z := make([]float64, d)
	for i, r := range rows {
		for k, v := range r {
			z[k] = (v - mean[k]) / scale[k]
		}
		for k, v := range z {
			right[k] += v * (y[i] - bias)
			for l, u := range z[:k+1] {
				gram[k][l] += v * u
				if l < k {
					gram[l][k] += v * u
				}
			}
		}
	}
	return pronunciation.Linear{Names: names, Mean: mean, Scale: scale, Weight: descend(gram, right, signs), Bias: bias}
}

// descend solves gram·w = right by coordinate descent, each w within its sign.
func descend(gram [][]float64, right []float64, signs []int) []float64 {
	w := make([]float64, len(right))
	for range 5000 {
		moved := 0.0
		for k := range w {
			v := right[k]
			for l, u := range w {
				if l != k {
					v -= gram[k][l] * u
				}
			}
			v /= gram[k][k]
			if signs != nil && v*float64(signs[k]) < 0 {
				v = 0
			}
			moved = max(moved, math.Abs(v-w[k]))
			w[k] = v
		}
		if moved < 1e-9 {
			break
		}
	}
	return w
}

// Logistic fits log odds of y (0 or 1) by Newton's method with a penalty; both classes
// weigh the same.
func Logistic(names []string, rows [][]float64, y []bool, penalty float64) pronunciation.Linear {
	mean, scale := Standardise(rows)
	d := len(mean)
	var ones float64
	for _, v := range y {
		if v {
			ones++
		}
	}
	n := float64(len(y))
	w := make([]float64, d+1)
	z := make([]float64, d+1)
	z[d] = 1
	for range 25 {
		hessian, gradient := make([][]float64, d+1), make([]float64, d+1)
		for k := range hessian {
			hessian[k] = make([]float64, d+1)
			hessian[k][k] = penalty
			gradient[k] = -penalty * w[k]
		}
		hessian[d][d], gradient[d] = 1e-6, 0
		for i, r := range rows {
			odds := w[d]
			for k, v := range r {
				z[k] = (v - mean[k]) / scale[k]
				odds += w[k] * z[k]
			}
			p, weight, target := 1/(1+math.Exp(-odds)), n/2/(n-ones), 0.0
			if y[i] {
				weight, target = n/2/ones, 1
			}
			for k, v := range z {
				gradient[k] += weight * (target - p) * v
				for l, u := range z {
					hessian[k][l] += weight * (p*(1-p) + 1e-6) * v * u
				}
			}
		}
		step := solve(hessian, gradient)
		moved := 0.0
		for k, v := range step {
			w[k] += v
			moved = max(moved, math.Abs(v))
		}
		if moved < 1e-7 {
			break
		}
	}
	return pronunciation.Linear{Names: names, Mean: mean, Scale: scale, Weight: w[:d], Bias: w[d]}
}

// solve is Gaussian elimination with pivots; a and b are overwritten.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for c := range n {
		pivot := c
		for r := c; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[pivot][c]) {
				pivot = r
			}
		}
		a[c], a[pivot], b[c], b[pivot] = a[pivot], a[c], b[pivot], b[c]
		for r := range n {
			if r == c {
				continue
			}
			f := a[r][c] / a[c][c]
			for k := c; k < n; k++ {
				a[r][k] -= f * a[c][k]
			}
			b[r] -= f * b[c]
		}
	}
	for c := range n {
		b[c] /= a[c][c]
	}
	return b
}
