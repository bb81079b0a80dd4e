package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"image/png"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/audio/mp3"
	"gendu/audio/wav"
)

// toneFile writes an MP3 of a 200 Hz tone with lame, tagged and with a cover.
func toneFile(t *testing.T, seconds int) string {
	t.Helper()
	s := dsp.Signal{Rate: 22050, Samples: make([]float32, 22050*seconds)}
	for i := range s.Samples {
		s.Samples[i] = float32(0.5 * math.Sin(2*math.Pi*200*float64(i)/22050))
	}
	dir := t.TempDir()
	cover, file := filepath.Join(dir, "cover.jpg"), filepath.Join(dir, "tone.mp3")
	if err := os.WriteFile(cover, append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), make([]byte, 500)...), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("lame", "--quiet", "-b", "80", "--tt", "A tone", "--ta", "Somebody", "--tl", "Tones", "--ti", cover, "-", file)
	cmd.Stdin = bytes.NewReader(wav.Encode(s))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("lame: %v: %s", err, out)
	}
	return file
}

// command runs the command line and gives what it printed.
func command(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), args, &out)
	return out.String(), err
}

// keysOf are the names of a JSON object's fields, in order.
func keysOf(t *testing.T, text string) string {
	t.Helper()
	var v map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return strings.Join(slices.Sorted(maps.Keys(v)), " ")
}

