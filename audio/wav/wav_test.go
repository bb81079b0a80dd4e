package wav

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gendu/audio/audiotest"
	"gendu/audio/dsp"
)

func extensible(subtype, channels, rate, bits int) []byte {
	b := audiotest.FmtChunk(formatExtensible, channels, rate, bits)
	b = append(b, 22, 0, byte(bits), 0, 3, 0, 0, 0, byte(subtype), 0)
	return append(b, guidTail...)
}

func readWAV(b []byte) (dsp.Signal, error) {
	return ReadMono(bytes.NewReader(b), int64(len(b)))
}

func TestWAVEncodings(t *testing.T) {
	t.Parallel()
	le := binary.LittleEndian
	values := []float64{0, 0.5, -0.5, 0.25, -1}
	var i8, i16, i24, i32, f32, f64 []byte
	for _, v := range values {
		i8 = append(i8, byte(128+v*128))
		i16 = le.AppendUint16(i16, uint16(int16(v*(1<<15))))
		x := uint32(int32(v * (1 << 23)))
		i24 = append(i24, byte(x), byte(x>>8), byte(x>>16))
		i32 = le.AppendUint32(i32, uint32(int32(v*(1<<31))))
		f32 = le.AppendUint32(f32, math.Float32bits(float32(v)))
		f64 = le.AppendUint64(f64, math.Float64bits(v))
	}
	want := []float32{0, 0.5, -0.5, 0.25, -1}
	for name, c := range map[string]struct{ format, data []byte }{
		"8 bit":            {audiotest.FmtChunk(formatInt, 1, 8000, 8), i8},
		"16 bit":           {audiotest.FmtChunk(formatInt, 1, 8000, 16), i16},
		"24 bit":           {audiotest.FmtChunk(formatInt, 1, 8000, 24), i24},
		"32 bit":           {audiotest.FmtChunk(formatInt, 1, 8000, 32), i32},
		"float":            {audiotest.FmtChunk(formatFloat, 1, 8000, 32), f32},
		"double":           {audiotest.FmtChunk(formatFloat, 1, 8000, 64), f64},
		"extensible int":   {extensible(formatInt, 1, 8000, 24), i24},
		"extensible float": {extensible(formatFloat, 1, 8000, 32), f32},
	} {
		b := new(audiotest.WAV).Chunk("JUNK", -1, make([]byte, 27)).Chunk("fmt ", -1, c.format).
			Chunk("LIST", -1, []byte("INFOISFT\x04\x00\x00\x00Lavf")).Chunk("data", -1, c.data).
			Chunk("LIST", -1, []byte("trailing")).Bytes()
		s, err := readWAV(b)
		if err != nil || s.Rate != 8000 || !slices.Equal(s.Samples, want) {
			t.Errorf("%s: %v at %d Hz, %v", name, s.Samples, s.Rate, err)
		}
	}
}

func TestWAVSizesThatLie(t *testing.T) {
	t.Parallel()
	data := make([]byte, 2*100)
	for i := range 100 {
		binary.LittleEndian.PutUint16(data[2*i:], uint16(i*100))
	}
	for name, c := range map[string]struct {
		size int64
		data []byte
		want int
	}{
		"true":           {-1, data, 100},
		"streaming":      {math.MaxUint32, data, 100},
		"zero":           {0, data, 100},
		"too large":      {1 << 20, data, 100},
		"too small":      {40, data, 20},
		"half a sample":  {-1, data[:199], 99},
		"no samples":     {-1, nil, 0},
		"odd, streaming": {math.MaxUint32, data[:197], 99},
	} {
		w := new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(formatInt, 1, 16000, 16)).Chunk("data", c.size, c.data)
		s, err := readWAV(w.Bytes())
		if err != nil || len(s.Samples) != c.want {
			t.Errorf("%s: %d samples, want %d (%v)", name, len(s.Samples), c.want, err)
		}
	}
}

