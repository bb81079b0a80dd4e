package audio

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// hostileWAV is a damaged WAV file with what has to come out of it.
type hostileWAV struct {
	name    string
	file    []byte
	errs    []error // one of them; none: it has to be read
	samples int64   // frames; -1: no more than the file has bytes
}

// check reads the file as a source, derives from it, and reads it as a take.
func (h hostileWAV) check(t *testing.T) {
	r := &boundedReader{t: t, b: h.file}
	src, err := OpenSource(context.Background(), r, int64(len(h.file)), nil)
	if r.read > 1<<10+8*maxWAVChunks {
		t.Errorf("opening read %d bytes", r.read)
	}
	if err != nil || len(h.errs) > 0 && h.samples != -1 {
		if !isOneOf(err, h.errs) {
			t.Fatalf("error %v, want one of %v", err, h.errs)
		}
		return
	}
	defer src.Close()
	pcm, err := src.PCM()
	if err != nil {
		t.Fatal(err)
	}
	frames, worst := int64(0), float32(0)
	channels := pcm.Format().Channels
	err = EachBlock(pcm, func(b []float32) error {
		frames += int64(len(b) / channels)
		for _, v := range b {
			worst = max(worst, v, -v)
		}
		return nil
	})
	if err != nil || frames != src.Info.Samples || h.samples >= 0 && frames != h.samples || frames > int64(len(h.file)) || !(worst <= maxSample) {
		t.Errorf("%d frames up to %g, the header says %d, want %d: %v", frames, worst, src.Info.Samples, h.samples, err)
	}
	d, err := Derive(context.Background(), r, int64(len(h.file)), t.TempDir(), DeriveOptions{})
	if frames == 0 {
		if !errors.Is(err, ErrUnknownSource) {
			t.Errorf("derived nothing: %v", err)
		}
	} else if err != nil || d.Samples != frames {
		t.Errorf("derived %+v, %v", d, err)
	}
	if _, _, err := DecodeTake(h.file); err != nil && !isOneOf(err, takeErrors) {
		t.Errorf("as a take: %v", err)
	}
}

func isOneOf(err error, errs []error) bool {
	for _, e := range errs {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

var (
	takeErrors = []error{ErrUnknownFormat, ErrTakeTooLong, ErrTakeDamaged, ErrTakeEmpty, ErrNotWAV, ErrWAVDamaged, ErrWAVUnsupported, ErrTakeNeedsFFmpeg}
	wavErrors  = []error{ErrUnknownSource, ErrWAVDamaged, ErrWAVUnsupported, ErrRate, ErrNeedsFFmpeg}
)

// TestHostileWAV cuts a file at every byte of its header, flips every bit of it, and
// lets its sizes lie.
func TestHostileWAV(t *testing.T) {
	t.Parallel()
	all := lyingWAVs()
	good := EncodeWAV(Signal{Rate: 8000, Samples: sine(8000, 0.1, 200, 0.5).Samples})
	for n := range 46 {
		h := hostileWAV{name: fmt.Sprint("cut/", n), file: good[:n], samples: int64(n-44) / 2}
		switch {
		case n < 12:
			h.errs = []error{ErrUnknownSource}
		case n < 44:
			h.errs = []error{ErrWAVDamaged}
		}
		all = append(all, h)
	}
	for bit := range 44 * 8 {
		b := bytes.Clone(good)
		b[bit/8] ^= 1 << (bit % 8)
		all = append(all, hostileWAV{name: fmt.Sprint("flipped/", bit), file: b, errs: wavErrors, samples: -1})
	}
	for _, h := range all {
		keep(t, "wav/"+h.name+".wav", h.file)
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			h.check(t)
		})
	}
	t.Logf("%d files", len(all))
}

