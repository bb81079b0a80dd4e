package dsp_test

import (
	"fmt"
	"math"

	"gendu/audio/dsp"
)

// A voice of 200 Hz, at another rate, has the same pitch on the same grid.
func ExamplePitchOf() {
	tone := dsp.Signal{Rate: 48000, Samples: make([]float32, 48000)}
	for i := range tone.Samples {
		tone.Samples[i] = float32(0.5 * math.Sin(2*math.Pi*200*float64(i)/48000))
	}
	for _, s := range []dsp.Signal{tone, dsp.Resample(tone, 16000)} {
		track := dsp.PitchOf(s)
		fmt.Printf("%d frames, %.0f Hz in the middle\n", len(track.Hz), track.Hz[len(track.Hz)/2])
	}
	// Output:
	// 100 frames, 200 Hz in the middle
	// 100 frames, 200 Hz in the middle
}
