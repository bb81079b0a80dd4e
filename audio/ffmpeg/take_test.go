package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gendu/audio/take"
)

// aacTake is a tone of 500 Hz as phones and Safari record it.
func aacTake(t *testing.T, rate, seconds int, name string) []byte {
	t.Helper()
	tool(t)
	out := filepath.Join(t.TempDir(), name)
	tone := fmt.Sprintf("sine=frequency=500:sample_rate=%d:duration=%d", rate, seconds)
	if msg, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i", tone, "-c:a", "aac", "-b:a", "32k", out).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, msg)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTakesInAAC(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"take.mp4", "take.aac"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := aacTake(t, 44100, 2, name)
			s, f, err := take.DecodeWith(context.Background(), tool(t), data)
			if err != nil {
				t.Fatal(err)
			}
			if ms := s.Duration().Milliseconds(); ms < 1950 || ms > 2100 || s.Rate != 44100 || f.Codec != "aac" || "."+f.Container != filepath.Ext(name) {
				t.Errorf("%d ms at %d Hz, %+v", ms, s.Rate, f)
			}
			hz := 0
			for i := 22051; i < 22050+44100; i++ {
				if s.Samples[i-1] < 0 && s.Samples[i] >= 0 {
					hz++
				}
			}
			if hz < 499 || hz > 501 {
				t.Errorf("500 Hz came out as %d Hz", hz)
			}
		})
	}
}

func TestTakesInAACRefused(t *testing.T) {
	t.Parallel()
	data := aacTake(t, 44100, 1, "take.mp4")
	if _, _, err := take.DecodeWith(context.Background(), nil, data); !errors.Is(err, take.ErrNeedsFFmpeg) {
		t.Errorf("without ffmpeg: %v", err)
	}
	if _, _, err := take.DecodeWith(context.Background(), tool(t), data[:len(data)/2]); !errors.Is(err, take.ErrDamaged) {
		t.Errorf("half of it: %v", err)
	}
	if _, _, err := take.DecodeWith(context.Background(), tool(t), []byte("hello world, this is no sound")); !errors.Is(err, take.ErrUnknownFormat) {
		t.Errorf("a text: %v", err)
	}
	if _, _, err := take.DecodeWith(context.Background(), tool(t), aacTake(t, 8000, take.MaxSeconds+1, "long.mp4")); !errors.Is(err, take.ErrTooLong) {
		t.Errorf("too long: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := take.DecodeWith(ctx, tool(t), data); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
