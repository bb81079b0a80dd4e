package practice

import (
	"math"
	"slices"

	"gendu/audio/dsp"
)

const (
	floorDB     = 34.0 // every voice is heard in white noise so far below its speech
	deltaWidth  = 3
	deltaWeight = 2.0
	fewQuiet    = 10 // frames between words from which on noise is known
)

// floorOf is the power of that noise in each band. It hides what differs between a
// quiet room and a studio: differences of rooms, not of speakers.
func floorOf(bank *[bands]melBand) (floor [bands]float64) {
	for b := range floor {
		floor[b] = math.Pow(10, (speechDB-floorDB)/10) * bank[b].white
	}
	return floor
}

// pauseNoise is how much power each band has between the words; zero where there are too
// few such frames to know.
func (v *voice) pauseNoise() (noise [bands]float64) {
	quiet := 0.0
	for i, s := range v.speech {
		if s {
			continue
		}
		quiet++
		for b, x := range v.mel.Row(i) {
			noise[b] += math.Exp(float64(x))
		}
	}
	if quiet < fewQuiet {
		return [bands]float64{}
	}
	for b := range noise {
		noise[b] /= quiet
	}
	return noise
}

// addPower adds a power to each band, in place.
func addPower(mel dsp.Frames, by *[bands]float64) {
	for i := range mel.Len() {
		row := mel.Row(i)
		for b, v := range row {
			row[b] = float32(math.Log(math.Exp(float64(v)) + by[b]))
		}
	}
}

// in is a voice as it would sound in the noise of another: what noise hides in the one
// is hidden in both.
func (v *voice) in(other *voice) *voice {
	louder := false
	for b, p := range other.noise {
		louder = louder || p >= other.floor[b]
	}
	if !louder {
		return v
	}
	out := *v
	out.mel = dsp.Frames{Dim: v.mel.Dim, HopMS: v.mel.HopMS, Data: slices.Clone(v.mel.Data)}
	addPower(out.mel, &other.noise)
	out.feats = slopes(centred(cepstra(out.mel), out.speech))
	return &out
}

// cepstra are c1 to c12 of the bands.
func cepstra(mel dsp.Frames) dsp.Frames {
	dct := cosines()
	cep := dsp.Frames{Dim: coeffs, HopMS: hopMS, Data: make([]float32, mel.Len()*coeffs)}
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
func centred(f dsp.Frames, counts []bool) dsp.Frames {
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
func slopes(cep dsp.Frames) []float32 {
	n := cep.Len()
	moves := dsp.Deltas(cep, deltaWidth)
	feats := make([]float32, n*dim)
	for i := range n {
		copy(feats[i*dim:], cep.Row(i))
		for c, d := range moves.Row(i) {
			feats[i*dim+coeffs+c] = deltaWeight * d
		}
	}
	return feats
}
