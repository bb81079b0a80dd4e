package practice

import "math"

// symmetric is a positive definite matrix.
type symmetric [3][3]float64

// lower is its Cholesky factor.
func (m symmetric) lower() (l [3][3]float64) {
	for i := range 3 {
		for j := range i + 1 {
			sum := m[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(max(sum, 1e-9))
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	return l
}

// solve is x with m·x = b.
func (m symmetric) solve(b [3]float64) [3]float64 {
	l := m.lower()
	for i := range 3 {
		for k := range i {
			b[i] -= l[i][k] * b[k]
		}
		b[i] /= l[i][i]
	}
	for i := 2; i >= 0; i-- {
		for k := i + 1; k < 3; k++ {
			b[i] -= l[k][i] * b[k]
		}
		b[i] /= l[i][i]
	}
	return b
}

// logDensity is that of a normal distribution around zero, but for a constant.
func (m symmetric) logDensity(x [3]float64) float64 {
	l := m.lower()
	var sum float64
	for i := range 3 {
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
		sum -= 0.5*x[i]*x[i] + math.Log(l[i][i])
	}
	return sum
}

// scaled is the matrix times a factor.
func (m symmetric) scaled(by float64) symmetric {
	for i := range m {
		for j := range m[i] {
			m[i][j] *= by
		}
	}
	return m
}

// times is m·x.
func (m symmetric) times(x [3]float64) (out [3]float64) {
	for i := range m {
		for j := range x {
			out[i] += m[i][j] * x[j]
		}
	}
	return out
}

// ToneModel says what contours the four tones have: each is a normal distribution of
// the height over the speaker's register, the slope and the bend.
type ToneModel struct {
	Mean  [4][3]float64
	Cover [4][3][3]float64
}

// register is what is known of the height of a voice: the mean of its four tones in
// semitones over 100 Hz, and the variance of that; scale is how wide it ranges beside
// the voices of the model.
type register struct{ mean, variance, scale float64 }

// anyone is all that is known of a voice of which nothing else was heard: between
// deep men and children (about 100 to 400 Hz).
var anyone = register{mean: 13, variance: 25, scale: 1}

// normal is a shape over the register, in the range of the voices of the model.
func (r register) normal(s toneShape) toneShape {
	return toneShape{(s[0] - r.mean) / r.scale, s[1] / r.scale, s[2] / r.scale}
}

// cover is the covariance of a tone when the register is known no better than that.
func (m *ToneModel) cover(tone int, r register, share float64) symmetric {
	c := symmetric(m.Cover[tone]).scaled(share)
	c[0][0] += r.variance / (r.scale * r.scale)
	return c
}

func less(a [3]float64, b [3]float64) [3]float64 {
	return [3]float64{a[0] - b[0], a[1] - b[1], a[2] - b[2]}
}

// chances are the probabilities of the four tones.
type chances [4]float64

func normalised(logs [4]float64) (out chances) {
	top := max(logs[0], logs[1], logs[2], logs[3])
	var sum float64
	for t, v := range logs {
		out[t] = math.Exp(v - top)
		sum += out[t]
	}
	for t := range out {
		out[t] /= sum
	}
	return out
}

// best is the likeliest tone, 0 to 3.
func (c chances) best() (tone int) {
	for t, v := range c {
		if v > c[tone] {
			tone = t
		}
	}
	return tone
}

// certain is one tone for sure.
func certain(tone int) (c chances) {
	c[tone] = 1
	return c
}

// halfThird is the third tone before another syllable: low, with no rise at its end
// (21 in the levels of Chao 1968). Syllables read by themselves do not have it, so that
// it is not fitted.
var halfThird = [3]float64{-5, -1.3, 0.3}

// third is the index of the third tone.
const third = 2

// logs are the logarithms of the densities of the tones. A third tone is a half one as
// well where half says so.
func (m *ToneModel) logs(x [3]float64, r register, share float64, half bool) (logs [4]float64) {
	for t := range logs {
		c := m.cover(t, r, share)
		logs[t] = c.logDensity(less(x, m.Mean[t]))
		if t == third && half {
			logs[t] = max(logs[t], c.logDensity(less(x, halfThird)))
		}
	}
	return logs
}

// hear says which tone a shape by itself is. half: another syllable follows it.
func (m *ToneModel) hear(s toneShape, r register, half bool) chances {
	return normalised(m.logs(r.normal(s), r, 1, half))
}

// toneShared is the correlation of what two speakers do beside the tone itself in the
// same place of a sentence: its melody, and its neighbours' pull.
const toneShared = 0.3

// hearAfter says which tone a shape of the take is, given what the reference did with
// a tone in the same place: a part of how it differs from the mean of that tone is
// expected of the take too.
func (m *ToneModel) hearAfter(take toneShape, r register, ref toneShape, refTone int, q register, half bool) chances {
	c, y := m.cover(refTone, q, 1), q.normal(ref)
	mean := m.Mean[refTone]
	if refTone == third && half && c.logDensity(less(y, halfThird)) > c.logDensity(less(y, mean)) {
		mean = halfThird
	}
	// The height of a lone syllable says more about the voice than about the place.
	off := symmetric(m.Cover[refTone]).times(c.solve(less(y, mean)))
	x := r.normal(take)
	for i := range x {
		x[i] -= toneShared * off[i]
	}
	return normalised(m.logs(x, r, 1-toneShared*toneShared, half))
}
