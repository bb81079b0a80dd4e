package plot

import (
	"bytes"
	"errors"
	"image/png"
	"io"
	"math"
	"testing"

	"gendu/audio/audiotest"
	"gendu/audio/dsp"
	"gendu/audio/wav"
)

func TestPlot(t *testing.T) {
	t.Parallel()
	plotted := func(w io.Writer, s dsp.Signal, o Options) error {
		file := wav.Encode(s)
		pcm, err := wav.Open(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		return Draw(w, pcm, pcm.Frames(), o)
	}
	s := dsp.Signal{Rate: 16000, Samples: audiotest.Voice{
		Rate: 16000, Seconds: 4, F0: audiotest.Phrases(audiotest.Steady(140)), Breath: 1, Seed: 21, Noise: 0.001,
	}.Generate()}
	var b bytes.Buffer
	if err := plotted(&b, s, Options{Width: 900, FromMS: 12300, Caption: "test"}); err != nil {
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
	want := top + tuneHeight - 1 - int(math.Log2(140/dsp.PitchMinHz)/math.Log2(dsp.PitchMaxHz/dsp.PitchMinHz)*(tuneHeight-1))
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
	for _, o := range []Options{{Width: 100}, {Width: 100000}} {
		if plotted(&b, s, o) == nil {
			t.Errorf("width %d was accepted", o.Width)
		}
	}
	if err := plotted(&b, dsp.Signal{Rate: 16000}, Options{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("empty: %v", err)
	}
	for _, n := range []int{1, 10, 1000} {
		if err := plotted(&b, dsp.Signal{Rate: 8000, Samples: make([]float32, n)}, Options{}); err != nil {
			t.Errorf("%d samples: %v", n, err)
		}
	}
}

// TestPlotOfHoursIsBounded draws 20 minutes and holds no more of it than a column needs.
func TestPlotOfHoursIsBounded(t *testing.T) {
	t.Parallel()
	const rate, seconds = 8000, 20 * 60
	p := newPicture(rate, rate*seconds, Options{Width: 800, HighHz: 4000})
	block, most := audiotest.Sine(rate, 1, 200, 0.5), 0
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
