package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/espeak"
	"gendu/audio/take"
	"gendu/audio/wav"
	"gendu/judging"
	"gendu/lang"
	"gendu/practice"
	"gendu/publishing"
	"gendu/transcripts/alignment"
)

type compareCmd struct {
	speechModel

	Reference string `required:"" type:"existingfile" help:"The original: WAV, FLAC or MP3 (others with ffmpeg)."`
	Take      string `required:"" type:"existingfile" help:"The recording: WAV, FLAC, WebM or Ogg Opus, or MP3."`
	Text      string `required:"" help:"What is said in the original."`
	Lang      string `help:"Language of the speech (BCP 47; zh and cmn are Mandarin)." default:"en"`
	Shadow    bool   `help:"The take was recorded while the original played: measure the lag."`

	Speed       float64 `help:"At which the original was played, 0.5 to 2." default:"1"`
	ClipStartMS *int64  `name:"clip-start-ms" help:"When the original began to sound in the take, ms; without it the lag counts from the take's beginning." placeholder:"MS"`

	Warp float64 `help:"Of the speaker's vocal tract, 0.86 to 1.36 (children have 1.03 to 1.30); without it, it is estimated from the recording."`

	JSON bool   `help:"Print everything as JSON; else a table."`
	Plot string `help:"PNG file to draw the two beside each other into." placeholder:"OUT.png"`

	judge *judging.Judge
}

// Validate checks what a flag's type does not.
func (c *compareCmd) Validate() error {
	var faults []error
	if !(c.Speed >= 0.5 && c.Speed <= 2) { // in this form NaN is refused too
		faults = append(faults, fmt.Errorf("--speed %v: 0.5 to 2 is expected", c.Speed))
	}
	return errors.Join(append(faults, checkLang(c.Lang), checkWarp(c.Warp))...)
}

// checkLang refuses what is not the tag of a language.
func checkLang(lang string) error {
	_, err := publishing.CheckLanguage(lang)
	return named("--lang", err)
}

func (c *compareCmd) Run(ctx context.Context, out io.Writer) error {
	judge, unjudged := openJudge(c.SpeechModel)
	if unjudged != nil && strings.HasPrefix(strings.ToLower(c.Lang), "en") {
		fmt.Fprintln(os.Stderr, "gendu: the recording is compared, but not scored:", explain(unjudged))
	}
	c.judge = judge
	return c.run(ctx, out)
}

func (c *compareCmd) run(ctx context.Context, out io.Writer) error {
	ref, err := recording(ctx, c.Reference)
	if err != nil {
		return err
	}
	recorded, err := recording(ctx, c.Take)
	if errors.Is(err, take.ErrEmpty) {
		recorded, err = dsp.Signal{}, nil // a take without samples is a silent take
	}
	if err != nil {
		return err
	}
	words, err := c.words(ctx, ref)
	if err != nil {
		return err
	}
	if c.judge == nil {
		c.judge = &judging.Judge{}
	}
	result, err := c.judge.Compare(ctx, practice.Reference{Audio: ref, Text: c.Text, Lang: c.Lang, Words: words, Tones: c.tones(ctx)}, recorded,
		practice.Options{Shadow: c.Shadow, Speed: c.Speed, ClipStartMS: c.ClipStartMS}, knownVoice(c.Warp))
	if err != nil {
		return fmt.Errorf("%s: %w", c.Reference, err)
	}
	if c.Plot != "" {
		caption := filepath.Base(c.Take) + " against " + filepath.Base(c.Reference)
		err := writeTo(c.Plot, func(w io.Writer) error { return practice.Plot(w, result.Comparison, ref, recorded, caption) })
		if err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(out, advised(result.Comparison))
	}
	printComparison(out, result.Comparison)
	return nil
}

// words are the times of the words in the reference, by alignment with the voice;
// none where there is no voice or it does not find the text.
func (c *compareCmd) words(ctx context.Context, ref dsp.Signal) ([]gendu.Word, error) {
	voice := findVoice()
	if voice == nil {
		fmt.Fprintln(os.Stderr, "gendu: espeak-ng was not found, so that the words are placed by their length (Debian: apt-get install espeak-ng)")
		return nil, nil
	}
	sound := wav.Encode(ref)
	pcm, err := wav.Open(bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		return nil, err
	}
	found, err := alignment.Lines(ctx, pcm, []string{c.Text}, alignment.Options{Lang: c.Lang, Words: true, Voice: voice})
	if err != nil {
		return nil, err
	}
	for _, w := range found.Warnings {
		fmt.Fprintln(os.Stderr, "gendu:", w)
	}
	if len(found.Lines) == 0 || !found.Lines[0].Spoken {
		return nil, nil
	}
	return found.Lines[0].Words, nil
}

