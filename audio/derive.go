package audio

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"gendu/audio/blocks"
	"gendu/audio/dsp"
	"gendu/audio/mp3"
	"gendu/audio/mp4"
	"gendu/audio/tags"
)

// PracticeRate is the sampling rate of practice.wav in Hz.
const PracticeRate = 24000

// The names of the steps that Derive reports.
const (
	StepIndexing = "indexing"
	StepDecoding = "decoding"
	StepRemuxing = "remuxing"
)

// DeriveOptions are the options of Derive; the zero value is usable.
type DeriveOptions struct {
	Converter Converter // nil: only MP3 and WAV
	Workers   int       // decoding goroutines; 0: one for each processor
	Decoder   mp3.Engine
	// Progress is called with a step's name and how much of it is done. The steps come in
	// the order of their constants, none of them twice; within a step done only grows,
	// from 0 to 1, in some 200 calls at most. Derive calls it from its own goroutine.
	Progress func(step string, done float64)
}

// Derived is what Derive made.
type Derived struct {
	// Listening says what ListeningM4A holds: "m4a" (the MP3's own frames), "aac", or
	// "" for none: practice.wav serves then.
	Listening    string
	PracticeWAV  string // paths; ListeningM4A may be empty
	Peaks        string
	Pitch        string
	ListeningM4A string
	Cover        string // the embedded picture; empty where there is none
	CoverType    string // its media type, by its bytes

	Kind            string // "mp3", "wav" or "other"
	Format          string
	DurationMS      int64
	Samples         int64 // of each channel of the canonical PCM, at SourceRate
	PracticeSamples int64
	SourceRate      int
	Channels        int
	Clipped         int64 // practice samples that were clamped
	BrokenFrames    int
	// FallbackSeconds is how many seconds mp3.OwnDecoder decoded in place of the decoder chosen,
	// and FallbackReason the first reason.
	FallbackSeconds float64
	FallbackReason  string
	// ListeningErr is why a listening file of AAC could not be made, for the log.
	ListeningErr error
	Warnings     []string
	Tags         tags.Tags
}

// Derive makes everything that an episode needs from its source in one pass: the
// file is indexed, decoded once, and practice.wav (24 kHz mono 16 bit), peaks.dat,
// pitch.bin, listening.m4a and the embedded cover are written into dir, a folder of
// the caller's own.
// Memory is bounded whatever the length. After an error dir may hold parts.
//
// The source is read three times. Where r is not itself a file, it is first copied
// into dir, so that a store behind a network is read once; the copy is gone when
// Derive returns.
//
// Errors are those of OpenSource and of reading and writing.
func Derive(ctx context.Context, r io.ReaderAt, size int64, dir string, o DeriveOptions) (*Derived, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &derivation{ctx: ctx, o: o, listening: filepath.Join(dir, "listening.m4a")}
	p.tell(StepIndexing, 0)
	r, done, err := p.spool(r, size, dir)
	if err != nil {
		return nil, err
	}
	defer done()
	src, err := OpenSource(ctx, r, size, o.Converter)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	src.Decode = mp3.DecodeOptions{Workers: o.Workers, Decoder: o.Decoder}
	p.tell(StepIndexing, 1)

	p.src, p.d = src, &Derived{
		PracticeWAV: filepath.Join(dir, "practice.wav"), Peaks: filepath.Join(dir, "peaks.dat"), Pitch: filepath.Join(dir, "pitch.bin"),
		Kind: src.Kind, Format: src.Info.Format, Warnings: src.Info.Warnings, Tags: src.Info.Tags,
	}
	if err := p.cover(dir); err != nil {
		return nil, err
	}
	if err := p.decode(); err != nil {
		return nil, err
	}
	// The decoder's buffers must not lie beside those of the remux.
	if err := src.Close(); err != nil {
		return nil, err
	}
	if err := p.remux(); err != nil {
		return nil, err
	}
	return p.d, nil
}

// derivation is one run of Derive.
type derivation struct {
	ctx       context.Context
	src       *Source
	o         DeriveOptions
	d         *Derived
	listening string
	step      string
	told      float64
}

// tell passes progress on: each step from 0 to 1, in half percents.
func (p *derivation) tell(step string, done float64) {
	if p.o.Progress == nil || step == p.step && (done < p.told+0.005 && done < 1 || p.told == 1) {
		return
	}
	p.step, p.told = step, done
	p.o.Progress(step, done)
}

