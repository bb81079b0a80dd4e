package audio

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"gendu/audio/audiotest"
	"gendu/audio/dsp"
	"gendu/audio/mp3"
	"gendu/audio/wav"
)

// TestHeard: a host reads of silence, and of channels that cancel each other.
func TestHeard(t *testing.T) {
	t.Parallel()
	tone := audiotest.Sine(24000, 1, 300, 0.3)
	stereo := func(right float32) []float32 {
		out := make([]float32, 0, 2*len(tone))
		for _, v := range tone {
			out = append(out, v, right*v)
		}
		return out
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"a tone":        {audiotest.WAVFile(24000, 1, tone), ""},
		"both the same": {audiotest.WAVFile(24000, 2, stereo(1)), ""},
		"one side only": {audiotest.WAVFile(24000, 2, stereo(0)), ""},
		"antiphase":     {audiotest.WAVFile(24000, 2, stereo(-1)), "left and right cancel"},
		"silence":       {audiotest.WAVFile(24000, 1, make([]float32, 24000)), "it is silent"},
		"noise at -60":  {audiotest.WAVFile(24000, 1, audiotest.Sine(24000, 1, 300, 0.001)), "it is silent"},
	} {
		d := deriveBytes(t, c.file, DeriveOptions{})
		if got := strings.Join(d.Warnings, "; "); (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestSurround: the centre, where the speech is, is heard, and nothing clips.
func TestSurround(t *testing.T) {
	t.Parallel()
	mono := dsp.MixDown(nil, []float32{0, 0, 0.8, 0, 0, 0, 1, 1, 1, 1, 1, 1}, 6)
	if mono[0] < 0.3 || mono[1] > 1.0001 || mono[1] < 0.9 {
		t.Errorf("5.1 in one channel: %v", mono)
	}
}

// TestSourceKinds: what stands in front of a WAV file, and tags without audio.
func TestSourceKinds(t *testing.T) {
	t.Parallel()
	file := audiotest.WAVFile(24000, 1, audiotest.Sine(24000, 0.5, 300, 0.3))
	tag := audiotest.ID3v2(3, 0, audiotest.ID3Title("TIT2", "t"))
	open := func(b []byte) (*Source, error) {
		return OpenSource(context.Background(), bytes.NewReader(b), int64(len(b)), nil)
	}
	src, err := open(audiotest.Join(tag, file))
	if err != nil || src.Kind != "wav" || src.Info.DurationMS != 500 {
		t.Fatalf("ID3 in front of RIFF: %+v, %v", src, err)
	}
	pcm, err := src.PCM()
	if err != nil || pcm.Format().Rate != 24000 {
		t.Errorf("ID3 in front of RIFF: %v", err)
	}
	if _, err := open(tag); !errors.Is(err, mp3.ErrOnlyTags) {
		t.Errorf("a tag without audio: %v", err)
	}
	if _, err := wav.Open(bytes.NewReader(file), int64(len(file))); err != nil {
		t.Error(err)
	}
}
