package audio

import (
	"bytes"
	"errors"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// spoken is a good take: 4 s of phrases at a comfortable level.
func spoken(gain, noise float64) Signal {
	s := voice{rate: 16000, seconds: 4, f0: phrases(steady(140)), breath: 1, seed: 21}.generate()
	hiss := whiteNoise(16000, 4, noise, 22)
	for i := range s.Samples {
		s.Samples[i] = float32(gain)*s.Samples[i] + hiss.Samples[i]
	}
	return s
}

func clippedAt(s Signal, gain, ceiling float32) Signal {
	out := Signal{Rate: s.Rate, Samples: slices.Clone(s.Samples)}
	for i, v := range out.Samples {
		out.Samples[i] = max(-ceiling, min(ceiling, gain*v))
	}
	return out
}

func TestMeasureLevelVerdicts(t *testing.T) {
	t.Parallel()
	good := spoken(1, 0.0005)
	gated := Signal{Rate: 16000, Samples: append(make([]float32, 16000), good.Samples...)}
	for name, c := range map[string]struct {
		s    Signal
		want string
	}{
		"good":                   {good, ""},
		"good, late start":       {gated, ""},
		"good, with a fan":       {spoken(1, 0.004), ""},
		"low but usable":         {spoken(0.1, 0.0001), ""},
		"loud, not clipped":      {spoken(1.9, 0.0005), ""},
		"empty":                  {Signal{Rate: 16000}, "silent"},
		"digital silence":        {Signal{Rate: 16000, Samples: make([]float32, 32000)}, "silent"},
		"room alone":             {whiteNoise(16000, 3, 0.003, 4), "silent"},
		"loud noise alone":       {whiteNoise(16000, 3, 0.1, 4), "silent"},
		"DC":                     {Signal{Rate: 16000, Samples: slices.Repeat([]float32{0.3}, 32000)}, "silent"},
		"far too quiet":          {spoken(0.01, 0.00005), "quiet"},
		"clipped":                {clippedAt(good, 6, 1), "clipped"},
		"clipped below the top":  {clippedAt(good, 4, 0.7), "clipped"},
		"noisy":                  {spoken(1, 0.06), "noisy"},
		"hum":                    {sine(16000, 3, 100, 0.2), "noisy"},
		"one sample":             {Signal{Rate: 16000, Samples: []float32{0.001}}, "silent"},
		"sine, full, not flat":   {sine(48000, 1, 1000, 0.98), "noisy"},
		"quiet voice, and click": {withClick(spoken(0.01, 0.00005)), "quiet"},
	} {
		if l := MeasureLevel(c.s); l.Verdict != c.want {
			t.Errorf("%s: verdict %q, want %q: %+v", name, l.Verdict, c.want, l)
		}
	}
}

func withClick(s Signal) Signal {
	s.Samples[len(s.Samples)/2] = 0.9
	return s
}

func TestMeasureLevelFigures(t *testing.T) {
	t.Parallel()
	l := MeasureLevel(sine(16000, 2, 200, 0.5))
	if math.Abs(l.PeakDB+6.02) > 0.01 || math.Abs(l.RMSDB+9.03) > 0.01 || l.VoicedShare < 0.95 || l.ClippedShare != 0 {
		t.Errorf("sine of 0.5: %+v", l)
	}
	noise := MeasureLevel(spoken(1, 0.01))
	if math.Abs(noise.NoiseDB+40) > 2 {
		t.Errorf("noise of -40 dB measured as %.1f dB", noise.NoiseDB)
	}
	if noise.VoicedShare < 0.55 || noise.VoicedShare > 0.85 {
		t.Errorf("voiced for 0.7 of the time, measured %.2f", noise.VoicedShare)
	}
	square := sine(16000, 1, 100, 10)
	square = clippedAt(square, 1, 1)
	if l := MeasureLevel(square); l.ClippedShare < 0.9 {
		t.Errorf("square wave: %.3f clipped", l.ClippedShare)
	}
}

func TestPlot(t *testing.T) {
	t.Parallel()
	plotted := func(w io.Writer, s Signal, o PlotOptions) error {
		file := EncodeWAV(s)
		pcm, err := OpenWAV(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		return Plot(w, pcm, pcm.Frames(), o)
	}
	s := spoken(1, 0.001)
	var b bytes.Buffer
	if err := plotted(&b, s, PlotOptions{Width: 900, FromMS: 12300, Caption: "test"}); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Size(); got.X != 900 || got.Y != plotHeight {
		t.Fatalf("%v", got)
	}
	// The pitch of 140 Hz stands at its height in the third panel, and only there.
	top := plotTop + waveHeight + 2*plotGap + specHeight
	want := top + tuneHeight - 1 - int(math.Log2(140/PitchMinHz)/math.Log2(PitchMaxHz/PitchMinHz)*(tuneHeight-1))
	near, far := 0, 0
	for x := plotLeft; x < 900-plotRight; x++ {
		for y := top; y < top+tuneHeight; y++ {
			if r, g, b, _ := img.At(x, y).RGBA(); r>>8 != uint32(plotTune.R) || g>>8 != uint32(plotTune.G) || b>>8 != uint32(plotTune.B) {
				continue
			}
			if y >= want-2 && y <= want+3 {
				near++
			} else {
				far++
			}
		}
	}
	if near < 300 || far*20 > near {
		t.Errorf("%d pixels of the curve at 140 Hz, %d elsewhere", near, far)
	}
	for _, o := range []PlotOptions{{Width: 100}, {Width: 100000}} {
		if plotted(&b, s, o) == nil {
			t.Errorf("width %d was accepted", o.Width)
		}
	}
	if err := plotted(&b, Signal{Rate: 16000}, PlotOptions{}); !errors.Is(err, ErrPlotEmpty) {
		t.Errorf("empty: %v", err)
	}
	for _, n := range []int{1, 10, 1000} {
		if err := plotted(&b, Signal{Rate: 8000, Samples: make([]float32, n)}, PlotOptions{}); err != nil {
			t.Errorf("%d samples: %v", n, err)
		}
	}
}

func BenchmarkMeasureLevel(b *testing.B) {
	s := spoken(1, 0.001)
	for b.Loop() {
		MeasureLevel(s)
	}
	reportPerSecond(b, 4)
}

// Recordings that are known to be good must not be called bad.
func TestCorpusTakesAreUsable(t *testing.T) {
	t.Parallel()
	root := os.Getenv("GENDU_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(root, "takes", "*_full.flac"))
	if err != nil || len(files) == 0 {
		t.Skip("no corpus of takes")
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := DecodeTake(b)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
			continue
		}
		if l := MeasureLevel(s); l.Verdict != "" || l.VoicedShare < 0.3 || l.VoicedShare > 0.95 {
			t.Errorf("%s: %+v", filepath.Base(file), l)
		}
	}
}

// TestPlotOfHoursIsBounded draws 20 minutes and holds no more of it than a column needs.
func TestPlotOfHoursIsBounded(t *testing.T) {
	t.Parallel()
	const rate, seconds = 8000, 20 * 60
	p := newPlot(rate, rate*seconds, PlotOptions{Width: 800, HighHz: 4000})
	block, most := sine(rate, 1, 200, 0.5).Samples, 0
	for range seconds {
		p.take(block, plotTop)
		most = max(most, len(p.pending))
	}
	p.finish(plotTop)
	if limit := rate*seconds/p.columns + 2*len(p.window) + len(block); most > limit {
		t.Errorf("%d samples were held, want at most %d", most, limit)
	}
	if p.column != p.columns || len(p.tunes) < p.columns-2 || len(p.tunes) > 3*p.columns {
		t.Errorf("%d of %d columns, %d dots of pitch", p.column, p.columns, len(p.tunes))
	}
	for _, c := range []int{0, p.columns / 2, p.columns - 1} {
		if got := p.img.RGBAAt(plotLeft+c, plotTop+waveHeight/2-20); got != plotWave {
			t.Errorf("column %d holds no wave: %v", c, got)
		}
	}
}
