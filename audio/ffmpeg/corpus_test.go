package ffmpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gendu/audio"
	"gendu/audio/take"
)

// corpus says what is right for the files of ../shared/cases/audio: their length, how loud
// one channel of them is (in dB, with the digits after the point dropped), what they say of
// themselves, and what the host is warned of. Files t-… are takes.
var corpus = map[string]string{
	"51centre.wav":                  "302 ms, -25 dB",
	"antiphase.wav":                 "1000 ms, -120 dB; left and right cancel each other out, so that next to nothing is left in the one channel that is practised; export it in mono",
	"blockalign4-mono16.wav":        "2000 ms, -20 dB",
	"book.m4b":                      "8011 ms, -20 dB, Night train/Mei/, 0-3000 Intro, 3000-8011 Words, image/jpeg",
	"bw64.wav":                      "2000 ms, -20 dB",
	"chap-apic-first-20k.mp3":       "2953 ms, -21 dB, 0-1000 Intro, 1000-2953 Words; 1 frame is cut short or damaged, which plays as silence, the first at byte 63990",
	"chap-end0.mp3":                 "2953 ms, -21 dB, 0-1000 Intro, 1000-2000 Words, 2000-2953 End; 1 frame is cut short or damaged, which plays as silence, the first at byte 24012",
	"delay.m4a":                     "8034 ms, -20 dB, Night train/Mei/Show",
	"id3riff55.mp3":                 "8072 ms, -21 dB, RiffTitle!//",
	"loud51.flac":                   "1000 ms, -20 dB",
	"mulaw-take.wav":                "2000 ms, -20 dB",
	"odd-unpadded.wav":              "2000 ms, -20 dB, Night train//",
	"ref.wav":                       "2000 ms, -20 dB",
	"riff55.mp3":                    "8072 ms, -21 dB",
	"stinfo-mono.mp3":               "8000 ms, -21 dB",
	"t-chained.ogg":                 "5000 ms, -20 dB",
	"t-gain.ogg":                    "5000 ms, -32 dB",
	"t-gap.webm":                    "4000 ms, -20 dB",
	"t-nogain.ogg":                  "5000 ms, -20 dB",
	"t-safari.mp4":                  "5034 ms, -20 dB",
	"v23-big5.mp3":                  "2953 ms, -21 dB, 跟讀夜車//; 1 frame is cut short or damaged, which plays as silence, the first at byte 23871",
	"v23-emptyframe.mp3":            "2953 ms, -21 dB, Night train/Mei/; 1 frame is cut short or damaged, which plays as silence, the first at byte 23898",
	"v23-exthdr-flag-absent.mp3":    "2953 ms, -21 dB, Night train/Mei/; 1 frame is cut short or damaged, which plays as silence, the first at byte 23888",
	"v23-gbk.mp3":                   "2953 ms, -21 dB, 爱你一万年/刘德华/; 1 frame is cut short or damaged, which plays as silence, the first at byte 23890",
	"v23-unsync-cover.mp3":          "2953 ms, -21 dB, Night train//, image/jpeg; 1 frame is cut short or damaged, which plays as silence, the first at byte 24162",
	"v23-utf16-nobom-le.mp3":        "2953 ms, -21 dB, BBC Night train/BBC/; 1 frame is cut short or damaged, which plays as silence, the first at byte 23910",
	"v24-dli-only-cover.mp3":        "2953 ms, -21 dB, Title//, image/jpeg; 1 frame is cut short or damaged, which plays as silence, the first at byte 24144",
	"v24-plainsizes-apic.mp3":       "2953 ms, -21 dB, Night train//, image/jpeg; 1 frame is cut short or damaged, which plays as silence, the first at byte 89949",
	"v24-tagunsync-noframeflag.mp3": "2953 ms, -21 dB, Night train/Mei/Album; 1 frame is cut short or damaged, which plays as silence, the first at byte 23924",
}

// heard describes a file as an upload.
func heard(t *testing.T, b []byte) string {
	d, err := audio.Derive(context.Background(), bytes.NewReader(b), int64(len(b)), t.TempDir(), audio.DeriveOptions{Converter: tool(t)})
	if err != nil {
		return err.Error()
	}
	practice, err := os.ReadFile(d.PracticeWAV)
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := take.Decode(practice)
	if err != nil {
		t.Fatal(err)
	}
	out := fmt.Sprintf("%d ms, %d dB", d.DurationMS, level(s.Samples))
	if d.Tags.Title+d.Tags.Artist+d.Tags.Album != "" {
		out += fmt.Sprintf(", %s/%s/%s", d.Tags.Title, d.Tags.Artist, d.Tags.Album)
	}
	for _, c := range d.Tags.Chapters {
		out += fmt.Sprintf(", %d-%d %s", c.StartMS, c.EndMS, c.Title)
	}
	if d.CoverType != "" {
		out += ", " + d.CoverType
	}
	return strings.Join(append([]string{out}, d.Warnings...), "; ")
}

func level(samples []float32) int {
	sum := 0.0
	for _, v := range samples {
		sum += float64(v) * float64(v)
	}
	return int(10 * math.Log10(sum/float64(len(samples))+1e-12))
}

// TestCorpusAudio reads the small files that were once read wrongly.
func TestCorpusAudio(t *testing.T) {
	t.Parallel()
	folder := "../../../shared/cases/audio"
	files, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no ../shared here")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if strings.Contains(f.Name(), "-take.") || strings.HasPrefix(f.Name(), "t-") {
			s, _, err := take.DecodeWith(context.Background(), tool(t), b)
			if got = fmt.Sprintf("%d ms, %d dB", s.Duration().Milliseconds(), level(s.Samples)); err != nil {
				got = err.Error()
			}
		} else {
			got = heard(t, b)
		}
		if want := corpus[f.Name()]; got != want {
			t.Errorf("%q: %q,\nwant %q", f.Name(), got, want)
		}
	}
}
