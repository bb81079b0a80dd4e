package mp3

import (
	"testing"

	"gendu/audio/audiotest"
)

// TestWorkers decodes to the end with one, two and seven workers and both decoders:
// the same values. The race detector runs it too (tools/test.sh).
func TestWorkers(t *testing.T) {
	t.Parallel()
	// Four segments; the second file changes its rate and its channels on the way.
	plain := audiotest.LAME(t, 44100, 1, audiotest.Music(44100, 1, 22), "-b", "64")
	mixed := audiotest.Join(plain, audiotest.LAME(t, 48000, 2, audiotest.Music(48000, 2, 3), "-b", "128", "-t"))
	for _, decoder := range []Engine{OwnDecoder, GoMP3} {
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
