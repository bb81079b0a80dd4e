package audio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"gendu/audio/audiotest"
	"gendu/audio/dsp"
	"gendu/audio/mp3"
	"gendu/audio/mp3/mp3test"
	"gendu/audio/mp4"
	"gendu/audio/wav"
)

func deriveBytes(t *testing.T, file []byte, o DeriveOptions) *Derived {
	t.Helper()
	d, err := Derive(context.Background(), bytes.NewReader(file), int64(len(file)), t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func readPractice(t *testing.T, d *Derived) []float32 {
	t.Helper()
	b, err := os.ReadFile(d.PracticeWAV)
	if err != nil {
		t.Fatal(err)
	}
	s, err := wav.ReadMono(bytes.NewReader(b), int64(len(b)))
	if err != nil || s.Rate != PracticeRate {
		t.Fatalf("practice.wav: %d Hz, %v", s.Rate, err)
	}
	return s.Samples
}

// TestDeriveAgainstFFmpeg compares a clip of practice.wav with the same span of
// ffmpeg's decode, mixed and resampled by ffmpeg: no offset.
func TestDeriveAgainstFFmpeg(t *testing.T) {
	t.Parallel()
	file := audiotest.LAME(t, 44100, 2, audiotest.Music(44100, 2, 6), "-V", "4")
	d := deriveBytes(t, file, DeriveOptions{})
	if d.DurationMS != 6000 || d.Samples != 6*44100 || d.PracticeSamples != 6*24000 || d.Listening != "m4a" || d.Channels != 2 {
		t.Errorf("derived %+v", d)
	}
	path := filepath.Join(t.TempDir(), "x.mp3")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := exec.Command("ffmpeg", "-v", "error", "-i", path, "-ac", "1", "-ar", "24000", "-f", "wav", "pipe:1").Output()
	if err != nil {
		t.Fatal(err)
	}
	want, err := wav.ReadMono(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	got := readPractice(t, d)[24000 : 3*24000]
	best, at := -1.0, 0
	for offset := -30; offset <= 30; offset++ {
		if c := audiotest.Correlation(got, want.Samples[24000+offset:3*24000+offset], 0); c > best {
			best, at = c, offset
		}
	}
	if at != 0 || best < 0.9999 {
		t.Errorf("correlation %.6f at offset %d", best, at)
	}
}

// TestDeriveSteps follows the progress and reads back what was written.
func TestDeriveSteps(t *testing.T) {
	t.Parallel()
	var steps []string
	calls := 0
	last := map[string]float64{}
	d := deriveBytes(t, audiotest.LAME(t, 22050, 1, audiotest.Music(22050, 1, 20), "-b", "64"), DeriveOptions{Progress: func(step string, done float64) {
		calls++
		if len(steps) == 0 || steps[len(steps)-1] != step {
			steps = append(steps, step)
		}
		if done < last[step] || done > 1 {
			t.Errorf("%s went from %g to %g", step, last[step], done)
		}
		last[step] = done
	}})
	if !slices.Equal(steps, []string{StepIndexing, StepDecoding, StepRemuxing}) || calls > 600 {
		t.Errorf("steps %q in %d calls", steps, calls)
	}
	for step, done := range last {
		if done != 1 {
			t.Errorf("%s ended at %g", step, done)
		}
	}
	b, err := os.ReadFile(d.Peaks)
	if err != nil {
		t.Fatal(err)
	}
	peaks, err := dsp.DecodePeaks(b)
	if err != nil || len(peaks.Levels[0].Min) != 1000 {
		t.Errorf("%d peaks for 20 s: %v", len(peaks.Levels[0].Min), err)
	}
	b, err = os.ReadFile(d.Pitch)
	if err != nil {
		t.Fatal(err)
	}
	pitch, err := dsp.DecodePitch(b)
	if err != nil || len(pitch.Hz) != 2000 {
		t.Errorf("%d values of pitch for 20 s: %v", len(pitch.Hz), err)
	}
	// practice.wav is rounded to 16 bit, so the two may differ where pitch is in doubt.
	again := dsp.PitchOf(dsp.Signal{Rate: PracticeRate, Samples: readPractice(t, d)})
	same := 0
	for i, hz := range again.Hz {
		if math.Abs(float64(hz-pitch.Hz[i])) < 1 && math.Abs(float64(again.Voicing[i]-pitch.Voicing[i])) < 0.1 {
			same++
		}
	}
	if same < 1960 {
		t.Errorf("%d of 2000 values are the pitch of practice.wav", same)
	}
}

// TestDeriveOtherShapes are sources whose listening file is not a remux.
func TestDeriveOtherShapes(t *testing.T) {
	t.Parallel()
	voice := audiotest.Music(8000, 1, 2)
	for _, c := range []struct {
		name     string
		file     []byte
		kind     string
		samples  int64
		practice int64
		warnings int
	}{
		{"MPEG-2.5", audiotest.LAME(t, 8000, 1, voice, "-b", "32"), "mp3", 16000, 48000, 1},
		{"WAV", audiotest.WAVFile(8000, 1, voice), "wav", 16000, 48000, 0},
		{"24 kHz WAV", audiotest.WAVFile(24000, 2, audiotest.Music(24000, 2, 1)), "wav", 24000, 24000, 0},
		{"changing rate", audiotest.Join(mp3test.Silent(mp3test.Mono, 50), mp3test.Silent(mp3test.MonoAt48, 50)), "mp3", 110520, 60147, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := deriveBytes(t, c.file, DeriveOptions{})
			if d.Listening != "" || d.Kind != c.kind || d.Samples != c.samples || d.PracticeSamples != c.practice || len(d.Warnings) != c.warnings {
				t.Errorf("derived %+v", d)
			}
			if n := len(readPractice(t, d)); int64(n) != c.practice {
				t.Errorf("practice.wav has %d samples", n)
			}
		})
	}
}

// TestChangingRateKeepsTime decodes a tone whose sampling rate changes on the way.
func TestChangingRateKeepsTime(t *testing.T) {
	t.Parallel()
	tone := func(rate int) []byte {
		s := make([]float32, 2*rate)
		for i := range s {
			s[i] = float32(0.4 * math.Sin(2*math.Pi*500*float64(i)/float64(rate)))
		}
		return audiotest.LAME(t, rate, 1, s, "-b", "64", "-t", "--resample", fmt.Sprint(float64(rate)/1000))
	}
	x, got := mp3test.Decode(t, audiotest.Join(tone(44100), tone(48000)), 2)
	if len(x.Changes) != 1 || x.Rate != 44100 {
		t.Fatalf("%d Hz, changes %+v", x.Rate, x.Changes)
	}
	crossings := 0
	from := len(got) - 60000 // well inside the second part
	for i := from; i < from+44100; i++ {
		if got[i-1] < 0 && got[i] >= 0 {
			crossings++
		}
	}
	if crossings < 499 || crossings > 501 {
		t.Errorf("500 Hz came out as %d Hz", crossings)
	}
}

// onceReader counts what is read of each byte.
type onceReader struct {
	b    []byte
	read int64
}

func (r *onceReader) ReadAt(p []byte, off int64) (int, error) {
	n, err := bytes.NewReader(r.b).ReadAt(p, off)
	r.read += int64(n)
	return n, err
}

// TestDeriveSpools reads a source that is no file once, and leaves no copy behind.
func TestDeriveSpools(t *testing.T) {
	t.Parallel()
	r := &onceReader{b: audiotest.LAME(t, 44100, 2, audiotest.Music(44100, 2, 3), "-V", "4")}
	dir := t.TempDir()
	d, err := Derive(context.Background(), r, int64(len(r.b)), dir, DeriveOptions{})
	if err != nil || d.Listening != "m4a" {
		t.Fatalf("%+v, %v", d, err)
	}
	if r.read > int64(len(r.b))+1000 {
		t.Errorf("read %d bytes of %d", r.read, len(r.b))
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 4 {
		t.Errorf("left %v, %v", files, err)
	}
	text := &onceReader{b: bytes.Repeat([]byte("Dear diary, this is no music. "), 1e6)}
	if _, err := Derive(context.Background(), text, int64(len(text.b)), dir, DeriveOptions{}); !errors.Is(err, ErrUnknownSource) || text.read > 5<<20 {
		t.Errorf("read %d bytes of a text: %v", text.read, err)
	}
	broken := audiotest.FailingReader{B: r.b, After: int64(len(r.b)) - 100}
	if _, err := Derive(context.Background(), broken, int64(len(r.b)), t.TempDir(), DeriveOptions{}); !errors.Is(err, audiotest.ErrStore) {
		t.Errorf("a store that fails: %v", err)
	}
}

// TestDeriveByGoMP3 makes the same files, but for the fraction of a 16-bit step; our
// own decoder stands in at the clicks only.
func TestDeriveByGoMP3(t *testing.T) {
	t.Parallel()
	file := audiotest.LAME(t, 44100, 2, audiotest.Music(44100, 2, 4), "-V", "4")
	own, other := deriveBytes(t, file, DeriveOptions{}), deriveBytes(t, file, DeriveOptions{Decoder: mp3.GoMP3})
	if own.Samples != other.Samples || own.FallbackSeconds != 0 || other.FallbackSeconds == 0 || other.FallbackSeconds > 2 {
		t.Errorf("%+v\n%+v", own, other)
	}
	if d := audiotest.Difference(readPractice(t, own), readPractice(t, other)); d > 1 || d == 0 {
		t.Errorf("practice.wav differs by %.3f LSB rms", d)
	}
}

func TestDeriveCancelled(t *testing.T) {
	t.Parallel()
	file := audiotest.LAME(t, 44100, 1, audiotest.Music(44100, 1, 30), "-b", "64")
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Derive(ctx, bytes.NewReader(file), int64(len(file)), t.TempDir(), DeriveOptions{Progress: func(step string, done float64) {
		if step == StepDecoding {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestReadErrorsAreReported(t *testing.T) {
	t.Parallel()
	file := mp3test.Silent(mp3test.Stereo, 20000)
	size := int64(len(file))
	if _, err := mp3.Scan(context.Background(), audiotest.FailingReader{B: file, After: size - 100}, size); !errors.Is(err, audiotest.ErrStore) {
		t.Errorf("scan: %v", err)
	}
	x, err := mp3test.Scan(file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := mp3.NewDecoder(context.Background(), audiotest.FailingReader{B: file, After: 3 << 20}, x, mp3.DecodeOptions{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := mp3test.ReadAll(d); !errors.Is(err, audiotest.ErrStore) {
		t.Errorf("decode: %v", err)
	}
	if _, err := mp4.Remux(io.Discard, audiotest.FailingReader{B: file, After: 3 << 20}, x); !errors.Is(err, audiotest.ErrStore) {
		t.Errorf("remux: %v", err)
	}
}

func TestInspectAndPCM(t *testing.T) {
	t.Parallel()
	pcm := audiotest.Music(44100, 2, 3)
	file := audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "Title")), audiotest.LAME(t, 44100, 2, pcm, "-V", "4"))
	in, err := Inspect(context.Background(), bytes.NewReader(file), int64(len(file)), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"kind": "mp3", "format": "MPEG-1 Layer III", "rate": 44100.0, "channels": 2.0, "samples": 132300.0,
		"durationMs": 3000.0, "durationSeconds": 3.0, "vbrHeader": "Xing", "listening": "m4a", "junkRuns": 0.0,
	} {
		if got[key] != want {
			t.Errorf("%s is %v, want %v", key, got[key], want)
		}
	}
	if seconds := len(in.BitratesSecond); seconds != 4 || in.Bitrate < 32000 {
		t.Errorf("%d seconds of bit rates, average %d", seconds, in.Bitrate)
	}
	src, err := OpenSource(context.Background(), bytes.NewReader(file), int64(len(file)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	span := func(rate int, from, to int64) []float32 {
		var out bytes.Buffer
		if _, err := WritePCM(&out, src, rate, from, to); err != nil {
			t.Fatal(err)
		}
		w, err := wav.Open(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		s, err := mp3test.ReadAll(w)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	whole, part := span(0, 0, 0), span(0, 1000, 2000)
	if len(whole) != len(pcm) || !slices.Equal(part, whole[2*44100:4*44100]) {
		t.Errorf("%d and %d values", len(whole), len(part))
	}
	whole, part = span(16000, 0, 0), span(16000, 500, 2500)
	if len(whole) != 48000 || !slices.Equal(part, whole[8000:40000]) {
		t.Errorf("at 16 kHz %d and %d values", len(whole), len(part))
	}
}

func TestCorpusDeriveEpisode(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile(filepath.Join(sharedFolder(t), "episodes/k935/audio.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	d := deriveBytes(t, file, DeriveOptions{})
	if d.Listening != "m4a" || d.Samples != 11648436 || d.DurationMS != 264137 || len(d.Warnings) != 0 {
		t.Fatalf("derived %+v", d)
	}
	_, got := mp3test.Decode(t, file, 0)
	audiotest.SameDecode(t, "ffmpeg", got, audiotest.ByFFmpeg(t, file))
}

// sharedFolder is where the corpora lie; tests that need them are skipped elsewhere.
func sharedFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("GENDU_SHARED")
	if dir == "" {
		dir = "../../shared"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpus at %s", dir)
	}
	return dir
}

// TestWorkersDerive derives with one worker and with seven: the same files.
func TestWorkersDerive(t *testing.T) {
	t.Parallel()
	file := audiotest.LAME(t, 44100, 2, audiotest.Music(44100, 2, 9), "-V", "4")
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
