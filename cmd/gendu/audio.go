package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/audio/mp3"
	"gendu/audio/mp4"
	"gendu/audio/plot"
)

type audioCmd struct {
	Inspect audioInspectCmd `cmd:"" help:"Format, exact duration, frames, gaps, tags and warnings."`
	PCM     audioPCMCmd     `cmd:"" name:"pcm" help:"Decode to WAV on the one timeline."`
	Remux   audioRemuxCmd   `cmd:"" help:"Put the MP3 frames into an MP4 that browsers can seek."`
	Peaks   audioPeaksCmd   `cmd:"" help:"Write the waveform in audiowaveform's .dat format."`
	Pitch   audioPitchCmd   `cmd:"" help:"Print the pitch, a value every 10 ms."`
	Plot    audioPlotCmd    `cmd:"" help:"Draw waveform, spectrogram and pitch into a PNG."`
}

// audioFile is the file that all sub-commands read.
type audioFile struct {
	File string `arg:"" type:"existingfile" help:"Audio file."`
}

// source opens the file as whatever it is; done closes it.
func (a *audioFile) source(ctx context.Context) (src *audio.Source, done func(), err error) {
	f, size, err := openSized(a.File)
	if err != nil {
		return nil, nil, err
	}
	src, err = audio.OpenSource(ctx, f, size, findConverter())
	if err != nil {
		_ = f.Close()
		return nil, nil, fmt.Errorf("%s: %w", a.File, err)
	}
	return src, func() { _ = src.Close(); _ = f.Close() }, nil
}

type audioInspectCmd struct {
	audioFile
	JSON bool `help:"Print everything as JSON."`
}

