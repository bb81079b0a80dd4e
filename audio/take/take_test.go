package take

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gendu/audio/audiotest"
	"gendu/audio/dsp"
	"gendu/audio/wav"

	"github.com/pion/opus/pkg/oggreader"
)

// takeVoice is what was encoded into testdata/takes.
func takeVoice() dsp.Signal {
	return dsp.Signal{Rate: 48000, Samples: audiotest.Voice{Rate: 48000, Seconds: 1.337, F0: audiotest.Steady(140), Breath: 1, Noise: 0.0005, Seed: 11}.Generate()}
}

func takeFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "takes", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecodeTake(t *testing.T) {
	t.Parallel()
	original := takeVoice()
	stereo := new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(1, 2, 96000, 16)).Chunk("data", -1, make([]byte, 4*96000)).Bytes()
	cases := map[string]struct {
		data      []byte
		format    Format
		rate      int
		tolerance int // samples of the original length that may be missing
	}{
		"mono.webm":   {takeFile(t, "mono.webm"), Format{"webm", "opus", 48000, 1, 0}, 48000, 0},
		"mono.ogg":    {takeFile(t, "mono.ogg"), Format{"ogg", "opus", 48000, 1, 0}, 48000, 0},
		"silk.ogg":    {takeFile(t, "silk.ogg"), Format{"ogg", "opus", 48000, 1, 0}, 48000, 0},
		"stereo.webm": {takeFile(t, "stereo.webm"), Format{"webm", "opus", 48000, 2, 0}, 48000, 0},
		"mono.flac":   {takeFile(t, "mono.flac"), Format{"flac", "flac", 16000, 1, 0}, 16000, 0},
		"recorder":    {wav.Encode(dsp.Resample(original, 16000)), Format{"wav", "pcm", 16000, 1, 0}, 16000, 0},
		"96 kHz":      {wav.Encode(dsp.Resample(original, 96000)), Format{"wav", "pcm", 96000, 1, 0}, 48000, 0},
		// As MediaRecorder writes: unknown sizes, no CodecDelay, no end padding.
		"live": {liveWebM(t, true), Format{"webm", "opus", 48000, 1, 0}, 48000, 1500},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, format, err := Decode(c.data)
			if err != nil || format != c.format || s.Rate != c.rate {
				t.Fatalf("%+v at %d Hz, %v", format, s.Rate, err)
			}
			want := dsp.Resample(original, c.rate)
			if extra := len(s.Samples) - len(want.Samples); extra < 0 || extra > c.tolerance {
				t.Errorf("%d samples, want %d", len(s.Samples), len(want.Samples))
			}
			best, at := -1.0, 0
			for offset := -400; offset <= 400; offset++ {
				if r := audiotest.Correlation(s.Samples, want.Samples, offset); r > best {
					best, at = r, offset
				}
			}
			// Opus keeps the sound and not the wave; its SILK mode is late by some ten
			// samples.
			if limit := map[bool]int{true: 24, false: 1}[name == "silk.ogg"]; best < 0.9 || at > limit || at < -limit {
				t.Errorf("correlation %.4f at offset %d", best, at)
			}
		})
	}
	if s, f, err := Decode(stereo); err != nil || f.Channels != 2 || len(s.Samples) != 48000 {
		t.Errorf("stereo at 96 kHz: %d samples, %+v, %v", len(s.Samples), f, err)
	}
}

