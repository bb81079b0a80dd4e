package alignment

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gendu/audio/dsp"
	"gendu/audio/espeak"
	"gendu/audio/wav"
	"gendu/internal/testkit"
)

// recordingOf says texts with flite, with pauses, and where each begins and ends: at
// the first and the last sample above -50 dB.
type recordingOf struct {
	rate    int
	samples []float32
	spans   []span // in samples
	random  *rand.Rand
}

func (r *recordingOf) pause(seconds float64) {
	for range int(seconds * float64(r.rate)) {
		r.samples = append(r.samples, float32(r.random.NormFloat64())*1e-4)
	}
}

func (r *recordingOf) say(t *testing.T, text string) {
	t.Helper()
	flite := testkit.Need(t, "flite", "apt-get install flite")
	file := filepath.Join(t.TempDir(), "flite.wav")
	if out, err := exec.Command(flite, "-voice", "slt", "-t", text, "-o", file).CombinedOutput(); err != nil {
		t.Fatalf("flite: %v: %s", err, out)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := wav.ReadMono(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	s = dsp.Resample(s, r.rate)
	from, to := edges(s.Samples)
	r.spans = append(r.spans, span{len(r.samples) + from, len(r.samples) + to})
	for _, v := range s.Samples {
		r.samples = append(r.samples, v+float32(r.random.NormFloat64())*1e-4)
	}
}

func edges(x []float32) (from, to int) {
	loud := func(v float32) bool { return v > 0.01 || v < -0.01 }
	for from < len(x) && !loud(x[from]) {
		from++
	}
	for to = len(x); to > from && !loud(x[to-1]); {
		to--
	}
	return from, to
}

func (r *recordingOf) reader() *sliceReader {
	return &sliceReader{format: dsp.PCMFormat{Rate: r.rate, Channels: 1}, samples: r.samples}
}

// record says the texts; pauses differ but are always the same.
func record(t *testing.T, texts ...string) *recordingOf {
	t.Helper()
	r := &recordingOf{rate: 24000, random: rand.New(rand.NewPCG(1, 2))}
	r.pause(0.5)
	for _, text := range texts {
		r.say(t, text)
		r.pause(0.3 + 0.5*r.random.Float64())
	}
	return r
}

// sliceReader is PCM in memory.
type sliceReader struct {
	format  dsp.PCMFormat
	samples []float32
}

func (s *sliceReader) Format() dsp.PCMFormat { return s.format }

func (s *sliceReader) ReadFrames(dst []float32) (int, error) {
	n := copy(dst, s.samples)
	s.samples = s.samples[n:]
	if len(s.samples) == 0 {
		return n / s.format.Channels, io.EOF
	}
	return n / s.format.Channels, nil
}

func voice(t *testing.T) *espeak.Voice {
	t.Helper()
	v, err := espeak.Find()
	if err != nil {
		t.Fatal(err)
	}
	return v
}
