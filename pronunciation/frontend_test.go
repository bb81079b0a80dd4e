package pronunciation

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"testing"

	"gendu/audio/wav"
)

// TestFrontEndIsThatOfSphinx compares the cepstra with those that sphinx_fe made:
//
//	sphinx_fe -i front_end.wav -o front_end.mfc -mswav yes -lowerf 130 -upperf 6800 \
//	  -nfilt 25 -transform dct -lifter 22 -remove_silence no
func TestFrontEndIsThatOfSphinx(t *testing.T) {
	t.Parallel()
	samples := readWAV(t, "testdata/front_end.wav")
	b, err := os.ReadFile("testdata/front_end.mfc")
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float32, (len(b)-4)/4)
	if err := binary.Read(bytes.NewReader(b[4:]), binary.LittleEndian, want); err != nil {
		t.Fatal(err)
	}
	got := cepstra(spectra(samples), 1)
	if len(got) != len(want)/dims && len(got) != len(want)/dims-1 { // sphinx_fe pads a last frame
		t.Fatalf("%d frames, want %d", len(got), len(want)/dims)
	}
	for i, c := range got {
		for k, v := range c {
			if d := math.Abs(float64(v - want[i*dims+k])); d > 2e-3 {
				t.Fatalf("frame %d, c%d: %g, want %g", i, k, v, want[i*dims+k])
			}
		}
	}
}

func readWAV(t testing.TB, name string) []float32 {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := wav.ReadMono(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	if s.Rate != Rate {
		t.Fatalf("%s: %d Hz", name, s.Rate)
	}
	return s.Samples
}

func TestAFrameOfNothing(t *testing.T) {
	t.Parallel()
	if sp := spectra(make([]float32, windowSize-1)); sp != nil {
		t.Errorf("%d frames of too few samples", len(sp))
	}
	for i, x := range features(cepstra(spectra(make([]float32, windowSize+hop)), 1.2)) {
		for _, v := range x {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				t.Fatalf("frame %d of silence: %v", i, x)
			}
		}
	}
}

func TestWarpKeepsTheEnds(t *testing.T) {
	t.Parallel()
	for _, warp := range []float64{LeastWarp, 0.95, 1, 1.1, MaxWarp} {
		if v := warped(0, warp); v != 0 {
			t.Errorf("warp %g moves 0 to %g", warp, v)
		}
		if v := warped(Rate/2, warp); math.Abs(v-Rate/2) > 1e-6 {
			t.Errorf("warp %g moves the Nyquist frequency to %g", warp, v)
		}
		for hz := 0.0; hz < Rate/2; hz += 50 {
			if warped(hz+50, warp) <= warped(hz, warp) {
				t.Errorf("warp %g is not monotone at %g Hz", warp, hz)
			}
		}
	}
}
