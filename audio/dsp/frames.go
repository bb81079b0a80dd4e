package dsp

// Frames is a row-major matrix: one row of Dim values per hop of HopMS.
type Frames struct {
	Dim   int
	HopMS float64
	Data  []float32
}

// Len is the number of rows.
func (f Frames) Len() int {
	if f.Dim <= 0 {
		return 0
	}
	return len(f.Data) / f.Dim
}

// Row is row i; it shares the data.
func (f Frames) Row(i int) []float32 {
	return f.Data[i*f.Dim : (i+1)*f.Dim : (i+1)*f.Dim]
}

// Deltas is the slope of each column by linear regression over width rows to both
// sides (HTK's formula; rows beyond the ends repeat the first and last). The result
// has the shape of f. A width below 1 counts as 1.
func Deltas(f Frames, width int) Frames {
	out := Frames{Dim: f.Dim, HopMS: f.HopMS, Data: make([]float32, f.Len()*f.Dim)}
	for i := range f.Len() {
		deltaRow(out.Row(i), f, i, max(width, 1))
	}
	return out
}

// AppendDeltas is [c | delta c]: rows of twice the width.
func AppendDeltas(f Frames, width int) Frames {
	out := Frames{Dim: 2 * f.Dim, HopMS: f.HopMS, Data: make([]float32, 2*f.Len()*f.Dim)}
	for i := range f.Len() {
		row := out.Row(i)
		copy(row, f.Row(i))
		deltaRow(row[f.Dim:], f, i, max(width, 1))
	}
	return out
}

func deltaRow(dst []float32, f Frames, i, width int) {
	last := f.Len() - 1
	norm := 0
	for k := 1; k <= width; k++ {
		norm += 2 * k * k
		after, before := f.Row(min(i+k, last)), f.Row(max(i-k, 0))
		weight := float32(k)
		for c := range dst {
			dst[c] += weight * (after[c] - before[c])
		}
	}
	scale := 1 / float32(norm)
	for c := range dst {
		dst[c] *= scale
	}
}
