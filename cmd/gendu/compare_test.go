package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"image/png"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gendu/audio/dsp"
	"gendu/audio/wav"
)

var update = flag.Bool("update", false, "write the golden files again")

// humming is a sound of so many syllables: each has another timbre and another pitch.
func humming(syllables int) dsp.Signal {
	const rate = 16000
	s := dsp.Signal{Rate: rate, Samples: make([]float32, rate/5)}
	phase := 0.0
	for k := range syllables {
		for i := range rate * 3 / 10 {
			x := float64(i) / (rate * 3 / 10)
			hz := 120 * math.Pow(2, float64(k*5%7)/12+0.2*math.Sin(4*x))
			phase += 2 * math.Pi * hz / rate
			formant := 500 + 450*float64(k*3%5) + 300*x
			var v float64
			for h := 1.0; h*hz < 6000; h++ {
				d := (h*hz - formant) / 250
				v += (0.02 + math.Exp(-d*d/2)) * math.Sin(h*phase) / (1 + h/8)
			}
			s.Samples = append(s.Samples, float32(0.1*v*math.Sin(math.Pi*x)))
		}
	}
	s.Samples = append(s.Samples, make([]float32, rate/5)...)
	return s
}

func wavFile(t *testing.T, name string, s dsp.Signal) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, wav.Encode(s), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// halting is the sound with 600 ms of silence in its middle.
func halting(s dsp.Signal) dsp.Signal {
	middle := len(s.Samples) / 2
	return dsp.Signal{Rate: s.Rate, Samples: slices.Concat(s.Samples[:middle], make([]float32, s.Rate*6/10), s.Samples[middle:])}
}

// TestCompareJSON holds the names in the JSON, which scripts and the page read.
func TestCompareJSON(t *testing.T) {
	t.Parallel()
	s := humming(6)
	c := &compareCmd{
		Reference: wavFile(t, "ref.wav", s), Take: wavFile(t, "take.wav", halting(s)), Text: "今天天氣很好", Lang: "cmn",
		Shadow: true, Speed: 1, JSON: true,
	}
	var out bytes.Buffer
	if err := c.run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(out.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	pathsOf(keys, "", v)
	got := strings.Join(slices.Sorted(maps.Keys(keys)), "\n") + "\n"
	golden := filepath.Join("testdata", "compare.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the JSON has other names than %s (run with -update and look at the change):\n%s", golden, got)
	}
}

func pathsOf(keys map[string]bool, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			pathsOf(keys, path+"."+k, inner)
		}
	case []any:
		for _, inner := range v {
			pathsOf(keys, path+"[]", inner)
		}
	default:
		keys[strings.TrimPrefix(path, ".")] = true
	}
}

func TestCompareTable(t *testing.T) {
	t.Parallel()
	s := humming(6)
	plot := filepath.Join(t.TempDir(), "out.png")
	for name, k := range map[string]struct {
		take dsp.Signal
		want []string
	}{
		"the same":     {s, []string{"ok (confidence", "completeness   100.0 of 100  100 % of the words were heard", "tempo          100.0 of 100  1 times as fast as the original", "where 1 is the same", "original, s", "overall", "one", "six", "good"}},
		"with a pause": {halting(s), []string{"Do not pause after", "% of the speech"}},
		"nothing":      {dsp.Signal{Rate: 16000, Samples: make([]float32, 16000)}, []string{"silent (confidence", "Nothing was heard", "missing"}},
		"no samples":   {dsp.Signal{Rate: 16000}, []string{"silent (confidence"}},
	} {
		c := &compareCmd{
			Reference: wavFile(t, "ref.wav", s), Take: wavFile(t, "take.wav", k.take), Text: "one two three four five six", Lang: "en", Speed: 1, Plot: plot,
		}
		var out bytes.Buffer
		if err := c.run(t.Context(), &out); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, want := range k.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: %q is not in\n%s", name, want, out.String())
			}
		}
		f, err := os.Open(plot)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := png.Decode(f); err != nil {
			t.Errorf("%s: the plot: %v", name, err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCompareRefuses(t *testing.T) {
	t.Parallel()
	s := humming(3)
	good := wavFile(t, "ref.wav", s)
	silent := wavFile(t, "silent.wav", dsp.Signal{Rate: 16000, Samples: make([]float32, 16000)})
	for name, k := range map[string]struct {
		c    compareCmd
		says string
	}{
		"a silent original": {compareCmd{Reference: silent, Take: good, Text: "one", Lang: "en", Speed: 1}, "no speech"},
		"no such file":      {compareCmd{Reference: good, Take: good + ".not", Text: "one", Lang: "en", Speed: 1}, "no such file"},
		"no words":          {compareCmd{Reference: good, Take: good, Text: " ", Lang: "en", Speed: 1}, "no speech"},
	} {
		err := k.c.run(t.Context(), &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), k.says) {
			t.Errorf("%s: %v, want %q", name, err, k.says)
		}
	}
	for _, speed := range []float64{0, 0.49, 2.01, math.NaN()} {
		if (&compareCmd{Speed: speed}).Validate() == nil {
			t.Errorf("speed %v is taken", speed)
		}
	}
}

// The command reads what the server reads of takes: here µ-law in WAV, as take and as original.
func TestCompareReadsOtherWAV(t *testing.T) {
	t.Parallel()
	if findConverter() == nil {
		t.Fatal("ffmpeg is missing: run make setup")
	}
	pcm := wavFile(t, "ref.wav", humming(3))
	muLaw := filepath.Join(t.TempDir(), "mulaw.wav")
	if msg, err := exec.Command("ffmpeg", "-v", "error", "-i", pcm, "-c:a", "pcm_mulaw", muLaw).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, msg)
	}
	for _, c := range []compareCmd{{Reference: pcm, Take: muLaw}, {Reference: muLaw, Take: pcm}} {
		c.Text, c.Lang, c.Speed = "one two three", "en", 1
		var out bytes.Buffer
		if err := c.run(t.Context(), &out); err != nil || !strings.Contains(out.String(), "completeness") {
			t.Errorf("%s and %s: %v\n%s", filepath.Base(c.Reference), filepath.Base(c.Take), err, out.String())
		}
	}
}
