package dsp

import (
	"math"
	"slices"
)

// Level is what can be said of a take without its reference. Levels are dB re full
// scale; shares are 0 to 1.
type Level struct {
	PeakDB  float64
	RMSDB   float64 // of the whole take
	NoiseDB float64 // of the quietest twentieth: what is there between the words
	// ClippedShare is the share of samples that lie in flat tops.
	ClippedShare float64
	// VoicedShare is the share of time in which a pitch was found.
	VoicedShare float64
	// Verdict is the gravest fault: "silent" (no speech found), "clipped", "quiet",
	// "noisy", or "" when there is none.
	Verdict string
}

// Thresholds of the verdicts. Speech is the level that a twentieth of the take
// exceeds.
const (
	silentPeakDB     = -60.0 // nothing that loud: the microphone was off
	silentSpeechDB   = -55.0
	silentVoiced     = 0.02 // almost no voice, and
	silentOverNoise  = 10.0 // nothing stands out
	quietSpeechDB    = -42.0
	clippedThreshold = 0.0005
	noisyOverNoise   = 15.0

	levelFrameMS = 20
	flatTop      = 3e-5 // one step of 16 bit
	flatRun      = 3
)

// MeasureLevel judges a take. An empty signal is silent.
func MeasureLevel(s Signal) Level {
	return MeasureLevelWith(s, PitchOf(s))
}

// MeasureLevelWith is MeasureLevel for a caller that has the pitch of the same
// sound already; finding it is most of the work.
func MeasureLevelWith(s Signal, pitch PitchTrack) Level {
	l := Level{PeakDB: SilenceDB, RMSDB: SilenceDB, NoiseDB: SilenceDB, Verdict: "silent"}
	if len(s.Samples) == 0 || s.Rate <= 0 {
		return l
	}
	mean := meanOf(s.Samples)
	var peak, square float64
	for _, v := range s.Samples {
		peak = max(peak, math.Abs(float64(v)))
		d := float64(v) - mean
		square += d * d
	}
	l.PeakDB = PowerDB(peak * peak)
	l.RMSDB = PowerDB(square / float64(len(s.Samples)))
	l.ClippedShare = clippedShare(s.Samples, float32(peak))
	levels := frameLevels(s, mean)
	l.NoiseDB = levels[len(levels)/20]
	speech := levels[len(levels)-1-len(levels)/20]
	l.VoicedShare = voicedShare(pitch)
	l.Verdict = l.verdict(speech)
	return l
}

func (l Level) verdict(speech float64) string {
	switch {
	case l.PeakDB < silentPeakDB || speech < silentSpeechDB,
		l.VoicedShare < silentVoiced && speech-l.NoiseDB < silentOverNoise:
		return "silent"
	case l.ClippedShare >= clippedThreshold:
		return "clipped"
	case speech < quietSpeechDB:
		return "quiet"
	case speech-l.NoiseDB < noisyOverNoise:
		return "noisy"
	}
	return ""
}

func meanOf(x []float32) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(v)
	}
	return sum / float64(len(x))
}

// frameLevels is the sorted levels of all frames of 20 ms, DC removed. Frames of
// digital silence (a recorder that starts late, a noise gate) say nothing about
// the room and are left out, unless there is nothing else.
func frameLevels(s Signal, mean float64) []float64 {
	step := max(s.Rate*levelFrameMS/1000, 1)
	var levels, silent []float64
	for from := 0; from < len(s.Samples); from += step {
		frame := s.Samples[from:min(from+step, len(s.Samples))]
		if len(frame) < step && from > 0 {
			break
		}
		var sum, raw float64
		for _, v := range frame {
			d := float64(v) - mean
			sum += d * d
			raw += float64(v) * float64(v)
		}
		if raw == 0 {
			silent = append(silent, SilenceDB)
			continue
		}
		levels = append(levels, PowerDB(sum/float64(len(frame))))
	}
	if len(levels) == 0 {
		return silent
	}
	slices.Sort(levels)
	return levels
}

// clippedShare counts samples in runs that stay at the top without moving: at full
// scale, or flat at whatever ceiling a sound card or a gain control set below it.
func clippedShare(x []float32, peak float32) float64 {
	if peak < 0.25 {
		return 0
	}
	clipped, run := 0, 0
	for i := 0; i <= len(x); i++ {
		if i < len(x) && atTop(x, i, run > 0, peak) {
			run++
			continue
		}
		if run >= flatRun {
			clipped += run
		}
		run = 0
		if i < len(x) && atTop(x, i, false, peak) {
			run = 1
		}
	}
	return float64(clipped) / float64(len(x))
}

func atTop(x []float32, i int, running bool, peak float32) bool {
	v := x[i]
	if v < 0 {
		v = -v
	}
	if v < 0.95*peak {
		return false
	}
	if !running {
		return true
	}
	d := x[i] - x[i-1]
	return d <= flatTop && d >= -flatTop || v >= 0.9995 && x[i]*x[i-1] > 0
}

func voicedShare(t PitchTrack) float64 {
	if len(t.Hz) == 0 {
		return 0
	}
	voiced := 0
	for _, hz := range t.Hz {
		if hz > 0 {
			voiced++
		}
	}
	return float64(voiced) / float64(len(t.Hz))
}
