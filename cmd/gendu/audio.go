package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"gendu/audio"
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

func (c *audioInspectCmd) Run(ctx context.Context) error {
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
		return printJSON(os.Stdout, in)
	}
	fmt.Printf("%s, %d Hz, %d channel(s), %.6f s (%d samples), %d bytes\n", in.Format, in.Rate, in.Channels, in.Duration, in.Samples, in.Bytes)
	if in.Kind == "mp3" {
		fmt.Printf("%d frames, %d bit/s, header %q, encoder %q, delay %d, padding %d\n", in.Frames, in.Bitrate, in.VBRHeader, in.Encoder, in.EncoderDelay, in.EncoderPadding)
	}
	if in.Tags.Title != "" || in.Tags.Artist != "" {
		fmt.Printf("title %q, artist %q, %d chapters\n", in.Tags.Title, in.Tags.Artist, len(in.Tags.Chapters))
	}
	fmt.Printf("listens from %s %s\n", in.Listening, in.NoListening)
	for _, w := range in.Warnings {
		fmt.Println("warning:", w)
	}
	return nil
}

type audioPCMCmd struct {
	audioFile
	Out     string  `short:"o" required:"" help:"WAV file to write."`
	Decoder string  `help:"What decodes MP3: own or go-mp3." enum:"own,go-mp3" default:"own"`
	Rate    int     `help:"Sample rate; 0 keeps the source's rate and channels, any other gives mono." default:"0"`
	From    float64 `help:"First second." default:"0"`
	To      float64 `help:"Last second; 0 is the end." default:"0"`
}

func (c *audioPCMCmd) Run(ctx context.Context) error {
	src, done, err := c.source(ctx)
	if err != nil {
		return err
	}
	defer done()
	src.Decode.Decoder = audio.MP3Decoder(c.Decoder)
	return writeTo(c.Out, func(w io.Writer) error {
		_, err := audio.WritePCM(w, src, c.Rate, int64(c.From*1000), int64(c.To*1000))
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
	index, err := audio.ScanMP3(ctx, f, size)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	return writeTo(c.Out, func(w io.Writer) error {
		_, err := audio.RemuxM4A(w, f, index)
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
	peaks := audio.NewPeaks(pcm.Format().Rate, pcm.Format().Channels)
	if err := eachBlock(pcm, peaks.Write); err != nil {
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

func (c *audioPitchCmd) Run(ctx context.Context) error {
	wav, done, err := practiceFile(ctx, c.File)
	if err != nil {
		return err
	}
	defer done()
	pitch := audio.NewPitch(wav.Format().Rate)
	if err := eachBlock(wav, pitch.Write); err != nil {
		return err
	}
	track := pitch.Finish()
	if c.JSON {
		return printJSON(os.Stdout, track)
	}
	for i, hz := range track.Hz {
		fmt.Printf("%.2f\t%.1f\n", float64(i)*track.HopMS/1000, hz)
	}
	return nil
}

type audioPlotCmd struct {
	audioFile
	Out  string  `short:"o" required:"" help:"PNG file to write."`
	From float64 `help:"First second." default:"0"`
	To   float64 `help:"Last second; 0 is the end." default:"0"`
}

// mostPlot bounds what is drawn in one picture.
const mostPlot = 10 * 60

func (c *audioPlotCmd) Run(ctx context.Context) error {
	wav, done, err := practiceFile(ctx, c.File)
	if err != nil {
		return err
	}
	defer done()
	rate := wav.Format().Rate
	to := c.To
	if to == 0 {
		to = float64(wav.Frames()) / float64(rate)
	}
	if to-c.From > mostPlot {
		return fmt.Errorf("a picture holds at most %d s: give --from and --to", mostPlot)
	}
	signal := audio.Signal{Rate: rate}
	first, last := int64(c.From*float64(rate)), int64(to*float64(rate))
	at := int64(0)
	err = eachBlock(wav, func(block []float32) {
		lo, hi := min(max(first-at, 0), int64(len(block))), min(max(last-at, 0), int64(len(block)))
		signal.Samples = append(signal.Samples, block[lo:max(lo, hi)]...)
		at += int64(len(block))
	})
	if err != nil {
		return err
	}
	return writeTo(c.Out, func(w io.Writer) error {
		return audio.Plot(w, signal, audio.PlotOptions{FromMS: int64(c.From * 1000), Caption: "gendu audio plot"})
	})
}

func (a *audioFile) pcm(ctx context.Context) (audio.PCMReader, func(), error) {
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

// eachBlock reads PCM to its end.
func eachBlock(pcm audio.PCMReader, do func(interleaved []float32)) error {
	channels := pcm.Format().Channels
	block := make([]float32, 16<<10*channels)
	for {
		n, err := pcm.ReadFrames(block)
		do(block[:n*channels])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
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
