package pronunciation

import "math"

// codebook holds the Gaussian densities that the states of a phone share, in one stream.
type codebook []density

// density is one normal distribution with a diagonal covariance.
type density struct {
	offset float32 // logarithm of its factor
	dim    [dims]normal
}

// normal is one dimension of a density: its mean and 1/(2σ²).
type normal struct{ mean, weight float32 }

// newCodebook takes densities × dims means and variances.
func newCodebook(mean, variance []float32, densities int) codebook {
	b := make(codebook, densities)
	for d := range b {
		var sum float64
		for k := range dims {
			v := max(float64(variance[d*dims+k]), leastVariance)
			sum -= 0.5 * math.Log(2*math.Pi*v)
			b[d].dim[k] = normal{mean[d*dims+k], float32(0.5 / v)}
		}
		b[d].offset = float32(sum)
	}
	return b
}

// lanes is how many frames are held against a density at a time: the processor works on
// them side by side, and each density is fetched once for all of them.
const lanes = 4

// block is one stream of some frames, dimension by dimension.
type block [dims][lanes]float32

// ranking is the best densities of a frame, the best first: log likelihoods and numbers.
type ranking struct {
	density *[topN]float32
	which   *[topN]uint8
}

// rank finds the best densities of a codebook for each frame of a block.
func (b codebook) rank(x *block, out *[lanes]ranking) {
	var least [lanes]float32
	for i := range out {
		least[i] = never
		for k := range out[i].density {
			out[i].density[k] = never
		}
	}
	for d := range b {
		v := b[d].of(x)
		for i := range v {
			if v[i] > least[i] {
				least[i] = out[i].insert(v[i], uint8(d))
			}
		}
	}
}

// of is the log likelihoods of the frames of a block.
func (d *density) of(x *block) [lanes]float32 {
	v0, v1, v2, v3 := d.offset, d.offset, d.offset, d.offset
	for k := range d.dim {
		mean, weight, y := d.dim[k].mean, d.dim[k].weight, &x[k]
		e0, e1, e2, e3 := y[0]-mean, y[1]-mean, y[2]-mean, y[3]-mean
		v0 -= e0 * e0 * weight
		v1 -= e1 * e1 * weight
		v2 -= e2 * e2 * weight
		v3 -= e3 * e3 * weight
	}
	return [lanes]float32{v0, v1, v2, v3}
}

// insert puts a density into its place and gives the likelihood of the last one.
func (r ranking) insert(v float32, d uint8) float32 {
	k := topN - 1
	for ; k > 0 && r.density[k-1] < v; k-- {
		r.density[k], r.which[k] = r.density[k-1], r.which[k-1]
	}
	r.density[k], r.which[k] = v, d
	return r.density[topN-1]
}
