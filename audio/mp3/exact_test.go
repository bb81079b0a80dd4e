package mp3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"gendu/audio/audiotest"
	"gendu/audio/dsp"
)

func scanBytes(b []byte) (*Index, error) {
	return Scan(context.Background(), bytes.NewReader(b), int64(len(b)))
}

// decodeBytes is our own decode of a whole file.
func decodeBytes(t testing.TB, b []byte, workers int) (*Index, []float32) {
	t.Helper()
	x, out, _ := decodeWith(t, b, DecodeOptions{Workers: workers})
	return x, out
}

// decodeWith is the decode of a whole file by the decoder chosen; instead says why
// parts of it, or all, went to our own.
func decodeWith(t testing.TB, b []byte, o DecodeOptions) (x *Index, out []float32, instead string) {
	t.Helper()
	x, err := scanBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDecoder(context.Background(), bytes.NewReader(b), x, o)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	out, err = drain(d)
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(out)) != x.Samples()*int64(x.Channels) {
		t.Errorf("decoded %d values, the index says %d samples of %d channels", len(out), x.Samples(), x.Channels)
	}
	if d.panics > 0 {
		t.Errorf("the decoder panicked %d times", d.panics)
	}
	_, instead = d.Fallback()
	return x, out, instead
}

func drain(p dsp.PCMReader) ([]float32, error) {
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

// everything tells whether the tests run all of what they usually take samples of.
func everything() bool { return os.Getenv("GENDU_TEST_ALL") == "1" }

// TestMP3Exact is the matrix of issue 3: every rate, channel mode and bit rate
// control that lame knows, by both decoders, against mpg123 and ffmpeg: no sample of
// offset, the same length, the same sound. Usually it is a third of the matrix, in
// which each rate meets each mode and each control.
func TestMP3Exact(t *testing.T) {
	t.Parallel()
	modes := [][]string{{"mono", "-m", "m"}, {"stereo", "-m", "s"}, {"joint", "-m", "j"}, {"forced", "-m", "f"}}
	controls := [][]string{{"cbr", "-b", "64"}, {"V0", "-V", "0"}, {"V4", "-V", "4"}, {"V9", "-V", "9"}, {"abr", "--abr", "56", "-t"}, {"crc", "-b", "80", "-p"}}
	for i, rate := range []int{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000} {
		for j, mode := range modes {
			for k, control := range controls {
				if (mode[0] == "forced") != (control[0] == "V4") && mode[0] == "forced" || !everything() && (i+j+k)%3 > 0 {
					continue
				}
				t.Run(fmt.Sprintf("%d/%s/%s", rate, mode[0], control[0]), func(t *testing.T) {
					t.Parallel()
					exactCase(t, rate, mode[0], slices.Concat(mode[1:], control[1:]))
				})
			}
		}
	}
}

func exactCase(t *testing.T, rate int, mode string, args []string) {
	channels := 2
	if mode == "mono" {
		channels = 1
	}
	pcm := audiotest.Music(rate, channels, 1.3)
	file := audiotest.LAME(t, rate, channels, pcm, append(args, "--resample", fmt.Sprint(float64(rate)/1000))...)
	x, got := decodeBytes(t, file, 2)
	untagged := slices.Contains(args, "-t") // nothing is trimmed
	if x.Rate != rate || x.Channels != channels || x.HasDelay == untagged {
		t.Fatalf("index: %d Hz, %d channels, delay %v", x.Rate, x.Channels, x.HasDelay)
	}
	if x.HasDelay && len(got) != len(pcm) {
		t.Errorf("%d values came back of %d", len(got), len(pcm))
	}
	if len(x.Warnings()) > 0 {
		t.Errorf("warnings: %q", x.Warnings())
	}
	want := audiotest.ByMPG123(t, file)
	audiotest.SameDecode(t, "mpg123", got, want)
	// At 24 kHz ffmpeg has the band edge of the standard's first print (330), lame,
	// mpg123 and we that of its correction (332).
	if ref := audiotest.ByFFmpeg(t, file); rate != 24000 {
		audiotest.SameDecode(t, "ffmpeg", got, ref)
	} else if len(ref) != len(got) {
		t.Errorf("%d values, ffmpeg gives %d", len(got), len(ref))
	}
	exactByGoMP3(t, file, want, goMP3Expected(rate, mode))
}

// goMP3Expected says what of the matrix goes to our own decoder: "" is nothing. Parts
// of the other modes do.
func goMP3Expected(rate int, mode string) string {
	switch {
	case rate < 16000:
		return "MPEG-2.5"
	case mode == "forced":
		return "middle/side stereo in short blocks"
	}
	return ""
}

// exactByGoMP3 decodes with go-mp3, which cuts the fraction of a 16-bit step and
// clips.
func exactByGoMP3(t *testing.T, file []byte, want []float32, instead string) {
	t.Helper()
	_, got, why := decodeWith(t, file, DecodeOptions{Decoder: GoMP3, Workers: 2})
	padded := why == "a padded frame of MPEG-2" // at 22.05 kHz some bit rates have them
	if why != instead && !padded && (instead != "" || why != "middle/side stereo in short blocks") {
		t.Errorf("our own decoder stood in because of %q, want %q", why, instead)
	}
	if len(got) != len(want) {
		t.Errorf("go-mp3: %d values, mpg123 gives %d", len(got), len(want))
	}
	for i, v := range want {
		want[i] = min(max(v, -1), 1)
	}
	for i, v := range got {
		got[i] = min(max(v, -1), 1)
	}
	if d := audiotest.Difference(got, want); !(d <= 1) {
		t.Errorf("go-mp3: %.4f LSB rms from mpg123", d)
	}
}

// TestSegmentsAreSeamless compares the decode in segments with one long decode,
// where the bit reservoir reaches over many frames.
func TestSegmentsAreSeamless(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rate, channels int
		args           []string
	}{
		{44100, 2, []string{"-V", "4"}},
		{44100, 1, []string{"-b", "32", "-m", "m"}},
		{24000, 2, []string{"-b", "16"}},
		{8000, 1, []string{"-b", "8", "-m", "m"}},
		{48000, 2, []string{"-b", "320"}},
		{16000, 1, []string{"-V", "6", "-m", "m"}},
	} {
		args := append([]string{"--resample", fmt.Sprint(float64(c.rate) / 1000)}, c.args...)
		seconds := 2.2 * segmentFrames * 1152 / float64(c.rate)
		if c.rate < 32000 {
			seconds /= 2
		}
		file := audiotest.LAME(t, c.rate, c.channels, audiotest.Music(c.rate, c.channels, seconds), args...)
		t.Run(fmt.Sprint("own ", c.rate, c.args), func(t *testing.T) {
			t.Parallel()
			seamless(t, file, new(layer3), DecodeOptions{Workers: 3})
		})
		if c.channels == 1 && c.rate >= 16000 {
			t.Run(fmt.Sprint("go-mp3 ", c.rate, c.args), func(t *testing.T) {
				t.Parallel()
				seamless(t, file, new(goMP3), DecodeOptions{Workers: 3, Decoder: GoMP3})
			})
		}
	}
}