// liveWebM is a WebM as a browser's recorder streams it: segment and clusters of
// unknown size, a second track, lacing as it comes, no duration.
func liveWebM(t testing.TB, private bool) []byte {
	t.Helper()
	reader, _, err := oggreader.NewWith(bytes.NewReader(takeFile(t, "mono.ogg")))
	if err != nil {
		t.Fatal(err)
	}
	element := func(id string, body ...byte) []byte {
		size := binary.BigEndian.AppendUint16(nil, uint16(len(body))|0x4000)
		return append(append([]byte(id), size...), body...)
	}
	unknown := "\x01\xff\xff\xff\xff\xff\xff\xff"
	head := []byte("OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00")
	track := slices.Concat(element("\xd7", 2), element("\x86", []byte("A_OPUS")...),
		element("\xe1", element("\x9f", 1)...))
	if private {
		track = append(track, element("\x63\xa2", head...)...)
	}
	out := element("\x1a\x45\xdf\xa3", element("\x42\x82", []byte("webm")...)...)
	out = append(out, "\x18\x53\x80\x67"+unknown...)
	out = append(out, element("\x16\x54\xae\x6b", slices.Concat(
		element("\xae", slices.Concat(element("\xd7", 1), element("\x86", []byte("V_VP8")...))...),
		element("\xae", track...))...)...)
	for n := 0; ; n++ {
		packet, _, err := reader.ParseNextPacket()
		if err != nil {
			return out
		}
		if bytes.HasPrefix(packet, []byte("OpusTags")) {
			continue
		}
		if n%10 == 0 || n == 1 {
			out = append(out, "\x1f\x43\xb6\x75"+unknown...)
			out = append(out, element("\xe7", byte(n))...)
			out = append(out, element("\xa3", 0x81, 0, 0, 0x80, 1, 2, 3)...) // the other track
		}
		out = append(out, element("\xa3", append([]byte{0x82, 0, byte(20 * n), 0x80}, packet...)...)...)
	}
}

// The reference decoder is libopus: ffmpeg's own differs from it by some -30 dB in
// hybrid packets.
func TestDecodeTakeAgainstLibopus(t *testing.T) {
	t.Parallel()
	audiotest.NeedProgram(t, "ffmpeg")
	for _, name := range []string{"mono.webm", "mono.ogg", "silk.ogg", "stereo.webm", "mono.flac"} {
		data := takeFile(t, name)
		codec := "libopus"
		if strings.HasSuffix(name, "flac") {
			codec = "flac"
		}
		cmd := exec.Command("ffmpeg", "-v", "error", "-c:a", codec, "-i", "pipe:0", "-af", "pan=mono|c0=c0", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1")
		cmd.Stdin = bytes.NewReader(data)
		b, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		want, err := wav.ReadMono(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := Decode(data)
		if err != nil || len(got.Samples) != len(want.Samples) {
			t.Errorf("%s: %d samples, the reference gives %d (%v)", name, len(got.Samples), len(want.Samples), err)
		}
		r := audiotest.Correlation(got.Samples, want.Samples, 0)
		t.Logf("%s: correlation %.7f", name, r)
		if r < 0.99999 {
			t.Errorf("%s: correlation %.6f with the reference", name, r)
		}
	}
}

func TestDecodeTakeDamaged(t *testing.T) {
	t.Parallel()
	webm, ogg := takeFile(t, "mono.webm"), takeFile(t, "mono.ogg")
	// What was cut off is missing; what came before stays.
	for name, data := range map[string][]byte{
		"webm": webm[:len(webm)/2], "ogg": ogg[:len(ogg)*9/10],
		"flac": takeFile(t, "mono.flac")[:20000], "live": liveWebM(t, true)[:3000],
	} {
		s, _, err := Decode(data)
		if err != nil || len(s.Samples) < s.Rate/4 {
			t.Errorf("%s cut off: %d samples, %v", name, len(s.Samples), err)
		}
	}
	if _, _, err := Decode(liveWebM(t, false)); err != nil {
		t.Errorf("without CodecPrivate: %v", err)
	}
	// A damaged packet is silence of its length.
	whole, _, _ := Decode(webm)
	hurt := slices.Clone(webm)
	first := bytes.Index(hurt, []byte{0xa3})
	for i := first + 8 + 1500; i < first+8+1510; i++ {
		hurt[i] ^= 0x55
	}
	if s, _, err := Decode(hurt); err != nil || len(s.Samples) != len(whole.Samples) {
		t.Errorf("ten bytes hurt: %d samples of %d, %v", len(s.Samples), len(whole.Samples), err)
	}
}

func TestDecodeTakeRefuses(t *testing.T) {
	t.Parallel()
	header := func(rate, channels int) []byte { return wav.Header(rate, channels, 0) }
	long := append(header(4000, 1), make([]byte, 2*4000*601)...)
	for name, c := range map[string]struct {
		data []byte
		want error
		text string
	}{
		"nothing":   {nil, ErrUnknownFormat, ""},
		"text":      {[]byte("hello world, this is no sound"), ErrUnknownFormat, "WebM Opus"},
		"AAC":       {takeFile(t, "aac.m4a"), ErrNeedsFFmpeg, ""},
		"Vorbis":    {takeFile(t, "vorbis.ogg"), ErrUnknownFormat, "without Opus"},
		"too large": {make([]byte, MaxBytes+1), ErrTooLarge, ""},
		"too long":  {long, ErrTooLong, ""},
		"DTX flood": {dtxWebM(11 * 60 * 1000 / 60), ErrTooLong, "byte"},
		"empty WAV": {header(16000, 1), ErrEmpty, ""},
		"slow WAV":  {append(header(10, 1), 1, 2), ErrDamaged, "10 Hz"},
		"no WebM":   {[]byte("\x1a\x45\xdf\xa3\x80"), ErrUnknownFormat, ""},
		"WebM of Vorbis": {
			bytes.Replace(takeFile(t, "mono.webm"), []byte("A_OPUS"), []byte("A_VORB"), 1), ErrUnknownFormat, "A_VORB",
		},
		"FLAC header": {takeFile(t, "mono.flac")[:20], ErrDamaged, ""},
		"Ogg header":  {takeFile(t, "mono.ogg")[:60], ErrDamaged, ""},
	} {
		_, _, err := Decode(c.data)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want %v with %q", name, err, c.want, c.text)
		}
	}
}

// dtxWebM holds packets that say only "60 ms of nothing".
func dtxWebM(packets int) []byte {
	out := []byte("\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" +
		"\xae\x8b\xd7\x81\x01\x86\x86A_OPUS\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff")
	for range packets {
		out = append(out, 0xa3, 0x85, 0x81, 0, 0, 0x80, 0x18)
	}
	return out
}

func TestOpusPacketSamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		packet []byte
		want   int
	}{
		{nil, 0},
		{[]byte{0x18}, 2880},          // SILK NB 60 ms
		{[]byte{0x60}, 480},           // hybrid 10 ms
		{[]byte{0x80}, 120},           // CELT 2.5 ms
		{[]byte{0xf9, 0}, 1920},       // two CELT frames of 20 ms
		{[]byte{0xfb, 3, 0}, 2880},    // three of them
		{[]byte{0xfb}, 0},             // count missing
		{[]byte{0x1b, 3, 0, 0, 0}, 0}, // 180 ms are not allowed
	} {
		if got := opusPacketSamples(c.packet); got != c.want {
			t.Errorf("% x: %d, want %d", c.packet, got, c.want)
		}
	}
}

