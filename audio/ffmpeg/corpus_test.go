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
var corpus = map[string]string{}

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
