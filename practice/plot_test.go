package practice

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"gendu"
	"gendu/audio/dsp"
)

// drawn is the picture of a comparison with the reference.
func drawn(t *testing.T, c *gendu.Comparison, take dsp.Signal) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := Plot(&b, c, reference().Audio, take, "跟讀 take.wav"); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds(); got != image.Rect(0, 0, plotWide, plotHigh) {
		t.Fatalf("the picture is %v", got)
	}
	return img
}

// count is the number of pixels of a colour within rows.
func count(img image.Image, c color.RGBA, top, bottom int) (n int) {
	for y := top; y < bottom; y++ {
		for x := plotMargin; x < plotWide-plotMargin; x++ {
			if color.RGBAModel.Convert(img.At(x, y)) == c {
				n++
			}
		}
	}
	return n
}

func TestPlot(t *testing.T) {
	t.Parallel()
	halting := learner
	halting.pause = 4
	short := strings.Join(strings.Fields(testText)[:5], " ")
	for _, k := range []struct {
		name    string
		take    dsp.Signal
		missing bool // crosses between the waves
		paused  bool // lines over the take
		tune    bool // a contour of the take
	}{
		{"a full reading", said(learner, testText), false, false, true},
		{"a cut one", said(learner, short), true, false, true},
		{"one with a pause", said(halting, testText), false, true, true},
		{"silence", dsp.Signal{Rate: 16000, Samples: make([]float32, 32000)}, true, false, false},
		{"no samples", dsp.Signal{Rate: 16000}, true, false, false},
	} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			img := drawn(t, compare(t, k.take, Options{}), k.take)
			if n := count(img, refColour, waveTop, waveTop+waveHigh); n < 5000 {
				t.Errorf("the original's wave has %d pixels", n)
			}
			if n := count(img, refColour, tuneTop, tuneTop+tuneHigh); n < 500 {
				t.Errorf("the original's contour has %d pixels", n)
			}
			if got := count(img, takeColour, tuneTop, tuneTop+tuneHigh) > 500; got != k.tune {
				t.Errorf("the take has a contour: %t", got)
			}
			if got := count(img, wordColours[gendu.WordMissing], linkTop+5, linkTop+27) > 20; got != k.missing {
				t.Errorf("missing words are crossed out: %t", got)
			}
			if got := count(img, ink, takeTop, takeTop+waveHigh) > 100; got != k.paused {
				t.Errorf("a pause is drawn: %t", got)
			}
		})
	}
}

func TestPlotFramesAWrongTone(t *testing.T) {
	t.Parallel()
	take := said(learner, testText)
	c := compare(t, take, Options{})
	// Between the waves and below the contours nothing else has this colour.
	before := count(drawn(t, c, take), takeColour, tuneTop+tuneHigh, tuneTop+tuneHigh+1)
	c.Tones = []gendu.Tone{{Word: 1, Verdict: gendu.ToneGood}, {Word: 2, Verdict: gendu.ToneWrong, Tone: 3, Resembles: 2}}
	if n := count(drawn(t, c, take), takeColour, tuneTop+tuneHigh, tuneTop+tuneHigh+1); n < before+10 {
		t.Errorf("the lower edge of the frame has %d pixels", n-before)
	}
}
