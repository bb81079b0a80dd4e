package dsp

import "math"

// melBank is a bank of triangular filters, equally spaced on the mel scale of
// O'Shaughnessy (2595·log10(1+f/700)), over the bins of a power spectrum.
type melBank struct {
	first   []int // first bin of each band
	weights [][]float32
}

// HzToMel gives the place of a frequency in Hz on the mel scale of O'Shaughnessy (Speech
// Communication, 1987).
func HzToMel(hz float64) float64 { return 2595 * math.Log10(1+hz/700) }

// MelToHz is the inverse of [HzToMel].
func MelToHz(mel float64) float64 { return 700 * (math.Pow(10, mel/2595) - 1) }

func newMelBank(bands, fftSize, rate int, lowHz, highHz float64) *melBank {
	low, high := HzToMel(lowHz), HzToMel(highHz)
	edge := func(i int) float64 {
		return MelToHz(low+(high-low)*float64(i)/float64(bands+1)) * float64(fftSize) / float64(rate)
	}
	bank := &melBank{}
	for b := range bands {
		left, centre, right := edge(b), edge(b+1), edge(b+2)
		first := int(math.Ceil(left))
		var weights []float32
		for bin := first; float64(bin) < right && bin <= fftSize/2; bin++ {
			x := float64(bin)
			weights = append(weights, float32(max(0, min((x-left)/(centre-left), (right-x)/(right-centre)))))
		}
		if !anyPositive(weights) {
			// A band narrower than a bin would stay empty: it takes the nearest bin.
			first, weights = min(int(math.Round(centre)), fftSize/2), []float32{1}
		}
		bank.first = append(bank.first, first)
		bank.weights = append(bank.weights, weights)
	}
	return bank
}

func anyPositive(v []float32) bool {
	for _, x := range v {
		if x > 0 {
			return true
		}
	}
	return false
}

// logEnergies writes the natural logarithm of each band's energy into dst. floor
// is added to the energy, so that silence is a constant and not minus infinity.
func (b *melBank) logEnergies(dst, power []float32, floor float64) {
	for i, weights := range b.weights {
		bins := power[b.first[i]:][:len(weights)]
		var sum float32
		for k, w := range weights {
			sum += w * bins[k]
		}
		dst[i] = float32(math.Log(float64(sum) + floor))
	}
}

// dctRows is the orthonormal DCT-II from n values to coefficients 1 … count.
func dctRows(count, n int) [][]float32 {
	rows := make([][]float32, count)
	scale := math.Sqrt(2 / float64(n))
	for c := range rows {
		rows[c] = make([]float32, n)
		for i := range n {
			rows[c][i] = float32(scale * math.Cos(math.Pi*float64(c+1)*(float64(i)+0.5)/float64(n)))
		}
	}
	return rows
}
