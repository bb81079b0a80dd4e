package audio_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"testing"

	"gendu/audio"
	"gendu/audio/audiotest"
	"gendu/audio/dsp"
	"gendu/audio/take"
	"gendu/audio/wav"
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
	r := &audiotest.BoundedReader{T: t, B: h.file}
	src, err := audio.OpenSource(context.Background(), r, int64(len(h.file)), nil)
	if r.Read > 1<<10+8*1000 {
		t.Errorf("opening read %d bytes", r.Read)
	}
	if err != nil || len(h.errs) > 0 && h.samples != -1 {
		if !audiotest.IsOneOf(err, h.errs) {
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
	err = dsp.EachBlock(pcm, func(b []float32) error {
		frames += int64(len(b) / channels)
		for _, v := range b {
			worst = max(worst, v, -v)
		}
		return nil
	})
	if err != nil || frames != src.Info.Samples || h.samples >= 0 && frames != h.samples || frames > int64(len(h.file)) || !(worst <= 64) {
		t.Errorf("%d frames up to %g, the header says %d, want %d: %v", frames, worst, src.Info.Samples, h.samples, err)
	}
	d, err := audio.Derive(context.Background(), r, int64(len(h.file)), t.TempDir(), audio.DeriveOptions{})
	if frames == 0 {
		if !errors.Is(err, audio.ErrUnknownSource) {
			t.Errorf("derived nothing: %v", err)
		}
	} else if err != nil || d.Samples != frames {
		t.Errorf("derived %+v, %v", d, err)
	}
	if _, _, err := take.Decode(h.file); err != nil && !audiotest.IsOneOf(err, wholeErrors) {
		t.Errorf("as a take: %v", err)
	}
}

var (
	wholeErrors = []error{take.ErrUnknownFormat, take.ErrTooLong, take.ErrDamaged, take.ErrEmpty, wav.ErrNotWAV, wav.ErrDamaged, wav.ErrUnsupported, take.ErrNeedsFFmpeg}
	wavErrors   = []error{audio.ErrUnknownSource, wav.ErrDamaged, wav.ErrUnsupported, dsp.ErrRate, audio.ErrNeedsFFmpeg}
)

// TestHostileWAV cuts a file at every byte of its header, flips every bit of it, and
// lets its sizes lie.
func TestHostileWAV(t *testing.T) {
	t.Parallel()
	all := lyingWAVs()
	good := wav.Encode(dsp.Signal{Rate: 8000, Samples: audiotest.Sine(8000, 0.1, 200, 0.5)})
	for n := range 46 {
		h := hostileWAV{name: fmt.Sprint("cut/", n), file: good[:n], samples: int64(n-44) / 2}
		switch {
		case n < 12:
			h.errs = []error{audio.ErrUnknownSource}
		case n < 44:
			h.errs = []error{wav.ErrDamaged}
		}
		all = append(all, h)
	}
	for bit := range 44 * 8 {
		b := bytes.Clone(good)
		b[bit/8] ^= 1 << (bit % 8)
		all = append(all, hostileWAV{name: fmt.Sprint("flipped/", bit), file: b, errs: wavErrors, samples: -1})
	}
	for _, h := range all {
		audiotest.Keep(t, "wav/"+h.name+".wav", h.file)
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			h.check(t)
		})
	}
	t.Logf("%d files", len(all))
}

func lyingWAVs() []hostileWAV {
	file := func(format []byte, size int64, data []byte) []byte {
		return new(audiotest.WAV).Chunk("fmt ", -1, format).Chunk("data", size, data).Bytes()
	}
	var huge []byte
	for _, v := range []float32{3e38, -3e38, float32(math.NaN()), float32(math.Inf(1)), 1e20, 0.5} {
		huge = binary.LittleEndian.AppendUint32(huge, math.Float32bits(v))
	}
	sound := make([]byte, 64<<10)
	return []hostileWAV{
		{name: "64 KB at 1 Hz", file: file(audiotest.FmtChunk(1, 1, 1, 8), -1, sound), errs: []error{dsp.ErrRate}},
		{name: "64 KB at 3999 Hz", file: file(audiotest.FmtChunk(1, 1, 3999, 8), -1, sound), errs: []error{dsp.ErrRate}},
		{name: "64 KB at 4 kHz", file: file(audiotest.FmtChunk(1, 1, 4000, 8), -1, sound), samples: 64 << 10},
		{name: "64 channels at 768 kHz", file: file(audiotest.FmtChunk(1, 64, 768000, 8), -1, sound), samples: 1 << 10},
		{name: "65 channels", file: file(audiotest.FmtChunk(1, 65, 48000, 8), -1, sound), errs: []error{wav.ErrDamaged}},
		{name: "data of 4 GiB", file: file(audiotest.FmtChunk(1, 1, 8000, 16), math.MaxUint32-1, sound), samples: 32 << 10},
		{name: "format of 4 GiB", file: new(audiotest.WAV).Chunk("fmt ", math.MaxUint32, audiotest.FmtChunk(1, 1, 8000, 16)).Bytes(), errs: []error{wav.ErrDamaged}},
		{name: "chunk of 4 GiB", file: new(audiotest.WAV).Chunk("LIST", math.MaxUint32, sound).Bytes(), errs: []error{wav.ErrDamaged}},
		{name: "ds64 of 16 EiB", file: audiotest.RF64(28, math.MaxUint64), samples: 254},
		{name: "ds64 of 10 samples", file: audiotest.RF64(28, 20), samples: 10},
		{name: "floats", file: file(audiotest.FmtChunk(3, 1, 8000, 32), -1, huge), samples: 6},
		{name: "a playlist", file: append([]byte("RIFF\x00\x00\x00\x00WAVE"), "#EXTM3U\nfile:///etc/passwd\n"...), errs: []error{wav.ErrDamaged}},
	}
}
