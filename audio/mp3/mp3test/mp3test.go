// Package mp3test makes and reads MP3 streams for the tests of the packages above mp3.
//
//	x, samples := mp3test.Decode(t, mp3test.Silent(mp3test.Mono, 40), 2)
package mp3test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"gendu/audio/dsp"
	"gendu/audio/mp3"
)

// Headers that streams are built of.
const (
	Mono       = mp3.Header(0xfffb50c0) // 44.1 kHz, 64 kbit/s
	Stereo     = mp3.Header(0xfffb9000) // 44.1 kHz, 128 kbit/s
	MonoAt48   = mp3.Header(0xfffb54c0) // 48 kHz
	MPEG25Mono = mp3.Header(0xffe340c0) // 11.025 kHz, 32 kbit/s
)

// Silent is a stream of n frames without a spectrum.
func Silent(h mp3.Header, n int) []byte { return bytes.Repeat(mp3.EmptyFrame(h), n) }

// Scan indexes a file.
func Scan(b []byte) (*mp3.Index, error) {
	return mp3.Scan(context.Background(), bytes.NewReader(b), int64(len(b)))
}

// Decode indexes and decodes a whole file: its interleaved samples.
func Decode(t testing.TB, b []byte, workers int) (*mp3.Index, []float32) {
	t.Helper()
	x, err := Scan(b)
	if err != nil {
		t.Fatal(err)
	}
	d, err := mp3.NewDecoder(context.Background(), bytes.NewReader(b), x, mp3.DecodeOptions{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	out, err := ReadAll(d)
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(out)) != x.Samples()*int64(x.Channels) {
		t.Errorf("decoded %d values, the index says %d samples of %d channels", len(out), x.Samples(), x.Channels)
	}
	return x, out
}

// ReadAll reads PCM to its end.
func ReadAll(p dsp.PCMReader) ([]float32, error) {
	var out []float32
	buf := make([]float32, 9999*p.Format().Channels)
	for {
		n, err := p.ReadFrames(buf)
		out = append(out, buf[:n*p.Format().Channels]...)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
	}
}
