package dsp

import "math"

// Resampler changes the sample rate of a stream by a windowed sinc in polyphase
// form (Smith, "Digital Audio Resampling"; Kaiser window). Output sample k is the
// value at exactly k/to seconds: the delay of the filter is compensated, so there
// is no offset, and n frames become ceil(n·to/from) frames: those whose time lies
// before the end of the input. What lies outside the input counts as zero.
//
// With rates whose ratio is small (44100 to 24000 is 80/147) every phase of the
// filter is exact; others (44100 to 47999) interpolate linearly between 1024
// phases, which errs by less than -110 dB. The stop band is below -85 dB, from 1.06
// times the lower Nyquist frequency; the pass band is flat to 0.88 times.
type Resampler struct {
	channels int
	up, down int64 // to/from in lowest terms
	phases   *phaseTable
	history  [][]float32 // per channel: input from position start on
	start    int64
	total    int64 // input frames taken
	next     int64 // next output frame
	out      []float32
}

// phaseTable is a low-pass filter sampled at many sub-sample shifts.
type phaseTable struct {
	taps   int
	count  int64       // shifts per input sample
	exact  bool        // count equals up: no interpolation needed
	filter [][]float32 // filter[p][j] weighs input (floor - taps/2 + 1 + j) at shift p/count
}

// filterShape says how sharp a low-pass is, relative to the lower Nyquist frequency.
type filterShape struct{ cutoff, transition, attenuation float64 }

var resampleShape = filterShape{cutoff: 0.97, transition: 0.18, attenuation: 88}

const interpolatedPhases = 1024

// NewResampler prepares the change from one rate to another for interleaved input
// of the given number of channels. Rates and channels must be positive.
func NewResampler(from, to, channels int) *Resampler {
	return newResampler(from, to, channels, resampleShape)
}

func newResampler(from, to, channels int, shape filterShape) *Resampler {
	var table *phaseTable
	if up, down := lowestTerms(from, to); up != down || shape != resampleShape {
		table = newPhaseTable(up, down, shape)
	}
	return resamplerOf(table, from, to, channels)
}

// resamplerOf starts a stream with a filter for the two rates; nil passes it through.
func resamplerOf(table *phaseTable, from, to, channels int) *Resampler {
	r := &Resampler{channels: channels, phases: table, history: make([][]float32, channels)}
	r.up, r.down = lowestTerms(from, to)
	if table != nil {
		r.start = int64(1 - table.taps/2)
		for c := range r.history {
			r.history[c] = make([]float32, -r.start)
		}
	}
	return r
}

// Resamplers makes resamplers to one rate from several. The filter of each rate is made
// once: it costs more than a short stretch of sound.
type Resamplers struct {
	to, channels int
	tables       map[int]*phaseTable
}

// NewResamplers prepares resamplers to a rate, for a number of channels.
func NewResamplers(to, channels int) *Resamplers {
	return &Resamplers{to: to, channels: channels, tables: map[int]*phaseTable{}}
}

// From starts the change from a rate.
func (r *Resamplers) From(rate int) *Resampler {
	table := r.tables[rate]
	if table == nil {
		up, down := lowestTerms(rate, r.to)
		table = newPhaseTable(up, down, resampleShape)
		r.tables[rate] = table
	}
	return resamplerOf(table, rate, r.to, r.channels)
}

