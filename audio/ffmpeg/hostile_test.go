package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"gendu/audio"
)

// countedTool counts what the converter is asked to read.
type countedTool struct {
	*Tool
	asked atomic.Int32
}

func (c *countedTool) Decode(ctx context.Context, r io.ReaderAt, size int64, format string) (audio.PCMStream, error) {
	c.asked.Add(1)
	return c.Tool.Decode(ctx, r, size, format)
}

// readHostile reads a file as a source to its end.
func readHostile(conv audio.Converter, b []byte) (frames int, err error) {
	src, err := audio.OpenSource(context.Background(), bytes.NewReader(b), int64(len(b)), conv)
	if err != nil {
		return 0, err
	}
	defer src.Close()
	pcm, err := src.PCM()
	if err != nil {
		return 0, err
	}
	err = audio.EachBlock(pcm, func(block []float32) error {
		frames += len(block) / pcm.Format().Channels
		return nil
	})
	return frames, err
}

// TestHostileLists are lists of other files, whatever they are called: none reaches
// ffmpeg but as a stream of MP3, which names no files.
func TestHostileLists(t *testing.T) {
	t.Parallel()
	hls := "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9.9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
	tagged := "ID3\x03\x00\x00\x00\x00\x00\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	for name, c := range map[string]struct {
		file  string
		want  error
		asked int32
	}{
		"HLS":                {hls, audio.ErrUnknownSource, 0},
		"HLS behind a mark":  {"\xef\xbb\xbf" + hls, audio.ErrUnknownSource, 0},
		"HLS behind lines":   {"\n\n" + hls, audio.ErrUnknownSource, 0},
		"HLS behind ID3":     {tagged + strings.Repeat(hls, 20), ErrFailed, 1},
		"concat":             {"ffconcat version 1.0\nfile /etc/passwd\n", audio.ErrUnknownSource, 0},
		"DASH":               {"<?xml version=\"1.0\"?><MPD><BaseURL>http://127.0.0.1/</BaseURL></MPD>", audio.ErrUnknownSource, 0},
		"PLS":                {"[playlist]\nFile1=/etc/passwd\n", audio.ErrUnknownSource, 0},
		"SDP":                {"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n", audio.ErrUnknownSource, 0},
		"HLS that says mov":  {"\x00\x00\x00\x10ftypM4A \x00\x00\x00\x00" + hls, ErrFailed, 1},
		"HLS that says Ogg":  {"OggS" + hls, ErrFailed, 1},
		"HLS that says webm": {"\x1a\x45\xdf\xa3" + hls, ErrFailed, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conv := &countedTool{Tool: tool(t)}
			frames, err := readHostile(conv, []byte(c.file))
			if !errors.Is(err, c.want) || frames != 0 || conv.asked.Load() != c.asked {
				t.Errorf("%d frames, ffmpeg was asked %d times, %v; want %v", frames, conv.asked.Load(), err, c.want)
			}
		})
	}
}

// TestHostileContainers cuts and flips a file of each container that ffmpeg reads. It
// is read, hardly longer than it was, or refused as one that ffmpeg cannot read.
func TestHostileContainers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
	}{
		{"a.m4a", []string{"-c:a", "aac"}},
		{"a.ogg", []string{"-c:a", "libvorbis"}},
		{"a.webm", []string{"-c:a", "libopus"}},
		{"a.flac", nil},
		{"a.aiff", nil},
		{"a.wav", []string{"-c:a", "adpcm_ms"}},
	} {
		whole, err := os.ReadFile(encode(t, sweep(44100), c.name, c.args...))
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(11, uint64(len(whole))))
		files := map[string][]byte{}
		for _, part := range []int{1, 5, 20, 50, 95} {
			files[fmt.Sprintf("%s cut at %d %%", c.name, part)] = whole[:len(whole)*part/100]
		}
		for i := range 7 {
			b := bytes.Clone(whole)
			for range 4 << i {
				at := random.IntN(len(b))
				if i%2 == 0 {
					at = random.IntN(min(800, len(b))) // the headers
				}
				b[at] ^= 1 << random.IntN(8)
			}
			files[fmt.Sprintf("%s with %d bits flipped", c.name, 4<<i)] = b
		}
		for name, b := range files {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				frames, err := readHostile(tool(t), b)
				if err != nil && !errors.Is(err, ErrFailed) && !errors.Is(err, audio.ErrUnknownSource) &&
					!errors.Is(err, audio.ErrRate) && !errors.Is(err, audio.ErrWAVDamaged) && !errors.Is(err, audio.ErrTooLong) {
					t.Errorf("an error of its own: %v", err)
				}
				if frames > 10*2*48000 {
					t.Errorf("%d frames of two seconds", frames)
				}
			})
		}
	}
}
