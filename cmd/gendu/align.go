package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"gendu/audio"
	"gendu/audio/espeak"
	"gendu/audio/wav"
	"gendu/transcripts/alignment"
)

type alignCmd struct {
	Audio string `required:"" type:"existingfile" help:"Audio file."`
	Text  string `required:"" type:"existingfile" help:"Text file, a sentence a line."`
	Lang  string `required:"" help:"Language of the speech (BCP 47; zh and cmn are Mandarin)."`
	Words bool   `help:"Time the words, too."`
	Out   string `short:"o" default:"-" help:"JSON file to write."`
}

// alignedLine is a line of the output; times are seconds, null where the line
// was not spoken.
type alignedLine struct {
	Index      int           `json:"i"`
	Start      *float64      `json:"start"`
	End        *float64      `json:"end"`
	Confidence float64       `json:"confidence"`
	Words      []alignedWord `json:"words,omitempty"`
}

type alignedWord struct {
	Text  string  `json:"text"`
	Start float64 `json:"start"`
	End   float64 `json:"end"`
}

// Validate checks what a flag's type does not.
func (c *alignCmd) Validate() error { return checkLang(c.Lang) }

func (c *alignCmd) Run(ctx context.Context) error {
	text, err := readText(c.Text)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	wav, done, err := practiceFile(ctx, c.Audio)
	if err != nil {
		return err
	}
	defer done()
	result, err := alignment.Lines(ctx, wav, lines, alignment.Options{Lang: c.Lang, Words: c.Words, Voice: findVoice()})
	if err != nil {
		return err
	}
	for _, w := range result.Warnings {
		fmt.Fprintln(os.Stderr, "gendu:", w)
	}
	out, closeOut, err := create(c.Out)
	if err != nil {
		return err
	}
	if err := printJSON(out, alignedLines(result)); err != nil {
		return err
	}
	return closeOut()
}

func alignedLines(a *alignment.Result) []alignedLine {
	out := make([]alignedLine, 0, len(a.Lines))
	for _, l := range a.Lines {
		row := alignedLine{Index: l.Index, Confidence: l.Confidence}
		if l.Spoken {
			start, end := seconds(l.StartMS), seconds(l.EndMS)
			row.Start, row.End = &start, &end
		}
		for _, w := range l.Words {
			row.Words = append(row.Words, alignedWord{Text: w.Text, Start: seconds(w.StartMS), End: seconds(w.EndMS)})
		}
		out = append(out, row)
	}
	return out
}

func seconds(ms int64) float64 { return float64(ms) / 1000 }

// practiceFile decodes an audio file into a temporary practice.wav (24 kHz mono) and
// opens it; done removes it. Nothing else is derived.
func practiceFile(ctx context.Context, file string) (sound *wav.File, done func(), err error) {
	src, closeSource, err := (&audioFile{File: file}).source(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer closeSource()
	p, err := os.CreateTemp("", "gendu-*.wav")
	if err != nil {
		return nil, nil, err
	}
	done = func() { _ = p.Close(); _ = os.Remove(p.Name()) }
	if _, err = audio.WritePCM(p, src, audio.PracticeRate, 0, 0); err != nil {
		done()
		return nil, nil, fmt.Errorf("%s: %w", file, err)
	}
	info, err := p.Stat()
	if err == nil {
		sound, err = wav.Open(p, info.Size())
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return sound, done, nil
}

func openSized(file string) (*os.File, int64, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// create opens a file to write, "-" being standard output.
func create(file string) (*os.File, func() error, error) {
	if file == "-" {
		return os.Stdout, func() error { return nil }, nil
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, nil, err
	}
	return f, f.Close, nil
}

// findVoice is espeak-ng as the voice to align with; nil where it is missing,
// which makes a weaker alignment that says so.
func findVoice() alignment.Voice {
	voice, err := espeak.Find()
	if err != nil {
		return nil
	}
	return voice
}
