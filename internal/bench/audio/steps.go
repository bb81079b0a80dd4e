package main

import (
	"context"
	"fmt"
	"io"
	"os"

	gomp3 "github.com/hajimehoshi/go-mp3"

	"gendu/audio"
	"gendu/audio/dsp"
	"gendu/audio/mp3"
	"gendu/audio/mp4"
	"gendu/audio/wav"
)

// step is what a measured process does.
func step(ctx context.Context, name, file, dir string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	switch name {
	case "go-mp3 alone":
		// Without Seek, it does not look through the file first.
		d, err := gomp3.NewDecoder(struct{ io.Reader }{f})
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, d)
		return err
	case "ingest":
		_, err := audio.Derive(ctx, f, info.Size(), dir, audio.DeriveOptions{})
		return err
	case "peaks of practice.wav":
		peaks := dsp.NewPeaks(audio.PracticeRate, 1)
		if err := eachPractice(f, info.Size(), peaks.Write); err != nil {
			return err
		}
		peaks.Finish().Encode()
		return nil
	case "pitch of practice.wav":
		pitch := dsp.NewPitch(audio.PracticeRate)
		if err := eachPractice(f, info.Size(), pitch.Write); err != nil {
			return err
		}
		pitch.Finish().Encode()
		return nil
	}
	index, err := mp3.Scan(ctx, f, info.Size())
	if err != nil {
		return err
	}
	switch name {
	case "index":
		return nil
	case "remux":
		_, err := mp4.Remux(io.Discard, f, index)
		return err
	case "decode, own":
		return decode(ctx, f, index, mp3.OwnDecoder)
	case "decode, go-mp3 behind the seam":
		return decode(ctx, f, index, mp3.GoMP3)
	}
	return fmt.Errorf("there is no step %q", name)
}

func decode(ctx context.Context, r io.ReaderAt, x *mp3.Index, by mp3.Engine) error {
	d, err := mp3.NewDecoder(ctx, r, x, mp3.DecodeOptions{Decoder: by})
	if err != nil {
		return err
	}
	defer d.Close()
	return drain(d, func([]float32) {})
}

func eachPractice(r io.ReaderAt, size int64, do func([]float32)) error {
	w, err := wav.Open(r, size)
	if err != nil {
		return err
	}
	return drain(w, do)
}

func drain(pcm dsp.PCMReader, do func([]float32)) error {
	return dsp.EachBlock(pcm, func(block []float32) error { do(block); return nil })
}
