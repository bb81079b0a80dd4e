// Package wav reads and writes WAV files: integer PCM of 8 to 32 bit and float PCM, RIFF
// and RF64. It writes 16 bit.
//
//	f, err := wav.Open(file, size) // a dsp.PCMReader
//	w, err := wav.NewWriter(out, 24000, 1)
//
// Errors name the byte at fault.
package wav
