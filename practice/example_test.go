package practice_test

import (
	"fmt"
	"math"

	"gendu/audio/dsp"
	"gendu/practice"
)

// A take without sound is a verdict and not an error.
func ExampleCompare() {
	voice := dsp.Signal{Rate: 16000, Samples: make([]float32, 32000)}
	for i := range voice.Samples {
		t := float64(i) / 16000
		voice.Samples[i] = float32(0.3 * math.Sin(2*math.Pi*180*t) * math.Abs(math.Sin(2*math.Pi*2*t)))
	}
	ref := practice.Reference{Audio: voice, Text: "The tree is old.", Lang: "en"}
	silence := dsp.Signal{Rate: 16000, Samples: make([]float32, 32000)}
	c, err := practice.Compare(ref, silence, practice.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Verdict, c.Hint.Code)
	_, err = practice.Compare(practice.Reference{}, voice, practice.Options{})
	fmt.Println(err)
	// Output:
	// silent silent
	// the reference holds no speech to compare with
}
