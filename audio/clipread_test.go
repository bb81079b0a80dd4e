package audio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"gendu"
	"gendu/audio/dsp"
	"gendu/audio/wav"
)

// TestClipFromAnyReader reads a clip over storage that delivers byte by byte, and over
// one that breaks in the middle.
func TestClipFromAnyReader(t *testing.T) {
	t.Parallel()
	sound := dsp.Signal{Rate: gendu.PracticeRate, Samples: make([]float32, gendu.PracticeRate)}
	for i := range sound.Samples {
		sound.Samples[i] = float32(i%200)/200 - 0.5
	}
	file := wav.Encode(sound)
	clip, ok := CutClip(int64(len(file)), 100, 400)
	if !ok {
		t.Fatal("no clip")
	}
	open := func(wrap func(io.Reader) io.Reader) PracticeBytes {
		return func(_ context.Context, off, n int64) (io.ReadCloser, error) {
			return io.NopCloser(wrap(bytes.NewReader(file[off : off+n]))), nil
		}
	}
	read := func(wrap func(io.Reader) io.Reader) ([]byte, error) {
		r, err := clip.Open(t.Context(), open(wrap), 0, clip.Size())
		if err != nil {
			return nil, err
		}
		defer func() { _ = r.Close() }()
		return io.ReadAll(r)
	}
	want, err := read(func(r io.Reader) io.Reader { return r })
	if err != nil || int64(len(want)) != clip.Size() {
		t.Fatalf("%d of %d bytes, %v", len(want), clip.Size(), err)
	}
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"halves": iotest.HalfReader, "bytes": iotest.OneByteReader, "data with the end": iotest.DataErrReader,
	} {
		if got, err := read(wrap); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes that differ, %v", name, len(got), err)
		}
	}
	r, err := clip.Open(t.Context(), open(func(r io.Reader) io.Reader { return r }), 0, clip.Size())
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(r, want); err != nil {
		t.Error(err)
	}
	broken := errors.New("the storage is gone")
	half := func(r io.Reader) io.Reader { return io.MultiReader(io.LimitReader(r, 5000), iotest.ErrReader(broken)) }
	if _, err := read(half); !errors.Is(err, broken) {
		t.Errorf("a clip that broke off gave %v", err)
	}
}
