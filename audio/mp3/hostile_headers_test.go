package mp3

import (
	"bytes"
	"fmt"
	"testing"

	"gendu/audio/audiotest"
)

// flippedHeaders flips each bit of some frames' headers. What a bit means decides what
// has to come out: its frame is junk, has another length, is of another shape, or all
// stays as it is. The listening file stays in any case.
func flippedHeaders(t *testing.T, kind string, file []byte) []hostile {
	t.Helper()
	x, err := scanBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	n := x.Frames()
	var out []hostile
	for _, i := range []int{0, 3, n / 2, n - 4} {
		for bit := range 32 {
			f := x.frames[i]
			b := bytes.Clone(file)
			b[f.off+3-int64(bit/8)] ^= 1 << (bit % 8)
			h := hostile{name: fmt.Sprintf("flipped header/%s/%d/%d", kind, i, bit), file: b, frames: n, samples: x.Samples(), remux: true}
			h.expect(x, i, parseHeader(b[f.off:]))
			total := int64(h.frames) * 1152
			h.samples = min(total, int64(n)*1152-int64(x.EncoderPadding-decoderDelay)) - int64(x.EncoderDelay+decoderDelay)
			out = append(out, h)
		}
	}
	return out
}

// expect says what the header h of frame i costs.
func (h *hostile) expect(x *Index, i int, got Header) {
	f := x.frames[i]
	switch was := f.header(); {
	case !got.valid() || !got.sameStream(was):
		h.frames, h.junk = h.frames-1, 1
	case got.channels() != was.channels():
		h.cut = 1
	case got.Size() < was.Size():
		h.junk = 1
	case got.Size() > was.Size():
		h.cut = 1
		for k := i + 1; k < len(x.frames); k++ { // it may swallow frames to the byte
			if x.frames[k].off == f.off+int64(got.Size()) {
				h.frames, h.cut = h.frames-(k-i-1), 0
			}
		}
	}
}

// TestLoneHeaderKeepsShape is the least damage: one bit of the mode of one frame of a
// mono file, which stays mono and keeps all other sound.
func TestLoneHeaderKeepsShape(t *testing.T) {
	t.Parallel()
	file := audiotest.LAME(t, 44100, 1, audiotest.Music(44100, 1, 3), "-b", "64")
	x, want := decodeBytes(t, file, 2)
	for _, i := range []int{0, 60} {
		b := bytes.Clone(file)
		b[x.frames[i].off+3] ^= 0x40
		y, got := decodeBytes(t, b, 2)
		if y.Channels != 1 || len(got) != len(want) || Path.Remuxable(y) != nil || y.CutFrames != 1 || y.Damage[0].Kind != damagedHeader {
			t.Fatalf("frame %d: %d channels, %d values of %d, %+v", i, y.Channels, len(got), len(want), y.Damage)
		}
		differs := 0
		for k := range got {
			if got[k] != want[k] {
				differs++
			}
		}
		if differs == 0 || differs > 8*1152 {
			t.Errorf("frame %d: %d values differ", i, differs)
		}
	}
}
