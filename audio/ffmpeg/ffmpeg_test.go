package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/audio/wav"
)

func tool(t *testing.T) *Tool {
	t.Helper()
	f, err := Find()
	if err != nil {
		t.Fatalf("this test needs ffmpeg: %v", err)
	}
	return f
}

// sweep is two seconds of a chirp, so that any offset shows.
func sweep(rate int) dsp.Signal {
	s := dsp.Signal{Rate: rate, Samples: make([]float32, 2*rate)}
	for i := range s.Samples {
		at := float64(i) / float64(rate)
		s.Samples[i] = float32(0.5 * math.Sin(2*math.Pi*(200*at+300*at*at)))
	}
	return s
}

// encode makes a file of s with the installed ffmpeg.
func encode(t *testing.T, s dsp.Signal, name string, args ...string) string {
	t.Helper()
	f := tool(t)
	path := filepath.Join(t.TempDir(), name)
	cmd := exec.Command(f.path, append(append([]string{"-v", "error", "-f", "wav", "-i", "pipe:0"}, args...), path)...)
	cmd.Stdin = bytes.NewReader(wav.Encode(s))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

func readAll(t *testing.T, p dsp.PCMReader) []float32 {
	t.Helper()
	var all []float32
	buf := make([]float32, 5000)
	for {
		n, err := p.ReadFrames(buf)
		all = append(all, buf[:n*p.Format().Channels]...)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func openSource(t *testing.T, path string) *audio.Source {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := audio.OpenSource(context.Background(), bytes.NewReader(b), int64(len(b)), tool(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestDecodeFormats(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		args  []string
		rate  int
		slack int // samples of length that the format itself does not keep
		exact bool
	}{
		{"a.flac", nil, 44100, 0, true},
		{"a.aiff", nil, 44100, 0, true},
		{"a.caf", []string{"-c:a", "pcm_s16le"}, 44100, 0, true},
		{"a.m4a", []string{"-c:a", "aac", "-b:a", "128k"}, 44100, 2048, false},
		{"a.ogg", []string{"-c:a", "libvorbis"}, 44100, 2048, false},
		{"a.opus", []string{"-c:a", "libopus"}, 48000, 2048, false},
		{"a.webm", []string{"-c:a", "libopus"}, 48000, 2048, false},
		{"a.aac", []string{"-c:a", "aac"}, 44100, 4096, false},
		{"a.mkv", []string{"-c:a", "pcm_s16le"}, 44100, 2048, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := openSource(t, encode(t, sweep(44100), c.name, c.args...))
			if s.Kind != "other" {
				t.Fatalf("kind %q", s.Kind)
			}
			p, err := s.PCM()
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Format(); got != (dsp.PCMFormat{Rate: c.rate, Channels: 1}) {
				t.Fatalf("format %+v", got)
			}
			got, want := readAll(t, p), dsp.Resample(sweep(44100), c.rate).Samples
			if d := len(got) - len(want); d < -c.slack || d > c.slack {
				t.Errorf("%d samples, want %d", len(got), len(want))
			}
			if !c.exact {
				return
			}
			for i := range min(len(got), len(want)) {
				if math.Abs(float64(got[i]-want[i])) > 1.0/32768 {
					t.Fatalf("sample %d is %g, want %g", i, got[i], want[i])
				}
			}
		})
	}
}

func TestDeriveOtherSource(t *testing.T) {
	t.Parallel()
	path := encode(t, sweep(44100), "a.flac")
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	st, _ := f.Stat()
	dir := t.TempDir()
	d, err := audio.Derive(context.Background(), f, st.Size(), dir, audio.DeriveOptions{Converter: tool(t)})
	if err != nil {
		t.Fatal(err)
	}
	if d.Listening != "aac" || d.DurationMS != 2000 || d.PracticeSamples != 48000 {
		t.Errorf("derived %+v", d)
	}
	// The listening file has to lie on the same timeline.
	p, err := openSource(t, d.ListeningM4A).PCM()
	if err != nil {
		t.Fatal(err)
	}
	got, want := readAll(t, p), sweep(44100).Samples
	best, at := 0.0, 0
	for lag := -50; lag <= 50; lag++ {
		var sum float64
		for i := 20000; i < 60000; i++ {
			sum += float64(want[i]) * float64(got[i+lag])
		}
		if sum > best {
			best, at = sum, lag
		}
	}
	if at != 0 {
		t.Errorf("the AAC file is %d samples off", at)
	}
}

// manyChannels is two seconds of WAV with the sweep on every channel.
func manyChannels(t *testing.T, channels int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := wav.NewWriter(&b, 44100, channels)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range sweep(44100).Samples {
		if err := w.Write(slices.Repeat([]float32{v}, channels)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestDeriveManyChannels mixes what no AAC encoder has a layout for.
func TestDeriveManyChannels(t *testing.T) {
	t.Parallel()
	for _, channels := range []int{6, 12} {
		b := manyChannels(t, channels)
		d, err := audio.Derive(context.Background(), bytes.NewReader(b), int64(len(b)), t.TempDir(), audio.DeriveOptions{Converter: tool(t)})
		if err != nil {
			t.Fatal(err)
		}
		if d.Listening != "aac" || d.Channels != channels || len(d.Warnings) != 0 {
			t.Errorf("%d channels: derived %+v", channels, d)
		}
		p, err := openSource(t, d.ListeningM4A).PCM()
		if err != nil {
			t.Fatal(err)
		}
		if got := readAll(t, p); p.Format().Channels != 1 || len(got) < 88200 {
			t.Errorf("%d channels: %d values of %+v", channels, len(got), p.Format())
		}
	}
}

// TestDeriveWithoutAAC keeps what was derived when the encoder fails: here its file
// cannot be written.
func TestDeriveWithoutAAC(t *testing.T) {
	t.Parallel()
	b, dir := manyChannels(t, 2), t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "listening.m4a", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	d, err := audio.Derive(context.Background(), bytes.NewReader(b), int64(len(b)), dir, audio.DeriveOptions{Converter: tool(t)})
	if err != nil {
		t.Fatal(err)
	}
	if d.Listening != "" || d.ListeningM4A != "" || d.PracticeSamples != 48000 || !errors.Is(d.ListeningErr, ErrFailed) || len(d.Warnings) != 1 {
		t.Errorf("derived %+v", d)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	f := tool(t)
	open := func(b []byte, format string) error {
		s, err := f.Decode(context.Background(), bytes.NewReader(b), int64(len(b)), format)
		if err != nil {
			return err
		}
		defer s.Close()
		buf := make([]float32, 4096)
		for {
			if _, err := s.ReadFrames(buf); err != nil {
				return err
			}
		}
	}
	playlist := []byte("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
	if err := open(playlist, "hls"); !errors.Is(err, ErrFailed) {
		t.Errorf("hls: %v", err)
	}
	if err := open(playlist, "mov"); !errors.Is(err, ErrFailed) || strings.Contains(err.Error(), "EOF") {
		t.Errorf("a playlist as mov: %v", err)
	}
	if err := open(bytes.Repeat([]byte{7}, 5000), "flac"); !errors.Is(err, ErrFailed) {
		t.Errorf("noise as flac: %v", err)
	}
	if _, err := audio.OpenSource(context.Background(), bytes.NewReader(playlist), int64(len(playlist)), f); !errors.Is(err, audio.ErrUnknownSource) {
		t.Errorf("a playlist: %v", err)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	b, err := os.ReadFile(encode(t, sweep(44100), "a.flac"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := tool(t).Decode(ctx, bytes.NewReader(b), int64(len(b)), "flac")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cancel()
	buf := make([]float32, 1<<20)
	for err == nil {
		_, err = s.ReadFrames(buf)
	}
	if !errors.Is(err, context.Canceled) && !errors.Is(err, io.EOF) {
		t.Errorf("after cancelling: %v", err)
	}
	e, err := tool(t).EncodeAAC(ctx, dsp.PCMFormat{Rate: 44100, Channels: 1}, filepath.Join(t.TempDir(), "x.m4a"))
	if err == nil {
		err = e.Close()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("encoding after cancelling: %v", err)
	}
}

func TestDamagedSourceNamesFFmpegsWords(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(encode(t, sweep(44100), "a.m4a", "-c:a", "aac"))
	if err != nil {
		t.Fatal(err)
	}
	copy(b[40:], bytes.Repeat([]byte{0}, len(b)-40))
	_, err = tool(t).Decode(context.Background(), bytes.NewReader(b), int64(len(b)), "mov")
	if !errors.Is(err, ErrFailed) || !strings.Contains(err.Error(), "moov atom not found") || strings.Contains(err.Error(), "/dev/fd") || strings.Contains(err.Error(), "0x") {
		t.Errorf("got %v", err)
	}
}

// What ffmpeg says reaches people without its internals.
func TestPlain(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"[mp3 @ 0x55d0c0ffee00] Header missing\n":                                        "Header missing",
		"[in#0/mp3 @ 0x1] Error opening input: End of file\nfile:/dev/fd/3: End of file": "Error opening input: End of file; End of file",
		"pipe:1: Broken pipe\npipe:1: Broken pipe\n":                                     "Broken pipe",
		"one\ntwo\nthree\nfour\n":                                                        "two; three; four",
		"[aac @ 0xab] [tns @ 0xcd] \xff bad":                                             "? bad",
		"":                                                                               "",
	} {
		if got := plain(said); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}
