package alignment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"gendu/audio/dsp"
)

// recording is what alignment keeps of the audio: features at 10 ms and the level
// at 5 ms. The samples are forgotten.
type recording struct {
	feats packedFrames // c1…c12, not yet mean-normalised
	level []float32    // dB re full scale per levelHop
}

// withDeltas are the features of s and their deltas.
func (r *recording) withDeltas(s span) dsp.Frames {
	around := span{max(s.from-deltaWidth, 0), min(s.to+deltaWidth, r.feats.n)}
	both := dsp.AppendDeltas(r.feats.frames(around), deltaWidth)
	both.Data = both.Data[(s.from-around.from)*both.Dim : (s.to-around.from)*both.Dim]
	return both
}

// levels are those of the frames of s.
func (r *recording) levels(s span) []float32 {
	at, end := hopsOf(s), hop(len(r.level))
	return r.level[min(at.from, end):min(at.to, end)]
}

const (
	frameMS    = 10
	levelHopMS = 5
)

// frontEnd are the options of the MFCC. The window of 20 ms fits into 512 points at
// 24 and at 22.05 kHz and blurs edges less than the usual 25 ms; the upper edge is
// below half the lowest rate met, so that voice and recording share their bands.
func frontEnd(rate int) dsp.MFCCOptions {
	return dsp.MFCCOptions{HopMS: frameMS, WindowMS: 20, LowHz: 100, HighHz: min(7000, 0.45*float64(rate))}
}

const deltaWidth = 2

func readRecording(ctx context.Context, pcm dsp.PCMReader, p *progress) (*recording, error) {
	format := pcm.Format()
	if format.Rate < 4000 || format.Channels < 1 {
		return nil, fmt.Errorf("audio of %d Hz with %d channels cannot be aligned", format.Rate, format.Channels)
	}
	const block = 1 << 14
	mfcc := dsp.NewMFCC(format.Rate, frontEnd(format.Rate))
	meter, rec := newLevelMeter(format.Rate), &recording{}
	buf, mono := make([]float32, block*format.Channels), make([]float32, block)
	var total int64
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := pcm.ReadFrames(buf)
		if total += int64(n); total > int64(format.Rate)*60*maxAlignMinutes {
			return nil, ErrAudioTooLong
		}
		mix(mono[:n], buf, format.Channels)
		mfcc.Write(mono[:n])
		done, _ := mfcc.Take()
		rec.feats.append(done)
		meter.write(mono[:n])
		// The length is not known before the end: approach 1 as if it were an hour.
		p.set(1 - math.Exp(-float64(total)/float64(format.Rate)/1200))
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading the audio to align: %w", err)
		}
	}
	rest, _ := mfcc.Finish()
	rec.feats.append(rest)
	rec.level = meter.finish()
	return rec, nil
}

func mix(dst, src []float32, channels int) {
	if channels == 1 {
		copy(dst, src)
		return
	}
	for i := range dst {
		var sum float32
		for _, v := range src[i*channels : (i+1)*channels] {
			sum += v
		}
		dst[i] = sum / float32(channels)
	}
}

// levelMeter measures the power of each levelHopMS behind a one-pole high-pass at
// 100 Hz, so that hum and rumble are not taken for voice.
type levelMeter struct {
	rate         int
	pole         float32
	lastIn, last float32
	sum          float32
	count        int
	total, edges int64
	next         int64
	level        []float32
}

func newLevelMeter(rate int) *levelMeter {
	m := &levelMeter{rate: rate, pole: float32(math.Exp(-2 * math.Pi * 100 / float64(rate)))}
	m.advance()
	return m
}

func (m *levelMeter) advance() {
	m.edges++
	m.next = m.edges * levelHopMS * int64(m.rate) / 1000
}

func (m *levelMeter) write(x []float32) {
	last, lastIn, pole, sum := m.last, m.lastIn, m.pole, m.sum
	for _, v := range x {
		last = pole * (last + v - lastIn)
		lastIn = v
		sum += last * last
		m.count++
		if m.total++; m.total == m.next {
			m.level = append(m.level, dB(float64(sum)/float64(m.count)))
			sum, m.count = 0, 0
			m.advance()
		}
	}
	m.last, m.lastIn, m.sum = last, lastIn, sum
}

func (m *levelMeter) finish() []float32 {
	if m.count > 0 {
		m.level = append(m.level, dB(float64(m.sum)/float64(m.count)))
	}
	return m.level
}

func dB(power float64) float32 {
	if power < 1e-10 {
		return -100
	}
	return float32(10 * math.Log10(power))
}
