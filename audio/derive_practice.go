package audio

import (
	"errors"
	"os"

	"gendu/audio/dsp"
	"gendu/audio/wav"
)

// practiceWriter turns canonical PCM into practice.wav, peaks and pitch. Two
// goroutines share the work: the caller mixes and resamples, the other analyses.
type practiceWriter struct {
	format dsp.PCMFormat
	rs     *dsp.Resampler // nil: the rate is right already
	mono   []float32
	heard  heard
	wav    *wav.Writer
	peaks  *dsp.Peaks
	pitch  *dsp.Pitch
	track  *os.File
	hz     *dsp.PitchWriter
	blocks chan []float32
	free   chan []float32
	done   chan struct{}
	closed bool
}

func newPracticeWriter(file *os.File, track *os.File, f dsp.PCMFormat) (*practiceWriter, error) {
	wav, err := wav.NewWriter(file, PracticeRate, 1)
	if err != nil {
		return nil, err
	}
	p := &practiceWriter{
		format: f, wav: wav,
		peaks: dsp.NewPeaks(PracticeRate, 1), pitch: dsp.NewPitch(PracticeRate), track: track, hz: dsp.NewPitchWriter(track),
		blocks: make(chan []float32, 4), free: make(chan []float32, 8), done: make(chan struct{}),
	}
	if f.Rate != PracticeRate {
		p.rs = dsp.NewResampler(f.Rate, PracticeRate, 1)
	}
	go func() {
		defer close(p.done)
		for b := range p.blocks {
			p.peaks.Write(b)
			p.pitch.Write(b)
			p.hz.Add(p.pitch.Drain())
			select {
			case p.free <- b:
			default:
			}
		}
	}()
	return p, nil
}

func (p *practiceWriter) write(interleaved []float32) error {
	p.mono = dsp.MixDown(p.mono[:0], interleaved, p.format.Channels)
	p.heard.add(interleaved, p.mono, p.format.Channels)
	out := p.mono
	if p.rs != nil {
		out = p.rs.Write(out)
	}
	return p.emit(out)
}

func (p *practiceWriter) emit(samples []float32) error {
	if len(samples) == 0 {
		return nil
	}
	var b []float32
	select {
	case b = <-p.free:
	default:
	}
	p.blocks <- append(b[:0], samples...)
	return p.wav.Write(samples)
}

func (p *practiceWriter) finish() (dsp.PeakData, error) {
	if p.rs != nil {
		if err := p.emit(p.rs.Flush()); err != nil {
			return dsp.PeakData{}, err
		}
	}
	p.stop()
	if err := p.wav.Close(); err != nil {
		return dsp.PeakData{}, err
	}
	p.hz.Add(p.pitch.Finish())
	return p.peaks.Finish(), errors.Join(p.hz.Finish(dsp.PitchHopMS), p.track.Close())
}

// stop ends the analysing goroutine; further calls do nothing.
func (p *practiceWriter) stop() {
	if !p.closed {
		p.closed = true
		close(p.blocks)
		<-p.done
	}
}
