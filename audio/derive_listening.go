package audio

import (
	"gendu/audio/dsp"
)

// listeningEncoder makes the listening file of a source that is not MP3. A nil one
// makes none; after an error nothing more is written, since practice.wav serves.
type listeningEncoder struct {
	aac  PCMEncoder
	mix  int // channels that are averaged into one; 0: as they come
	mono []float32
	err  error
}

// startAAC starts the encoder. More than two channels become one, like practice.wav:
// encoders know few layouts, and a file may claim 64 channels.
func (p *derivation) startAAC(f dsp.PCMFormat) *listeningEncoder {
	if p.src.Kind == "mp3" || p.o.Converter == nil {
		return nil
	}
	e := &listeningEncoder{}
	if f.Channels > 2 {
		e.mix, f.Channels = f.Channels, 1
	}
	e.aac, e.err = p.o.Converter.EncodeAAC(p.ctx, f, p.listening)
	return e
}

func (e *listeningEncoder) write(block []float32) {
	if e == nil || e.err != nil {
		return
	}
	if e.mix > 0 {
		e.mono = dsp.MixDown(e.mono[:0], block, e.mix)
		block = e.mono
	}
	e.err = e.aac.Write(block)
}

// stop ends the encoder; what it wrote counts only where finishAAC says so.
func (e *listeningEncoder) stop() {
	if e != nil && e.aac != nil {
		e.aac.Close()
	}
}

// finishAAC closes the file. An encoder that failed costs the listening file only.
func (p *derivation) finishAAC(e *listeningEncoder) error {
	if e == nil {
		return nil
	}
	if e.err == nil {
		e.err = e.aac.Close()
	}
	if err := p.ctx.Err(); err != nil {
		return err
	}
	if e.err != nil {
		p.d.ListeningErr = e.err
		p.d.Warnings = append(p.d.Warnings, "the listening file could not be encoded; listening uses practice.wav")
		return nil
	}
	p.d.Listening, p.d.ListeningM4A = "aac", p.listening
	return nil
}
