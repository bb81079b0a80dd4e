package plot

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

	"gendu/audio/dsp"
)

// ErrEmpty answers a signal without samples.
var ErrEmpty = errors.New("nothing to plot")

// Options shape the picture; zero fields take their defaults.
type Options struct {
	Width   int     // pixels, 400 to 8000; default 100 per second within 800 and 2400
	FromMS  int64   // time of the first sample, for the labels
	HighHz  float64 // top of the spectrogram, default 8000 or half the rate
	Caption string  // printed at the top, ASCII
	Marks   []Mark
}

// Mark is a moment that is drawn as a line with a word of ASCII beside it.
type Mark struct {
	AtMS int64
	Text string
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

// picture is one picture in the making.
type picture struct {
	img     *image.RGBA
	rate    int
	frames  int64
	options Options
	columns int

	fft     *dsp.PowerSpectrum
	window  []float32
	frame   []float32
	power   []float32
	levels  []float64 // specHeight of each column
	best    float64   // the loudest of them
	pending []float32 // samples that columns still need
	base    int64     // position of the first
	column  int       // the next one
	pitch   *dsp.Pitch
	hops    int // pitch values taken
	tunes   []tuneDot
}

// tuneDot is one voiced frame in its column.
type tuneDot struct {
	column int
	hz     float32
}

// Draw writes a PNG with three panels over one time axis: the waveform, the
// spectrogram (25 ms Hamming windows, 70 dB from black to white, the pitch drawn
// over it) and the pitch on a logarithmic scale. It reads frames frames of mono PCM,
// once; memory hangs on the width of the picture, not on the length of the sound.
//
// Errors: ErrEmpty, those of pcm and w.
func Draw(w io.Writer, pcm dsp.PCMReader, frames int64, o Options) error {
	rate := pcm.Format().Rate
	if frames <= 0 || pcm.Format().Channels != 1 {
		return ErrEmpty
	}
	seconds := float64(frames) / float64(rate)
	if o.Width == 0 {
		o.Width = int(max(800, min(2400, seconds*100)))
	}
	if o.Width < 400 || o.Width > 8000 {
		return fmt.Errorf("audio: plot of %d pixels: width must be 400 to 8000", o.Width)
	}
	if o.HighHz <= 0 {
		o.HighHz = 8000
	}
	o.HighHz = min(o.HighHz, float64(rate)/2)
	p := newPicture(rate, frames, o)
	draw.Draw(p.img, p.img.Bounds(), image.NewUniform(plotPaper), image.Point{}, draw.Src)
	p.text(plotLeft, 16, o.Caption)
	wave := plotTop
	spec := wave + waveHeight + plotGap
	tune := spec + specHeight + plotGap
	p.timeAxis(tune + tuneHeight)
	p.waveAxis(wave)
	err := dsp.EachBlock(pcm, func(block []float32) error {
		p.take(block, wave)
		return nil
	})
	if err != nil {
		return err
	}
	p.finish(wave)
	p.spectrogram(spec)
	p.tune(tune)
	p.marks()
	return png.Encode(w, p.img)
}

func newPicture(rate int, frames int64, o Options) *picture {
	length := max(rate/40, 4)
	size := 1024
	for size < length {
		size *= 2
	}
	columns := o.Width - plotLeft - plotRight
	return &picture{
		img: image.NewRGBA(image.Rect(0, 0, o.Width, plotHeight)), rate: rate, frames: frames, options: o, columns: columns,
		fft: dsp.NewPowerSpectrum(size), window: dsp.Hamming(length), frame: make([]float32, size), power: make([]float32, size/2+1),
		levels: make([]float64, columns*specHeight), best: dsp.SilenceDB, pitch: dsp.NewPitch(rate),
	}
}

// span is the samples under a column.
func (p *picture) span(column int) (from, to int64) {
	n, c, all := p.frames, int64(column), int64(p.columns)
	from = c * n / all
	to = max((c+1)*n/all, from+1)
	return min(from, n-1), min(to, n)
}

// reach is the samples that a column needs: its own and those of its window.
func (p *picture) reach(column int) (from, to int64) {
	from, to = p.span(column)
	start := (from+to)/2 - int64(len(p.window)/2)
	return min(from, start), max(to, start+int64(len(p.window)))
}

// take takes the next samples and draws the columns that they complete.
func (p *picture) take(block []float32, wave int) {
	p.pitch.Write(block)
	p.voiced(p.pitch.Drain())
	p.pending = append(p.pending, block...)
	p.advance(wave, p.base+int64(len(p.pending)))
}

func (p *picture) finish(wave int) {
	p.voiced(p.pitch.Finish())
	p.advance(wave, math.MaxInt64)
}

func (p *picture) advance(wave int, have int64) {
	before := p.column
	for ; p.column < p.columns; p.column++ {
		if _, to := p.reach(p.column); to > have {
			break
		}
		p.waveform(wave, p.column)
		p.spectrum(p.column)
	}
	if p.column > before {
		from, _ := p.reach(min(p.column, p.columns-1))
		used := min(max(from-p.base, 0), int64(len(p.pending)))
		p.pending = p.pending[:copy(p.pending, p.pending[used:])]
		p.base += used
	}
}

// sample is the sample at a position; what was not read is silence.
func (p *picture) sample(at int64) float32 {
	if i := at - p.base; i >= 0 && i < int64(len(p.pending)) {
		return p.pending[i]
	}
	return 0
}

// voiced notes the voiced frames among the next ones, one of each column and quarter
// tone.
func (p *picture) voiced(t dsp.PitchTrack) {
	total := float64(p.frames) / float64(p.rate) * 1000
	for _, hz := range t.Hz {
		at := (float64(p.hops) + 0.5) * dsp.PitchHopMS
		p.hops++
		if hz <= 0 {
			continue
		}
		dot := tuneDot{min(int(at/total*float64(p.columns)), p.columns-1), hz}
		same := false
		for i := len(p.tunes) - 1; i >= 0 && p.tunes[i].column == dot.column && !same; i-- {
			same = math.Abs(math.Log2(float64(hz/p.tunes[i].hz))) < 1.0/24
		}
		if !same {
			p.tunes = append(p.tunes, dot)
		}
	}
}

func (p *picture) timeAxis(bottom int) {
	total := float64(p.frames) / float64(p.rate)
	step := niceStep(total / float64(p.columns) * 80)
	first := float64(p.options.FromMS) / 1000
	for t := math.Ceil(first/step) * step; t <= first+total; t += step {
		x := plotLeft + int((t-first)/total*float64(p.columns-1))
		p.vertical(x, plotTop, bottom, plotGrid)
		p.text(x-10, bottom+16, trimZeros(t))
	}
}

// marks draws the moments over everything else, their words in two rows by turns.
func (p *picture) marks() {
	total := float64(p.frames) / float64(p.rate) * 1000
	for i, m := range p.options.Marks {
		at := float64(m.AtMS-p.options.FromMS) / total
		if at < 0 || at > 1 {
			continue
		}
		x := plotLeft + int(at*float64(p.columns-1))
		p.vertical(x, plotTop, plotTop+waveHeight, plotTune)
		p.text(x+2, plotTop+12+14*(i%2), m.Text)
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

func (p *picture) waveAxis(top int) {
	middle := top + waveHeight/2
	p.horizontal(middle, plotGrid)
	for _, edge := range []int{top, top + waveHeight} {
		p.horizontal(edge, plotGrid)
	}
	p.text(4, top+10, "+1.0")
	p.text(4, middle+4, "wave")
	p.text(4, top+waveHeight, "-1.0")
}

func (p *picture) waveform(top, column int) {
	middle := top + waveHeight/2
	from, to := p.span(column)
	low, high := p.sample(from), p.sample(from)
	for at := from; at < to; at++ {
		v := p.sample(at)
		low, high = min(low, v), max(high, v)
	}
	p.vertical(plotLeft+column, middle-pixels(high), middle-pixels(low)+1, plotWave)
}

func pixels(v float32) int {
	return int(math.Round(float64(max(-1, min(1, v))) * waveHeight / 2))
}

// spectrum measures one column of the spectrogram in the middle of its samples.
func (p *picture) spectrum(column int) {
	from, to := p.span(column)
	start := (from+to)/2 - int64(len(p.window)/2)
	clear(p.frame)
	for i, w := range p.window {
		p.frame[i] = w * p.sample(start+int64(i))
	}
	p.fft.Of(p.power, p.frame)
	size := len(p.frame)
	for y := range specHeight {
		hz := (float64(specHeight-1-y) + 0.5) * p.options.HighHz / specHeight
		bin := min(int(math.Round(hz*float64(size)/float64(p.rate))), size/2)
		level := dsp.PowerDB(float64(p.power[bin]))
		p.levels[column*specHeight+y] = level
		p.best = max(p.best, level)
	}
}

func (p *picture) spectrogram(top int) {
	for c := range p.columns {
		for y := range specHeight {
			share := 1 + (p.levels[c*specHeight+y]-p.best)/specDB
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

func (p *picture) tune(top int) {
	octaves := math.Log2(dsp.PitchMaxHz / dsp.PitchMinHz)
	at := func(hz float64) int {
		return top + tuneHeight - 1 - int(math.Log2(hz/dsp.PitchMinHz)/octaves*(tuneHeight-1))
	}
	for _, hz := range []float64{75, 100, 150, 200, 300, 400, 600} {
		p.horizontal(at(hz), plotGrid)
		p.text(4, at(hz)+4, fmt.Sprintf("%g Hz", hz))
	}
	p.eachPitch(func(x int, hz float64) { p.dot(x, at(hz), plotTune) })
}

// eachPitch visits the voiced frames with their pixel column.
func (p *picture) eachPitch(visit func(x int, hz float64)) {
	for _, d := range p.tunes {
		visit(plotLeft+d.column, float64(d.hz))
	}
}

func (p *picture) dot(x, y int, c color.RGBA) {
	draw.Draw(p.img, image.Rect(x, y, x+2, y+2), image.NewUniform(c), image.Point{}, draw.Src)
}

func (p *picture) vertical(x, from, to int, c color.RGBA) {
	draw.Draw(p.img, image.Rect(x, from, x+1, to), image.NewUniform(c), image.Point{}, draw.Src)
}

func (p *picture) horizontal(y int, c color.RGBA) {
	draw.Draw(p.img, image.Rect(plotLeft, y, plotLeft+p.columns, y+1), image.NewUniform(c), image.Point{}, draw.Src)
}

func (p *picture) text(x, y int, s string) {
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(plotInk), Face: basicfont.Face7x13, Dot: fixed.P(x, y)}
	d.DrawString(s)
}
