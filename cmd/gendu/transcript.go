package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gendu"
	"gendu/lang/charset"
	"gendu/transcripts/captions"
	"gendu/transcripts/formats"
	"gendu/transcripts/formats/timedtext"
)

type transcriptCmd struct {
	Convert transcriptConvertCmd `cmd:"" help:"Convert a transcript file; the format to write follows the file's name."`
	Lint    transcriptLintCmd    `cmd:"" help:"Say what is wrong with a transcript file."`
}

type transcriptConvertCmd struct {
	In  string `arg:"" type:"existingfile" help:"Transcript file of any format that is read."`
	Out string `arg:"" help:"File to write: .vtt, .srt, .lrc, .TextGrid, .tsv, .podcast.json or .json (ours)."`

	Encoding string `enum:",utf-8,utf-16le,utf-16be,big5,gb18030,shift_jis,euc-jp,euc-kr,windows-1250,windows-1251,windows-1252" default:"" help:"Encoding of the file; guessed by default."`
	Join     bool   `help:"Make sentence cues of captions that break sentences."`
	Merge    string `type:"existingfile" help:"A file in the other language: its cues become translations, by time."`
	Split    bool   `help:"Split sentences that take longer than 12 s at their clauses."`
}

// ending tells the format to write by a file's name.
type ending struct {
	end    string
	format formats.Format
}

// endings are tried in order; the first that fits counts.
var endings = []ending{
	{".podcast.json", formats.Podcast},
	{".json", formats.JSON},
	{".vtt", formats.VTT},
	{".srt", formats.SRT},
	{".lrc", formats.LRC},
	{".textgrid", formats.TextGrid},
	{".tsv", formats.TSV},
}

func (c *transcriptConvertCmd) Run() error {
	name := strings.ToLower(c.Out)
	i := slices.IndexFunc(endings, func(e ending) bool { return strings.HasSuffix(name, e.end) })
	if i < 0 {
		return gendu.Errorf(gendu.Invalid, "%s: the name must end in .vtt, .srt, .lrc, .TextGrid, .tsv, .podcast.json or .json", c.Out)
	}
	doc, err := readDocument(c.In, c.Encoding)
	if err != nil {
		return err
	}
	if c.Join {
		doc = captions.JoinFragments(doc, doc.Language)
	}
	if c.Split {
		doc = captions.SplitLong(doc, doc.Language)
	}
	if c.Merge != "" {
		second, err := readDocument(c.Merge, "")
		if err != nil {
			return err
		}
		var left []timedtext.Cue
		doc, left = captions.MergeTranslation(doc, second)
		for i := range left {
			fmt.Fprintf(os.Stderr, "%s: %.3f s: no cue at this time for %q\n", c.Merge, float64(left[i].StartMS)/1000, left[i].Text)
		}
	}
	return writeTo(c.Out, func(w io.Writer) error { return formats.Write(w, doc, endings[i].format) })
}

// readDocument reads a transcript file and says what had to be mended in it.
func readDocument(file, encoding string) (*timedtext.Document, error) {
	b, err := readFile(file, timedtext.MaxFileBytes)
	if err != nil {
		return nil, err
	}
	if encoding != "" {
		if b, err = charset.DecodeAs(b, encoding); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	doc, _, err := captions.Read(filepath.Base(file), b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, f := range doc.Mended {
		fmt.Fprintf(os.Stderr, "%s:%d: %s\n", file, f.Line, f.Message)
	}
	return doc, nil
}

type transcriptLintCmd struct {
	File string `arg:"" type:"existingfile"`
}

func (c *transcriptLintCmd) Run() error {
	b, err := readFile(c.File, timedtext.MaxFileBytes)
	if err != nil {
		return err
	}
	findings, format := formats.Lint(filepath.Base(c.File), b)
	for _, f := range findings {
		fmt.Printf("%s:%d:%d: %s (%s)\n", c.File, f.Line, f.Column, f.Message, f.Kind)
	}
	if len(findings) > 0 {
		return fmt.Errorf("%w: %d", errFaults, len(findings))
	}
	fmt.Printf("%s: %s, nothing to repair\n", c.File, format)
	return nil
}
