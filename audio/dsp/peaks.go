package dsp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// ErrPeaksDamaged answers what DecodePeaks cannot read; it comes wrapped with the
// byte offset.
var ErrPeaksDamaged = errors.New("damaged peaks")

// Peaks of an episode: 50 points a second, and each further level 8 times coarser
// (6.25/s, 0.78/s …) while it has at least minPeakPoints points.
const (
	peaksPerSecond = 50
	peakFactor     = 8
	minPeakPoints  = 256
	maxPeakLevels  = 8
	peakHeader     = 24
)

// PeakLevel is the smallest and largest sample of each stretch of the mono mix, in
// 1/128 of full scale. Point i covers samples i*SamplesPerPoint up to
// (i+1)*SamplesPerPoint at Rate; the last may be shorter.
type PeakLevel struct {
	SamplesPerPoint int
	Min, Max        []int8
}

// PeakData is a waveform for drawing, finest level first; there is always one.
type PeakData struct {
	Rate   int
	Levels []PeakLevel
}

// Peaks collects the waveform of a stream. Channels are averaged, so that a voice
// on both sides keeps its height.
type Peaks struct {
	rate, channels int
	level          PeakLevel
	mono           []float32
	low, high      float32
	count          int
}

// NewPeaks prepares for interleaved PCM of the given shape.
func NewPeaks(rate, channels int) *Peaks {
	per := max(int(math.Round(float64(rate)/peaksPerSecond)), 1)
	return &Peaks{rate: rate, channels: channels, level: PeakLevel{SamplesPerPoint: per}}
}

// Write takes whole interleaved frames.
func (p *Peaks) Write(interleaved []float32) {
	mono := interleaved
	if p.channels > 1 {
		p.mono = MixDown(p.mono[:0], interleaved, p.channels)
		mono = p.mono
	}
	for len(mono) > 0 {
		n := min(len(mono), p.level.SamplesPerPoint-p.count)
		low, high := p.low, p.high
		if p.count == 0 {
			low, high = mono[0], mono[0]
		}
		// Comparisons, because min and max of floats cost five times as much for the
		// sake of NaN and -0.
		for _, v := range mono[:n] {
			if v < low {
				low = v
			}
			if v > high {
				high = v
			}
		}
		p.low, p.high, p.count = low, high, p.count+n
		if p.count == p.level.SamplesPerPoint {
			p.flush()
		}
		mono = mono[n:]
	}
}

func (p *Peaks) flush() {
	p.level.Min = append(p.level.Min, toInt8(math.Floor(float64(p.low)*128)))
	p.level.Max = append(p.level.Max, toInt8(math.Ceil(float64(p.high)*128)))
	p.count = 0
}

// toInt8 clamps; flush rounds outwards, so that the quietest sound still shows.
func toInt8(v float64) int8 {
	if v != v {
		return 0
	}
	return int8(max(-128, min(127, v)))
}

// Finish ends the stream; the coarser levels are made here from the finest.
func (p *Peaks) Finish() PeakData {
	if p.count > 0 {
		p.flush()
	}
	d := PeakData{Rate: p.rate, Levels: []PeakLevel{p.level}}
	for len(d.Levels) < maxPeakLevels {
		coarse := d.Levels[len(d.Levels)-1].coarser()
		if len(coarse.Min) < minPeakPoints {
			break
		}
		d.Levels = append(d.Levels, coarse)
	}
	return d
}

func (l PeakLevel) coarser() PeakLevel {
	out := PeakLevel{SamplesPerPoint: l.SamplesPerPoint * peakFactor}
	for i := 0; i < len(l.Min); i += peakFactor {
		end := min(i+peakFactor, len(l.Min))
		low, high := l.Min[i], l.Max[i]
		for k := i + 1; k < end; k++ {
			low, high = min(low, l.Min[k]), max(high, l.Max[k])
		}
		out.Min, out.Max = append(out.Min, low), append(out.Max, high)
	}
	return out
}

// Encode is the file form: one audiowaveform .dat file (version 2, 8 bit, mono) per
// level, finest first, one behind the other. A common viewer (peaks.js,
// waveform-data.js, audiowaveform) reads the first and ignores the rest. Each is,
// little-endian: int32 2, uint32 1 (8 bit), int32 sample rate, int32 samples per
// point, uint32 number of points, int32 1 (channels), then int8 min, int8 max per
// point. The levels behind the first start at 24+2·points of the one before.
func (d PeakData) Encode() []byte {
	var out []byte
	for i := range d.Levels {
		out = append(out, d.EncodeLevel(i)...)
	}
	return out
}

// EncodeLevel is one level as a .dat file of its own.
func (d PeakData) EncodeLevel(i int) []byte {
	l := d.Levels[i]
	le := binary.LittleEndian
	out := make([]byte, 0, peakHeader+2*len(l.Min))
	for _, v := range []int{2, 1, d.Rate, l.SamplesPerPoint, len(l.Min), 1} {
		out = le.AppendUint32(out, uint32(v))
	}
	for k := range l.Min {
		out = append(out, byte(l.Min[k]), byte(l.Max[k]))
	}
	return out
}

// DecodePeaks reads what Encode wrote.
func DecodePeaks(b []byte) (PeakData, error) {
	var d PeakData
	for offset := 0; offset < len(b) || offset == 0; {
		if len(d.Levels) == maxPeakLevels {
			return PeakData{}, fmt.Errorf("%w: more than %d levels at byte %d", ErrPeaksDamaged, maxPeakLevels, offset)
		}
		if len(b)-offset < peakHeader {
			return PeakData{}, fmt.Errorf("%w: header cut off at byte %d", ErrPeaksDamaged, offset)
		}
		var head [6]uint32
		for i := range head {
			head[i] = binary.LittleEndian.Uint32(b[offset+4*i:])
		}
		rate, per, points := head[2], head[3], uint64(head[4])
		if head[0] != 2 || head[1] != 1 || head[5] != 1 || rate < 1 || rate > MaxRate || per < 1 || per > math.MaxInt32 {
			return PeakData{}, fmt.Errorf("%w: not a version 2, 8-bit mono header at byte %d", ErrPeaksDamaged, offset)
		}
		offset += peakHeader
		if points*2 > uint64(len(b)-offset) {
			return PeakData{}, fmt.Errorf("%w: %d points claimed at byte %d", ErrPeaksDamaged, points, offset)
		}
		if len(d.Levels) > 0 && int(rate) != d.Rate {
			return PeakData{}, fmt.Errorf("%w: rate changes at byte %d", ErrPeaksDamaged, offset)
		}
		d.Rate = int(rate)
		d.Levels = append(d.Levels, decodeLevel(int(per), b[offset:offset+int(points)*2]))
		offset += int(points) * 2
	}
	return d, nil
}

func decodeLevel(per int, b []byte) PeakLevel {
	l := PeakLevel{SamplesPerPoint: per, Min: make([]int8, len(b)/2), Max: make([]int8, len(b)/2)}
	for i := range l.Min {
		l.Min[i], l.Max[i] = int8(b[2*i]), int8(b[2*i+1])
	}
	return l
}
