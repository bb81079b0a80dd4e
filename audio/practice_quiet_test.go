package audio

import (
	"math"
	"testing"

	"gendu/audio/audiotest"
	"gendu/audio/dsp"
)

// TestQuietToneStaysClean sends a tone at -60 dB through practice.wav at several rates:
// neither the resampler nor the rounding to 16 bit, which has no dither, may add a line
// of its own above -108 dB.
func TestQuietToneStaysClean(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{8000, 22050, 24000, 44100, 48000, 96000} {
		d := deriveBytes(t, audiotest.WAVFile(rate, 1, audiotest.Sine(rate, 2, 997, 0.001)), DeriveOptions{})
		got := readPractice(t, d)
		const size = 1 << 15
		frame, power := make([]float32, size), make([]float32, size/2+1)
		for i := range frame {
			at := 2 * math.Pi * float64(i) / size // Blackman and Harris: side lobes below -92 dB
			w := 0.35875 - 0.48829*math.Cos(at) + 0.14128*math.Cos(2*at) - 0.01168*math.Cos(3*at)
			frame[i] = got[4000+i] * float32(w)
		}
		dsp.NewPowerSpectrum(size).Of(power, frame)
		tone := int(math.Round(997.0 * size / PracticeRate))
		peak, worst, where := 0.0, 0.0, 0
		for i, p := range power {
			if i >= tone-5 && i <= tone+5 {
				peak = max(peak, float64(p))
			} else if float64(p) > worst {
				worst, where = float64(p), i
			}
		}
		level := -60 + 10*math.Log10(worst/peak)
		t.Logf("%d Hz: %.1f dB at %.0f Hz", rate, level, float64(where)*PracticeRate/size)
		if level > -108 {
			t.Errorf("%d Hz: %.1f dB at %.0f Hz", rate, level, float64(where)*PracticeRate/size)
		}
	}
}