func seamless(t *testing.T, file []byte, d frameDecoder, o DecodeOptions) {
	x, got, instead := decodeWith(t, file, o)
	if len(x.frames) < 2*segmentFrames || instead != "" {
		t.Fatalf("%d frames; our own decoder stood in because of %q", len(x.frames), instead)
	}
	var want []float32
	var out [2304]float32
	for _, f := range x.frames {
		n := f.header().Samples() * f.header().channels()
		if !d.decode(f.header(), file[f.off:f.off+int64(f.size)], out[:n]) {
			t.Fatalf("frame at byte %d is broken", f.off)
		}
		want = append(want, out[:n]...)
	}
	from := int(x.trimStart) * x.Channels
	for i, v := range got {
		if want[from+i] != v {
			t.Fatalf("value %d of %d is %g, in one piece %g", i, len(got), v, want[from+i])
		}
	}
}

// encodedByFFmpeg makes an MP3 of a WAV file with ffmpeg's muxer.
func encodedByFFmpeg(t testing.TB, wav []byte) []byte {
	t.Helper()
	audiotest.NeedProgram(t, "ffmpeg")
	path := filepath.Join(t.TempDir(), "x.mp3")
	cmd := exec.Command("ffmpeg", "-v", "error", "-f", "wav", "-i", "pipe:0", "-c:a", "libmp3lame", "-q:a", "4", path)
	cmd.Stdin = bytes.NewReader(wav)
	if msg, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, msg)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
