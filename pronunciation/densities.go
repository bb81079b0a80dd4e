package pronunciation

import (
	"bytes"
	"math"
)

// parameterFile opens a parameter file of CMU Sphinx (text header up to "endhdr", then
// the byte-order mark 0x11223344 and the numbers).
func parameterFile(name string, data []byte) *fields {
	f := &fields{name: name, data: data}
	const end = "endhdr\n"
	i := bytes.Index(data[:min(len(data), 4096)], []byte(end))
	if i < 0 || !bytes.HasPrefix(data, []byte("s3\n")) {
		f.fail("the header (s3 … endhdr) is missing")
		return f
	}
	f.at = i + len(end)
	if f.int32() != 0x11223344 {
		f.at -= 4
		f.fail("the byte order is not little-endian")
	}
	return f
}

const (
	maxDensities  = 256 // their numbers are bytes
	leastVariance = 1e-4
)

// readCodebooks reads means and variances into densities that are quick to evaluate.
func (m *Model) readCodebooks(means, variances []byte) error {
	mean, n, err := m.readGaussians("means", means)
	if err != nil {
		return err
	}
	variance, k, err := m.readGaussians("variances", variances)
	if err != nil {
		return err
	}
	if n != k {
		f := fields{name: "variances"}
		f.fail("%d densities, means has %d", k, n)
		return f.err
	}
	m.codebooks = make([][streams]codebook, len(mean))
	for c := range mean {
		for s := range mean[c] {
			m.codebooks[c][s] = newCodebook(mean[c][s], variance[c][s], n)
		}
	}
	return nil
}

// readGaussians reads codebooks × streams × densities × dims numbers.
func (m *Model) readGaussians(name string, data []byte) (out [][streams][]float32, densities int, err error) {
	f := parameterFile(name, data)
	n := f.count("number of codebooks", len(m.phones), len(m.phones))
	f.count("number of streams", streams, streams)
	densities = f.count("number of densities", topN, maxDensities)
	for range streams {
		f.count("dimensions of a stream", dims, dims)
	}
	f.count("number of values", n*streams*densities*dims, n*streams*densities*dims)
	if f.err == nil && len(f.data)-f.at < 4*n*streams*densities*dims {
		f.fail("the file is too short")
	}
	for c := 0; c < n && f.err == nil; c++ {
		var book [streams][]float32
		for s := range book {
			book[s] = make([]float32, densities*dims)
			f.float32s(book[s])
		}
		out = append(out, book)
	}
	f.end(4) // a checksum
	return out, densities, f.err
}

// readTransitions reads the matrices of transitions as logarithms: from each state to
// itself, to those after it, and out of the phone.
func (m *Model) readTransitions(data []byte) error {
	f := parameterFile("transition_matrices", data)
	n := f.count("number of matrices", 1, 1<<16)
	f.count("rows of a matrix", states, states)
	f.count("columns of a matrix", states+1, states+1)
	f.count("number of values", n*states*(states+1), n*states*(states+1))
	for i := 0; i < n && f.err == nil; i++ {
		var matrix [states][states + 1]float32
		for r := range matrix {
			f.float32s(matrix[r][:])
			var sum float64
			for _, v := range matrix[r] {
				if v < 0 {
					f.fail("a transition of matrix %d is negative", i)
				}
				sum += float64(v)
			}
			for c, v := range matrix[r] {
				matrix[r][c] = float32(math.Log(float64(v)/max(sum, 1e-30) + 1e-30))
			}
		}
		m.transitions = append(m.transitions, matrix)
	}
	f.end(4)
	for _, u := range m.units {
		if f.err == nil && int(u.transition) >= len(m.transitions) {
			f.fail("the mdef file names matrix %d of %d", u.transition, len(m.transitions))
		}
	}
	return f.err
}

// readWeights reads the mixture weights of the senones (sendump): one byte each, the
// negative logarithm to the base 1.0001 divided by 1024.
func (m *Model) readWeights(data []byte) error {
	f := &fields{name: "sendump", data: data}
	for first := true; f.err == nil; first = false {
		n := f.count("length of a header text", 0, 1<<12)
		if n == 0 && !first {
			break
		}
		f.bytes(n)
	}
	rows := f.count("number of densities", topN, maxDensities)
	columns := f.count("number of senones", len(m.codebookOf), len(m.codebookOf))
	if f.err == nil && len(m.codebooks) > 0 && rows != len(m.codebooks[0][0]) {
		f.fail("%d densities, means has %d", rows, len(m.codebooks[0][0]))
	}
	for s := 0; s < streams && f.err == nil; s++ {
		// The file goes by density. All weights of one senone are looked up together.
		m.weights[s] = make([]uint8, rows*columns)
		for d := 0; d < rows && f.err == nil; d++ {
			for senone, v := range f.bytes(columns) {
				m.weights[s][senone*rows+d] = v
			}
		}
	}
	f.end(0)
	return f.err
}
