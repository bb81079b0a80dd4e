package espeak

import (
	"encoding/binary"
	"fmt"
)

// parseStreamedWAV reads what --stdout writes: a 44-byte header whose lengths mean
// nothing (the program cannot know them when it writes them), then 16-bit mono.
func parseStreamedWAV(b []byte) (rate int, pcm []int16, err error) {
	if len(b) == 0 { // nothing to say
		return defaultRate, nil, nil
	}
	const header = 44
	if len(b) < header || string(b[:4]) != "RIFF" || string(b[8:16]) != "WAVEfmt " || string(b[36:40]) != "data" {
		return 0, nil, fmt.Errorf("%w: its output is not WAV", ErrFailed)
	}
	channels, bits := binary.LittleEndian.Uint16(b[22:]), binary.LittleEndian.Uint16(b[34:])
	rate = int(binary.LittleEndian.Uint32(b[24:]))
	if channels != 1 || bits != 16 || rate < 8000 || rate > 48000 {
		return 0, nil, fmt.Errorf("%w: its output is %d Hz, %d channels, %d bits", ErrFailed, rate, channels, bits)
	}
	b = b[header:]
	pcm = make([]int16, len(b)/2)
	for i := range pcm {
		pcm[i] = int16(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return rate, pcm, nil
}

// defaultRate is the rate of every espeak-ng voice of its own synthesizer.
const defaultRate = 22050

func toFloat(pcm []int16) []float32 {
	out := make([]float32, len(pcm))
	for i, v := range pcm {
		out[i] = float32(v) / 32768
	}
	return out
}
