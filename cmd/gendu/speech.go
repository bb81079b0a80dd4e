package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"gendu/audio/dsp"
	"gendu/audio/espeak"
	"gendu/audio/plot"
	"gendu/audio/wav"
	"gendu/judging"
	"gendu/lang"
	"gendu/pronunciation"
)

type speechCmd struct {
	Inspect speechInspectCmd `cmd:"" help:"Print alignment, free phone loop, figures and scores of a recording of a text."`
}

type speechInspectCmd struct {
	speechModel

	File string  `arg:"" type:"existingfile" help:"The recording: WAV, FLAC, WebM or Ogg Opus, or MP3."`
	Text string  `required:"" help:"What was to be read, in English."`
	Warp float64 `help:"Of the speaker's vocal tract, 0.86 to 1.36; without it, it is estimated."`
	JSON bool    `help:"Print everything as JSON; else a table."`
	Plot string  `help:"PNG file to draw waveform, spectrogram and phones into." placeholder:"OUT.png"`
}

// Validate checks what a flag's type does not.
func (c *speechInspectCmd) Validate() error {
	return errors.Join(checkEnglish(c.Text), checkWarp(c.Warp))
}

// checkEnglish refuses a text that the phone model has no sounds for.
func checkEnglish(text string) error {
	letters := strings.ContainsFunc(text, unicode.IsLetter)
	switch {
	case !letters:
		return fmt.Errorf("--text %q: there is no word in it", text)
	case !lang.WrittenAs([]string{text}, "en"):
		return fmt.Errorf("--text %q: the phone model knows English only; gendu compare --lang compares recordings in other languages, without it", text)
	}
	return nil
}

func checkWarp(warp float64) error {
	if warp != 0 && !(warp >= pronunciation.LeastWarp && warp <= pronunciation.MaxWarp) {
		return fmt.Errorf("--warp %v: %v to %v is expected", warp, pronunciation.LeastWarp, pronunciation.MaxWarp)
	}
	return nil
}

// knownVoice is a voice that is sure of its warp; 0: none is known.
func knownVoice(warp float64) pronunciation.Voice {
	if warp == 0 {
		return pronunciation.Voice{}
	}
	return pronunciation.Voice{Warp: warp, Seconds: 1e6}
}

// openJudge reads the phone model. Where that fails, takes are compared without it, and
// the error says why.
func openJudge(folder string) (*judging.Judge, error) {
	voice, err := espeak.Find()
	var spells judging.Phonemes
	if err == nil {
		spells = voice
	}
	judge, err := judging.Open(folder, spells)
	if err != nil {
		return &judging.Judge{}, err
	}
	return judge, nil
}

func (c *speechInspectCmd) Run(ctx context.Context, out io.Writer) error {
	judge, err := openJudge(c.SpeechModel)
	if err != nil {
		return err
	}
	sound, err := recording(ctx, c.File)
	if err != nil {
		return err
	}
	words := strings.Fields(c.Text)
	j, a, _, err := judge.Speech.Judge(ctx, judging.At(sound), words, knownVoice(c.Warp))
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if c.Plot != "" {
		if err := writeTo(c.Plot, func(w io.Writer) error { return c.plot(w, judge.Speech.Model, sound, a) }); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(out, struct {
			Judgement *pronunciation.Judgement
			Analysis  *pronunciation.Analysis
		}{j, a})
	}
	printSpeech(out, judge.Speech.Model, words, j, a)
	return nil
}

// plot draws the recording with its phones in the caption's place, each where it begins.
func (c *speechInspectCmd) plot(w io.Writer, m *pronunciation.Model, s dsp.Signal, a *pronunciation.Analysis) error {
	sound := wav.Encode(s)
	pcm, err := wav.Open(bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		return err
	}
	var marks []plot.Mark
	for _, g := range a.Segments {
		marks = append(marks, plot.Mark{AtMS: int64(g.From) * 10, Text: strings.ToLower(m.Phone(g.Phone))})
	}
	return plot.Draw(w, pcm, pcm.Frames(), plot.Options{Marks: marks, Width: min(max(int(200*s.Duration().Seconds()), 600), 8000)})
}

func printSpeech(w io.Writer, m *pronunciation.Model, words []string, j *pronunciation.Judgement, a *pronunciation.Analysis) {
	fmt.Fprintf(w, "%s: total %.1f ± %.1f of 10, fluency %.1f, accuracy %.1f; warp %.2f\n", j.Verdict, j.Total, j.Error, j.Fluency, j.Accuracy, j.Warp)
	fmt.Fprintf(w, "log odds that the text was read %.1f, that it is whole %.1f\n", j.Same, j.Complete)
	for _, g := range j.Gains {
		fmt.Fprintf(w, "  %-8s up to good readers would add %.2f\n", g.Group, g.Points)
	}
	next := 0
	for i, word := range words {
		v := j.Words[i]
		if v.State == pronunciation.WordUnknown {
			fmt.Fprintf(w, "%-20s not in the dictionary\n", word)
			continue
		}
		fmt.Fprintf(w, "%-20s %-8s %4.1f  said %.2f  %.2f-%.2f\n", word, v.State, v.Accuracy, v.Said, seconds(v.FromMS), seconds(v.ToMS))
		for ; next < len(a.Phones) && a.Phones[next].Word == i; next++ {
			p := a.Phones[next]
			fmt.Fprintf(w, "    %-3s %5.2f-%.2f  gop %6.2f  posterior %6.2f  best other %+6.1f\n", m.Phone(p.Phone), seconds(int64(p.From)*10), seconds(int64(p.To)*10),
				p.Values[pronunciation.FigLoop], p.Values[pronunciation.FigPosterior], p.Values[pronunciation.FigCompetitor])
		}
	}
	fmt.Fprint(w, "free phone loop:")
	for _, g := range a.Loop {
		fmt.Fprintf(w, " %s %.2f", m.Phone(g.Phone), seconds(int64(g.From)*10))
	}
	fmt.Fprintln(w)
}
