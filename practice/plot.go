package practice

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"gendu"
	"gendu/audio/dsp"
)

// Layout of the picture, in pixels.
const (
	plotWide   = 1200
	plotMargin = 60
	waveTop    = 40
	waveHigh   = 120
	linkTop    = waveTop + waveHigh + 20
	linkHigh   = 90
	takeTop    = linkTop + linkHigh
	tuneTop    = takeTop + waveHigh + 40
	tuneHigh   = 200
	plotHigh   = tuneTop + tuneHigh + 30
	tuneReach  = 10 // semitones to both sides of the median
)

// Colours that stay apart for the colour-blind (Okabe and Ito 2008).
var (
	paper      = color.RGBA{255, 255, 255, 255}
	ink        = color.RGBA{40, 40, 40, 255}
	faint      = color.RGBA{220, 220, 220, 255}
	refColour  = color.RGBA{0, 114, 178, 255}
	takeColour = color.RGBA{213, 94, 0, 255}
)

var wordColours = map[gendu.WordVerdict]color.RGBA{
	gendu.WordGood: {0, 158, 115, 255}, gendu.WordUnclear: {230, 159, 0, 255}, gendu.WordMissing: {0, 0, 0, 255},
	gendu.WordRushed: {204, 121, 167, 255}, gendu.WordDrawnOut: {86, 180, 233, 255},
}

// picture is one plot in the making.
type picture struct{ img *image.RGBA }

