package audio

import (
	"errors"
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
)

// ErrPlotEmpty answers a signal without samples.
var ErrPlotEmpty = errors.New("nothing to plot")

// PlotOptions shape the picture; zero fields take their defaults.
type PlotOptions struct {
	Width   int     // pixels, 400 to 8000; default 100 per second within 800 and 2400
	FromMS  int64   // time of the first sample, for the labels
	HighHz  float64 // top of the spectrogram, default 8000 or half the rate
	Caption string  // printed at the top, ASCII
}

// Layout of the picture, in pixels.
const (
	plotLeft   = 56
	plotRight  = 12
	plotTop    = 24
	plotGap    = 10
	plotBottom = 24
	waveHeight = 140
	specHeight = 320
	tuneHeight = 160
	plotHeight = plotTop + waveHeight + plotGap + specHeight + plotGap + tuneHeight + plotBottom
	specDB     = 70.0 // range of the spectrogram's colours
)

var (
	plotPaper = color.RGBA{255, 255, 255, 255}
	plotInk   = color.RGBA{60, 60, 60, 255}
	plotGrid  = color.RGBA{225, 225, 225, 255}
	plotWave  = color.RGBA{40, 90, 150, 255}
	plotTune  = color.RGBA{200, 40, 40, 255}
	plotOver  = color.RGBA{0, 220, 255, 255}
)

// plot is one picture in the making.
type plot struct {
	img     *image.RGBA
	s       Signal
	options PlotOptions
	columns int
	pitch   PitchTrack
}

// Plot writes a PNG with three panels over one time axis: the waveform, the
// spectrogram (25 ms Hamming windows, 70 dB from black to white, the pitch drawn
// over it) and the pitch on a logarithmic scale.
func Plot(w io.Writer, s Signal, o PlotOptions) error {
	if len(s.Samples) == 0 || s.Rate <= 0 {
		return ErrPlotEmpty
	}
	if o.Width == 0 {
		o.Width = max(800, min(2400, int(s.Duration().Seconds()*100)))
	}
	if o.Width < 400 || o.Width > 8000 {
		return fmt.Errorf("audio: plot of %d pixels: width must be 400 to 8000", o.Width)
	}
	if o.HighHz <= 0 {
		o.HighHz = 8000
	}
	o.HighHz = min(o.HighHz, float64(s.Rate)/2)
	p := &plot{
		img: image.NewRGBA(image.Rect(0, 0, o.Width, plotHeight)), s: s, options: o,
		columns: o.Width - plotLeft - plotRight, pitch: PitchOf(s),
	}
	draw.Draw(p.img, p.img.Bounds(), image.NewUniform(plotPaper), image.Point{}, draw.Src)
	p.text(plotLeft, 16, o.Caption)
	wave := plotTop
	spec := wave + waveHeight + plotGap
	tune := spec + specHeight + plotGap
	p.timeAxis(tune + tuneHeight)
	p.waveform(wave)
	p.spectrogram(spec)
	p.tune(tune)
	return png.Encode(w, p.img)
}

// span is the samples under a column.
func (p *plot) span(column int) (from, to int) {
	n := len(p.s.Samples)
	from = column * n / p.columns
	to = max((column+1)*n/p.columns, from+1)
	return min(from, n-1), min(to, n)
}

func (p *plot) timeAxis(bottom int) {
	total := p.s.Duration().Seconds()
	step := niceStep(total / float64(p.columns) * 80)
	first := float64(p.options.FromMS) / 1000
	for t := math.Ceil(first/step) * step; t <= first+total; t += step {
		x := plotLeft + int((t-first)/total*float64(p.columns-1))
		p.vertical(x, plotTop, bottom, plotGrid)
		p.text(x-10, bottom+16, trimZeros(t))
	}
}

// niceStep is the smallest of 1, 2, 5 times a power of ten that is not below v.
func niceStep(v float64) float64 {
	base := math.Pow(10, math.Floor(math.Log10(v)))
	for _, f := range []float64{1, 2, 5} {
		if base*f >= v {
			return base * f
		}
	}
	return base * 10
}

func trimZeros(v float64) string {
	return fmt.Sprintf("%gs", math.Round(v*1000)/1000)
}

func (p *plot) waveform(top int) {
	middle := top + waveHeight/2
	p.horizontal(middle, plotGrid)
	for _, edge := range []int{top, top + waveHeight} {
		p.horizontal(edge, plotGrid)
	}
	p.text(4, top+10, "+1.0")
	p.text(4, middle+4, "wave")
	p.text(4, top+waveHeight, "-1.0")
	for c := range p.columns {
		from, to := p.span(c)
		low, high := p.s.Samples[from], p.s.Samples[from]
		for _, v := range p.s.Samples[from:to] {
			low, high = min(low, v), max(high, v)
		}
		p.vertical(plotLeft+c, middle-pixels(high), middle-pixels(low)+1, plotWave)
	}
}