func TestWAVFaults(t *testing.T) {
	t.Parallel()
	good := audiotest.FmtChunk(formatInt, 1, 16000, 16)
	samples := make([]byte, 20)
	many := new(audiotest.WAV)
	for range maxChunks + 1 {
		many.Chunk("junk", -1, nil)
	}
	badGUID := extensible(formatInt, 1, 8000, 16)
	badGUID[30] = 9
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"empty":           {nil, ErrNotWAV},
		"text":            {[]byte("hello, this is not a sound file"), ErrNotWAV},
		"AVI":             {[]byte("RIFF\x10\x00\x00\x00AVI LIST"), ErrNotWAV},
		"header alone":    {new(audiotest.WAV).Bytes(), ErrDamaged},
		"no format":       {new(audiotest.WAV).Chunk("data", -1, samples).Bytes(), ErrDamaged},
		"no data":         {new(audiotest.WAV).Chunk("fmt ", -1, good).Bytes(), ErrDamaged},
		"short format":    {new(audiotest.WAV).Chunk("fmt ", -1, good[:14]).Chunk("data", -1, samples).Bytes(), ErrDamaged},
		"cut in format":   {new(audiotest.WAV).Chunk("fmt ", -1, good).Bytes()[:30], ErrDamaged},
		"no channels":     {new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(formatInt, 0, 16000, 16)).Bytes(), ErrDamaged},
		"many channels":   {new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(formatInt, 1000, 16000, 16)).Bytes(), ErrDamaged},
		"rate 0":          {new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(formatInt, 1, 0, 16)).Bytes(), dsp.ErrRate},
		"rate 3999":       {new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(formatInt, 1, 3999, 16)).Bytes(), dsp.ErrRate},
		"rate of 1 GHz":   {new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(formatInt, 1, 1e9, 16)).Bytes(), dsp.ErrRate},
		"RIFX":            {[]byte("RIFX\x00\x00\x00\x20WAVEfmt \x00\x00\x00\x10"), ErrUnsupported},
		"short ds64":      {audiotest.RF64(8, 20), ErrDamaged},
		"ADPCM":           {new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(2, 1, 16000, 4)).Bytes(), ErrUnsupported},
		"12 bit float":    {new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(formatFloat, 1, 16000, 16)).Bytes(), ErrUnsupported},
		"unknown GUID":    {new(audiotest.WAV).Chunk("fmt ", -1, badGUID).Bytes(), ErrUnsupported},
		"too many chunks": {many.Bytes(), ErrDamaged},
		"huge junk":       {new(audiotest.WAV).Chunk("junk", 0xFFFFFFF0, nil).Bytes(), ErrDamaged},
	} {
		if _, err := readWAV(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestRF64 takes the length of the sound from ds64: a trailing chunk is no sound.
func TestRF64(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		length uint64
		want   int
	}{{200, 100}, {20, 10}, {0, 254}, {math.MaxUint64, 254}, {1 << 62, 254}} {
		if s, err := readWAV(audiotest.RF64(28, c.length)); err != nil || len(s.Samples) != c.want {
			t.Errorf("%d bytes: %d samples, want %d (%v)", c.length, len(s.Samples), c.want, err)
		}
	}
}

func TestWAVFloatOutliers(t *testing.T) {
	t.Parallel()
	var data []byte
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e30, -65, 2.5} {
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	s, err := readWAV(new(audiotest.WAV).Chunk("fmt ", -1, audiotest.FmtChunk(formatFloat, 1, 8000, 64)).Chunk("data", -1, data).Bytes())
	if want := []float32{0, 0, 0, 0, 0, 2.5}; err != nil || !slices.Equal(s.Samples, want) {
		t.Errorf("%v, %v", s.Samples, err)
	}
}

func TestWAVReadFramesStereo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "out.wav")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := NewWriter(f, 24000, 2)
	if err != nil {
		t.Fatal(err)
	}
	want := dsp.Signal{Rate: 24000, Samples: audiotest.WhiteNoise(24000, 1, 0.1, 3)}.Samples
	audiotest.Blocks(want, 2, 1, func(b []float32) {
		if err := w.Write(b); err != nil {
			t.Fatal(err)
		}
	})
	if err := errors.Join(w.Write([]float32{2, -2}), w.Close()); err != nil || w.Clipped() != 2 || w.Frames() != 12001 {
		t.Fatalf("%v, %d clipped, %d frames", err, w.Clipped(), w.Frames())
	}
	if w.Write(make([]float32, 3)) == nil {
		t.Error("half a frame was accepted")
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	r, err := Open(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	var reader dsp.PCMReader = r
	if reader.Format() != (dsp.PCMFormat{Rate: 24000, Channels: 2}) || r.Frames() != 12001 || r.data != 44 {
		t.Errorf("format %v, %d frames from byte %d", r.Format(), r.Frames(), r.data)
	}
	var got []float32
	buffer := make([]float32, 77*2+1)
	for {
		n, err := reader.ReadFrames(buffer)
		got = append(got, buffer[:2*n]...)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	want = append(slices.Clone(want), 32767.0/32768, -1)
	if len(got) != len(want) {
		t.Fatalf("%d samples, want %d", len(got), len(want))
	}
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 0.5/32768+1e-7 {
			t.Fatalf("sample %d is %g, was %g", i, got[i], want[i])
		}
	}
}

// A stream that cannot seek keeps a header that means "up to the end".
func TestWAVWriterToStream(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	w, err := NewWriter(&b, 16000, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write([]float32{0.5, -0.5, 0.25}), w.Close()); err != nil {
		t.Fatal(err)
	}
	s, err := readWAV(b.Bytes())
	if want := []float32{0.5, -0.5, 0.25}; err != nil || !slices.Equal(s.Samples, want) {
		t.Errorf("%v, %v", s.Samples, err)
	}
	if _, err := NewWriter(&b, 0, 1); !errors.Is(err, ErrUnsupported) {
		t.Errorf("rate 0: %v", err)
	}
}

func TestWAVHeaderIsWhatOthersRead(t *testing.T) {
	t.Parallel()
	s := dsp.Signal{Rate: 24000, Samples: audiotest.Sine(24000, 0.1, 440, 0.5)}
	b := Encode(s)
	if len(b) != 44+2*2400 || !bytes.Equal(b[:44], Header(24000, 1, 2400)) {
		t.Fatalf("%d bytes", len(b))
	}
	le := binary.LittleEndian
	if le.Uint32(b[4:]) != uint32(len(b)-8) || le.Uint32(b[40:]) != 4800 || le.Uint32(b[28:]) != 48000 {
		t.Errorf("sizes %d %d, bytes per second %d", le.Uint32(b[4:]), le.Uint32(b[40:]), le.Uint32(b[28:]))
	}
	if h := Header(48000, 2, 1<<33); le.Uint32(h[40:]) != math.MaxUint32 {
		t.Errorf("length beyond 4 GiB: %d", le.Uint32(h[40:]))
	}
}

func TestToInt16(t *testing.T) {
	t.Parallel()
	for in, want := range map[float32]int16{
		0: 0, 1: 32767, -1: -32768, 5: 32767, -5: -32768, 0.5: 16384, -0.5: -16384,
		0.6 / 32768: 1, -0.6 / 32768: -1, 0.4 / 32768: 0, float32(math.Inf(1)): 32767,
	} {
		if got := dsp.ToInt16(in); got != want {
			t.Errorf("%g: %d, want %d", in, got, want)
		}
	}
	if dsp.ToInt16(float32(math.NaN())) != 0 {
		t.Error("NaN")
	}
	for v := math.MinInt16; v <= math.MaxInt16; v++ {
		if got := dsp.ToInt16(float32(v) / 32768); int(got) != v {
			t.Fatalf("%d became %d", v, got)
		}
	}
}

func TestSignalSlice(t *testing.T) {
	t.Parallel()
	s := dsp.Signal{Rate: 22050, Samples: make([]float32, 22050)}
	for _, c := range []struct {
		from, to int64
		want     int
	}{{0, 1000, 22050}, {-5, 5000, 22050}, {100, 101, 22}, {500, 400, 0}, {2000, 3000, 0}, {math.MinInt64, math.MaxInt64, 22050}} {
		if got := len(s.Slice(c.from, c.to).Samples); got != c.want {
			t.Errorf("%d to %d ms: %d samples, want %d", c.from, c.to, got, c.want)
		}
	}
	total := 0
	for ms := int64(0); ms < 1000; ms += 7 {
		total += len(s.Slice(ms, ms+7).Samples)
	}
	if total != 22050 {
		t.Errorf("neighbouring slices hold %d samples", total)
	}
	if d := s.Duration(); d.Seconds() != 1 {
		t.Errorf("duration %v", d)
	}
}

func FuzzWAV(f *testing.F) {
	f.Add(Encode(dsp.Signal{Rate: 8000, Samples: audiotest.Sine(8000, 0.01, 440, 0.5)}))
	f.Add(new(audiotest.WAV).Chunk("fmt ", -1, extensible(formatFloat, 2, 8000, 32)).Chunk("data", math.MaxUint32, make([]byte, 64)).Bytes())
	f.Add(new(audiotest.WAV).Chunk("LIST", 0xFFFFFFFF, []byte("x")).Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := Open(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		if w.Frames() < 0 || w.Frames() > int64(len(b)) || w.data > int64(len(b)) {
			t.Fatalf("%d frames from byte %d of %d", w.Frames(), w.data, len(b))
		}
		s, err := readWAV(b)
		if err != nil || int64(len(s.Samples)) != w.Frames() {
			t.Fatalf("%d of %d frames: %v", len(s.Samples), w.Frames(), err)
		}
	})
}

// TestWAVOfRecorders: what recorders and editors write that the standard does not have.
func TestWAVOfRecorders(t *testing.T) {
	t.Parallel()
	samples := make([]byte, 200)
	for i := range 100 {
		binary.LittleEndian.PutUint16(samples[2*i:], uint16(i*100))
	}
	format := func(bits, align int) []byte {
		f := audiotest.FmtChunk(1, 1, 24000, bits)
		binary.LittleEndian.PutUint16(f[12:], uint16(align))
		return f
	}
	file := func(tag string, chunks ...[]byte) []byte {
		return append(append([]byte(tag), "\x00\x00\x00\x00WAVE"...), bytes.Join(chunks, nil)...)
	}
	chunk := func(id string, data []byte) []byte {
		return append(binary.LittleEndian.AppendUint32([]byte(id), uint32(len(data))), data...)
	}
	for name, c := range map[string]struct {
		file   []byte
		frames int64
	}{
		"block alignment of stereo in mono": {file("RIFF", chunk("fmt ", format(16, 4)), chunk("data", samples)), 100},
		"24 bits in 32":                     {file("RIFF", chunk("fmt ", format(24, 4)), chunk("data", samples)), 50},
		"20 bits in 24":                     {file("RIFF", chunk("fmt ", format(20, 3)), chunk("data", samples)), 66},
		"BW64":                              {file("BW64", chunk("fmt ", format(16, 2)), chunk("data", samples)), 100},
		"an odd chunk without padding":      {file("RIFF", chunk("fmt ", format(16, 2)), chunk("LIST", []byte("odd")), chunk("data", samples)), 100},
		"an odd chunk with padding":         {file("RIFF", chunk("fmt ", format(16, 2)), append(chunk("LIST", []byte("odd")), 0), chunk("data", samples)), 100},
	} {
		w, err := Open(bytes.NewReader(c.file), int64(len(c.file)))
		if err != nil || w.Frames() != c.frames {
			t.Errorf("%s: %v, %v", name, w, err)
		}
	}
}