// TestAudioCommands runs the six commands over one file.
func TestAudioCommands(t *testing.T) {
	t.Parallel()
	file, dir := toneFile(t, 2), t.TempDir()
	wavOf := func(t *testing.T, path string) *wav.File {
		b := readBytes(t, path)
		w, err := wav.Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	for _, c := range []struct {
		name  string
		args  []string // OUT is a file
		check func(t *testing.T, printed, out string)
	}{
		{"inspect", []string{"inspect", file}, func(t *testing.T, printed, _ string) {
			for _, want := range []string{"MPEG-2 Layer III, 22050 Hz, 1 channel(s), 2.000000 s (44100 samples)", `title "A tone", artist "Somebody", album "Tones"`, "cover of 511 bytes at byte ", `called "image/jpeg"`, "listens from m4a\n"} {
				if !strings.Contains(printed, want) {
					t.Errorf("%q is not in:\n%s", want, printed)
				}
			}
		}},
		{"inspect --json", []string{"inspect", file, "--json"}, func(t *testing.T, printed, _ string) {
			const want = "bitrate bitratePerSecond bytes channels constantBitrate cutFrames durationMs durationSeconds encoder encoderDelay encoderPadding format frames hasDelay junkBytes junkRuns kind listening rate samples tagBytes tags vbrHeader"
			if got := keysOf(t, printed); got != want {
				t.Errorf("keys\n%s, want\n%s", got, want)
			}
		}},
		{"pcm", []string{"pcm", file, "-o", "OUT"}, func(t *testing.T, _, out string) {
			if w := wavOf(t, out); w.Frames() != 44100 || w.Format() != (dsp.PCMFormat{Rate: 22050, Channels: 1}) {
				t.Errorf("%d frames of %+v", w.Frames(), w.Format())
			}
		}},
		// 0.0579 s are 57.9 ms: the nearest millisecond is 58, 928 samples.
		{"pcm of a span", []string{"pcm", file, "-o", "OUT", "--rate", "16000", "--to", "0.0579"}, func(t *testing.T, _, out string) {
			if w := wavOf(t, out); w.Frames() != 928 {
				t.Errorf("%d frames", w.Frames())
			}
		}},
		{"remux", []string{"remux", file, "-o", "OUT"}, func(t *testing.T, _, out string) {
			if b := readBytes(t, out); string(b[4:12]) != "ftypM4A " {
				t.Errorf("starts with %q", b[:12])
			}
		}},
		{"peaks", []string{"peaks", file, "-o", "OUT"}, func(t *testing.T, _, out string) {
			if p, err := dsp.DecodePeaks(readBytes(t, out)); err != nil || len(p.Levels[0].Min) != 100 {
				t.Errorf("%+v, %v", p, err)
			}
		}},
		{"pitch", []string{"pitch", file}, func(t *testing.T, printed, _ string) {
			if lines := strings.Split(printed, "\n"); len(lines) != 201 || !strings.HasPrefix(lines[100], "1.00\t") {
				t.Errorf("%d lines, one is %q", len(lines), lines[min(100, len(lines)-1)])
			}
		}},
		{"pitch --json", []string{"pitch", file, "--json"}, func(t *testing.T, printed, _ string) {
			var track dsp.PitchTrack
			if err := json.Unmarshal([]byte(printed), &track); err != nil || keysOf(t, printed) != "HopMS Hz Voicing" {
				t.Fatalf("keys %q, %v", keysOf(t, printed), err)
			}
			if hz := track.Hz[100]; len(track.Hz) != 200 || hz < 199 || hz > 201 {
				t.Errorf("%d values, one is %g Hz", len(track.Hz), hz)
			}
		}},
		{"plot", []string{"plot", file, "-o", "OUT", "--from", "0.5"}, func(t *testing.T, _, out string) {
			if img, err := png.Decode(bytes.NewReader(readBytes(t, out))); err != nil || img.Bounds().Dx() != 800 {
				t.Errorf("no picture of 800 pixels: %v", err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(dir, strings.ReplaceAll(c.name, " ", "-"))
			args := slices.Clone(c.args)
			if i := slices.Index(args, "OUT"); i >= 0 {
				args[i] = out
			}
			printed, err := command(t, append([]string{"audio"}, args...)...)
			if err != nil {
				t.Fatal(err)
			}
			c.check(t, printed, out)
		})
	}
}

func readBytes(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAudioGaps prints the damaged places.
func TestAudioGaps(t *testing.T) {
	t.Parallel()
	file := toneFile(t, 2)
	b := readBytes(t, file)
	b = slices.Concat(b[:len(b)/2], []byte("no sound at all"), b[len(b)/2:])
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	printed, err := command(t, "audio", "inspect", file)
	if err != nil || !strings.Contains(printed, "gap at byte ") || !strings.Contains(printed, "warning: ") {
		t.Errorf("%v:\n%s", err, printed)
	}
}

// TestAudioPlotsLongFiles draws the whole of a file of more than ten minutes.
func TestAudioPlotsLongFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "long.wav"), filepath.Join(dir, "long.png")
	if err := os.WriteFile(in, wav.Encode(dsp.Signal{Rate: 8000, Samples: make([]float32, 8000*660)}), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, "audio", "plot", in, "-o", out); err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(readBytes(t, out))); err != nil || img.Bounds().Dx() != 2400 {
		t.Errorf("no picture of 2400 pixels: %v", err)
	}
}

// TestAudioRefuses leaves no file behind.
func TestAudioRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text, out := filepath.Join(dir, "text.mp3"), filepath.Join(dir, "out")
	if err := os.WriteFile(text, []byte("Dear diary, this is no music."), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"inspect", text},
		{"pcm", text, "-o", out},
		{"remux", text, "-o", out},
		{"peaks", text, "-o", out},
		{"pitch", text},
		{"plot", text, "-o", out},
	} {
		_, err := command(t, append([]string{"audio"}, args...)...)
		if !errors.Is(err, audio.ErrUnknownSource) && !errors.Is(err, mp3.ErrNotMP3) {
			t.Errorf("%v: %v", args, err)
		}
	}
	file := toneFile(t, 1)
	for _, span := range []string{"--from=-1", "--to=-0.5", "--from=2 --to=1", "--from=NaN", "--to=1e300"} {
		for _, name := range []string{"pcm", "plot"} {
			args := append([]string{"audio", name, file, "-o", out}, strings.Fields(span)...)
			if _, err := command(t, args...); err == nil || !strings.Contains(err.Error(), "no stretch of time") {
				t.Errorf("%s %s: %v", name, span, err)
			}
		}
	}
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was left: %v", err)
	}
}
