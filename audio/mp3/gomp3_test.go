package mp3

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"gendu/audio/audiotest"
)

// TestGoMP3Faults shows that the faults for which our own decoder stands in are
// faults: go-mp3 alone is far from mpg123 in such files, or fails.
func TestGoMP3Faults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault          string
		rate, channels int
		args           []string
	}{
		{"MPEG-2.5", 8000, 1, []string{"-b", "32"}},
		{"middle/side stereo in short blocks", 16000, 2, []string{"-b", "64", "-m", "f"}},
		{"a padded frame of MPEG-2", 22050, 1, []string{"-b", "160"}},
		{"middle/side stereo in short blocks", 32000, 2, []string{"-b", "64", "-m", "f"}},
	} {
		t.Run(fmt.Sprint(c.rate, " ", c.fault), func(t *testing.T) {
			t.Parallel()
			args := append([]string{"--resample", fmt.Sprint(float64(c.rate) / 1000)}, c.args...)
			file := audiotest.LAME(t, c.rate, c.channels, audiotest.Music(c.rate, c.channels, 1.3), args...)
			x, right, instead := decodeWith(t, file, DecodeOptions{Decoder: GoMP3})
			if instead != c.fault {
				t.Errorf("our own decoder stood in because of %q", instead)
			}
			alone := new(goMP3)
			got, broken := make([]float32, 0, len(right)), 0
			var out [2304]float32
			for _, f := range x.frames {
				n := f.header().Samples() * f.header().channels()
				if ok, panicked := decodeSafely(alone, f, file[f.off:f.off+int64(f.size)], out[:n]); !ok || panicked {
					broken++
				}
				got = append(got, out[:n]...)
			}
			if d := audiotest.Difference(got[int(x.trimStart)*x.Channels:], right); d < 2 && broken == 0 {
				t.Errorf("go-mp3 alone is right: %.2f LSB rms", d)
			}
			exactByGoMP3(t, file, audiotest.ByMPG123(t, file), c.fault)
		})
	}
}

// TestGoMP3Damage decodes damaged files: the length is the same by both decoders,
// nothing panics, and what is cut short does not reach go-mp3.
func TestGoMP3Damage(t *testing.T) {
	t.Parallel()
	file := audiotest.LAME(t, 44100, 1, audiotest.Music(44100, 1, 1.6), "-V", "4")
	files := append(flippedBits(t, file), brokenFrames(t, file)...)
	for i, h := range append(files, oddStreams()...) {
		if h.err != nil || h.name == "10000 runs of junk" || !everything() && i%9 > 0 {
			continue
		}
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			x, want := decodeBytes(t, h.file, 1)
			d, err := NewDecoder(context.Background(), bytes.NewReader(h.file), x, DecodeOptions{Decoder: GoMP3, Workers: 1})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			got, err := drain(d)
			if err != nil || len(got) != len(want) || d.panics > 0 {
				t.Errorf("%d values of %d, %d panics: %v", len(got), len(want), d.panics, err)
			}
			if x.CutFrames > 0 && d.fallback == 0 {
				t.Error("go-mp3 decoded frames that are cut short")
			}
		})
	}
}

func TestUnknownDecoder(t *testing.T) {
	t.Parallel()
	file := silentFrames(mpeg1Mono, 10)
	x, err := scanBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewDecoder(context.Background(), bytes.NewReader(file), x, DecodeOptions{Decoder: "mad"}); err == nil {
		t.Error("a decoder that is not there was taken")
	}
}

// FuzzGoMP3 looks for what recover does not catch.
func FuzzGoMP3(f *testing.F) {
	f.Add(audiotest.Join(xingFrame(mpeg1Mono, 5, 576, 1000), silentFrames(mpeg1Mono, 5)))
	f.Add(audiotest.Join(silentFrames(mpeg2Mono, 4), silentFrames(mpeg1Stereo, 4)))
	f.Add(bytes.Repeat(append(EmptyFrame(mpeg1Stereo)[:36], audiotest.Bytes(9, 381)...), 6))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4<<10 {
			return
		}
		x, err := scanBytes(b)
		if err != nil {
			return
		}
		d, out := new(goMP3), make([]float32, 2304)
		for _, fr := range x.frames {
			frame := b[fr.off : fr.off+int64(fr.size)]
			if why, local := d.fault(fr.header(), frame); !fr.whole() || why != "" && !local {
				d.reset()
				continue
			}
			n := fr.header().Samples() * fr.header().channels()
			decodeSafely(d, fr, frame, out[:n])
			if loud(out[:n]) {
				t.Fatalf("the frame at byte %d is too loud", fr.off)
			}
		}
	})
}
