package practice

import "math"

// likeness says for each pair of frames how much better than chance they agree: the
// distance that these two frames have to just any frame of the other side, less their
// own, as a share of the mean distance. Zero is chance.
type likeness struct {
	cols int
	data []float32
}

func (l *likeness) row(i int) []float32 { return l.data[i*l.cols : (i+1)*l.cols] }

// compareFrames measures all pairs. What a frame costs against just any other is
// taken over the speech of the other side, so that silence proves nothing.
func compareFrames(ref, take *voice) *likeness {
	n, m := ref.len(), take.len()
	l := &likeness{cols: m, data: make([]float32, n*m)}
	ofRef, ofTake := make([]float64, n), make([]float32, m)
	spoken, said := 0.0, 0.0
	for _, s := range take.speech {
		if s {
			said++
		}
	}
	for i := range n {
		row := l.row(i)
		a := (*[dim]float32)(ref.feats[i*dim:])
		var sum float32
		for j := range row {
			d := distance(a, (*[dim]float32)(take.feats[j*dim:]))
			row[j] = d
			if take.speech[j] {
				sum += d
			}
		}
		ofRef[i] = float64(sum) / max(said, 1)
		if ref.speech[i] {
			spoken++
			for j, d := range row {
				ofTake[j] += d
			}
		}
	}
	l.centre(ref, ofRef, ofTake, max(spoken, 1))
	return l
}

// centre turns distances into likeness.
func (l *likeness) centre(ref *voice, ofRef []float64, ofTake []float32, spoken float64) {
	var mean float64
	for i, s := range ref.speech {
		if s {
			mean += ofRef[i] / spoken
		}
	}
	scale := float32(1 / max(mean, 1e-6))
	half := make([]float32, len(ofTake))
	for j, v := range ofTake {
		half[j] = 0.5 * scale * v / float32(spoken)
	}
	for i := range ofRef {
		a := 0.5 * scale * float32(ofRef[i])
		row := l.row(i)
		for j := range row {
			row[j] = a + half[j] - scale*row[j]
		}
	}
}

func distance(a, b *[dim]float32) float32 {
	var s0, s1, s2, s3 float32
	for c := 0; c < dim; c += 4 {
		d0, d1, d2, d3 := a[c]-b[c], a[c+1]-b[c+1], a[c+2]-b[c+2], a[c+3]-b[c+3]
		s0 += d0 * d0
		s1 += d1 * d1
		s2 += d2 * d2
		s3 += d3 * d3
	}
	return float32(math.Sqrt(float64(s0 + s1 + s2 + s3)))
}
