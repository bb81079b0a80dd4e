// Command tones measures how well tones of Mandarin are compared, and how well takes
// by people are judged where no model of their language is at hand. It reads
// ../shared/people (or $GENDU_SHARED): 56 syllables by two women, every tone of each by
// one of them, alone and inside a frame; and makes sentences with espeak-ng. It prints
// each goal and whether it was hit, and fails where one was missed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"gendu/audio/espeak"
	"gendu/internal/bench/board"
)

func main() {
	fit := flag.Bool("fit", false, "only print the model of the tones that these syllables give")
	only := flag.String("only", "", "one part: syllables, frames, synthetic or people")
	every := flag.Int("every", 1, "only each so many pairs of the frames and takes of people")
	var people fitting
	flag.StringVar(&people.file, "fit-people", "", "fit what tells other sentences to people, and write it to this file")
	flag.StringVar(&people.date, "date", "", "the date to write beside it (YYYY-MM-DD)")
	flag.Parse()
	if err := run(context.Background(), *fit, people, *only, *every); err != nil {
		fmt.Fprintln(os.Stderr, "bench-tones:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, fit bool, peopleFit fitting, only string, every int) error {
	shared := os.Getenv("GENDU_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "shared")
	}
	people := filepath.Join(shared, "people")
	all, err := loadSyllables(filepath.Join(people, "natives"))
	if err != nil {
		return fmt.Errorf("the recordings were not found: %w (set GENDU_SHARED)", err)
	}
	if fit {
		printModel(all.model(""))
		return nil
	}
	voice, err := espeak.Find()
	if err != nil {
		return err
	}
	b := &board.Board{}
	for _, part := range []struct {
		name string
		do   func() error
	}{
		{"syllables", func() error { return singles(b, all) }},
		{"frames", func() error { return frames(ctx, b, voice, all, max(every, 1)) }},
		{"synthetic", func() error { return synthetic(ctx, b, voice) }},
		{"people", func() error { return judgePeople(ctx, b, people, voice, max(every, 1), peopleFit) }},
	} {
		if only != "" && only != part.name {
			continue
		}
		if err := part.do(); err != nil {
			return err
		}
	}
	return b.End()
}