// spool copies a source that is not a file into dir. What is no audio by its first
// bytes, or in whose first 4 MiB no MP3 begins, is not copied.
func (p *derivation) spool(r io.ReaderAt, size int64, dir string) (io.ReaderAt, func(), error) {
	if _, isFile := r.(*os.File); isFile {
		return r, func() {}, nil
	}
	format, _, err := sniffSource(r, size)
	known := format != ""
	if format == "?" && err == nil {
		known, err = mayBeMP3(p.ctx, r, size)
	}
	if err != nil {
		return nil, nil, err
	}
	if !known {
		return nil, nil, ErrUnknownSource
	}
	file, err := os.CreateTemp(dir, "source-*")
	if err != nil {
		return nil, nil, err
	}
	done := func() {
		file.Close()
		os.Remove(file.Name())
	}
	err = blocks.Copy(p.ctx, file, r, size, func(at int64) { p.tell(StepIndexing, 0.9*float64(at)/float64(size)) })
	if err != nil {
		done()
		return nil, nil, err
	}
	return file, done, nil
}

func (p *derivation) decode() error {
	pcm, err := p.src.PCM()
	if err != nil {
		return err
	}
	f := pcm.Format()
	if err := dsp.CheckRate(f.Rate); err != nil {
		return err
	}
	p.d.SourceRate, p.d.Channels = f.Rate, f.Channels
	file, err := os.Create(p.d.PracticeWAV)
	if err != nil {
		return err
	}
	defer file.Close()
	track, err := os.Create(p.d.Pitch)
	if err != nil {
		return err
	}
	defer track.Close()
	practice, err := newPracticeWriter(file, track, f)
	if err != nil {
		return err
	}
	defer practice.stop()
	aac := p.startAAC(f)
	defer aac.stop()
	p.tell(StepDecoding, 0)
	if err := p.pump(pcm, f, practice, aac); err != nil {
		return err
	}
	if err := p.finish(practice, file); err != nil {
		return err
	}
	if err := p.finishAAC(aac); err != nil {
		return err
	}
	if dec, ok := pcm.(*mp3.Decoder); ok {
		p.reportBroken(dec)
		p.d.FallbackSeconds, p.d.FallbackReason = dec.Fallback()
	}
	p.tell(StepDecoding, 1)
	return nil
}

// pump reads the PCM to its end.
func (p *derivation) pump(pcm dsp.PCMReader, f dsp.PCMFormat, practice *practiceWriter, aac *listeningEncoder) error {
	err := dsp.EachBlock(pcm, func(block []float32) error {
		p.d.Samples += int64(len(block) / f.Channels)
		if p.d.Samples > int64(f.Rate)*dsp.MaxSourceSeconds {
			return dsp.ErrTooLong
		}
		aac.write(block)
		if total := p.src.Info.Samples; total > 0 {
			p.tell(StepDecoding, min(float64(p.d.Samples)/float64(total), 0.99))
		}
		return practice.write(block)
	})
	if err != nil {
		return err
	}
	if p.d.Samples == 0 {
		return fmt.Errorf("%w: it holds no audio", ErrUnknownSource)
	}
	p.d.DurationMS = dsp.SamplesToMS(p.d.Samples, f.Rate)
	p.d.Tags.FitChapters(p.d.DurationMS)
	return nil
}

func (p *derivation) finish(practice *practiceWriter, file *os.File) error {
	peaks, err := practice.finish()
	if err != nil {
		return err
	}
	p.d.Warnings = append(p.d.Warnings, practice.heard.warnings(p.d.Channels)...)
	p.d.PracticeSamples, p.d.Clipped = practice.wav.Frames(), practice.wav.Clipped()
	if err := file.Close(); err != nil {
		return err
	}
	return os.WriteFile(p.d.Peaks, peaks.Encode(), 0o644)
}

func (p *derivation) reportBroken(dec *mp3.Decoder) {
	p.d.BrokenFrames, _ = dec.Broken()
	p.d.Warnings = append(p.d.Warnings, dec.Warnings()...)
}

// remux writes the listening file of an MP3 source.
func (p *derivation) remux() error {
	x := p.src.Index()
	if x == nil {
		return nil
	}
	if err := mp4.Remuxable(x); err != nil {
		p.d.Warnings = append(p.d.Warnings, err.Error()+"; listening uses practice.wav")
		return nil
	}
	p.tell(StepRemuxing, 0)
	file, err := os.Create(p.listening)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := mp4.Remux(&contextWriter{p: p, w: file}, p.src.r, x); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	p.d.Listening, p.d.ListeningM4A = "m4a", p.listening
	p.tell(StepRemuxing, 1)
	return nil
}

// contextWriter fails once the context is done, and tells how far the remux is.
type contextWriter struct {
	p       *derivation
	w       *os.File
	written int64
}

func (c *contextWriter) Write(b []byte) (int, error) {
	if err := c.p.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.w.Write(b)
	c.written += int64(n)
	c.p.tell(StepRemuxing, min(float64(c.written)/float64(c.p.src.size), 0.99))
	return n, err
}
