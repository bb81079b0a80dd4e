package practice

import (
	"math"

	"gendu/audio/dsp"
)

// warps are the lengths of the vocal tract that are tried, as factors of frequency.
var warps = [...]float64{0.80, 0.84, 0.88, 0.92, 0.96, 1, 1.04, 1.08, 1.12, 1.16, 1.20, 1.25}

// adapted is the take as the speaker of the reference would sound: its frequencies
// stretched by the factor (Eide and Gish 1996) and its mean moved by the shift that
// bring it closest along the way that was found first. Nothing is learned from more
// than one number and one mean, so that a wrong sentence gains little.
func adapted(ref, take *voice, pairs [][2]int) *voice {
	if len(pairs) < 15 {
		return take
	}
	out := *take
	best := math.Inf(1)
	var chosen dsp.Frames
	var shift [coeffs]float64
	for _, factor := range warps {
		cep := cepstra(warped(take.mel, factor, take.high))
		off := meanOffset(ref, cep, pairs)
		if d := remaining(ref, cep, pairs, off); d < best {
			best, chosen, shift = d, cep, off
		}
	}
	for j := range chosen.Len() {
		row := chosen.Row(j)
		for c := range row {
			row[c] += float32(shift[c])
		}
	}
	out.feats = slopes(chosen)
	return &out
}

// warped reads each band at factor times its frequency, between the bands.
func warped(mel dsp.Frames, factor, high float64) dsp.Frames {
	if factor == 1 {
		return mel
	}
	toMel := func(hz float64) float64 { return 2595 * math.Log10(1+hz/700) }
	low := toMel(lowHz)
	step := (toMel(high) - low) / (bands + 1)
	var at [bands]int
	var share [bands]float32
	for b := range at {
		hz := 700 * (math.Pow(10, (low+step*float64(b+1))/2595) - 1)
		x := min(max((toMel(hz*factor)-low)/step-1, 0), bands-1)
		at[b] = min(int(x), bands-2)
		share[b] = float32(x) - float32(at[b])
	}
	out := dsp.Frames{Dim: mel.Dim, HopMS: mel.HopMS, Data: make([]float32, len(mel.Data))}
	for i := range mel.Len() {
		from, to := (*[bands]float32)(mel.Row(i)), (*[bands]float32)(out.Row(i))
		for b, k := range at {
			to[b] = from[k] + share[b]*(from[k+1]-from[k])
		}
	}
	return out
}

func meanOffset(ref *voice, cep dsp.Frames, pairs [][2]int) (off [coeffs]float64) {
	for _, p := range pairs {
		row := cep.Row(p[1])
		for c := range off {
			off[c] += float64(ref.feats[p[0]*dim+c]-row[c]) / float64(len(pairs))
		}
	}
	return off
}

func remaining(ref *voice, cep dsp.Frames, pairs [][2]int, off [coeffs]float64) float64 {
	var all float64
	for _, p := range pairs {
		row := cep.Row(p[1])
		var sum float64
		for c := range off {
			d := float64(ref.feats[p[0]*dim+c]-row[c]) - off[c]
			sum += d * d
		}
		all += math.Sqrt(sum)
	}
	return all
}
