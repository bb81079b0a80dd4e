package take

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gendu/audio/wav"
)

// voiceWAV is 16-bit PCM in WAV that is as predictable as a voice.
func voiceWAV(rate, channels, frames int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	out := wav.Header(rate, channels, int64(frames))
	for i := range frames {
		for c := range channels {
			t := float64(i) / float64(rate)
			v := 8000*math.Sin(2*math.Pi*(120+40*float64(c))*t)*math.Abs(math.Sin(3*t)) + 40*r.NormFloat64()
			out = binary.LittleEndian.AppendUint16(out, uint16(int16(v)))
		}
	}
	return out
}

func extremes(frames int) []byte {
	out := wav.Header(16000, 1, int64(frames))
	for i := range frames {
		out = binary.LittleEndian.AppendUint16(out, []uint16{0x7fff, 0x8000, 0, 0x8000}[i/300%4])
	}
	return out
}

// TestCompressTake: the very bytes come back, and the samples are those that comparing
// decodes.
func TestCompressTake(t *testing.T) {
	t.Parallel()
	for name, sound := range map[string][]byte{
		"a take of the page":   voiceWAV(16000, 1, 5*16000+17),
		"whole blocks":         voiceWAV(16000, 1, 4*flacBlock),
		"one short block":      voiceWAV(16000, 1, 300),
		"stereo":               voiceWAV(48000, 2, 48000),
		"silence":              append(wav.Header(16000, 1, 20000), make([]byte, 40000)...),
		"full scale both ways": extremes(9000),
		"a minute at 13 kHz":   voiceWAV(13000, 1, 60*13000),
	} {
		packed, err := Compress(sound)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		t.Logf("%s: %d of %d bytes", name, len(packed), len(sound))
		back, err := Expand(packed)
		if err != nil || !bytes.Equal(back, sound) {
			t.Errorf("%s: %v; the bytes differ", name, err)
		}
		was, _, err := Decode(sound)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		is, format, err := Decode(packed)
		if err != nil || format.Container != "flac" || is.Rate != was.Rate || len(is.Samples) != len(was.Samples) {
			t.Errorf("%s as FLAC: %+v, %v", name, format, err)
			continue
		}
		for i := range is.Samples {
			if is.Samples[i] != was.Samples[i] {
				t.Errorf("%s: sample %d is %v, was %v", name, i, is.Samples[i], was.Samples[i])
				break
			}
		}
	}
}

func TestCompressTakeLeavesAlone(t *testing.T) {
	t.Parallel()
	good := voiceWAV(16000, 1, 2000)
	noise := wav.Header(16000, 1, 3000)
	r := rand.New(rand.NewPCG(3, 4))
	for range 6000 {
		noise = append(noise, byte(r.Uint32()))
	}
	changed := func(at int, b byte) []byte {
		out := bytes.Clone(good)
		out[at] = b
		return out
	}
	for name, sound := range map[string][]byte{
		"nothing": nil, "no header": good[:20], "no samples": wav.Header(16000, 1, 0), "half a sample": good[:len(good)-1],
		"a length that lies": good[:len(good)-2], "eight bits": changed(34, 8), "float": changed(20, 3), "a chunk more": append(bytes.Clone(good), "LIST"...),
		"no rate": changed(25, 0), "noise": noise, "too long": voiceWAV(48000, 1, MaxBytes/2),
	} {
		if packed, err := Compress(sound); !errors.Is(err, ErrNotCompressible) {
			t.Errorf("%s: %d bytes, %v", name, len(packed), err)
		}
	}
}

func TestExpandTakeRefuses(t *testing.T) {
	t.Parallel()
	packed, err := Compress(voiceWAV(16000, 1, 9000))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"nothing": nil, "WAV": voiceWAV(16000, 1, 10), "cut": packed[:len(packed)-100], "cut in the header": packed[:30]} {
		if sound, err := Expand(data); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %d bytes, %v", name, len(sound), err)
		}
	}
}

func FuzzExpandTake(f *testing.F) {
	packed, err := Compress(voiceWAV(16000, 1, 500))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Add(packed[:len(packed)/2])
	f.Fuzz(func(t *testing.T, data []byte) {
		sound, err := Expand(data)
		if err == nil && (len(sound) > MaxBytes || !bytes.HasPrefix(sound, []byte("RIFF"))) {
			t.Errorf("%d bytes", len(sound))
		}
	})
}

func FuzzCompressTake(f *testing.F) {
	f.Add(voiceWAV(16000, 1, 500))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := Compress(data); err != nil && !errors.Is(err, ErrNotCompressible) {
			t.Error(err)
		}
	})
}
