package audio

import (
	"bytes"
	"os"
	"testing"
)

// TestWorkers decodes to the end with one, two and seven workers and both decoders:
// the same values. The race detector runs it too (tools/test.sh).
func TestWorkers(t *testing.T) {
	t.Parallel()
	// Four segments; the second file changes its rate and its channels on the way.
	plain := lame(t, 44100, 1, testMusic(44100, 1, 22), "-b", "64")
	mixed := join(plain, lame(t, 48000, 2, testMusic(48000, 2, 3), "-b", "128", "-t"))
	for _, decoder := range []MP3Decoder{OwnDecoder, GoMP3} {
		for name, file := range map[string][]byte{"plain": plain, "mixed": mixed} {
			t.Run(string(decoder)+"/"+name, func(t *testing.T) {
				t.Parallel()
				_, want, _ := decodeWith(t, file, DecodeOptions{Workers: 1, Decoder: decoder})
				for _, workers := range []int{2, 7} {
					_, got, _ := decodeWith(t, file, DecodeOptions{Workers: workers, Decoder: decoder})
					if len(got) != len(want) {
						t.Fatalf("%d workers: %d values, one gives %d", workers, len(got), len(want))
					}
					for i := range got {
						if got[i] != want[i] {
							t.Fatalf("%d workers: value %d is %g, one gives %g", workers, i, got[i], want[i])
						}
					}
				}
			})
		}
	}
}

// TestWorkersDerive derives with one worker and with seven: the same files.
func TestWorkersDerive(t *testing.T) {
	t.Parallel()
	file := lame(t, 44100, 2, testMusic(44100, 2, 9), "-V", "4")
	one, seven := deriveBytes(t, file, DeriveOptions{Workers: 1}), deriveBytes(t, file, DeriveOptions{Workers: 7})
	for _, paths := range [][2]string{
		{one.PracticeWAV, seven.PracticeWAV},
		{one.Peaks, seven.Peaks},
		{one.Pitch, seven.Pitch},
		{one.ListeningM4A, seven.ListeningM4A},
	} {
		a, err := os.ReadFile(paths[0])
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(paths[1])
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) || len(a) == 0 {
			t.Errorf("%s: %d and %d bytes differ", paths[0], len(a), len(b))
		}
	}
}
