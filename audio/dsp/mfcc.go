package dsp

import (
	"math"
	"math/bits"
)

// MFCCOptions are the parameters of the front end. A zero field takes its default:
// hop 10 ms, window 25 ms, 12 coefficients, 26 mel bands from 60 Hz to 7600 Hz (or
// half the rate where that is less), pre-emphasis 0.97.
type MFCCOptions struct {
	HopMS, WindowMS float64
	Coeffs          int
	MelBands        int
	LowHz, HighHz   float64
	PreEmphasis     float64
}

func (o MFCCOptions) withDefaults(rate int) MFCCOptions {
	o.HopMS = orDefault(o.HopMS, 10)
	o.WindowMS = orDefault(o.WindowMS, 25)
	o.LowHz = orDefault(o.LowHz, 60)
	o.HighHz = min(orDefault(o.HighHz, 7600), float64(rate)/2)
	o.PreEmphasis = orDefault(o.PreEmphasis, 0.97)
	if o.MelBands <= 0 {
		o.MelBands = 26
	}
	if o.Coeffs <= 0 {
		o.Coeffs = 12
	}
	o.Coeffs = min(o.Coeffs, o.MelBands-1)
	return o
}

func orDefault(v, otherwise float64) float64 {
	if v > 0 {
		return v
	}
	return otherwise
}

// energyFloor keeps the logarithm of silence finite: it is the mel energy of noise
// at about -100 dB, so that dither and digital silence look alike.
const energyFloor = 1e-9

// MFCC computes mel-frequency cepstral coefficients from a stream: pre-emphasis,
// Hamming window, power spectrum, mel bands, logarithm, orthonormal DCT-II;
// coefficients c1 and up, with neither liftering nor normalisation. Memory beyond
// the result is one window.
type MFCC struct {
	options  MFCCOptions
	rate     int
	window   []float32
	fft      *realFFT
	bank     *melBank
	dct      [][]float32
	logMel   bool // rows are the log-mel bands themselves
	raw      []float32
	emphatic []float32 // raw, pre-emphasised
	start    int64     // position of raw[0] in the stream
	total    int64
	last     float32
	frame    int64 // next frame
	spectrum []float32
	windowed []float32
	bands    []float32
	out      Frames
	energy   []float32
}

// NewMFCC prepares an extractor for signals of the given rate.
func NewMFCC(rate int, o MFCCOptions) *MFCC {
	o = o.withDefaults(rate)
	length := max(int(math.Round(o.WindowMS*float64(rate)/1000)), 4)
	size := 1 << bits.Len(uint(length-1))
	m := &MFCC{
		options: o, rate: rate,
		window: Hamming(length), fft: newRealFFT(size),
		bank:     newMelBank(o.MelBands, size, rate, o.LowHz, o.HighHz),
		dct:      dctRows(o.Coeffs, o.MelBands),
		spectrum: make([]float32, size/2+1), windowed: make([]float32, size),
		bands: make([]float32, o.MelBands),
		out:   Frames{Dim: o.Coeffs, HopMS: o.HopMS},
	}
	m.start = m.firstSample(0)
	m.raw = make([]float32, max(-m.start, 0))
	m.emphatic = make([]float32, len(m.raw))
	return m
}

// Hamming is a Hamming window scaled so that the power spectrum does not depend on
// the window's length: its squares sum to 1.
func Hamming(length int) []float32 {
	w := make([]float32, length)
	var sum float64
	for i := range w {
		v := 0.54 - 0.46*math.Cos(2*math.Pi*(float64(i)+0.5)/float64(length))
		w[i] = float32(v)
		sum += v * v
	}
	for i := range w {
		w[i] *= float32(1 / math.Sqrt(sum))
	}
	return w
}

// firstSample is where the window of frame i starts.
func (m *MFCC) firstSample(i int64) int64 {
	centre := (float64(i) + 0.5) * m.options.HopMS * float64(m.rate) / 1000
	return int64(math.Floor(centre)) - int64(len(m.window)/2)
}

