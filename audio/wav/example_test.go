package wav_test

import (
	"bytes"
	"fmt"

	"gendu/audio/dsp"
	"gendu/audio/wav"
)

// A recording in memory becomes a file and is read back, a stretch of it or all.
func ExampleReadSpan() {
	file := wav.Encode(dsp.Signal{Rate: 16000, Samples: make([]float32, 32000)})
	span, err := wav.ReadSpan(bytes.NewReader(file), int64(len(file)), 500, 750)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(file), "bytes;", span.Duration())
	_, err = wav.ReadMono(bytes.NewReader(file[:20]), 20)
	fmt.Println(err)
	// Output:
	// 64044 bytes; 250ms
	// damaged WAV file: format cut off at byte 20
}
