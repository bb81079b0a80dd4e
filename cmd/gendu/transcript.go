package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"gendu"
	"gendu/transcripts"
)

type transcriptCmd struct {
	Convert transcriptConvertCmd `cmd:"" help:"Convert a transcript file; the format to write follows the file's name."`
	Lint    transcriptLintCmd    `cmd:"" help:"Say what is wrong with a transcript file."`
}

type transcriptConvertCmd struct {
	In  string `arg:"" type:"existingfile" help:"Transcript file of any format that is read."`
	Out string `arg:"" help:"File to write: .vtt, .srt, .lrc, .TextGrid, .tsv, .podcast.json or .json (ours)."`
}

// ending tells the format to write by a file's name.
type ending struct {
	end    string
	format transcripts.Format
}

// endings are tried in order; the first that fits counts.
var endings = []ending{
	{".podcast.json", transcripts.FormatPodcast},
	{".json", transcripts.FormatJSON},
	{".vtt", transcripts.FormatVTT},
	{".srt", transcripts.FormatSRT},
	{".lrc", transcripts.FormatLRC},
	{".textgrid", transcripts.FormatTextGrid},
	{".tsv", transcripts.FormatTSV},
}

func (c *transcriptConvertCmd) Run() error {
	name := strings.ToLower(c.Out)
	i := slices.IndexFunc(endings, func(e ending) bool { return strings.HasSuffix(name, e.end) })
	if i < 0 {
		return gendu.Errorf(gendu.Invalid, "%s: the name must end in .vtt, .srt, .lrc, .TextGrid, .tsv, .podcast.json or .json", c.Out)
	}
	b, err := readFile(c.In, transcripts.MaxFileBytes)
	if err != nil {
		return err
	}
	doc, _, err := transcripts.Parse(filepath.Base(c.In), b)
	if err != nil {
		return fmt.Errorf("%s: %w", c.In, err)
	}
	return writeTo(c.Out, func(w io.Writer) error { return transcripts.Write(w, doc, endings[i].format) })
}

type transcriptLintCmd struct {
	File string `arg:"" type:"existingfile"`
}

func (c *transcriptLintCmd) Run() error {
	b, err := readFile(c.File, transcripts.MaxFileBytes)
	if err != nil {
		return err
	}
	findings, format := transcripts.Lint(filepath.Base(c.File), b)
	for _, f := range findings {
		fmt.Printf("%s:%d:%d: %s (%s)\n", c.File, f.Line, f.Column, f.Message, f.Kind)
	}
	if len(findings) > 0 {
		return gendu.Errorf(gendu.Invalid, "%d findings", len(findings))
	}
	fmt.Printf("%s: %s, nothing to mend\n", c.File, format)
	return nil
}
