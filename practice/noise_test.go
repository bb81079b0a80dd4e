package practice

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gendu"
	"gendu/audio/dsp"
)

// inNoise is a recording in white noise, so many dB below its power.
func inNoise(s dsp.Signal, db float64) dsp.Signal {
	var power float64
	for _, v := range s.Samples {
		power += float64(v) * float64(v) / float64(len(s.Samples))
	}
	r := rand.New(rand.NewPCG(1, uint64(db)))
	size := math.Sqrt(power * math.Pow(10, -db/10))
	return each(s, func(v float32) float32 { return v + float32(size*r.NormFloat64()) })
}

// learners are speakers of other registers, sizes and habits.
var learners = map[string]speaker{
	"a woman":           learner,
	"a man":             {hz: 105, tract: 0.95, rate: 1.05},
	"a child":           {hz: 290, tract: 1.2, rate: 0.85},
	"one on one tone":   {hz: 180, tract: 1.05, rate: 1, flat: true},
	"one who halts":     {hz: 200, tract: 1.1, rate: 0.95, pause: 4},
	"one who ends high": {hz: 150, tract: 1, rate: 1.1, final: 5},
}

func TestNoiseRaisesNothing(t *testing.T) {
	t.Parallel()
	for who, p := range learners {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			take := said(p, testText)
			plain := scores(compare(t, take, Options{}))
			for _, db := range []float64{40, 30, 20, 10} {
				c := compare(t, inNoise(take, db), Options{})
				for name, v := range scores(c) {
					if v > plain[name]+2 {
						t.Errorf("noise at %.0f dB raised %s from %.1f to %.1f", db, name, plain[name], v)
					}
				}
				if noisy := slices.Contains(c.Reasons, gendu.ReasonNoisy); db != 20 && noisy != (db < 20) {
					t.Errorf("noise at %.0f dB is marked: %t", db, noisy)
				}
			}
		})
	}
}

// Pre-emphasis makes noise count for much more than it has; what is found in it must
// not depend on that.
func TestNoiseTellsNothingFalse(t *testing.T) {
	t.Parallel()
	for who, p := range learners {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			c := compare(t, inNoise(said(p, testText), 20), Options{})
			real := slices.DeleteFunc(slices.Clone(c.Pauses), func(v gendu.Pause) bool { return v.Kind != gendu.PauseExtra || v.After != p.pause-1 })
			if p.pause > 0 && len(real) != 1 {
				t.Errorf("the pause is not found in noise: %+v", c.Pauses)
			}
			if gone := missing(c); c.Verdict != gendu.VerdictOK || len(gone) > 0 || len(c.Pauses) > len(real) {
				t.Errorf("verdict %s, missing %v, pauses %+v of a full reading in noise", c.Verdict, gone, c.Pauses)
			}
		})
	}
}

// A quiet take that is levelled is no quieter for it.
func TestQuietIsOfTheRecording(t *testing.T) {
	t.Parallel()
	take := said(learner, testText)
	var peak float32
	for _, v := range take.Samples {
		peak = max(peak, v, -v)
	}
	for _, k := range []struct {
		db   float64
		want bool
	}{{-3, false}, {-30, false}, {-34, false}, {-37, true}} {
		size := float32(math.Pow(10, k.db/20)) / peak
		c := compare(t, each(take, func(v float32) float32 { return v * size }), Options{})
		if got := slices.Contains(c.Reasons, gendu.ReasonQuiet); got != k.want {
			t.Errorf("a peak of %.0f dB is quiet: %t, want %t", k.db, got, k.want)
		}
	}
}

// The levels of a bank are those of the sound, whatever the pre-emphasis does.
func TestLevelsTakeTheEmphasisOut(t *testing.T) {
	t.Parallel()
	bank := melBandsOf(highHz)
	level := func(hz float64) float64 {
		s := dsp.Signal{Rate: rate, Samples: make([]float32, rate)}
		for i := range s.Samples {
			s.Samples[i] = float32(0.1 * math.Sin(2*math.Pi*hz*float64(i)/rate))
		}
		return levels(dsp.LogMel(s, dsp.MFCCOptions{MelBands: bands, LowHz: lowHz, HighHz: highHz, PreEmphasis: emphasis}), &bank)[50]
	}
	for _, hz := range []float64{500, 1000, 3000, 6000} {
		if off := level(hz) - level(2000); math.Abs(off) > 3 {
			t.Errorf("a tone of %.0f Hz counts for %.1f dB more than one of 2000 Hz", hz, off)
		}
	}
	r := rand.New(rand.NewPCG(5, 5))
	white := each(dsp.Signal{Rate: rate, Samples: make([]float32, 4*rate)}, func(float32) float32 { return float32(r.NormFloat64()) })
	mel := dsp.LogMel(white, dsp.MFCCOptions{MelBands: bands, LowHz: lowHz, HighHz: highHz, PreEmphasis: emphasis})
	for b := range bank {
		var power float64
		for i := range mel.Len() {
			power += math.Exp(float64(mel.Row(i)[b])) / float64(mel.Len())
		}
		if ratio := power / bank[b].white; ratio < 0.8 || ratio > 1.25 {
			t.Errorf("band %d has %.2f times the power that white noise should have there", b, ratio)
		}
	}
}
