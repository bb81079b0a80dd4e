package main

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestTranscriptConvert: captions become sentences, and a second file their
// translations.
func TestTranscriptConvert(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("1\n00:00:01,000 --> 00:00:03,000\n议会今天开会。\n")
	if err != nil {
		t.Fatal(err)
	}
	in := file("in.srt", "1\n00:00:01,000 --> 00:00:02,000\nThe council\n\n2\n00:00:02,000 --> 00:00:03,000\nmet today.\n")
	second := file("second.srt", gb)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"plain":    {[]string{in}, "start_ms\tend_ms\ttext\ttranslation\tspeaker\n1000\t2000\tThe council\t\t\n2000\t3000\tmet today.\t\t\n"},
		"joined":   {[]string{in, "--join"}, "start_ms\tend_ms\ttext\ttranslation\tspeaker\n1000\t3000\tThe council met today.\t\t\n"},
		"merged":   {[]string{in, "--join", "--merge", second}, "start_ms\tend_ms\ttext\ttranslation\tspeaker\n1000\t3000\tThe council met today.\t议会今天开会。\t\n"},
		"encoding": {[]string{second, "--encoding", "gb18030"}, "start_ms\tend_ms\ttext\ttranslation\tspeaker\n1000\t3000\t议会今天开会。\t\t\n"},
	} {
		out := filepath.Join(dir, name+".tsv")
		if _, err := command(t, append([]string{"transcript", "convert", c.args[0], out}, c.args[1:]...)...); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, err := os.ReadFile(out); err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n got %q\nwant %q", name, err, got, c.want)
		}
	}
}
