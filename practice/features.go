package practice

import (
	"math"

	"gendu/audio"
)

const (
	melFloorDB  = 45.0 // below the loud level where the differences of rooms begin
	deltaWidth  = 3
	deltaWeight = 2.0
)

// lift adds a floor to each band, under which no difference counts, and says how much
// power each band has between the words.
func lift(mel audio.Frames, speech []bool) (noise [bands]float64) {
	floor := math.Pow(10, (speechDB-melFloorDB)/10)
	quiet := 0.0
	for i, s := range speech {
		if !s {
			quiet++
		}
		for b, v := range mel.Row(i) {
			power := math.Exp(float64(v))
			if !s {
				noise[b] += power
			}
			mel.Row(i)[b] = float32(math.Log(power + floor))
		}
	}
	for b := range noise {
		noise[b] /= max(quiet, 1)
	}
	if quiet < fewQuiet {
		noise = [bands]float64{} // too few frames to know
	}
	return noise
}

// fewQuiet is the number of frames between words from which on noise is known.
const fewQuiet = 10

// in is a voice as it would sound in the noise of another: what noise hides in the one
// is hidden in both.
func (v *voice) in(other *voice) *voice {
	floor := math.Pow(10, (speechDB-melFloorDB)/10)
	var most float64
	for _, p := range other.noise {
		most = max(most, p)
	}
	if most < floor {
		return v
	}
	out := *v
	out.mel = audio.Frames{Dim: v.mel.Dim, HopMS: v.mel.HopMS, Data: make([]float32, len(v.mel.Data))}
	for i := range v.mel.Len() {
		to := out.mel.Row(i)
		for b, x := range v.mel.Row(i) {
			to[b] = float32(math.Log(math.Exp(float64(x)) + other.noise[b]))
		}
	}
	out.feats = slopes(centred(cepstra(out.mel), out.speech))
	return &out
}

// cepstra are c1 to c12 of the bands.
func cepstra(mel audio.Frames) audio.Frames {
	dct := cosines()
	cep := audio.Frames{Dim: coeffs, HopMS: hopMS, Data: make([]float32, mel.Len()*coeffs)}
	for i := range mel.Len() {
		row := (*[bands]float32)(mel.Row(i))
		out := cep.Row(i)
		for c := range out {
			var sum float32
			for b, v := range row {
				sum += dct[c][b] * v
			}
			out[c] = sum
		}
	}
	return cep
}

func cosines() *[coeffs][bands]float32 {
	var m [coeffs][bands]float32
	for c := range m {
		for b := range m[c] {
			m[c][b] = float32(math.Sqrt(2.0/bands) * math.Cos(math.Pi*float64(c+1)*(float64(b)+0.5)/bands))
		}
	}
	return &m
}

// centred subtracts the mean of the frames that count, in place. The variance is left
// as it is: normalising it per utterance makes any two sentences alike.
func centred(f audio.Frames, counts []bool) audio.Frames {
	var mean [coeffs]float64
	n := 0.0
	for i, yes := range counts {
		if yes {
			n++
			for c, v := range f.Row(i) {
				mean[c] += float64(v)
			}
		}
	}
	for i := range f.Len() {
		row := f.Row(i)
		for c := range row {
			row[c] -= float32(mean[c] / max(n, 1))
		}
	}
	return f
}

// slopes puts behind the cepstra of each frame how they move.
func slopes(cep audio.Frames) []float32 {
	n := cep.Len()
	moves := audio.Deltas(cep, deltaWidth)
	feats := make([]float32, n*dim)
	for i := range n {
		copy(feats[i*dim:], cep.Row(i))
		for c, d := range moves.Row(i) {
			feats[i*dim+coeffs+c] = deltaWeight * d
		}
	}
	return feats
}
