package take

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing"

	"gendu/audio"
	"gendu/audio/dsp"
)

// brokenConverter fails at the start or in the middle of a recording.
type brokenConverter struct{ start, middle error }

func (c brokenConverter) Decode(context.Context, io.ReaderAt, int64, string) (audio.PCMStream, error) {
	return c, c.start
}

func (brokenConverter) EncodeAAC(context.Context, dsp.PCMFormat, string) (audio.PCMEncoder, error) {
	return nil, errors.New("not wanted")
}

func (brokenConverter) Format() dsp.PCMFormat { return dsp.PCMFormat{Rate: 16000, Channels: 1} }

func (c brokenConverter) ReadFrames(dst []float32) (int, error) { return min(len(dst), 100), c.middle }

func (brokenConverter) Close() error { return nil }

// TestWhoseFaultATakeIs: a recording is damaged where the converter refuses it, and
// not where the machine has no room or ends the program.
func TestWhoseFaultATakeIs(t *testing.T) {
	t.Parallel()
	data := append([]byte("\x00\x00\x00\x18ftypM4A "), make([]byte, 100)...)
	full := &fs.PathError{Op: "open", Path: "/tmp/x", Err: errors.New("no space left on device")}
	killed := errors.New("killed")
	refused := fmt.Errorf("moov atom not found: %w", audio.ErrRefused)
	for name, c := range map[string]struct {
		conv    audio.Converter
		err     error
		refused bool
	}{
		"no ffmpeg":             {nil, ErrNeedsFFmpeg, true},
		"refused at the start":  {brokenConverter{start: refused}, ErrDamaged, true},
		"refused in the middle": {brokenConverter{middle: refused}, ErrDamaged, true},
		"an impossible rate":    {brokenConverter{start: fmt.Errorf("%w: 1 Hz", dsp.ErrRate)}, ErrDamaged, true},
		"a full disk":           {brokenConverter{start: full}, full, false},
		"killed":                {brokenConverter{middle: killed}, killed, false},
		"too slow":              {brokenConverter{middle: context.DeadlineExceeded}, context.DeadlineExceeded, false},
	} {
		_, _, err := DecodeWith(t.Context(), c.conv, data)
		if !errors.Is(err, c.err) || Refused(err) != c.refused || !c.refused && errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v; refused: %t, want %v, %t", name, err, Refused(err), c.err, c.refused)
		}
	}
}
