package practice

import (
	"math"
	"slices"

	"gendu/audio/dsp"
)

const (
	rate     = 16000 // both sides are compared at this rate
	hopMS    = 10
	bands    = 26
	coeffs   = 12
	dim      = 2 * coeffs
	lowHz    = 100 // below it lie hum, rumble and the differences of microphones
	highHz   = 7600
	speechDB = -20 // level that every signal is brought to
	noSound  = -75 // a louder peak is needed before a take counts as sound, dB
)

// voice is one side of a comparison: a signal and what was found in it, a value for
// each frame of 10 ms.
type voice struct {
	mel     dsp.Frames // log mel above a common floor
	feats   []float32  // dim values a frame: cepstra without c0, and their slopes
	level   []float64  // dB, of all bands without the pre-emphasis
	loud    []float64  // dB, of the bands that all recordings have, less the noise
	speech  []bool
	pitch   []float64      // semitones re 100 Hz; NaN: unvoiced
	voicing []float64      // 0 to 1: how periodic
	noise   [bands]float64 // power between the words, of each band
	floor   [bands]float64 // power under which no difference counts
	high    float64        // top of the band, Hz
	gain    float64        // what brought it to the common level
	faults  dsp.Level
}

func (v *voice) len() int { return len(v.level) }

// plain is a signal at the common rate without its DC. A rate below the common one
// is raised to it; high says how far its band reaches.
func plain(s dsp.Signal) (out dsp.Signal, high float64) {
	high = min(highHz, 0.475*float64(s.Rate))
	if s.Rate != rate {
		s = dsp.Resample(s, rate)
	}
	var sum float64
	for _, v := range s.Samples {
		sum += float64(v)
	}
	mean := float32(sum / float64(max(len(s.Samples), 1)))
	out = dsp.Signal{Rate: rate, Samples: make([]float32, len(s.Samples))}
	for i, v := range s.Samples {
		out.Samples[i] = v - mean
	}
	return out, high
}

// listen finds what there is to find in a signal that plain has made.
func listen(s dsp.Signal, high float64) *voice {
	v := &voice{gain: levelling(s.Samples)}
	levelled := dsp.Signal{Rate: rate, Samples: make([]float32, len(s.Samples))}
	for i, x := range s.Samples {
		levelled.Samples[i] = x * float32(v.gain)
	}
	track := dsp.PitchOf(levelled)
	v.faults = dsp.MeasureLevelWith(s, track)
	v.hear(levelled, high)
	v.pitch, v.voicing = make([]float64, v.len()), make([]float64, v.len())
	for i := range v.pitch {
		v.pitch[i] = math.NaN()
		if i < len(track.Hz) && track.Hz[i] > 0 {
			v.pitch[i] = 12 * math.Log2(float64(track.Hz[i])/100)
			v.voicing[i] = float64(track.Voicing[i])
		}
	}
	return v
}

// hear makes the spectral features up to a frequency.
func (v *voice) hear(levelled dsp.Signal, high float64) {
	v.mel = dsp.LogMel(levelled, dsp.MFCCOptions{MelBands: bands, LowHz: lowHz, HighHz: high, PreEmphasis: emphasis})
	bank := melBandsOf(high)
	v.level = levels(v.mel, &bank)
	v.speech = speechOf(v.level)
	v.high, v.floor = high, floorOf(&bank)
	v.noise = v.pauseNoise()
	v.loud = loudness(v.mel, &bank, &v.noise)
	addPower(v.mel, &v.floor)
	v.feats = slopes(centred(cepstra(v.mel), v.speech))
}

// levelling is the gain that brings the level that a twentieth of the frames exceed
// to speechDB; 0 for what has no sound at all.
func levelling(x []float32) float64 {
	const frame = rate / 50
	var powers []float64
	for from := 0; from < len(x); from += frame {
		part := x[from:min(from+frame, len(x))]
		var sum float64
		for _, v := range part {
			sum += float64(v) * float64(v)
		}
		powers = append(powers, sum/float64(len(part)))
	}
	slices.Sort(powers)
	if len(powers) == 0 {
		return 0
	}
	top := powers[len(powers)-1-len(powers)/20]
	if top <= math.Pow(10, noSound/10.0) {
		return 0
	}
	return math.Sqrt(math.Pow(10, speechDB/10.0) / top)
}

// levels is the level of each frame in dB, from its mel energies. The pre-emphasis is
// taken out of them: with it, white noise would count for 20 dB more beside a voice
// than it has.
func levels(mel dsp.Frames, bank *[bands]melBand) []float64 {
	out := make([]float64, mel.Len())
	for i := range out {
		var sum float64
		for b, v := range mel.Row(i) {
			sum += math.Exp(float64(v)) / bank[b].gain
		}
		out[i] = 10 * math.Log10(sum/bands)
	}
	return out
}

// loudness is the same in the bands that every recording has, less the noise that is
// there between the words (spectral subtraction, Boll 1979).
func loudness(mel dsp.Frames, bank *[bands]melBand, noise *[bands]float64) []float64 {
	const least = 0.1 // of a power is left where noise is all that there is
	out := make([]float64, mel.Len())
	for i := range out {
		var sum float64
		for b, v := range mel.Row(i) {
			power := math.Exp(float64(v))
			sum += bank[b].common / bank[b].gain * max(power-noise[b], least*power)
		}
		out[i] = 10 * math.Log10(sum/bands)
	}
	return out
}

const (
	speechRange = 35.0 // dB below the loud frames where speech ends
	overNoise   = 4.5  // dB above the noise floor where it begins
	shortBurst  = 3    // frames: shorter sounds are clicks
	shortGap    = 6    // frames: shorter silences are closures of stops
)

// speechOf says which frames hold speech.
func speechOf(level []float64) []bool {
	out := make([]bool, len(level))
	if len(level) == 0 {
		return out
	}
	sorted := slices.Clone(level)
	slices.Sort(sorted)
	low, top := sorted[len(sorted)/20], sorted[len(sorted)-1-len(sorted)/20]
	threshold := max(top-speechRange, low+min(overNoise, 0.35*(top-low)))
	for i, v := range level {
		out[i] = v > threshold
	}
	flip(out, false, shortGap)
	flip(out, true, shortBurst)
	return out
}

// overNoise is by how many dB the loud frames exceed what is there between the words.
func (v *voice) overNoise() float64 {
	var quiet []float64
	for i, s := range v.speech {
		if !s {
			quiet = append(quiet, v.level[i])
		}
	}
	if len(quiet) < fewQuiet {
		return math.Inf(1) // no pause to hear it in
	}
	slices.Sort(quiet)
	all := slices.Sorted(slices.Values(v.level))
	return all[len(all)-1-len(all)/20] - quiet[len(quiet)/2]
}

// flip turns over inner runs of what that are shorter than n frames.
func flip(x []bool, what bool, n int) {
	for _, r := range runs(x, what) {
		if r.len() < n && (what || r.from > 0 && r.to < len(x)) {
			for i := r.from; i < r.to; i++ {
				x[i] = !what
			}
		}
	}
}

// span is a half-open range of frames.
type span struct{ from, to int }

func (s span) len() int { return s.to - s.from }

func runs(x []bool, what bool) []span {
	var out []span
	for i := 0; i < len(x); {
		if x[i] != what {
			i++
			continue
		}
		r := span{i, i}
		for r.to < len(x) && x[r.to] == what {
			r.to++
		}
		out = append(out, r)
		i = r.to
	}
	return out
}