// lowestTerms is to/from.
func lowestTerms(from, to int) (up, down int64) {
	d := gcd(int64(from), int64(to))
	return int64(to) / d, int64(from) / d
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func newPhaseTable(up, down int64, shape filterShape) *phaseTable {
	// Frequencies in units of the input rate.
	nyquist := 0.5 * min(1, float64(up)/float64(down))
	cutoff, transition := shape.cutoff*nyquist, shape.transition*nyquist
	taps := int(math.Ceil((shape.attenuation-7.95)/(14.36*transition))) + 1
	taps = (taps + 3) / 4 * 4
	t := &phaseTable{taps: taps, count: up, exact: true}
	if up > interpolatedPhases {
		t.count, t.exact = interpolatedPhases, false
	}
	beta := 0.1102 * (shape.attenuation - 8.7)
	rows := int(t.count)
	if !t.exact {
		rows++ // the last one is the first, a sample later
	}
	for p := range rows {
		t.filter = append(t.filter, kaiserSinc(taps, float64(p)/float64(t.count), cutoff, beta))
	}
	return t
}

// kaiserSinc is one phase: weights for the inputs around a time that lies shift
// (0 up to 1) after an input sample. Their sum is 1, so that DC goes through
// unchanged whatever the phase.
func kaiserSinc(taps int, shift, cutoff, beta float64) []float32 {
	w := make([]float64, taps)
	var sum float64
	half := float64(taps) / 2
	for j := range w {
		x := float64(j-taps/2+1) - shift // from the wanted time to input j
		r := x / half
		window := 0.0
		if r*r < 1 {
			window = bessel0(beta*math.Sqrt(1-r*r)) / bessel0(beta)
		}
		w[j] = window * sinc(2*cutoff*x)
		sum += w[j]
	}
	out := make([]float32, taps)
	for j := range w {
		out[j] = float32(w[j] / sum)
	}
	return out
}

func sinc(x float64) float64 {
	if math.Abs(x) < 1e-9 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// bessel0 is the modified Bessel function of the first kind and order 0, by its
// power series.
func bessel0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-15; k++ {
		term *= (x / (2 * k)) * (x / (2 * k))
		sum += term
	}
	return sum
}

// Write takes whole interleaved frames and returns the output that they complete.
// The result is valid until the next call.
func (r *Resampler) Write(in []float32) []float32 {
	if r.phases == nil {
		r.out = append(r.out[:0], in...)
		return r.out
	}
	r.out = r.out[:0]
	frames := len(in) / r.channels
	const block = 1 << 13 // bounds the history when a whole signal comes at once
	for done := 0; done < frames; {
		n := min(block, frames-done)
		r.take(in[done*r.channels : (done+n)*r.channels])
		r.total += int64(n)
		r.produce(math.MaxInt64)
		done += n
	}
	return r.out
}

// Flush ends the stream and returns the rest of the output.
func (r *Resampler) Flush() []float32 {
	r.out = r.out[:0]
	if r.phases == nil {
		return r.out
	}
	for c := range r.history {
		r.history[c] = append(r.history[c], make([]float32, r.phases.taps)...)
	}
	r.produce((r.total*r.up + r.down - 1) / r.down)
	return r.out
}

func (r *Resampler) take(in []float32) {
	if r.channels == 1 {
		r.history[0] = append(r.history[0], in...)
		return
	}
	for c := range r.history {
		h := r.history[c]
		for i := c; i < len(in); i += r.channels {
			h = append(h, in[i])
		}
		r.history[c] = h
	}
}

// produce computes output frames up to limit as far as the history reaches.
func (r *Resampler) produce(limit int64) {
	taps := r.phases.taps
	have := int64(len(r.history[0]))
	// The input position of output frame next is whole + rest/up.
	whole, rest := r.next*r.down/r.up, r.next*r.down%r.up
	stepWhole, stepRest := r.down/r.up, r.down%r.up
	for r.next < limit {
		from := whole - int64(taps/2) + 1 - r.start
		if from+int64(taps) > have {
			break
		}
		for c := range r.history {
			r.out = append(r.out, r.phases.at(r.history[c][from:from+int64(taps)], rest, r.up))
		}
		r.next++
		whole, rest = whole+stepWhole, rest+stepRest
		if rest >= r.up {
			whole, rest = whole+1, rest-r.up
		}
	}
	used := min(max(whole-int64(taps/2)+1-r.start, 0), have)
	for c, h := range r.history {
		r.history[c] = h[:copy(h, h[used:])]
	}
	r.start += used
}

// at weighs the taps inputs around a time that lies rest/up after the middle.
func (t *phaseTable) at(in []float32, rest, up int64) float32 {
	if t.exact {
		return dot(t.filter[rest], in)
	}
	scaled := rest * t.count
	p := scaled / up
	share := float32(scaled%up) / float32(up)
	return dot(t.filter[p], in)*(1-share) + dot(t.filter[p+1], in)*share
}

// dot is the scalar product; len(a) is a multiple of 4. Four running sums let the
// additions overlap and keep rounding errors small; arrays of fixed length spare
// the bounds checks.
func dot(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	b = b[:len(a)]
	for len(a) >= 8 && len(b) >= 8 {
		x, y := (*[8]float32)(a), (*[8]float32)(b)
		s0 += x[0] * y[0]
		s1 += x[1] * y[1]
		s2 += x[2] * y[2]
		s3 += x[3] * y[3]
		s0 += x[4] * y[4]
		s1 += x[5] * y[5]
		s2 += x[6] * y[6]
		s3 += x[7] * y[7]
		a, b = a[8:], b[8:]
	}
	if len(a) >= 4 && len(b) >= 4 {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
	}
	return (s0 + s1) + (s2 + s3)
}

// Resample is a whole signal at another rate.
func Resample(s Signal, rate int) Signal {
	if s.Rate == rate || s.Rate <= 0 {
		return Signal{Rate: rate, Samples: append([]float32(nil), s.Samples...)}
	}
	r := NewResampler(s.Rate, rate, 1)
	out := append([]float32(nil), r.Write(s.Samples)...)
	return Signal{Rate: rate, Samples: append(out, r.Flush()...)}
}