func FuzzWebM(f *testing.F) {
	for _, name := range []string{"mono.webm", "stereo.webm", "silk.ogg", "vorbis.ogg"} {
		f.Add(takeFile(f, name))
	}
	f.Add(liveWebM(f, true)[:2000])
	f.Add(takeFile(f, "mono.flac")[:4000])
	f.Add(dtxWebM(3))
	f.Add(wav.Encode(dsp.Signal{Rate: 8000, Samples: audiotest.Sine(8000, 0.01, 440, 0.5)}))
	f.Fuzz(func(t *testing.T, b []byte) {
		// Two seconds instead of ten minutes, so that many inputs can be tried.
		s, format, err := decode(b, 2)
		if err != nil {
			return
		}
		if len(s.Samples) == 0 || len(s.Samples) > 2*s.Rate || s.Rate > maxRate || format.Codec == "" {
			t.Fatalf("%d samples at %d Hz of %+v", len(s.Samples), s.Rate, format)
		}
		for i, v := range s.Samples {
			if v-v != 0 || math.Abs(float64(v)) > 1e9 && format.Container != "wav" {
				t.Fatalf("sample %d is %g", i, v)
			}
		}
	})
}

func BenchmarkDecodeTake(b *testing.B) {
	data := takeFile(b, "mono.webm")
	for b.Loop() {
		if _, _, err := Decode(data); err != nil {
			b.Fatal(err)
		}
	}
	audiotest.ReportPerSecond(b, 1.337)
}

