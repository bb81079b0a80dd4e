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
	return toneTake(t, rate, seconds, name, "aac", "-b:a", "32k")
}

// toneTake is a tone of 500 Hz in a codec of ffmpeg's.
func toneTake(t *testing.T, rate, seconds int, name, codec string, options ...string) []byte {
	t.Helper()
	tool(t)
	out := filepath.Join(t.TempDir(), name)
	tone := fmt.Sprintf("sine=frequency=500:sample_rate=%d:duration=%d", rate, seconds)
	args := append([]string{"-v", "error", "-f", "lavfi", "-i", tone, "-c:a", codec}, options...)
	if msg, err := exec.Command("ffmpeg", append(args, out)...).CombinedOutput(); err != nil {
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
			if hz := risings(s.Samples[22050 : 22050+44100]); hz < 499 || hz > 501 {
				t.Errorf("500 Hz came out as %d Hz", hz)
			}
		})
	}
}

// risings counts how often a signal comes from below zero.
func risings(samples []float32) (n int) {
	for i := 1; i < len(samples); i++ {
		if samples[i-1] < 0 && samples[i] >= 0 {
			n++
		}
	}
	return n
}

// Takes in a WAV file that is no PCM, as dictation machines write it, are read with ffmpeg;
// ffmpeg is called missing only where it would have read them.
func TestTakesInOtherWAV(t *testing.T) {
	t.Parallel()
	for _, codec := range []string{"pcm_mulaw", "pcm_alaw", "adpcm_ms", "adpcm_ima_wav"} {
		t.Run(codec, func(t *testing.T) {
			t.Parallel()
			data := toneTake(t, 16000, 2, "take.wav", codec)
			s, f, err := take.DecodeWith(t.Context(), tool(t), data)
			if err != nil {
				t.Fatal(err)
			}
			if ms := s.Duration().Milliseconds(); ms < 1950 || ms > 2100 || s.Rate != 16000 || f.Container != "wav" {
				t.Errorf("%d ms at %d Hz, %+v", ms, s.Rate, f)
			}
			if hz := risings(s.Samples[8000 : 8000+16000]); hz < 499 || hz > 501 {
				t.Errorf("500 Hz came out as %d Hz", hz)
			}
			if _, _, err := take.DecodeWith(t.Context(), nil, data); !errors.Is(err, take.ErrNeedsFFmpeg) {
				t.Errorf("without ffmpeg: %v", err)
			}
		})
	}
	damaged := toneTake(t, 16000, 1, "take.wav", "pcm_s16le")[:20]
	for name, data := range map[string][]byte{"a WAV file that is cut in its header": damaged, "a text": []byte("hello world, this is no sound")} {
		if _, _, err := take.DecodeWith(t.Context(), nil, data); err == nil || errors.Is(err, take.ErrNeedsFFmpeg) {
			t.Errorf("%s: %v", name, err)
		}
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
