package dsp

import (
	"errors"
	"io"
	"testing"

	"gendu/audio/audiotest"
)

// tone is PCM without end of any shape.
type tone struct {
	format PCMFormat
	left   int // frames
	most   int // values asked for at once
}

func (s *tone) Format() PCMFormat { return s.format }

func (s *tone) ReadFrames(dst []float32) (int, error) {
	s.most = max(s.most, len(dst))
	n := min(len(dst)/s.format.Channels, s.left)
	s.left -= n
	if s.left == 0 {
		return n, io.EOF
	}
	return n, nil
}

// TestEachBlockIsBounded reads in blocks of bounded time and size at every shape.
func TestEachBlockIsBounded(t *testing.T) {
	t.Parallel()
	for _, f := range []PCMFormat{{4000, 1}, {44100, 2}, {768000, 64}, {768000, 1}, {4000, 64}} {
		s := &tone{format: f, left: 3 * f.Rate}
		got := 0
		err := EachBlock(s, func(b []float32) error { got += len(b); return nil })
		if err != nil || got != 3*f.Rate*f.Channels {
			t.Errorf("%+v: %d values, %v", f, got, err)
		}
		if s.most > 32<<10 || s.most > f.Rate/2*f.Channels {
			t.Errorf("%+v: blocks of %d values", f, s.most)
		}
	}
	early := &tone{format: PCMFormat{8000, 1}, left: 80000}
	if err := EachBlock(early, func([]float32) error { return io.EOF }); err != nil || early.left != 76000 {
		t.Errorf("%d frames left, %v", early.left, err)
	}
	if err := EachBlock(early, func([]float32) error { return audiotest.ErrStore }); !errors.Is(err, audiotest.ErrStore) {
		t.Errorf("got %v", err)
	}
}