// Recordings that are known to be good must not be called bad.
func TestCorpusTakesAreUsable(t *testing.T) {
	t.Parallel()
	root := os.Getenv("GENDU_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(root, "takes", "*_full.flac"))
	if err != nil || len(files) == 0 {
		t.Skip("no corpus of takes")
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := Decode(b)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
			continue
		}
		if l := dsp.MeasureLevel(s); l.Verdict != "" || l.VoicedShare < 0.3 || l.VoicedShare > 0.95 {
			t.Errorf("%s: %+v", filepath.Base(file), l)
		}
	}
}

// TestHostileTakes cuts and flips recordings of every container: they are read, at
// most as long as they were or a take may be, or refused.
func TestHostileTakes(t *testing.T) {
	t.Parallel()
	total := 0
	for _, name := range []string{"mono.webm", "stereo.webm", "mono.ogg", "silk.ogg", "mono.flac"} {
		whole := takeFile(t, name)
		s, _, err := Decode(whole)
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
			audiotest.Keep(t, fmt.Sprintf("takes/%d-%s", i, name), b)
			t.Run(fmt.Sprint(name, "/", i), func(t *testing.T) {
				t.Parallel()
				got, _, err := Decode(b)
				if err != nil && !audiotest.IsOneOf(err, takeErrors) {
					t.Fatal(err)
				}
				if i < 30 && len(got.Samples) > len(s.Samples) {
					t.Errorf("%d samples of %d", len(got.Samples), len(s.Samples))
				}
				if len(got.Samples) > MaxSeconds*max(got.Rate, 1) {
					t.Errorf("%d samples", len(got.Samples))
				}
			})
		}
	}
	t.Logf("%d files", total)
}

var takeErrors = []error{ErrUnknownFormat, ErrTooLong, ErrDamaged, ErrEmpty, wav.ErrNotWAV, wav.ErrDamaged, wav.ErrUnsupported, ErrNeedsFFmpeg}

// oggChecksum is the CRC of an Ogg page (RFC 3533, 6).
func oggChecksum(page []byte) uint32 {
	var crc uint32
	for _, b := range page {
		crc ^= uint32(b) << 24
		for range 8 {
			if crc&0x80000000 != 0 {
				crc = crc<<1 ^ 0x04c11db7
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// TestOggOpusGainAndChain: the gain of the header is applied, and a recording that is
// chained behind another is part of the take.
func TestOggOpusGainAndChain(t *testing.T) {
	t.Parallel()
	plain := takeFile(t, "mono.ogg")
	want, _, err := Decode(plain)
	if err != nil {
		t.Fatal(err)
	}
	louder := bytes.Clone(plain)
	head := bytes.Index(louder, []byte("OpusHead"))
	page := louder[:head+19]
	binary.LittleEndian.PutUint16(page[head+16:], 0xfa00) // -6 dB in 1/256
	binary.LittleEndian.PutUint32(page[22:], 0)
	binary.LittleEndian.PutUint32(page[22:], oggChecksum(page))
	got, _, err := Decode(louder)
	if err != nil || len(got.Samples) != len(want.Samples) {
		t.Fatalf("%d samples, %v", len(got.Samples), err)
	}
	for i, v := range got.Samples {
		if d := v - want.Samples[i]*0.5012; d > 1e-3 || d < -1e-3 {
			t.Fatalf("sample %d: %v of %v", i, v, want.Samples[i])
		}
	}
	other, _, err := Decode(takeFile(t, "silk.ogg"))
	if err != nil {
		t.Fatal(err)
	}
	both, f, err := Decode(append(bytes.Clone(plain), takeFile(t, "silk.ogg")...))
	if err != nil || f.Damaged != 0 || len(both.Samples) != len(want.Samples)+len(other.Samples) {
		t.Errorf("chained: %d samples of %d and %d, %+v, %v", len(both.Samples), len(want.Samples), len(other.Samples), f, err)
	}
}