func pixels(v float32) int {
	return int(math.Round(float64(max(-1, min(1, v))) * waveHeight / 2))
}

func (p *plot) spectrogram(top int) {
	length := max(p.s.Rate/40, 4)
	size := 4
	for size < length || size < 1024 {
		size *= 2
	}
	fft, window := newRealFFT(size), hamming(length)
	power, frame := make([]float32, size/2+1), make([]float32, size)
	levels := make([]float64, p.columns*specHeight)
	best := SilenceDB
	for c := range p.columns {
		from, to := p.span(c)
		p.windowed(frame, window, (from+to)/2)
		fft.power(power, frame)
		for y := range specHeight {
			hz := (float64(specHeight-1-y) + 0.5) * p.options.HighHz / specHeight
			bin := min(int(math.Round(hz*float64(size)/float64(p.s.Rate))), size/2)
			level := powerDB(float64(power[bin]))
			levels[c*specHeight+y] = level
			best = max(best, level)
		}
	}
	for c := range p.columns {
		for y := range specHeight {
			share := 1 + (levels[c*specHeight+y]-best)/specDB
			p.img.SetRGBA(plotLeft+c, top+y, heat(share))
		}
	}
	for hz := 1000.0; hz < p.options.HighHz; hz += 1000 {
		y := top + specHeight - int(hz*specHeight/p.options.HighHz)
		p.text(4, y+4, fmt.Sprintf("%g kHz", hz/1000))
		p.img.SetRGBA(plotLeft-1, y, plotInk)
	}
	p.eachPitch(func(x int, hz float64) {
		y := top + specHeight - 1 - int(hz*specHeight/p.options.HighHz)
		p.dot(x, y, plotOver)
	})
}

func (p *plot) windowed(dst, window []float32, centre int) {
	clear(dst)
	start := centre - len(window)/2
	for i, w := range window {
		if k := start + i; k >= 0 && k < len(p.s.Samples) {
			dst[i] = w * p.s.Samples[k]
		}
	}
}

// heat maps 0 to 1 to black, violet, orange, white: rising in lightness, so that
// it can be read without colours.
func heat(v float64) color.RGBA {
	stops := [...][3]float64{{0, 0, 0}, {60, 15, 110}, {180, 55, 90}, {250, 150, 40}, {255, 255, 230}}
	x := max(0, min(1, v)) * float64(len(stops)-1)
	i := min(int(x), len(stops)-2)
	share := x - float64(i)
	var rgb [3]uint8
	for k := range rgb {
		rgb[k] = uint8(stops[i][k] + (stops[i+1][k]-stops[i][k])*share)
	}
	return color.RGBA{rgb[0], rgb[1], rgb[2], 255}
}

func (p *plot) tune(top int) {
	octaves := math.Log2(PitchMaxHz / PitchMinHz)
	at := func(hz float64) int {
		return top + tuneHeight - 1 - int(math.Log2(hz/PitchMinHz)/octaves*(tuneHeight-1))
	}
	for _, hz := range []float64{75, 100, 150, 200, 300, 400, 600} {
		p.horizontal(at(hz), plotGrid)
		p.text(4, at(hz)+4, fmt.Sprintf("%g Hz", hz))
	}
	p.eachPitch(func(x int, hz float64) { p.dot(x, at(hz), plotTune) })
}

// eachPitch visits the voiced frames with their pixel column.
func (p *plot) eachPitch(visit func(x int, hz float64)) {
	total := p.s.Duration().Seconds() * 1000
	for i, hz := range p.pitch.Hz {
		if hz > 0 {
			x := int((float64(i) + 0.5) * p.pitch.HopMS / total * float64(p.columns))
			visit(plotLeft+min(x, p.columns-1), float64(hz))
		}
	}
}

func (p *plot) dot(x, y int, c color.RGBA) {
	draw.Draw(p.img, image.Rect(x, y, x+2, y+2), image.NewUniform(c), image.Point{}, draw.Src)
}

func (p *plot) vertical(x, from, to int, c color.RGBA) {
	draw.Draw(p.img, image.Rect(x, from, x+1, to), image.NewUniform(c), image.Point{}, draw.Src)
}

func (p *plot) horizontal(y int, c color.RGBA) {
	draw.Draw(p.img, image.Rect(plotLeft, y, plotLeft+p.columns, y+1), image.NewUniform(c), image.Point{}, draw.Src)
}

func (p *plot) text(x, y int, s string) {
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(plotInk), Face: basicfont.Face7x13, Dot: fixed.P(x, y)}
	d.DrawString(s)
}