func (c *audioInspectCmd) Run(ctx context.Context, out io.Writer) error {
	f, size, err := openSized(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	in, err := audio.Inspect(ctx, f, size, findConverter())
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if c.JSON {
		return printJSON(out, in)
	}
	printInspection(out, in)
	return nil
}

// maxGaps bounds the damaged places that are printed.
const maxGaps = 10

func printInspection(w io.Writer, in *audio.Inspection) {
	fmt.Fprintf(w, "%s, %d Hz, %d channel(s), %.6f s (%d samples), %d bytes\n", in.Format, in.Rate, in.Channels, in.Duration, in.Samples, in.Bytes)
	if in.Kind == "mp3" {
		fmt.Fprintf(w, "%d frames, %d bit/s, header %q, encoder %q, delay %d, padding %d\n", in.Frames, in.Bitrate, in.VBRHeader, in.Encoder, in.EncoderDelay, in.EncoderPadding)
	}
	if t := in.Tags; t.Title != "" || t.Artist != "" || t.Album != "" || len(t.Chapters) > 0 {
		fmt.Fprintf(w, "title %q, artist %q, album %q, %d chapters\n", t.Title, t.Artist, t.Album, len(t.Chapters))
	}
	if c := in.Tags.Cover; c != nil {
		fmt.Fprintf(w, "cover of %d bytes at byte %d, called %q\n", c.Bytes, c.Offset, c.MIME)
	}
	for i, g := range in.Gaps {
		if i == maxGaps {
			fmt.Fprintf(w, "and %d more gaps\n", len(in.Gaps)-maxGaps)
			break
		}
		fmt.Fprintf(w, "gap at byte %d: %s of %d bytes\n", g.Offset, g.Kind, g.Bytes)
	}
	fmt.Fprintln(w, strings.TrimSpace("listens from "+in.Listening+" "+in.NoListening))
	for _, warning := range in.Warnings {
		fmt.Fprintln(w, "warning:", warning)
	}
}

// span is a stretch of the timeline.
type span struct {
	From float64 `help:"First second." default:"0"`
	To   float64 `help:"Last second; 0 is the end." default:"0"`
}

// milliseconds rounds the span to the timeline's unit.
func (s span) milliseconds() (from, to int64, err error) {
	if !(s.From >= 0) || !(s.To >= 0) || s.From > maxSeconds || s.To > maxSeconds || s.To != 0 && s.To <= s.From {
		return 0, 0, fmt.Errorf("--from %g --to %g is no stretch of time", s.From, s.To)
	}
	return int64(math.Round(s.From * 1000)), int64(math.Round(s.To * 1000)), nil
}

const maxSeconds = 1e6

type audioPCMCmd struct {
	audioFile
	Out     string `short:"o" required:"" help:"WAV file to write."`
	Decoder string `help:"What decodes MP3: own or go-mp3." enum:"own,go-mp3" default:"own"`
	Rate    int    `help:"Sample rate; 0 keeps the source's rate and channels, any other gives mono." default:"0"`
	span
}

func (c *audioPCMCmd) Run(ctx context.Context) error {
	from, to, err := c.milliseconds()
	if err != nil {
		return err
	}
	src, done, err := c.source(ctx)
	if err != nil {
		return err
	}
	defer done()
	src.Decode.Decoder = mp3.Engine(c.Decoder)
	return writeTo(c.Out, func(w io.Writer) error {
		_, err := audio.WritePCM(w, src, c.Rate, from, to)
		return err
	})
}

type audioRemuxCmd struct {
	audioFile
	Out string `short:"o" required:"" help:"M4A file to write."`
}

func (c *audioRemuxCmd) Run(ctx context.Context) error {
	f, size, err := openSized(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	index, err := mp3.Scan(ctx, f, size)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return writeTo(c.Out, func(w io.Writer) error {
		_, err := mp4.Remux(w, f, index)
		return err
	})
}

type audioPeaksCmd struct {
	audioFile
	Out string `short:"o" required:"" help:".dat file to write."`
}

func (c *audioPeaksCmd) Run(ctx context.Context) error {
	pcm, done, err := c.pcm(ctx)
	if err != nil {
		return err
	}
	defer done()
	peaks := dsp.NewPeaks(pcm.Format().Rate, pcm.Format().Channels)
	err = dsp.EachBlock(pcm, func(block []float32) error { peaks.Write(block); return nil })
	if err != nil {
		return err
	}
	return writeTo(c.Out, func(w io.Writer) error {
		_, err := w.Write(peaks.Finish().Encode())
		return err
	})
}

type audioPitchCmd struct {
	audioFile
	JSON bool `help:"Print as JSON."`
}

func (c *audioPitchCmd) Run(ctx context.Context, out io.Writer) error {
	wav, done, err := practiceFile(ctx, c.File)
	if err != nil {
		return err
	}
	defer done()
	pitch := dsp.NewPitch(wav.Format().Rate)
	err = dsp.EachBlock(wav, func(block []float32) error { pitch.Write(block); return nil })
	if err != nil {
		return err
	}
	track := pitch.Finish()
	if c.JSON {
		return printJSON(out, track)
	}
	for i, hz := range track.Hz {
		fmt.Fprintf(out, "%.2f\t%.1f\n", float64(i)*track.HopMS/1000, hz)
	}
	return nil
}

type audioPlotCmd struct {
	audioFile
	Out string `short:"o" required:"" help:"PNG file to write."`
	span
}

func (c *audioPlotCmd) Run(ctx context.Context) error {
	from, to, err := c.milliseconds()
	if err != nil {
		return err
	}
	wav, done, err := practiceFile(ctx, c.File)
	if err != nil {
		return err
	}
	defer done()
	if to == 0 {
		to = math.MaxInt64
	}
	frames := wav.Span(from, to)
	return writeTo(c.Out, func(w io.Writer) error {
		return plot.Draw(w, wav, frames, plot.Options{FromMS: from, Caption: "gendu audio plot"})
	})
}

func (a *audioFile) pcm(ctx context.Context) (dsp.PCMReader, func(), error) {
	src, done, err := a.source(ctx)
	if err != nil {
		return nil, nil, err
	}
	pcm, err := src.PCM()
	if err != nil {
		done()
		return nil, nil, err
	}
	return pcm, done, nil
}

// writeTo writes a file; a file that could not be written whole is removed.
func writeTo(file string, write func(io.Writer) error) error {
	out, closeOut, err := create(file)
	if err != nil {
		return err
	}
	if err := errors.Join(write(out), closeOut()); err != nil {
		if file != "-" {
			_ = os.Remove(file)
		}
		return err
	}
	return nil
}
