package audio

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"gendu/audio/audiotest"
	"gendu/audio/mp3/mp3test"
)

// TestReports are kinds of files from public reports of other projects (docs/reports.md).
func TestReports(t *testing.T) {
	t.Parallel()
	format, sound := audiotest.FmtChunk(1, 1, 8000, 16), make([]byte, 8000)
	frames := mp3test.Silent(mp3test.Mono, 40)
	title := audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "T"))
	for _, c := range []struct {
		source, title, chapter string
		file                   []byte
		ms                     int64
	}{
		{"libsndfile/libsndfile#370: a list of zeros", "", "", new(audiotest.WAV).Chunk("fmt ", -1, format).Chunk("LIST", -1, make([]byte, 3000)).Chunk("data", -1, sound).Bytes(), 500},
		{"TooTallNate/node-wav#8: a list before the format", "T", "", new(audiotest.WAV).Chunk("LIST", -1, []byte("INFOINAM\x02\x00\x00\x00T\x00")).Chunk("fmt ", -1, format).Chunk("data", -1, sound).Bytes(), 500},
		{"rochars/wavefile#45: two kinds of lists", "T", "One", new(audiotest.WAV).Chunk("fmt ", -1, format).Chunk("data", -1, sound).
			Chunk("cue ", -1, audiotest.Join([]byte("\x01\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\x00data"), make([]byte, 12))).
			Chunk("LIST", -1, []byte("adtllabl\x08\x00\x00\x00\x07\x00\x00\x00One\x00")).Chunk("LIST", -1, []byte("INFOINAM\x02\x00\x00\x00T\x00")).Bytes(), 500},
		{"Zeugma440/atldotnet#282: an ID3v2 tag at the end", "T", "", audiotest.Join(frames, title, audiotest.ID3v1("")), 40 * 1152 * 1000 / 44100},
		{"michaelnisi/MNAVChapters#3: a chapter in big-endian UTF-16", "", "One", audiotest.Join(audiotest.ID3v2(3, 0, audiotest.ID3Part("CHAP", audiotest.Join([]byte("a\x00\x00\x00\x00\x00\x00\x00\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff"), audiotest.ID3Part("TIT2", []byte("\x01\xfe\xff\x00O\x00n\x00e"))))), frames), 40 * 1152 * 1000 / 44100},
		{"agersant/mp3-duration#6: an APE tag", "", "", audiotest.Join(frames, []byte("APETAGEX\xd0\x07\x00\x00\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), make([]byte, 8)), 40 * 1152 * 1000 / 44100},
	} {
		src, err := OpenSource(context.Background(), bytes.NewReader(c.file), int64(len(c.file)), nil)
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		chapters := []string{}
		for _, chapter := range src.Info.Tags.Chapters {
			chapters = append(chapters, chapter.Title)
		}
		if ms := src.Info.DurationMS - c.ms; ms < -1 || ms > 1 || src.Info.Tags.Title != c.title || strings.Join(chapters, "|") != c.chapter {
			t.Errorf("%s: %d ms, %+v", c.source, src.Info.DurationMS, src.Info.Tags)
		}
	}
}
