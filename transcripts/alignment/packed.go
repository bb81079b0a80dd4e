package alignment

import (
	"math"

	"gendu/audio/dsp"
)

// packedFrames are features in a quarter of their memory: 16 bit in steps of
// packedStep, far below what noise changes. Cepstra of speech stay within ±60.
type packedFrames struct {
	dim    int
	n      int
	chunks [][]int16 // of packedRows rows each, the last one maybe fewer
}

const (
	packedRows = 4096
	packedStep = 1.0 / 256
)

func (p *packedFrames) append(f dsp.Frames) {
	if f.Len() == 0 {
		return
	}
	p.dim = f.Dim
	for _, v := range f.Data {
		last := len(p.chunks) - 1
		if last < 0 || len(p.chunks[last]) == packedRows*p.dim {
			p.chunks = append(p.chunks, make([]int16, 0, packedRows*p.dim))
			last++
		}
		v = float32(math.Round(float64(v) / packedStep))
		p.chunks[last] = append(p.chunks[last], int16(min(max(v, math.MinInt16), math.MaxInt16)))
	}
	p.n += f.Len()
}

// row writes row i into dst.
func (p *packedFrames) row(dst []float32, i int) {
	from := i % packedRows * p.dim
	for c, v := range p.chunks[i/packedRows][from : from+p.dim] {
		dst[c] = float32(v) * packedStep
	}
}

// frames are the rows of s.
func (p *packedFrames) frames(s span) dsp.Frames {
	f := dsp.Frames{Dim: p.dim, HopMS: frameMS, Data: make([]float32, s.len()*p.dim)}
	for i := range s.len() {
		p.row(f.Row(i), s.from+i)
	}
	return f
}

// averaged is average over the rows of s, the first dim columns.
func (p *packedFrames) averaged(s span, size float64, dim int) dsp.Frames {
	n := int(math.Ceil(float64(s.len()) / size))
	out := dsp.Frames{Dim: dim, HopMS: frameMS * size, Data: make([]float32, n*dim)}
	row := make([]float32, p.dim)
	for i := range n {
		from, to := averaged(i, size, s.len())
		mean := out.Row(i)
		for k := from; k < to; k++ {
			p.row(row, s.from+k)
			for c := range mean {
				mean[c] += row[c] / float32(to-from)
			}
		}
	}
	return out
}