// Write takes the next samples, in blocks of any size.
func (m *MFCC) Write(samples []float32) {
	const block = 1 << 14 // bounds the buffers when a whole signal comes at once
	for len(samples) > 0 {
		n := min(len(samples), block)
		m.append(samples[:n])
		m.total += int64(n)
		for m.firstSample(m.frame)+int64(len(m.window)) <= m.total {
			m.next()
		}
		m.drop()
		samples = samples[n:]
	}
}

func (m *MFCC) append(samples []float32) {
	m.raw = append(m.raw, samples...)
	last, factor := m.last, float32(m.options.PreEmphasis)
	for _, v := range samples {
		m.emphatic = append(m.emphatic, v-factor*last)
		last = v
	}
	m.last = last
}

// drop forgets what lies before the next window.
func (m *MFCC) drop() {
	used := min(int(max(m.firstSample(m.frame)-m.start, 0)), len(m.raw))
	m.raw = m.raw[:copy(m.raw, m.raw[used:])]
	m.emphatic = m.emphatic[:copy(m.emphatic, m.emphatic[used:])]
	m.start += int64(used)
}

func (m *MFCC) next() {
	from := int(m.firstSample(m.frame) - m.start)
	m.frame++
	samples := m.emphatic[from : from+len(m.window)]
	windowed := m.windowed[:len(samples)]
	for i, w := range m.window {
		windowed[i] = w * samples[i]
	}
	m.fft.power(m.spectrum, m.windowed)
	m.bank.logEnergies(m.bands, m.spectrum, energyFloor)
	m.energy = append(m.energy, float32(PowerDB(meanSquare(m.raw[from:from+len(m.window)]))))
	if m.logMel {
		m.out.Data = append(m.out.Data, m.bands...)
		return
	}
	for _, row := range m.dct {
		var sum float32
		for i, v := range m.bands {
			sum += row[i] * v
		}
		m.out.Data = append(m.out.Data, sum)
	}
}

func meanSquare(x []float32) float64 {
	if len(x) == 0 {
		return 0
	}
	var sum float32
	for _, v := range x {
		sum += v * v
	}
	return float64(sum) / float64(len(x))
}

// Take returns the rows and levels of the frames that are done, as Finish does, and
// forgets them: for a stream that is too long to be held. The memory is the caller's.
func (m *MFCC) Take() (mfcc Frames, energy []float32) {
	mfcc, energy = m.out, m.energy
	m.out.Data, m.energy = nil, nil
	return mfcc, energy
}

// Finish ends the stream and returns one row of coefficients and one level (mean
// power over the window in dB re full scale) per frame that was not taken before.
// Nothing may be written after it.
func (m *MFCC) Finish() (mfcc Frames, energy []float32) {
	ends := float64(m.total) * 1000 / float64(m.rate)
	frames := int64(math.Ceil(ends/m.options.HopMS - 1e-9))
	if frames > m.frame {
		missing := m.firstSample(frames-1) + int64(len(m.window)) - m.start - int64(len(m.raw))
		m.append(make([]float32, max(missing, 0)))
		for m.frame < frames {
			m.next()
		}
	}
	return m.out, m.energy
}

// MFCCOf is the MFCC of a whole signal.
func MFCCOf(s Signal, o MFCCOptions) (Frames, []float32) {
	m := NewMFCC(s.Rate, o)
	m.Write(s.Samples)
	return m.Finish()
}

// LogMel is the natural logarithm of the mel band energies of a signal, one row of
// MelBands values per hop.
func LogMel(s Signal, o MFCCOptions) Frames {
	m := NewMFCC(s.Rate, o)
	m.logMel = true
	m.out.Dim = m.options.MelBands
	m.Write(s.Samples)
	f, _ := m.Finish()
	return f
}