// Plot writes a PNG: the reference above, the take below, a line from the start of
// each word to where it is in the take, coloured by its verdict, and both pitch
// contours on the axis of the reference, with a frame around a wrong tone. The caption
// is ASCII.
func Plot(w io.Writer, c *gendu.Comparison, ref, take dsp.Signal, caption string) error {
	p := &picture{image.NewRGBA(image.Rect(0, 0, plotWide, plotHigh))}
	draw.Draw(p.img, p.img.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	p.text(plotMargin, 16, caption+": "+string(c.Verdict), ink)
	p.text(4, waveTop+waveHigh/2, "original", refColour)
	p.text(4, takeTop+waveHigh/2, "take", takeColour)
	p.text(4, tuneTop+tuneHigh/2, "pitch", ink)
	refMS, takeMS := millis(ref), millis(take)
	p.wave(waveTop, ref, refColour)
	p.wave(takeTop, take, takeColour)
	for _, word := range c.Words {
		p.word(word, refMS, takeMS)
	}
	for _, pause := range c.Pauses {
		p.pause(pause, refMS, takeMS)
	}
	p.tune(c.Pitch, refMS)
	for _, t := range c.Tones {
		if t.Verdict == gendu.ToneWrong && t.Word < len(c.Words) {
			p.wrongTone(t, c.Words[t.Word], refMS)
		}
	}
	return png.Encode(w, p.img)
}

func millis(s dsp.Signal) float64 { return max(s.Duration().Seconds()*1000, 1) }

// at is the column of a time.
func at(ms, all float64) int {
	return plotMargin + int(ms/all*(plotWide-2*plotMargin))
}

func (p *picture) wave(top int, s dsp.Signal, c color.RGBA) {
	middle := top + waveHigh/2
	p.line(plotMargin, middle, plotWide-plotMargin, middle, faint)
	n := len(s.Samples)
	var peak float32 = 1e-6
	for _, v := range s.Samples {
		peak = max(peak, v, -v)
	}
	columns := plotWide - 2*plotMargin
	for x := range columns {
		from, to := x*n/columns, (x+1)*n/columns
		var low, high float32
		for _, v := range s.Samples[from:to] {
			low, high = min(low, v), max(high, v)
		}
		p.line(plotMargin+x, middle-int(high/peak*waveHigh/2), plotMargin+x, middle-int(low/peak*waveHigh/2), c)
	}
}

// word draws a word's limits above, its link and its limits below; a missing word is
// a cross.
func (p *picture) word(w gendu.ComparedWord, refMS, takeMS float64) {
	c := wordColours[w.Verdict]
	from, to := at(float64(w.RefStart), refMS), at(float64(w.RefEnd), refMS)
	draw.Draw(p.img, image.Rect(from, linkTop-8, max(to-1, from+1), linkTop-2), image.NewUniform(c), image.Point{}, draw.Src)
	p.text(from, waveTop-4, ascii(w.Text), c)
	if w.TakeStart == nil || w.TakeEnd == nil {
		p.line(from, linkTop+6, to, linkTop+26, c)
		p.line(from, linkTop+26, to, linkTop+6, c)
		return
	}
	a, b := at(float64(*w.TakeStart), takeMS), at(float64(*w.TakeEnd), takeMS)
	p.line(from, linkTop, a, takeTop-8, c)
	p.line(to-1, linkTop, b-1, takeTop-8, faint)
	draw.Draw(p.img, image.Rect(a, takeTop-8, max(b-1, a+1), takeTop-2), image.NewUniform(c), image.Point{}, draw.Src)
}

func (p *picture) pause(pause gendu.Pause, refMS, takeMS float64) {
	top, all := waveTop, refMS
	if pause.Kind == "extra" {
		top, all = takeTop, takeMS
	}
	a, b := at(float64(pause.StartMS), all), at(float64(pause.EndMS), all)
	for y := top; y < top+waveHigh; y += 6 {
		p.line(a, y, b, y, ink)
	}
}

func (p *picture) tune(c gendu.Contours, refMS float64) {
	p.line(plotMargin, tuneTop+tuneHigh/2, plotWide-plotMargin, tuneTop+tuneHigh/2, faint)
	for _, side := range []struct {
		points []*float64
		colour color.RGBA
	}{{c.Ref, refColour}, {c.Take, takeColour}} {
		for i, v := range side.points {
			if v == nil {
				continue
			}
			x := at(float64(i*c.HopMS), refMS)
			y := tuneTop + tuneHigh/2 - int(*v/tuneReach*tuneHigh/2)
			draw.Draw(p.img, image.Rect(x-1, y-1, x+2, y+2), image.NewUniform(side.colour), image.Point{}, draw.Src)
		}
	}
}

// wrongTone frames the contour of a syllable and says above it which tone it has and
// which one was heard: 3>2.
func (p *picture) wrongTone(t gendu.Tone, w gendu.ComparedWord, refMS float64) {
	n := max(len(splitText(w.Text, "cmn")), t.Syllable+1)
	step := float64(w.RefEnd-w.RefStart) / float64(n)
	from := at(float64(w.RefStart)+step*float64(t.Syllable), refMS)
	to := at(float64(w.RefStart)+step*float64(t.Syllable+1), refMS)
	for x := from; x <= to; x++ {
		if x/4%2 == 0 {
			p.img.SetRGBA(x, tuneTop, takeColour)
			p.img.SetRGBA(x, tuneTop+tuneHigh, takeColour)
		}
	}
	for y := tuneTop; y <= tuneTop+tuneHigh; y++ {
		if y/4%2 == 0 {
			p.img.SetRGBA(from, y, takeColour)
			p.img.SetRGBA(to, y, takeColour)
		}
	}
	p.text(from+4, tuneTop+14, fmt.Sprintf("%d>%d", t.Tone, t.Resembles), takeColour)
}

func (p *picture) line(x0, y0, x1, y1 int, c color.RGBA) {
	n := int(math.Max(math.Abs(float64(x1-x0)), math.Abs(float64(y1-y0))))
	for i := range n + 1 {
		share := float64(i) / float64(max(n, 1))
		p.img.SetRGBA(x0+int(math.Round(share*float64(x1-x0))), y0+int(math.Round(share*float64(y1-y0))), c)
	}
}

func (p *picture) text(x, y int, s string, c color.RGBA) {
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(c), Face: basicfont.Face7x13, Dot: fixed.P(x, y)}
	d.DrawString(s)
}

// ascii replaces what the face cannot draw.
func ascii(s string) string {
	out := []rune(s)
	for i, r := range out {
		if r < 32 || r > 126 {
			out[i] = '?'
		}
	}
	return string(out)
}