func lyingWAVs() []hostileWAV {
	file := func(format []byte, size int64, data []byte) []byte {
		return new(wavBytes).chunk("fmt ", -1, format).chunk("data", size, data).bytes()
	}
	var huge []byte
	for _, v := range []float32{3e38, -3e38, float32(math.NaN()), float32(math.Inf(1)), 1e20, 0.5} {
		huge = binary.LittleEndian.AppendUint32(huge, math.Float32bits(v))
	}
	sound := make([]byte, 64<<10)
	return []hostileWAV{
		{name: "64 KB at 1 Hz", file: file(fmtChunk(wavInt, 1, 1, 8), -1, sound), errs: []error{ErrRate}},
		{name: "64 KB at 3999 Hz", file: file(fmtChunk(wavInt, 1, 3999, 8), -1, sound), errs: []error{ErrRate}},
		{name: "64 KB at 4 kHz", file: file(fmtChunk(wavInt, 1, 4000, 8), -1, sound), samples: 64 << 10},
		{name: "64 channels at 768 kHz", file: file(fmtChunk(wavInt, 64, 768000, 8), -1, sound), samples: 1 << 10},
		{name: "65 channels", file: file(fmtChunk(wavInt, 65, 48000, 8), -1, sound), errs: []error{ErrWAVDamaged}},
		{name: "data of 4 GiB", file: file(fmtChunk(wavInt, 1, 8000, 16), math.MaxUint32-1, sound), samples: 32 << 10},
		{name: "format of 4 GiB", file: new(wavBytes).chunk("fmt ", math.MaxUint32, fmtChunk(wavInt, 1, 8000, 16)).bytes(), errs: []error{ErrWAVDamaged}},
		{name: "chunk of 4 GiB", file: new(wavBytes).chunk("LIST", math.MaxUint32, sound).bytes(), errs: []error{ErrWAVDamaged}},
		{name: "ds64 of 16 EiB", file: rf64(28, math.MaxUint64), samples: 254},
		{name: "ds64 of 10 samples", file: rf64(28, 20), samples: 10},
		{name: "floats", file: file(fmtChunk(wavFloat, 1, 8000, 32), -1, huge), samples: 6},
		{name: "a playlist", file: append([]byte("RIFF\x00\x00\x00\x00WAVE"), "#EXTM3U\nfile:///etc/passwd\n"...), errs: []error{ErrWAVDamaged}},
	}
}

// TestHostileTakes cuts and flips recordings of every container: they are read, at
// most as long as they were or a take may be, or refused.
func TestHostileTakes(t *testing.T) {
	t.Parallel()
	total := 0
	for _, name := range []string{"mono.webm", "stereo.webm", "mono.ogg", "silk.ogg", "mono.flac"} {
		whole := takeFile(t, name)
		s, _, err := DecodeTake(whole)
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(7, uint64(len(whole))))
		var files [][]byte
		for i := range 30 {
			files = append(files, whole[:i*len(whole)/30])
		}
		for i := range 30 {
			b := bytes.Clone(whole)
			for range 1 + i {
				at := random.IntN(len(b))
				if i%2 == 0 {
					at = random.IntN(min(600, len(b))) // the headers
				}
				b[at] ^= 1 << random.IntN(8)
			}
			files = append(files, b)
		}
		total += len(files)
		for i, b := range files {
			keep(t, fmt.Sprintf("takes/%d-%s", i, name), b)
			t.Run(fmt.Sprint(name, "/", i), func(t *testing.T) {
				t.Parallel()
				got, _, err := DecodeTake(b)
				if err != nil && !isOneOf(err, takeErrors) {
					t.Fatal(err)
				}
				if i < 30 && len(got.Samples) > len(s.Samples) {
					t.Errorf("%d samples of %d", len(got.Samples), len(s.Samples))
				}
				if len(got.Samples) > MaxTakeSeconds*max(got.Rate, 1) {
					t.Errorf("%d samples", len(got.Samples))
				}
			})
		}
	}
	t.Logf("%d files", total)
}
