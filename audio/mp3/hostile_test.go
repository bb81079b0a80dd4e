package mp3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"gendu/audio/audiotest"
)

// hostile is a damaged file with what has to come out of it.
type hostile struct {
	name    string
	file    []byte
	err     error // nil: it has to be read
	frames  int   // -1: any
	samples int64 // -1: any
	junk    int   // runs; -1: any
	cut     int   // frames cut short; -1: any
	remux   bool  // it has to keep its listening file
}

func (h hostile) check(t *testing.T) {
	r := &audiotest.BoundedReader{T: t, B: h.file}
	src, err := Path.Open(context.Background(), r, int64(len(h.file)))
	if limit := 2*len(h.file) + 256<<10; r.Read > limit {
		t.Errorf("the index read %d bytes of a file of %d", r.Read, len(h.file))
	}
	if h.err != nil {
		if !errors.Is(err, h.err) {
			t.Fatalf("error %v, want %v", err, h.err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	x := src.Index()
	h.verdict(t, x)
	pcm, err := src.PCM()
	if err != nil {
		t.Fatal(err)
	}
	out, err := drain(pcm)
	if err != nil || int64(len(out)) != x.Samples()*int64(x.Channels) {
		t.Errorf("decoded %d values, want %d samples of %d channels: %v", len(out), x.Samples(), x.Channels, err)
	}
	if d, ok := pcm.(*Decoder); ok && d.panics > 0 {
		t.Error("the decoder panicked")
	}
	for i, v := range out {
		if v != v || v > 16 || v < -16 {
			t.Fatalf("value %d is %g", i, v)
		}
	}
	if _, err := Path.Remux(io.Discard, r, x); err != nil && (h.remux || !errors.Is(err, Path.NotRemuxed)) {
		t.Error(err)
	}
}

func (h hostile) verdict(t *testing.T, x *Index) {
	if h.frames >= 0 && x.Frames() != h.frames {
		t.Errorf("%d frames, want %d", x.Frames(), h.frames)
	}
	if h.samples >= 0 && x.Samples() != h.samples {
		t.Errorf("%d samples, want %d", x.Samples(), h.samples)
	}
	if h.junk >= 0 && x.JunkRuns != h.junk {
		t.Errorf("%d runs of junk, want %d: %+v", x.JunkRuns, h.junk, x.Damage)
	}
	if h.cut >= 0 && x.CutFrames != h.cut {
		t.Errorf("%d frames cut, want %d: %+v", x.CutFrames, h.cut, x.Damage)
	}
	if (h.junk > 0 || h.cut > 0) && len(x.Warnings()) == 0 {
		t.Error("the damage is not reported")
	}
	if n := len(x.Warnings()); n > 16 {
		t.Errorf("%d warnings", n)
	}
}

// TestHostileFiles runs the whole reading path over more than 500 damaged files.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	var all []hostile
	file := audiotest.LAME(t, 44100, 1, audiotest.Music(44100, 1, 1.6), "-V", "4")
	all = append(all, brokenFrames(t, file)...)
	all = append(all, flippedBits(t, file)...)
	all = append(all, flippedHeaders(t, "mono", file)...)
	all = append(all, flippedHeaders(t, "joint", audiotest.LAME(t, 44100, 2, audiotest.Music(44100, 2, 1), "-V", "4", "-m", "j"))...)
	all = append(all, lyingTags()...)
	all = append(all, notAudio()...)
	all = append(all, oddStreams()...)
	if len(all) < 300 {
		t.Fatalf("only %d files", len(all))
	}
	names := map[string]bool{}
	for _, h := range all {
		if names[h.name] {
			t.Errorf("two files %s", h.name)
		}
		names[h.name] = true
		audiotest.Keep(t, h.name+".mp3", h.file)
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			h.check(t)
		})
	}
	t.Logf("%d files", len(all))
}

// brokenFrames damages every frame of a file in six ways. The length rule: a frame
// whose header survives counts, whatever became of it; anything else does not. The
// encoder's padding is cut where the tag says that the stream ends.
func brokenFrames(t *testing.T, file []byte) []hostile {
	t.Helper()
	x, err := scanBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	n := x.Frames()
	length := func(frames int) int64 {
		end := min(int64(frames)*1152, int64(n)*1152-int64(x.EncoderPadding-decoderDelay))
		return max(end-int64(x.EncoderDelay+decoderDelay), 0)
	}
	var out []hostile
	for i, f := range x.frames {
		at, end := f.off, f.off+int64(f.size)
		add := func(kind string, frames, junk, cut int, parts ...[]byte) {
			h := hostile{name: fmt.Sprintf("%s/%d", kind, i), file: audiotest.Join(parts...), frames: frames, samples: length(frames), junk: junk, cut: cut}
			if frames == 0 {
				h.err = ErrNotMP3
			}
			out = append(out, h)
		}
		lastCut := 0
		if i < n-2 { // a frame that lost bytes is noticed by the two that follow
			lastCut = 1
		}
		add("ends at header", i, 0, 0, file[:at])
		if i > 0 {
			add("ends in header", i, 1, 0, file[:at+2])
			add("ends in frame", i+1, 0, 1, file[:at+int64(f.size)/2])
			add("without sync", n-1, 1, 0, file[:at], []byte{0}, file[at+1:])
			add("junk before", n, 1, 0, file[:at], bytes.Repeat([]byte{0x55}, 1000), file[at:])
		}
		if lastCut == 1 {
			add("lost 20 bytes", n, 0, 1, file[:end-20], file[end:])
		}
	}
	return out
}

// flippedBits leaves the headers alone, so that the length has to stay.
func flippedBits(t *testing.T, file []byte) []hostile {
	t.Helper()
	x, err := scanBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []hostile
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 7))
		b := bytes.Clone(file)
		for range 1 + seed {
			f := x.frames[r.IntN(len(x.frames))]
			at := f.off + 4 + r.Int64N(int64(f.size)-4)
			b[at] ^= 1 << r.IntN(8)
		}
		out = append(out, hostile{name: fmt.Sprintf("flipped bits/%d", seed), file: b, frames: x.Frames(), samples: x.Samples(), junk: 0, cut: 0})
	}
	return out
}
