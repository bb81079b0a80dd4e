package dsp

import (
	"math"
	"slices"
	"testing"

	"gendu/audio/audiotest"
)

// spoken is a good take: 4 s of phrases at a comfortable level.
func spoken(gain, noise float64) Signal {
	s := voice{Rate: 16000, Seconds: 4, F0: audiotest.Phrases(audiotest.Steady(140)), Breath: 1, Seed: 21}.generate()
	hiss := whiteNoise(16000, 4, noise, 22)
	for i := range s.Samples {
		s.Samples[i] = float32(gain)*s.Samples[i] + hiss.Samples[i]
	}
	return s
}

func clippedAt(s Signal, gain, ceiling float32) Signal {
	out := Signal{Rate: s.Rate, Samples: slices.Clone(s.Samples)}
	for i, v := range out.Samples {
		out.Samples[i] = max(-ceiling, min(ceiling, gain*v))
	}
	return out
}

func TestMeasureLevelVerdicts(t *testing.T) {
	t.Parallel()
	good := spoken(1, 0.0005)
	gated := Signal{Rate: 16000, Samples: append(make([]float32, 16000), good.Samples...)}
	for name, c := range map[string]struct {
		s    Signal
		want string
	}{
		"good":                   {good, ""},
		"good, late start":       {gated, ""},
		"good, with a fan":       {spoken(1, 0.004), ""},
		"low but usable":         {spoken(0.1, 0.0001), ""},
		"loud, not clipped":      {spoken(1.9, 0.0005), ""},
		"empty":                  {Signal{Rate: 16000}, "silent"},
		"digital silence":        {Signal{Rate: 16000, Samples: make([]float32, 32000)}, "silent"},
		"room alone":             {whiteNoise(16000, 3, 0.003, 4), "silent"},
		"loud noise alone":       {whiteNoise(16000, 3, 0.1, 4), "silent"},
		"DC":                     {Signal{Rate: 16000, Samples: slices.Repeat([]float32{0.3}, 32000)}, "silent"},
		"far too quiet":          {spoken(0.01, 0.00005), "quiet"},
		"clipped":                {clippedAt(good, 6, 1), "clipped"},
		"clipped below the top":  {clippedAt(good, 4, 0.7), "clipped"},
		"noisy":                  {spoken(1, 0.06), "noisy"},
		"hum":                    {sine(16000, 3, 100, 0.2), "noisy"},
		"one sample":             {Signal{Rate: 16000, Samples: []float32{0.001}}, "silent"},
		"sine, full, not flat":   {sine(48000, 1, 1000, 0.98), "noisy"},
		"quiet voice, and click": {withClick(spoken(0.01, 0.00005)), "quiet"},
	} {
		if l := MeasureLevel(c.s); l.Verdict != c.want {
			t.Errorf("%s: verdict %q, want %q: %+v", name, l.Verdict, c.want, l)
		}
	}
}

func withClick(s Signal) Signal {
	s.Samples[len(s.Samples)/2] = 0.9
	return s
}

func TestMeasureLevelFigures(t *testing.T) {
	t.Parallel()
	l := MeasureLevel(sine(16000, 2, 200, 0.5))
	if math.Abs(l.PeakDB+6.02) > 0.01 || math.Abs(l.RMSDB+9.03) > 0.01 || l.VoicedShare < 0.95 || l.ClippedShare != 0 {
		t.Errorf("sine of 0.5: %+v", l)
	}
	noise := MeasureLevel(spoken(1, 0.01))
	if math.Abs(noise.NoiseDB+40) > 2 {
		t.Errorf("noise of -40 dB measured as %.1f dB", noise.NoiseDB)
	}
	if noise.VoicedShare < 0.55 || noise.VoicedShare > 0.85 {
		t.Errorf("voiced for 0.7 of the time, measured %.2f", noise.VoicedShare)
	}
	square := sine(16000, 1, 100, 10)
	square = clippedAt(square, 1, 1)
	if l := MeasureLevel(square); l.ClippedShare < 0.9 {
		t.Errorf("square wave: %.3f clipped", l.ClippedShare)
	}
}

func BenchmarkMeasureLevel(b *testing.B) {
	s := spoken(1, 0.001)
	for b.Loop() {
		MeasureLevel(s)
	}
	audiotest.ReportPerSecond(b, 4)
}
