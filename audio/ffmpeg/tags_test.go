package ffmpeg

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"gendu/audio"
	"gendu/audio/tags"
)

// TestTagsOfContainers: what ffmpeg writes into the files of each container is suggested
// to the host, with chapters that end where the audio ends.
func TestTagsOfContainers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	metadata := filepath.Join(dir, "meta.txt")
	text := ";FFMETADATA1\ntitle=跟讀\nartist=Mei\nalbum=Show\n" +
		"[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=2000\ntitle=第二\n"
	if err := os.WriteFile(metadata, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cover := filepath.Join(dir, "cover.png")
	if msg, err := exec.Command(tool(t).path, "-v", "error", "-f", "lavfi", "-i", "color=red:size=16x16", "-frames:v", "1", cover).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, msg)
	}
	chapters := []tags.Chapter{{StartMS: 0, EndMS: 500, Title: "One"}, {StartMS: 500, EndMS: 2000, Title: "第二"}}
	for _, c := range []struct {
		name     string
		args     []string
		chapters []tags.Chapter
		cover    bool
	}{
		{"a.m4a", []string{"-c:a", "alac", "-map_chapters", "-1"}, nil, true},
		{"a.m4b", []string{"-c:a", "alac", "-f", "ipod"}, chapters, true},
		{"a.flac", []string{"-map_chapters", "-1"}, nil, true},
		{"a.wav", nil, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"-i", metadata, "-i", cover, "-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"}, c.args...)
			if c.cover {
				args = append(args, "-map", "2:v", "-c:v", "copy", "-disposition:v:0", "attached_pic")
			}
			b, err := os.ReadFile(encode(t, sweep(44100), c.name, args...))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), c.name)
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			d, err := audio.Derive(context.Background(), f, int64(len(b)), t.TempDir(), audio.DeriveOptions{Converter: tool(t)})
			if err != nil {
				t.Fatal(err)
			}
			if d.Tags.Title != "跟讀" || d.Tags.Artist != "Mei" || d.Tags.Album != "Show" || !reflect.DeepEqual(d.Tags.Chapters, c.chapters) {
				t.Errorf("%+v", d.Tags)
			}
			if c.cover != (d.CoverType == "image/png") {
				t.Errorf("a cover of type %q", d.CoverType)
			}
		})
	}
}
