// Command compare measures the comparison of takes on the recordings of ../shared (or
// $GENDU_SHARED), and on others made here with voices and sentences that no number
// was chosen on: how well right takes are told from wrong ones, which omitted words
// are found, what gain, noise, sampling rates, pauses and lag do to the scores, tones
// of Mandarin, time and memory, and how long a learner waits for the shipped server.
// It prints each goal and whether it was hit, and fails where one was missed.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/espeak"
	"gendu/audio/take"
	"gendu/audio/wav"
	"gendu/internal/bench/board"
	"gendu/practice"
	"gendu/transcripts/alignment"
)

func main() {
	set := flag.String("set", "", "only this folder of takes with its manifest.json")
	quick := flag.Bool("quick", false, "only the properties, Mandarin and time")
	waiting := flag.Bool("time", false, "only CPU, waiting and memory")
	gendu := flag.String("gendu", "bin/gendu", "the built server, to measure what a learner waits for")
	flag.Parse()
	if err := run(context.Background(), *set, *gendu, *quick, *waiting); err != nil {
		fmt.Fprintln(os.Stderr, "bench-compare:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, set, gendu string, quick, waiting bool) error {
	voice, err := espeak.Find()
	if err != nil {
		return err
	}
	shared := os.Getenv("GENDU_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "shared")
	}
	if set == "" {
		set = filepath.Join(shared, "takes")
	}
	takes, err := load(ctx, voice, set)
	if err != nil {
		return fmt.Errorf("the recordings were not found: %w (set GENDU_SHARED)", err)
	}
	b := &board.Board{}
	if !quick && !waiting {
		if err := pairs(b, filepath.Base(set), takes); err != nil {
			return err
		}
		held, done, err := heldOut(ctx, voice)
		if err != nil {
			return err
		}
		defer done()
		if err := pairs(b, "held out", held); err != nil {
			return err
		}
		if err := inNoise(b, "held out", held); err != nil {
			return err
		}
	}
	steps := []func() error{
		func() error { return inNoise(b, filepath.Base(set), takes) },
		func() error { return properties(b, takes) },
		func() error { return flattened(b, takes) },
		func() error { return mandarin(ctx, b) },
		func() error { return speed(ctx, b, takes) },
		func() error { return live(ctx, b, gendu) },
	}
	if waiting {
		steps = steps[len(steps)-2:]
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return b.End()
}

// recording is a line of a manifest.
type recording struct {
	Sentence int    `json:"sentence"`
	Text     string `json:"text"`
	Voice    string `json:"voice"`
	Kind     string `json:"kind"` // full, omit, trunc or slow
	File     string `json:"file"`
	Omitted  []int  `json:"omitted"`

	signal dsp.Signal
	words  []gendu.Word
	ready  *practice.Prepared // of full readings
}

func (r *recording) reference() practice.Reference {
	return practice.Reference{Audio: r.signal, Text: r.Text, Lang: "en", Words: r.words}
}

// load reads the takes of a folder; full readings are prepared as references, their
// words timed as those of an episode are.
func load(ctx context.Context, voice *espeak.Voice, dir string) ([]*recording, error) {
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		return nil, err
	}
	var all []*recording
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	for _, r := range all {
		b, err := os.ReadFile(filepath.Join(dir, r.File))
		if err != nil {
			return nil, err
		}
		if r.signal, _, err = take.Decode(b); err != nil {
			return nil, fmt.Errorf("%s: %w", r.File, err)
		}
		if r.Kind != "full" {
			continue
		}
		if r.words, err = timeWords(ctx, voice, r.signal, r.Text, "en"); err != nil {
			return nil, err
		}
		if r.ready, err = practice.Prepare(r.reference()); err != nil {
			return nil, fmt.Errorf("%s: %w", r.File, err)
		}
	}
	return all, nil
}

func timeWords(ctx context.Context, voice *espeak.Voice, s dsp.Signal, text, lang string) ([]gendu.Word, error) {
	sound := wav.Encode(s)
	pcm, err := wav.Open(bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		return nil, err
	}
	found, err := alignment.Lines(ctx, pcm, []string{text}, alignment.Options{Lang: lang, Words: true, Voice: voice})
	if err != nil {
		return nil, err
	}
	return found.Lines[0].Words, nil
}
