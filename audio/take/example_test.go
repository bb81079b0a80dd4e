package take_test

import (
	"fmt"

	"gendu/audio/dsp"
	"gendu/audio/take"
	"gendu/audio/wav"
)

// A recording is known by its content, whatever it is called.
func ExampleDecode() {
	file := wav.Encode(dsp.Signal{Rate: 16000, Samples: make([]float32, 16000)})
	signal, format, err := take.Decode(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(format.Container, format.Codec, format.Rate, signal.Duration())
	_, _, err = take.Decode([]byte("a text"))
	fmt.Println(err)
	// Output:
	// wav pcm 16000 1s
	// audio format not recognised: send WAV, WebM Opus, Ogg Opus or FLAC (it starts with 61 20 74 65 78 74)
}