// tones are those of the characters of the text; none where they are not known.
func (c *compareCmd) tones(ctx context.Context) []int {
	voice, err := espeak.Find()
	if err != nil || !lang.Tonal(c.Lang) {
		return nil
	}
	tones, err := voice.Tones(ctx, c.Text)
	if err != nil {
		fmt.Fprintf(os.Stderr, "gendu: the tones of the characters are not known, so that only the original is heard for them: %v\n", err)
	}
	return tones
}

// recording is a whole file as mono: what a take may be, or any source.
func recording(ctx context.Context, file string) (dsp.Signal, error) {
	b, err := readFile(file, take.MaxBytes)
	if err != nil {
		return dsp.Signal{}, err
	}
	s, _, err := take.DecodeWith(ctx, findConverter(), b)
	if err == nil {
		return s, nil
	}
	if !errors.Is(err, take.ErrUnknownFormat) {
		return dsp.Signal{}, fmt.Errorf("%s: %w", file, err)
	}
	wav, done, err := practiceFile(ctx, file)
	if err != nil {
		return dsp.Signal{}, err
	}
	defer done()
	return wholeWAV(wav)
}

// wholeWAV reads practice.wav, which is mono, of a file that may be compared.
func wholeWAV(w *wav.File) (dsp.Signal, error) {
	f := w.Format()
	if w.Frames() > int64(f.Rate)*take.MaxSeconds {
		return dsp.Signal{}, practice.ErrTooLong
	}
	s := dsp.Signal{Rate: f.Rate, Samples: make([]float32, w.Frames()*int64(f.Channels))}
	n, err := w.ReadFrames(s.Samples)
	for at := n; err == nil && at < len(s.Samples); at += n {
		n, err = w.ReadFrames(s.Samples[at:])
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return dsp.Signal{}, err
	}
	return s, nil
}

func printComparison(w io.Writer, r *gendu.Comparison) {
	fmt.Fprintf(w, "%s (confidence %.2f): %s\n", r.Verdict, r.Confidence, adviceOf(r.Hint))
	for _, m := range []struct {
		name string
		gendu.Measure
		means string // its value, with the unit
	}{
		{"completeness", r.Measures.Completeness, "%g % of the words were heard"},
		{"rhythm", r.Measures.Rhythm, "lengths and pauses of the words differ by %g % of the speech"},
		{"tempo", r.Measures.Tempo, "%g times as fast as the original"},
		{"intonation", r.Measures.Intonation, "the melodies agree to %g, where 1 is the same"},
		{"loudness", r.Measures.Loudness, "the stresses agree to %g, where 1 is the same"},
	} {
		if m.Known {
			fmt.Fprintf(w, "%-14s %5.1f of 100  %s\n", m.name, m.Score, strings.ReplaceAll(m.means, "%g", strconv.FormatFloat(m.Value, 'g', -1, 64)))
		}
	}
	fmt.Fprintf(w, "%-14s %5.1f of 100\n", "overall", r.Overall)
	if r.Score != nil {
		fmt.Fprintf(w, "%-14s %5.0f of 100  ±%.0f; fluency %.0f, clarity %.0f\n", "score", *r.Score, r.ScoreError, *r.Fluency, *r.Clarity)
	}
	if len(r.Words) > 0 {
		fmt.Fprintf(w, "  %-20s %-10s %-12s %s\n", "word", "verdict", "original, s", "recording, s")
	}
	for _, one := range r.Words {
		at := "-"
		if one.TakeStart != nil && one.TakeEnd != nil {
			at = fmt.Sprintf("%.2f-%.2f", seconds(*one.TakeStart), seconds(*one.TakeEnd))
		}
		fmt.Fprintf(w, "  %-20s %-10s %-12s %s\n", one.Text, one.Verdict, fmt.Sprintf("%.2f-%.2f", seconds(one.RefStart), seconds(one.RefEnd)), at)
	}
}
